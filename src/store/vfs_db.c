/* The database file: see files.h.
 *
 *     block 0   the key check: what sealed this file, with a tag that only the key yields
 *     block n   page n: its data encrypted, then nonce, tag and key id
 *
 * SQLite's own first bytes are encrypted like all others. It wants to see them before it looks
 * at the log; when page 1 is torn, it is shown those of an empty database, which tell page size
 * and reserve just as well, and reads the good copy of page 1 from the log. If there is none,
 * reading all of page 1 fails. */
#include "store/files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>

/* The key check; numbers as the machine has them. */
struct key_check {
    char magic[16];
    uint32_t format, cipher, page, reserve;
    unsigned char key_id[SEAL_KEY_ID], tag[SEAL_TAG];
};
_Static_assert(sizeof(struct key_check) == 56, "it lies on disk as it is");
static const char magic[16] = "pith database\n";
enum { KEY_CHECK_FORMAT = 1 };

static struct seal_place place_of(uint32_t page)
{
    return (struct seal_place){ PLACE_PAGE, page, 0 };
}

/* An empty database in WAL mode, as SQLite's file format has it. Making it here saves the one
 * moment in which SQLite would want a rollback journal. */
static void empty_page_one(unsigned char page[PAGE])
{
    memset(page, 0, PAGE);
    memcpy(page, "SQLite format 3", 16);
    page[16] = PAGE >> 8;
    page[18] = page[19] = 2; /* WAL */
    page[20] = SEAL_TRAILER;
    page[21] = 64, page[22] = 32, page[23] = 32; /* always so */
    page[31] = 1;                                /* pages */
    page[100] = 13;                              /* the schema: a leaf without cells */
    page[105] = PAGE_DATA >> 8, page[106] = PAGE_DATA & 255;
}

/* Making one, and knowing one's own. */

static void key_check_fill(const struct files *f, struct key_check *out)
{
    *out = (struct key_check){
        .format = KEY_CHECK_FORMAT, .cipher = f->cipher, .page = PAGE, .reserve = SEAL_TRAILER
    };
    memcpy(out->magic, magic, sizeof magic);
    seal_key_id(f->key, out->key_id);
    seal_mac(f->key, "pith key check",
             (struct str){ (const char *)out, offsetof(struct key_check, tag) }, out->tag);
}

struct err *db_create(struct files *f)
{
    owned(disk_draft) struct disk_draft draft = { .file = -1 };
    owned(seal) struct seal *seal = seal_new(f->cipher, f->key);
    unsigned char blocks[2][PAGE] = { { 0 } }, page[PAGE];
    struct key_check check;
    if (!seal)
        return err_no_room();
    key_check_fill(f, &check);
    memcpy(blocks[0], &check, sizeof check);
    empty_page_one(page);
    seal_wrap(seal, place_of(1), page, PAGE_DATA, blocks[1]);
    TRY(disk_draft_open(&draft, f->disk, f->dir, f->name));
    int code = f->disk->write(f->disk, draft.file, blocks, sizeof blocks, 0);
    if (code < 0)
        return err_errno(-code, "write %s", draft.draft_path);
    if (FAIL("store.create"))
        return err_errno(EIO, "write %s", draft.draft_path);
    return disk_draft_keep(&draft);
}

static struct err *key_check_compare(const struct files *f, const struct key_check *found)
{
    struct key_check own;
    key_check_fill(f, &own);
    if (memcmp(found->magic, magic, sizeof magic) != 0)
        return err_new(ERR_CORRUPT, "not_a_database", "%s is no database of pith's", f->name);
    if (found->format != KEY_CHECK_FORMAT)
        return err_new(ERR_UNSUPPORTED, "newer_format", "%s has format %u, newer than this pith",
                       f->name, found->format);
    if (found->cipher != own.cipher || found->page != PAGE || found->reserve != SEAL_TRAILER)
        return err_new(ERR_CORRUPT, "bad_header", "%s disagrees with the format file", f->name);
    if (memcmp(found->key_id, own.key_id, sizeof own.key_id) != 0)
        return err_hint(err_new(ERR_DENIED, "wrong_key", "%s was sealed with another key", f->name),
                        "put back the master.key that belongs to this data directory");
    if (memcmp(found->tag, own.tag, sizeof own.tag) != 0)
        return err_new(ERR_CORRUPT, "bad_header", "the first block of %s is damaged", f->name);
    return NULL;
}

