/* disk: files, through a table that tests replace.
 *
 * What must survive a power cut reaches its files through a `struct disk`, so that a test can
 * put one there that fails, tears writes and forgets what was not synced (disk_fault.h).
 *
 * The table is the system calls: its functions return what those return, and -errno when they
 * fail, since their callers (SQLite's VFS above all) want the number. err_errno() makes an
 * error of it. A file is an int. Files are made with mode 0600, directories with 0700, and no
 * file outlives an exec. */
#pragma once
#include "base/base.h"

struct disk {
    int (*open)(struct disk *d, const char *path, int flags); /* O_RDWR, O_CREAT, O_EXCL */
    void (*close)(struct disk *d, int file);
    /* How many bytes there were: less than `n` only at the end of the file. */
    int64_t (*read)(struct disk *d, int file, void *out, size_t n, int64_t at);
    int (*write)(struct disk *d, int file, const void *bytes, size_t n, int64_t at); /* all */
    int (*truncate)(struct disk *d, int file, int64_t size);
    int (*sync)(struct disk *d, int file); /* contents and size */
    int64_t (*size)(struct disk *d, int file);
    int (*lock)(struct disk *d, int file); /* -EWOULDBLOCK: somebody else holds it */
    int (*unlink)(struct disk *d, const char *path);
    int (*rename)(struct disk *d, const char *from, const char *to);
    int (*exists)(struct disk *d, const char *path); /* 1, 0 or -errno */
    int (*make_dir)(struct disk *d, const char *path);
    int (*sync_dir)(struct disk *d, const char *path);
};

extern struct disk disk_real;

/* Appends the file at `path` to `out`. ERR_LIMIT past the buffer's maximum. */
struct err *disk_read_file(struct disk *d, const char *path, struct buf *out);

/* After a crash or a power cut there is the whole of it under `dir`/`name`, or what was there
 * before. Once it returns, the new one is there to stay. */
struct err *disk_write_file(struct disk *d, const char *dir, const char *name, struct str bytes);

/* As above, for several pieces: hands out a fresh file to be written, then names it. */
struct disk_draft {
    struct disk *disk;
    char *dir, *path, *draft_path;
    int file; /* -1 once it is done */
};
struct err *disk_draft_open(struct disk_draft *out, struct disk *d, const char *dir,
                            const char *name);
struct err *disk_draft_keep(struct disk_draft *draft); /* syncs it and gives it its name */
void disk_draft_done(struct disk_draft *draft);        /* removes it if it was not kept */
DEFINE_OWNED_VALUE(disk_draft)

/* "dir/name", to be freed by the caller. */
char *disk_path(const char *dir, const char *name);
