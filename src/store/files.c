/* The VFS: what SQLite asks of the system, and what both kinds of file share; see files.h. */
#include "store/files.h"

#include "trace/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* SQLite hands back one number; this is the rest of the story, for the thread that asked. */
static _Thread_local struct {
    int sys;
    const char *what;
    uint32_t number; /* 0: not damage */
} trouble;

int vfs_failed(int code, int sys, const char *what)
{
    trouble.sys = sys;
    trouble.what = what;
    trouble.number = 0;
    return code;
}

int vfs_damaged(const char *what, uint32_t number)
{
    trouble.what = what;
    trouble.number = number;
    return SQLITE_CORRUPT;
}

void vfs_forget_trouble(void)
{
    trouble.what = NULL;
}

/* From here on nothing is written: what the disk holds is not known. */
static void break_off(struct files *f)
{
    if (atomic_exchange(&f->broken, true))
        return;
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_STORE_FAILED },
                    str_of(f->name));
}

static struct err *broken(const struct files *f)
{
    return err_hint(
        err_new(ERR_UNAVAILABLE, "disk_error",
                "the disk failed to sync %s; nothing is written until it is opened again", f->name),
        "look at the disk, then start pith again");
}

struct err *files_trouble(const struct files *f)
{
    const char *what = trouble.what;
    trouble.what = NULL;
    if (what && trouble.number)
        return err_new(ERR_CORRUPT, "damaged", "%s %u of %s is damaged", what, trouble.number,
                       f->name);
    if (atomic_load(&f->broken))
        return broken(f);
    return !what ? NULL : err_errno(trouble.sys, "%s %s", what, f->name);
}

/* Files. */

int vfs_init(struct sealed_file *out, struct files *f, const char *path, int flags)
{
    *out = (struct sealed_file){ .files = f, .handle = f->disk->open(f->disk, path, flags) };
    if (out->handle < 0)
        return out->handle;
    out->seal = seal_new(f->cipher, f->key);
    out->scratch = mem_try(2 * (size_t)LOG_FRAME);
    if (out->seal && out->scratch)
        return 0;
    vfs_close(&out->base);
    return -ENOMEM;
}

int vfs_close(sqlite3_file *file)
{
    struct sealed_file *f = sealed_file(file);
    struct disk *d = f->files->disk;
    d->close(d, f->handle);
    seal_free(f->seal);
    mem_free(f->scratch);
    return SQLITE_OK;
}

int vfs_write(struct sealed_file *f, const void *bytes, size_t n, int64_t at)
{
    struct disk *d = f->files->disk;
    if (atomic_load(&f->files->broken))
        return vfs_failed(SQLITE_IOERR_WRITE, EIO, "write");
    int code = d->write(d, f->handle, bytes, n, at);
    if (code == 0)
        return SQLITE_OK;
    bool full = code == -ENOSPC || code == -EDQUOT;
    return vfs_failed(full ? SQLITE_FULL : SQLITE_IOERR_WRITE, -code, "write");
}

int vfs_sync(struct sealed_file *f, bool made_to_fail)
{
    struct files *files = f->files;
    struct disk *d = files->disk;
    int code = made_to_fail || atomic_load(&files->broken) ? -EIO : d->sync(d, f->handle);
    if (code == 0)
        return SQLITE_OK;
    break_off(files);
    return vfs_failed(SQLITE_IOERR_FSYNC, -code, "sync");
}

int vfs_truncate(struct sealed_file *f, int64_t size)
{
    struct disk *d = f->files->disk;
    int code = atomic_load(&f->files->broken) ? -EIO : d->truncate(d, f->handle, size);
    return code < 0 ? vfs_failed(SQLITE_IOERR_TRUNCATE, -code, "truncate") : SQLITE_OK;
}

int vfs_file_control(sqlite3_file *file, int op, void *arg)
{
    (void)file, (void)op, (void)arg;
    return SQLITE_NOTFOUND;
}

int vfs_sector_size(sqlite3_file *file)
{
    (void)file;
    return PAGE;
}

/* POWERSAFE_OVERWRITE: a write that is torn leaves its neighbours alone. Without that promise
 * SQLite fills up the log to the next sector at each commit. */