struct err *db_check_key(struct files *f)
{
    struct key_check found = { .format = 0 };
    int handle = f->disk->open(f->disk, f->path, O_RDONLY);
    if (handle < 0)
        return err_errno(-handle, "open %s", f->path);
    int64_t got = f->disk->read(f->disk, handle, &found, sizeof found, 0);
    int64_t size = f->disk->size(f->disk, handle);
    f->disk->close(f->disk, handle);
    if (got < 0 || size < 0)
        return err_errno((int)-MIN_OF(got, size), "read %s", f->path);
    TRY(key_check_compare(f, &found));
    /* For SQLite a database without pages is new, and its log a stray one to be deleted. */
    if (size < CHECK_BLOCK + PAGE)
        return err_new(ERR_CORRUPT, "cut_short", "%s is cut short", f->name);
    return NULL;
}

/* What SQLite does with it. */

/* 1: read, 0: past the end, otherwise for SQLite. */
static int read_page(struct sealed_file *f, uint32_t page, unsigned char out[PAGE])
{
    struct disk *d = f->files->disk;
    int64_t got = d->read(d, f->handle, f->scratch, PAGE, (int64_t)page * PAGE);
    if (got < 0)
        return vfs_failed(SQLITE_IOERR_READ, (int)-got, "read");
    if (got == 0)
        return 0;
    memset(out + PAGE_DATA, 0, SEAL_TRAILER);
    if (got == PAGE && seal_unwrap(f->seal, place_of(page), f->scratch, PAGE_DATA, out))
        return 1;
    return vfs_damaged("page", page);
}

/* The header of page 1, or a part of it: torn or not, its answer is good enough. */
static int read_header(struct sealed_file *f, void *out, int n, int64_t at)
{
    unsigned char page[PAGE];
    int rc = read_page(f, 1, page);
    if (rc != 1 && rc != SQLITE_CORRUPT)
        return rc == 0 ? vfs_damaged("page", 1) : rc;
    if (rc == SQLITE_CORRUPT) {
        vfs_forget_trouble();
        empty_page_one(page);
    }
    memcpy(out, page + at, (size_t)n);
    return SQLITE_OK;
}

static int db_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    struct sealed_file *f = sealed_file(file);
    if (n != PAGE && at + n <= PAGE)
        return read_header(f, out, n, at);
    assert(n == PAGE && at % PAGE == 0);
    int rc = read_page(f, (uint32_t)(at / PAGE) + 1, out);
    if (rc == 0)
        memset(out, 0, PAGE);
    return rc == 1 ? SQLITE_OK : rc == 0 ? SQLITE_IOERR_SHORT_READ : rc;
}

static bool is_zero(const unsigned char *bytes, size_t n)
{
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, n - 1) == 0;
}

/* Only checkpoints come here. */
static int db_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    struct sealed_file *f = sealed_file(file);
    assert(n == PAGE && at % PAGE == 0);
    assert(is_zero((const unsigned char *)bytes + PAGE_DATA, SEAL_TRAILER));
    if (FAIL("store.write_page"))
        return vfs_failed(SQLITE_IOERR_WRITE, EIO, "write");
    uint32_t page = (uint32_t)(at / PAGE) + 1;
    seal_wrap(f->seal, place_of(page), bytes, PAGE_DATA, f->scratch);
    return vfs_write(f, f->scratch, PAGE, (int64_t)page * PAGE);
}

static int db_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return vfs_truncate(sealed_file(file), size + CHECK_BLOCK);
}

static int db_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    return vfs_sync(sealed_file(file), FAIL("store.sync_pages"));
}

static int db_size(sqlite3_file *file, sqlite3_int64 *out)
{
    struct sealed_file *f = sealed_file(file);
    int64_t size = f->files->disk->size(f->files->disk, f->handle);
    if (size < 0)
        return vfs_failed(SQLITE_IOERR_FSTAT, (int)-size, "size");
    *out = MAX_OF(size - CHECK_BLOCK, 0);
    return SQLITE_OK;
}

const sqlite3_io_methods vfs_db_methods = {
    .iVersion = 2, /* 3 would be memory-mapped reading, and show ciphertext */
    .xClose = vfs_close,
    .xRead = db_read,
    .xWrite = db_write,
    .xTruncate = db_truncate,
    .xSync = db_sync,
    .xFileSize = db_size,
    .xLock = shm_db_lock,
    .xUnlock = shm_db_unlock,
    .xCheckReservedLock = shm_db_reserved,
    .xFileControl = vfs_file_control,
    .xSectorSize = vfs_sector_size,
    .xDeviceCharacteristics = vfs_traits,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};
