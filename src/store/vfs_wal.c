/* The log: see files.h.
 *
 *     on disk      header: SQLite's 32 bytes, a tag, zeros           64
 *                  frame:  SQLite's 24 bytes and the page's data,
 *                          encrypted as one, nonce, tag, key id    4120
 *     for SQLite   header 32, frames 4120 = 24 + 4096
 *
 * Frames are as long sealed as open, so a frame lies where SQLite thinks, 32 bytes on. SQLite
 * writes a frame's header and then its page; the two are put together here and written once.
 * Where it changes one of them later, the frame is opened and sealed again. Its checksums are
 * of the plaintext and therefore encrypted, too. The header's salts are public: they are the
 * log's life, to which each frame is bound, so that what an earlier life left does not open.
 *
 * What a frame says twice, the salts, makes room for where its transaction began (`tx_first`).
 * A transaction begins only after the one before it was synced: so a frame that opens proves
 * that all before its tx_first were once durable. Therefore
 *
 *     the first frame that does not open  >= every tx_first:  a torn end; SQLite drops it
 *     the first frame that does not open  <  some tx_first:   damage; we refuse
 *
 * The last transaction alone cannot be told from one that was never finished.
 *
 * log_examine() also writes the frames back as they are and syncs them. If an earlier process
 * met a failed sync, they may exist in the kernel's cache only, and counting on them would
 * build the next transactions on nothing. */
#include "store/files.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>

enum {
    HEAD = 32,               /* SQLite's */
    SHIFT = LOG_HEAD - HEAD, /* the header with its tag is one sector, so never torn */
    FRAME_HEAD = 24,
    ROOM = 64 * LOG_FRAME,
    FRAME_DATA = LOG_FRAME - SEAL_TRAILER,
};

/* SQLite's numbers are big-endian. */
struct log_head {
    uint32_t magic, version, page, checkpoints;
    uint64_t salts;
    uint32_t checksum[2];
};
_Static_assert(sizeof(struct log_head) == HEAD, "as SQLite has it");

/* A frame, opened. */
struct frame {
    uint32_t page, commit_size;
    union {
        uint64_t salts; /* for SQLite */
        struct {
            uint32_t tx_first, unused;
        }; /* on disk */
    };
    uint32_t checksum[2];
    unsigned char data[PAGE];
};
_Static_assert(sizeof(struct frame) == LOG_FRAME, "as SQLite has it");

/* The scratch memory of a file: a sealed frame, and an open one. */
static void *sealed_part(struct sealed_file *f)
{
    return f->scratch;
}

static struct frame *open_part(struct sealed_file *f)
{
    return (struct frame *)(void *)(f->scratch + LOG_FRAME);
}

static int64_t frame_at(uint32_t number)
{
    return LOG_HEAD + (int64_t)(number - 1) * LOG_FRAME;
}

static struct seal_place place_of(const struct log *log, uint32_t number)
{
    return (struct seal_place){ PLACE_FRAME, number, atomic_load(&log->life) };
}

/* One frame, sealed. */

/* 1: it opened, 0: it did not or is not there, otherwise for SQLite. */
static int frame_load(struct sealed_file *f, uint32_t number)
{
    struct disk *d = f->files->disk;
    struct frame *frame = open_part(f);
    int64_t got = d->read(d, f->handle, sealed_part(f), LOG_FRAME, frame_at(number));
    if (got < 0)
        return vfs_failed(SQLITE_IOERR_READ, (int)-got, "read");
    if (got < LOG_FRAME ||
        !seal_unwrap(f->seal, place_of(&f->files->log, number), sealed_part(f), FRAME_DATA, frame))
        return 0;
    memset(frame->data + PAGE_DATA, 0, SEAL_TRAILER);
    return 1;
}

static int frame_store(struct sealed_file *f, uint32_t number)
{
    if (FAIL("store.write_frame"))
        return vfs_failed(SQLITE_IOERR_WRITE, EIO, "write");
    seal_wrap(f->seal, place_of(&f->files->log, number), open_part(f), FRAME_DATA, sealed_part(f));
    int rc = vfs_write(f, sealed_part(f), LOG_FRAME, frame_at(number));
    if (FAIL("store.wrote_frame"))
        return vfs_failed(SQLITE_IOERR_WRITE, EIO, "write");
    return rc;
}

/* A frame that was written before gets another header or another page; NULL: it keeps it. */
static int frame_change(struct sealed_file *f, uint32_t number, const unsigned char *header,
                        const void *page)
{
    int rc = frame_load(f, number);
    if (rc != 1)
        return rc ? rc : vfs_damaged("frame", number);
    struct frame *frame = open_part(f);
    uint64_t tx_first = frame->salts;
    if (header)
        memcpy(frame, header, FRAME_HEAD);
    if (page)
        memcpy(frame->data, page, PAGE);
    frame->salts = tx_first;
    return frame_store(f, number);
}

/* Syncing a write behind the end of a file costs twice as much as one within it, since the file's
 * size goes to the disk as well. So the log grows by many frames at once. Zeros open no more than
 * what an earlier life left; if there is no room for them, there may be for the frame. */