int vfs_traits(sqlite3_file *file)
{
    (void)file;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* The system. */

static struct files *files_of(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

/* A new name is synced before anything is written under it. */
static int open_log(struct sealed_file *file, struct files *f)
{
    int code = vfs_init(file, f, f->log_path, O_RDWR);
    if (code != -ENOENT)
        return code;
    if ((code = vfs_init(file, f, f->log_path, O_RDWR | O_CREAT)) < 0)
        return code;
    code = FAIL("store.create_log")
    ? -EIO : f->disk->sync_dir(f->disk, f->dir);
    if (code == 0)
        return 0;
    break_off(f);
    vfs_close(&file->base);
    return code;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *out, int flags,
                    int *out_flags)
{
    struct files *f = files_of(vfs);
    struct sealed_file *file = sealed_file(out);
    int code = -EPERM; /* a journal or a temporary file would be plaintext */
    if (flags & SQLITE_OPEN_MAIN_DB && strcmp(path, f->path) == 0)
        code = vfs_init(file, f, path, O_RDWR);
    else if (flags & SQLITE_OPEN_WAL && strcmp(path, f->log_path) == 0)
        code = open_log(file, f);
    out->pMethods = NULL;
    if (code < 0)
        return vfs_failed(SQLITE_CANTOPEN, -code, "open");
    out->pMethods = flags & SQLITE_OPEN_WAL ? &vfs_wal_methods : &vfs_db_methods;
    if (out_flags)
        *out_flags = flags;
    return SQLITE_OK;
}

/* Only ever the log, once all of it is in the database. */
static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_dir)
{
    struct files *f = files_of(vfs);
    int code = -EIO;
    (void)sync_dir; /* until then an older log may come back, which says nothing new */
    if (!atomic_load(&f->broken) && !FAIL("store.delete_log"))
        code = f->disk->unlink(f->disk, path);
    if (code == -ENOENT)
        return SQLITE_IOERR_DELETE_NOENT;
    return code < 0 ? vfs_failed(SQLITE_IOERR_DELETE, -code, "delete") : SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
    struct files *f = files_of(vfs);
    (void)flags;
    int code = f->disk->exists(f->disk, path);
    *out = code > 0;
    return code < 0 ? vfs_failed(SQLITE_IOERR_ACCESS, -code, "look for") : SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
    (void)vfs;
    return snprintf(out, (size_t)size, "%s", path) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int vfs_random(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    random_bytes(out, (size_t)n);
    return n;
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    usleep((useconds_t)us);
    return us;
}

/* Milliseconds since noon in Greenwich on the first day of Julian's count. */
static int vfs_time(sqlite3_vfs *vfs, sqlite3_int64 *out)
{
    (void)vfs;
    *out = clock_wall_ms() + 210866760000000;
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int size, char *out)
{
    (void)vfs, (void)size, (void)out;
    return trouble.sys;
}

static void vfs_register(struct files *f)
{
    static atomic_uint serial;
    snprintf(f->vfs_name, sizeof f->vfs_name, "pith-%u", atomic_fetch_add(&serial, 1));
    f->vfs = (sqlite3_vfs){
        .iVersion = 2,
        .szOsFile = sizeof(struct sealed_file),
        .mxPathname = PATH_MOST,
        .zName = f->vfs_name,
        .pAppData = f,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xRandomness = vfs_random,
        .xSleep = vfs_sleep,
        .xGetLastError = vfs_last_error,
        .xCurrentTimeInt64 = vfs_time,
    };
    sqlite3_vfs_register(&f->vfs, 0);
}

/* One database's files. */

static struct files *files_new(const struct files_options *o)
{
    struct files *f = mem_new(sizeof *f);
    f->disk = o->disk;
    f->name = mem_text(o->name, strlen(o->name));
    f->dir = mem_text(o->dir, strlen(o->dir));
    f->path = disk_path(o->dir, o->name);
    f->log_path = mem_new(strlen(f->path) + sizeof "-wal");
    sprintf(f->log_path, "%s-wal", f->path);
    f->cipher = o->cipher;
    memcpy(f->key, o->key, SEAL_KEY);
    shm_init(&f->shm);
    return f;
}

/* A log whose database is gone would be read as the history of the new one. */
static struct err *create_if_absent(struct files *f)
{
    int there = f->disk->exists(f->disk, f->path), log = f->disk->exists(f->disk, f->log_path);
    if (there < 0 || log < 0)
        return err_errno(-MIN_OF(there, log), "look for %s", f->path);
    if (!there && log)
        return err_new(ERR_CORRUPT, "database_missing", "%s is missing, but its log is there",
                       f->name);
    return there ? NULL : db_create(f);
}

struct err *files_open(const struct files_options *options, struct files **out)
{
    owned(files) struct files *f = files_new(options);
    TRY(create_if_absent(f));
    TRY(db_check_key(f));
    TRY(log_examine(f));
    vfs_register(f);
    *out = give(f);
    return NULL;
}

struct err *files_check_log(struct files *f)
{
    if (shm_last_frame(&f->shm) >= f->log.durable)
        return NULL;
    return err_new(ERR_CORRUPT, "log_damaged", "the log of %s breaks off before commits it holds",
                   f->name);
}

void files_free(struct files *f)
{
    if (!f)
        return;
    if (f->vfs_name[0])
        sqlite3_vfs_unregister(&f->vfs);
    shm_done(&f->shm);
    explicit_bzero(f->key, sizeof f->key);
    mem_free(f->name);
    mem_free(f->dir);
    mem_free(f->path);
    mem_free(f->log_path);
    mem_free(f);
}
