/* Files beside a database: see store.h.
 *
 * A kept file is pieces of 64 KiB, each sealed for its place: its number in the file, and the
 * file's own. The last one is shorter than the others, if need be empty; so a file that was cut
 * off anywhere does not end with such a piece, and is damaged. */
#include "store/store_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PIECE = 64 * KIB, SEALED = PIECE + SEAL_TRAILER };

struct kept {
    struct files *files;
    struct seal *seal;
    char *dir, *path;
    uint64_t number;
    int file;
    unsigned char plain[PIECE], sealed[SEALED];
};

static void kept_free(struct kept *k)
{
    if (!k)
        return;
    if (k->file >= 0)
        k->files->disk->close(k->files->disk, k->file);
    explicit_bzero(k->plain, sizeof k->plain);
    seal_free(k->seal);
    mem_free(k->dir);
    mem_free(k->path);
    mem_free(k);
}
DEFINE_OWNED(kept)

static char *kept_dir(const struct files *f)
{
    char name[128];
    snprintf(name, sizeof name, "%.*s.kept", (int)strcspn(f->name, "."), f->name);
    return disk_path(f->dir, name);
}

static struct kept *kept_new(struct store_db *db, uint64_t number)
{
    struct kept *k = mem_new(sizeof *k);
    unsigned char key[SEAL_KEY];
    char name[32];
    k->files = db->files;
    k->number = number;
    k->file = -1;
    snprintf(name, sizeof name, "%016llx", (unsigned long long)number);
    k->dir = kept_dir(db->files);
    k->path = disk_path(k->dir, name);
    seal_derive(db->files->key, "pith kept files", str_of(db->files->name), key);
    k->seal = seal_new(db->files->cipher, key);
    explicit_bzero(key, sizeof key);
    return k;
}

static struct seal_place place_of(const struct kept *k, uint64_t piece)
{
    return (struct seal_place){ PLACE_KEPT, (uint32_t)piece, k->number };
}

/* --- keeping --- */

static struct err *read_piece(int from, unsigned char *out, size_t *out_n)
{
    ssize_t n = 1;
    for (*out_n = 0; *out_n < PIECE && n; *out_n += n > 0 ? (size_t)n : 0) {
        n = read(from, out + *out_n, PIECE - *out_n);
        if (n < 0 && errno != EINTR)
            return err_sys("read what is to be kept");
    }
    return NULL;
}

static struct err *make_file(struct kept *k)
{
    struct disk *disk = k->files->disk;
    int code = disk->make_dir(disk, k->dir);
    code = code < 0 ? code : disk->sync_dir(disk, k->files->dir);
    k->file = code < 0 ? code : disk->open(disk, k->path, O_RDWR | O_CREAT | O_EXCL);
    return k->file < 0 ? err_errno(-k->file, "make a file to keep") : NULL;
}

static struct err *write_pieces(struct kept *k, int from, uint64_t most, uint64_t *out_size)
{
    struct disk *disk = k->files->disk;
    size_t n = PIECE;
    *out_size = 0;
    for (uint64_t piece = 0; n == PIECE; piece++) {
        TRY(read_piece(from, k->plain, &n));
        *out_size += n;
        if (*out_size > most || piece > UINT32_MAX)
            return err_new(ERR_LIMIT, "too_large", "more than %llu bytes are not kept",
                           (unsigned long long)most);
        seal_wrap(k->seal, place_of(k, piece), k->plain, n, k->sealed);
        int code = disk->write(disk, k->file, k->sealed, n + SEAL_TRAILER,
                               (int64_t)(piece * SEALED));
        if (code < 0)
            return err_errno(-code, "write what is kept");
    }
    int code = disk->sync(disk, k->file);
    code = code < 0 ? code : disk->sync_dir(disk, k->dir);
    return code < 0 ? err_errno(-code, "write what is kept to disk") : NULL;
}

struct err *store_file_keep(struct store_db *db, uint64_t number, int from, uint64_t most,
                            uint64_t *out_size)
{
    owned(kept) struct kept *k = kept_new(db, number);
    uint64_t size;
    TRY(make_file(k));
    struct err *e = write_pieces(k, from, most, &size);
    if (e) {
        k->files->disk->unlink(k->files->disk, k->path);
        return e;
    }
    *out_size = size;
    return NULL;
}

/* --- giving back --- */

static struct err *damaged(const struct kept *k)
{
    return err_new(ERR_CORRUPT, "kept_file", "the kept file %016llx is damaged",
                   (unsigned long long)k->number);
}

static struct err *write_out(int to, const unsigned char *bytes, size_t n)
{
    while (n) {
        ssize_t put = write(to, bytes, n);
        if (put < 0 && errno != EINTR)
            return err_sys("write");
        bytes += put > 0 ? put : 0;
        n -= put > 0 ? (size_t)put : 0;
    }
    return NULL;
}

struct err *store_file_give(struct store_db *db, uint64_t number, int to)
{
    owned(kept) struct kept *k = kept_new(db, number);
    struct disk *disk = k->files->disk;
    int64_t n = SEALED;
    k->file = disk->open(disk, k->path, O_RDONLY);
    if (k->file < 0)
        return err_errno(-k->file, "open what was kept");
    for (uint64_t piece = 0; n == SEALED; piece++) {
        n = disk->read(disk, k->file, k->sealed, SEALED, (int64_t)(piece * SEALED));
        if (n < 0)
            return err_errno((int)-n, "read what was kept");
        if (n < SEAL_TRAILER || !seal_unwrap(k->seal, place_of(k, piece), k->sealed,
                                             (size_t)n - SEAL_TRAILER, k->plain))
            return damaged(k);
        TRY(write_out(to, k->plain, (size_t)n - SEAL_TRAILER));
    }
    return NULL;
}

/* --- dropping --- */

struct err *store_file_drop(struct store_db *db, uint64_t number)
{
    owned(kept) struct kept *k = kept_new(db, number);
    int code = k->files->disk->unlink(k->files->disk, k->path);
    return code < 0 && code != -ENOENT ? err_errno(-code, "drop what was kept") : NULL;
}

struct err *store_file_sweep(struct store_db *db, bool (*wanted)(void *arg, uint64_t number),
                             void *arg)
{
    owned_mem char *path = kept_dir(db->files);
    DIR *dir = opendir(path);
    struct err *e = NULL;
    if (!dir)
        return errno == ENOENT ? NULL : err_sys("list %s", path);
    for (const struct dirent *d; !e && (d = readdir(dir));) {
        char *end;
        unsigned long long number = strtoull(d->d_name, &end, 16);
        if (d->d_name[0] != '.' && !*end && !wanted(arg, number))
            e = store_file_drop(db, number);
    }
    closedir(dir);
    return e;
}