static void make_room(struct sealed_file *f, uint32_t number)
{
    static const unsigned char zeros[ROOM];
    struct log *log = &f->files->log;
    int64_t end = frame_at(number + 1);
    if (end <= log->size)
        return;
    int64_t at = MAX_OF(f->files->disk->size(f->files->disk, f->handle), 0);
    if (end > at && vfs_write(f, zeros, ROOM, at) == SQLITE_OK)
        log->size = at + ROOM;
    vfs_forget_trouble();
}

static int frame_add(struct sealed_file *f, uint32_t number, const void *page)
{
    struct log *log = &f->files->log;
    struct frame *frame = open_part(f);
    if (!log->tx_first || number < log->tx_first)
        log->tx_first = number;
    memcpy(frame, f->pending_header, FRAME_HEAD);
    memcpy(frame->data, page, PAGE);
    frame->tx_first = log->tx_first;
    frame->unused = 0;
    make_room(f, number);
    int rc = frame_store(f, number);
    if (rc != SQLITE_OK)
        return rc;
    if (frame->commit_size)
        log->tx_first = number + 1;
    if (number > atomic_load(&log->frames))
        atomic_store(&log->frames, number);
    return SQLITE_OK;
}

/* A header whose page did not come next was meant for a frame that is there already. */
static int settle(struct sealed_file *f)
{
    uint32_t number = f->pending;
    f->pending = 0;
    return number ? frame_change(f, number, f->pending_header, NULL) : SQLITE_OK;
}

/* The log's header. */

static void head_mac(const struct files *files, const struct log_head *head,
                     unsigned char out[SEAL_TAG])
{
    seal_mac(files->key, "pith log header", (struct str){ (const char *)head, sizeof *head }, out);
}

/* SQLite begins a new life of the log. */
static int head_write(struct sealed_file *f, const void *bytes)
{
    struct {
        struct log_head head;
        unsigned char tag[SEAL_TAG], zero[LOG_HEAD - HEAD - SEAL_TAG];
    } block = { .tag = { 0 } };
    struct log *log = &f->files->log;
    if (FAIL("store.restart_log"))
        return vfs_failed(SQLITE_IOERR_WRITE, EIO, "write");
    memcpy(&block.head, bytes, HEAD);
    head_mac(f->files, &block.head, block.tag);
    int rc = vfs_write(f, &block, sizeof block, 0);
    if (rc != SQLITE_OK)
        return rc;
    atomic_store(&log->life, block.head.salts);
    atomic_store(&log->frames, 0);
    log->tx_first = 1;
    return SQLITE_OK;
}

/* 1: ours, 0: there is none or it is not ours, otherwise -errno. */
static int head_load(const struct files *files, int handle, struct log_head *out)
{
    struct {
        struct log_head head;
        unsigned char tag[SEAL_TAG];
    } block;
    unsigned char tag[SEAL_TAG];
    int64_t got = files->disk->read(files->disk, handle, &block, sizeof block, 0);
    if (got < 0)
        return (int)got;
    head_mac(files, &block.head, tag);
    if (got < (int64_t)sizeof block || memcmp(tag, block.tag, sizeof tag) != 0 ||
        be32toh(block.head.page) != PAGE)
        return 0;
    *out = block.head;
    return 1;
}

/* What SQLite does with it. It may ask for any part of a frame, or for a whole one. */

static int read_head(struct sealed_file *f, void *out, int n, int64_t at)
{
    struct log_head head = { 0 };
    int rc = head_load(f->files, f->handle, &head);
    if (rc < 0)
        return vfs_failed(SQLITE_IOERR_READ, -rc, "read");
    memcpy(out, (char *)&head + at, (size_t)n);
    return rc == 1 ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

/* Past the frames that are known to be ours it is zeros, which SQLite takes for the end. */
static int read_frame(struct sealed_file *f, void *out, int n, int64_t at)
{
    uint32_t number = (uint32_t)((at - HEAD) / LOG_FRAME) + 1;
    struct log *log = &f->files->log;
    struct frame *frame = open_part(f);
    int rc = frame_load(f, number);
    if (rc > 1)
        return rc;
    if (rc == 0 && number <= atomic_load(&log->frames))
        return vfs_damaged("frame", number);
    if (rc == 0)
        memset(frame, 0, sizeof *frame);
    else
        frame->salts = atomic_load(&log->life);
    memcpy(out, (char *)frame + (at - HEAD) % LOG_FRAME, (size_t)n);
    return SQLITE_OK;
}

static int wal_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    struct sealed_file *f = sealed_file(file);
    int rc = settle(f);
    if (rc != SQLITE_OK)
        return rc;
    return at + n <= HEAD ? read_head(f, out, n, at) : read_frame(f, out, n, at);
}

/* Whether these bytes are the page whose header is waiting. */
static bool completes(const struct sealed_file *f, int64_t at, uint32_t number)
{
    return f->pending == number && (at - HEAD) % LOG_FRAME == FRAME_HEAD;
}

static int wal_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    struct sealed_file *f = sealed_file(file);
    uint32_t number = (uint32_t)((at - HEAD) / LOG_FRAME) + 1;
    if (at >= HEAD && n == PAGE && completes(f, at, number)) {
        f->pending = 0;
        return frame_add(f, number, bytes);
    }
    int rc = settle(f);
    if (rc != SQLITE_OK)
        return rc;
    if (at == 0 && n == HEAD)
        return head_write(f, bytes);
    if (n == PAGE)
        return frame_change(f, number, NULL, bytes);
    assert(n == FRAME_HEAD && (at - HEAD) % LOG_FRAME == 0);
    memcpy(f->pending_header, bytes, FRAME_HEAD);
    f->pending = number;
    return SQLITE_OK;
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct sealed_file *f = sealed_file(file);
    f->pending = 0;
    f->files->log.size = 0; /* to be asked for */
    return vfs_truncate(f, size ? size + SHIFT : 0);
}

static int wal_sync(sqlite3_file *file, int flags)
{
    struct sealed_file *f = sealed_file(file);
    (void)flags;
    int rc = settle(f);
    if (rc == SQLITE_OK)
        rc = vfs_sync(f, FAIL("store.before_sync"));
    if (rc == SQLITE_OK && FAIL("store.after_sync"))
        rc = vfs_failed(SQLITE_IOERR_FSYNC, EIO, "sync");
    return rc;
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *out)
{
    struct sealed_file *f = sealed_file(file);
    int64_t size = f->files->disk->size(f->files->disk, f->handle);
    if (size < 0)
        return vfs_failed(SQLITE_IOERR_FSTAT, (int)-size, "size");
    *out = MAX_OF(size - SHIFT, 0);
    return SQLITE_OK;
}

/* SQLite locks the database, never its log. */
static int no_lock(sqlite3_file *file, int level)
{
    (void)file, (void)level;
    return SQLITE_OK;
}

static int not_reserved(sqlite3_file *file, int *out)
{
    (void)file;
    *out = 0;
    return SQLITE_OK;
}

const sqlite3_io_methods vfs_wal_methods = {
    .iVersion = 1,
    .xClose = vfs_close,
    .xRead = wal_read,
    .xWrite = wal_write,
    .xTruncate = wal_truncate,
    .xSync = wal_sync,
    .xFileSize = wal_size,
    .xLock = no_lock,
    .xUnlock = no_lock,
    .xCheckReservedLock = not_reserved,
    .xFileControl = vfs_file_control,
    .xSectorSize = vfs_sector_size,
    .xDeviceCharacteristics = vfs_traits,
};

/* Before SQLite sees it. */

/* Opens each frame in turn. Those in one piece from the first on are written back; those
 * behind a gap only testify. */
static struct err *examine_frames(struct sealed_file *f, uint32_t n)
{
    struct files *files = f->files;
    struct log *log = &files->log;
    uint32_t whole = 0;
    for (uint32_t i = 1; i <= n; i++) {
        int rc = frame_load(f, i);
        if (rc > 1)
            return files_trouble(files);
        if (rc == 0)
            continue;
        log->durable = MAX_OF(log->durable, open_part(f)->tx_first - 1);
        if (i != whole + 1)
            continue;
        whole = i;
        if (vfs_write(f, sealed_part(f), LOG_FRAME, frame_at(i)) != SQLITE_OK)
            return files_trouble(files);
    }
    if (whole < log->durable)
        return err_new(ERR_CORRUPT, "log_damaged",
                       "frame %u of the log of %s is damaged, and later commits follow it",
                       whole + 1, files->name);
    atomic_store(&log->frames, whole);
    return NULL;
}

static struct err *examine(struct sealed_file *f)
{
    struct files *files = f->files;
    struct log_head head;
    int64_t size = files->disk->size(files->disk, f->handle);
    int found = head_load(files, f->handle, &head);
    if (size < 0 || found < 0)
        return err_errno((int)-MIN_OF(size, found), "read the log of %s", files->name);
    /* The header is synced before the first frame is written. */
    if (!found && size > LOG_HEAD)
        return err_new(ERR_CORRUPT, "log_damaged", "the header of the log of %s is damaged",
                       files->name);
    if (!found)
        return NULL;
    atomic_store(&files->log.life, head.salts);
    TRY(examine_frames(f, (uint32_t)((size - LOG_HEAD) / LOG_FRAME)));
    return vfs_sync(f, FAIL("store.sync_examined")) == SQLITE_OK ? NULL : files_trouble(files);
}

struct err *log_examine(struct files *f)
{
    struct sealed_file file = { .handle = -1 };
    int code = vfs_init(&file, f, f->log_path, O_RDWR);
    if (code == -ENOENT)
        return NULL;
    if (code < 0)
        return err_errno(-code, "open %s", f->log_path);
    owned(err) struct err *e = examine(&file);
    /* Whoever made it may have failed to sync its name. */
    if (!e && (code = f->disk->sync_dir(f->disk, f->dir)) < 0)
        e = err_errno(-code, "sync directory %s", f->dir);
    vfs_close(&file.base);
    return give(e);
}
