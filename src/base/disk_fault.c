/* A disk that goes wrong: see disk_fault.h.
 *
 * Each file is kept twice: `now`, which reads see, and `safe`, which a power cut falls back
 * to, with the list of changes that lead from one to the other. Syncing applies the list.
 * Names are kept the same way. Nothing is freed before the disk is: a file without a name may
 * get one back from a power cut. */
#include "base/disk_fault.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>

enum { SECTOR = 512, FILES_MOST = 256, NAMES_MOST = 64, HANDLES_MOST = 128 };

struct change { /* a write, or with no bytes a truncation to `at` */
    struct change *next;
    int64_t at;
    size_t n;
    unsigned char bytes[];
};

struct image {
    unsigned char *bytes;
    size_t size, cap;
};

struct file {
    struct image now, safe;
    struct change *first, **last;
    bool locked;
};

struct name {
    char *path;
    int file;
};

struct names {
    struct name at[NAMES_MOST];
    size_t n;
};

struct renaming { /* path NULL: `to` is made; to NULL: `path` goes */
    struct renaming *next;
    char *path, *to;
    int file;
};

struct disk_fault {
    struct disk disk; /* first, so that a disk is its fault */
    pthread_mutex_t mutex;
    struct file files[FILES_MOST];
    size_t n_files;
    struct names now, safe;
    struct renaming *first, **last;
    int handles[HANDLES_MOST]; /* the file, or -1; beyond the cut they are all -1 */
    bool locks[HANDLES_MOST];
    long counts[DISK_OPS], strike_at[DISK_OPS];
    enum disk_fault_how how;
    bool struck, off;
    int64_t room;
    uint64_t seed;
};

static struct disk_fault *fault_of(struct disk *d)
{
    return CONTAINER_OF(d, struct disk_fault, disk);
}

/* splitmix64: repeatable, and apart from the seed that ids and nonces come from. */
static uint64_t chance(struct disk_fault *f)
{
    uint64_t z = f->seed += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* Images. */

static void image_resize(struct image *im, size_t size)
{
    if (size > im->cap) {
        im->cap = size + size / 2;
        im->bytes = mem_grow(im->bytes, im->cap);
    }
    if (size > im->size)
        memset(im->bytes + im->size, 0, size - im->size);
    im->size = size;
}

static void image_write(struct image *im, const unsigned char *bytes, size_t n, int64_t at)
{
    if (at + (int64_t)n > (int64_t)im->size)
        image_resize(im, (size_t)at + n);
    if (n)
        memcpy(im->bytes + at, bytes, n);
}

static void image_apply(struct image *im, const struct change *c)
{
    if (c->n)
        image_write(im, c->bytes, c->n, c->at);
    else
        image_resize(im, (size_t)c->at);
}

/* Some of the sectors that a write touches. */
static void image_apply_torn(struct disk_fault *f, struct image *im, const struct change *c)
{
    for (size_t from = 0, to; from < c->n; from = to) {
        to = MIN_OF(c->n, from + SECTOR - (size_t)(c->at + (int64_t)from) % SECTOR);
        if (chance(f) & 1)
            image_write(im, c->bytes + from, to - from, c->at + (int64_t)from);
    }
}

static void file_forget_changes(struct file *file)
{
    while (file->first) {
        struct change *c = file->first;
        file->first = c->next;
        mem_free(c);
    }
    file->last = &file->first;
}

static void file_change(struct file *file, const void *bytes, size_t n, int64_t at)
{
    struct change *c = mem_new(sizeof *c + n);
    c->at = at;
    c->n = n;
    if (n)
        memcpy(c->bytes, bytes, n);
    image_apply(&file->now, c);
    *file->last = c;
    file->last = &c->next;
}

static void file_settle(struct file *file)
{
    for (struct change *c = file->first; c; c = c->next)
        image_apply(&file->safe, c);
    file_forget_changes(file);
}

/* Names. */

static int names_find(const struct names *names, const char *path)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i].path, path) == 0)
            return (int)i;
    return -1;
}

static void names_remove(struct names *names, const char *path)
{
    int i = names_find(names, path);
    if (i < 0)
        return;
    mem_free(names->at[i].path);
    names->at[i] = names->at[--names->n];
}

static void names_apply(struct names *names, const struct renaming *r)
{
    if (r->path)
        names_remove(names, r->path);
    if (!r->to)
        return;
    names_remove(names, r->to);
    assert(names->n < NAMES_MOST);
    names->at[names->n++] = (struct name){ mem_text(r->to, strlen(r->to)), r->file };
}

static void names_copy(struct names *to, const struct names *from)
{
    while (to->n)
        mem_free(to->at[--to->n].path);
    for (size_t i = 0; i < from->n; i++)
        to->at[to->n++] = (struct name){ mem_text(from->at[i].path, strlen(from->at[i].path)),
                                         from->at[i].file };
}

static void rename_note(struct disk_fault *f, const char *path, const char *to, int file)
{
    struct renaming *r = mem_new(sizeof *r);
    r->path = path ? mem_text(path, strlen(path)) : NULL;
    r->to = to ? mem_text(to, strlen(to)) : NULL;
    r->file = file;
    names_apply(&f->now, r);
    *f->last = r;
    f->last = &r->next;
}

static void rename_free(struct renaming *r)
{
    mem_free(r->path);
    mem_free(r->to);
    mem_free(r);
}

/* The first `keep` of the renamings come true; the others never happened. */
static void names_cut(struct disk_fault *f, uint64_t keep)
{
    while (f->first) {
        struct renaming *r = f->first;
        if (keep && keep--)
            names_apply(&f->safe, r);
        f->first = r->next;
        rename_free(r);
    }
    f->last = &f->first;
}

static bool is_in(const char *dir, const char *path)
{
    size_t n = strlen(dir);
    return strncmp(path, dir, n) == 0 && path[n] == '/' && !strchr(path + n + 1, '/');
}

/* Those within one directory come true; nobody renames from one to another. */
static void names_sync(struct disk_fault *f, const char *dir)
{
    for (struct renaming **at = &f->first; *at;) {
        struct renaming *r = *at;
        if (is_in(dir, r->to ? r->to : r->path)) {
            names_apply(&f->safe, r);
            *at = r->next;
            rename_free(r);
        } else {
            at = &r->next;
        }
    }
    f->last = &f->first;
    while (*f->last)
        f->last = &(*f->last)->next;
}

/* The power. */

/* How much of what was under way arrives; the seed picks, so that each has its turn. */
static void lose_all(struct disk_fault *f, struct file *file)
{
    (void)f, (void)file;
}

static void lose_whole_writes(struct disk_fault *f, struct file *file)
{
    for (struct change *c = file->first; c; c = c->next)
        if (chance(f) & 1)
            image_apply(&file->safe, c);
}

static void lose_sectors(struct disk_fault *f, struct file *file)
{
    for (struct change *c = file->first; c; c = c->next)
        if (c->n)
            image_apply_torn(f, &file->safe, c);
        else if (chance(f) & 1)
            image_apply(&file->safe, c);
}

static void lose_one(struct disk_fault *f, struct file *file)
{
    uint64_t n = 0;
    for (struct change *c = file->first; c; c = c->next)
        n++;
    for (struct change *c = file->first; c; c = c->next)
        if (n && chance(f) % n)
            image_apply(&file->safe, c);
}

static void power_cut(struct disk_fault *f)
{
    static void (*const ways[])(struct disk_fault *, struct file *) = { lose_all, lose_whole_writes,
                                                                        lose_sectors, lose_one };
    uint64_t way = chance(f) % COUNT_OF(ways), n = 0;
    for (size_t i = 0; i < f->n_files; i++) {
        struct file *file = &f->files[i];
        ways[way](f, file);
        file_forget_changes(file);
        image_resize(&file->now, 0);
        image_write(&file->now, file->safe.bytes, file->safe.size, 0);
        file->locked = false;
    }
    for (struct renaming *r = f->first; r; r = r->next)
        n++;
    names_cut(f, chance(f) % (n + 1));
    names_copy(&f->now, &f->safe);
    for (size_t i = 0; i < HANDLES_MOST; i++)
        f->handles[i] = -1;
    f->off = true;
}

/* Counts one operation; true if this is the one that goes wrong. */
static bool strikes(struct disk_fault *f, enum disk_fault_op op)
{
    f->counts[op]++;
    if (!f->strike_at[op] || --f->strike_at[op])
        return false;
    f->struck = true;
    if (f->how == DISK_POWER_CUT)
        power_cut(f);
    return true;
}

/* The table. Each takes the lock; the file behind a handle is NULL when the power was cut. */

static void unlock(pthread_mutex_t **m)
{
    pthread_mutex_unlock(*m);
}
#define HOLD(f)                                                                  \
    pthread_mutex_t *hold_ __attribute__((cleanup(unlock), unused)) = &f->mutex; \
    pthread_mutex_lock(hold_)

static struct file *file_at(struct disk_fault *f, int handle)
{
    return f->off || f->handles[handle] < 0 ? NULL : &f->files[f->handles[handle]];
}

static int new_handle(struct disk_fault *f, int file)
{
    int handle = 0;
    while (handle < HANDLES_MOST && f->handles[handle] >= 0)
        handle++;
    assert(handle < HANDLES_MOST);
    f->handles[handle] = file;
    f->locks[handle] = false;
    return handle;
}

static int fault_open(struct disk *d, const char *path, int flags)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    if (f->off)
        return -EIO;
    int at = names_find(&f->now, path);
    if (at >= 0)
        return flags & O_EXCL ? -EEXIST : new_handle(f, f->now.at[at].file);
    if (!(flags & O_CREAT))
        return -ENOENT;
    if (strikes(f, DISK_NAME))
        return -EIO;
    assert(f->n_files < FILES_MOST);
    int file = (int)f->n_files++;
    f->files[file].last = &f->files[file].first;
    rename_note(f, NULL, path, file);
    return new_handle(f, file);
}

static void fault_close(struct disk *d, int handle)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    struct file *file = file_at(f, handle);
    if (file && f->locks[handle])
        file->locked = false;
    f->handles[handle] = -1;
}

static int64_t fault_read(struct disk *d, int handle, void *out, size_t n, int64_t at)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    struct file *file = file_at(f, handle);
    if (!file)
        return -EIO;
    if (at >= (int64_t)file->now.size)
        return 0;
    n = MIN_OF(n, file->now.size - (size_t)at);
    memcpy(out, file->now.bytes + at, n);
    return (int64_t)n;
}

static int write_torn(struct disk_fault *f, struct file *file, const void *bytes, size_t n,
                      int64_t at)
{
    size_t part = MIN_OF(n, (size_t)(chance(f) % (n / SECTOR + 1)) * SECTOR);
    if (part)
        file_change(file, bytes, part, at);
    return -EIO;
}

static int fault_write(struct disk *d, int handle, const void *bytes, size_t n, int64_t at)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    struct file *file = file_at(f, handle);
    if (!file)
        return -EIO;
    if (strikes(f, DISK_WRITE))
        return f->how == DISK_TEAR ? write_torn(f, file, bytes, n, at) : -EIO;
    int64_t growth = at + (int64_t)n - (int64_t)file->now.size;
    if (f->room >= 0 && growth > f->room)
        return -ENOSPC;
    if (f->room >= 0 && growth > 0)
        f->room -= growth;
    file_change(file, bytes, n, at);
    return 0;
}

static int fault_truncate(struct disk *d, int handle, int64_t size)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    struct file *file = file_at(f, handle);
    if (!file || strikes(f, DISK_WRITE))
        return -EIO;
    file_change(file, NULL, 0, size);
    return 0;
}

static int fault_sync(struct disk *d, int handle)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    struct file *file = file_at(f, handle);
    if (!file)
        return -EIO;
    if (!strikes(f, DISK_SYNC)) {
        file_settle(file);
        return 0;
    }
    if (!f->off)
        lose_sectors(f, file);
    file_forget_changes(file);
    return -EIO;
}

static int64_t fault_size(struct disk *d, int handle)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    struct file *file = file_at(f, handle);
    return file ? (int64_t)file->now.size : -EIO;
}

static int fault_lock(struct disk *d, int handle)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    struct file *file = file_at(f, handle);
    if (!file)
        return -EIO;
    if (file->locked)
        return -EWOULDBLOCK;
    file->locked = f->locks[handle] = true;
    return 0;
}

static int fault_unlink(struct disk *d, const char *path)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    if (f->off)
        return -EIO;
    if (names_find(&f->now, path) < 0)
        return -ENOENT;
    if (strikes(f, DISK_NAME))
        return -EIO;
    rename_note(f, path, NULL, -1);
    return 0;
}

static int fault_rename(struct disk *d, const char *from, const char *to)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    if (f->off)
        return -EIO;
    int at = names_find(&f->now, from);
    if (at < 0)
        return -ENOENT;
    if (strikes(f, DISK_NAME))
        return -EIO;
    rename_note(f, from, to, f->now.at[at].file);
    return 0;
}

static int fault_exists(struct disk *d, const char *path)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    return f->off ? -EIO : names_find(&f->now, path) >= 0;
}

/* Directories are only the first part of a path here. */
static int fault_make_dir(struct disk *d, const char *path)
{
    (void)path;
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    return f->off ? -EIO : 0;
}

static int fault_sync_dir(struct disk *d, const char *path)
{
    struct disk_fault *f = fault_of(d);
    HOLD(f);
    if (f->off || strikes(f, DISK_SYNC))
        return -EIO;
    names_sync(f, path);
    return 0;
}

static const struct disk table = {
    .open = fault_open,
    .close = fault_close,
    .read = fault_read,
    .write = fault_write,
    .truncate = fault_truncate,
    .sync = fault_sync,
    .size = fault_size,
    .lock = fault_lock,
    .unlink = fault_unlink,
    .rename = fault_rename,
    .exists = fault_exists,
    .make_dir = fault_make_dir,
    .sync_dir = fault_sync_dir,
};

/* What tests say and ask. */

struct disk_fault *disk_fault_new(uint64_t seed)
{
    struct disk_fault *f = mem_new(sizeof *f);
    f->disk = table;
    f->seed = seed;
    f->room = -1;
    f->last = &f->first;
    for (size_t i = 0; i < HANDLES_MOST; i++)
        f->handles[i] = -1;
    pthread_mutex_init(&f->mutex, NULL);
    return f;
}

void disk_fault_free(struct disk_fault *f)
{
    if (!f)
        return;
    names_cut(f, 0);
    names_copy(&f->now, &(struct names){ .n = 0 });
    names_copy(&f->safe, &(struct names){ .n = 0 });
    for (size_t i = 0; i < f->n_files; i++) {
        file_forget_changes(&f->files[i]);
        mem_free(f->files[i].now.bytes);
        mem_free(f->files[i].safe.bytes);
    }
    pthread_mutex_destroy(&f->mutex);
    mem_free(f);
}

struct disk *disk_fault_disk(struct disk_fault *f)
{
    return &f->disk;
}

void disk_fault_at(struct disk_fault *f, enum disk_fault_op op, long n, enum disk_fault_how how)
{
    HOLD(f);
    memset(f->strike_at, 0, sizeof f->strike_at);
    f->strike_at[op] = n;
    f->how = how;
    f->struck = false;
}

bool disk_fault_struck(const struct disk_fault *f)
{
    return f->struck;
}

long disk_fault_count(const struct disk_fault *f, enum disk_fault_op op)
{
    return f->counts[op];
}

void disk_fault_room(struct disk_fault *f, int64_t bytes)
{
    HOLD(f);
    f->room = bytes;
}

void disk_fault_power_cut(struct disk_fault *f)
{
    HOLD(f);
    power_cut(f);
}

void disk_fault_power_on(struct disk_fault *f)
{
    HOLD(f);
    f->off = false;
    memset(f->strike_at, 0, sizeof f->strike_at);
}

unsigned char *disk_fault_bytes(struct disk_fault *f, const char *path, size_t *out_size)
{
    HOLD(f);
    int at = names_find(&f->now, path);
    if (at < 0)
        return NULL;
    struct image *im = &f->files[f->now.at[at].file].now;
    *out_size = im->size;
    return im->bytes;
}

bool disk_fault_holds(struct disk_fault *f, struct str bytes)
{
    HOLD(f);
    bool found = false;
    for (size_t i = 0; i < f->n_files; i++) {
        struct image *im = &f->files[i].now;
        found = found || str_find((struct str){ (char *)im->bytes, im->size }, bytes, NULL);
    }
    for (size_t i = 0; i < f->now.n; i++)
        found = found || str_find(str_of(f->now.at[i].path), bytes, NULL);
    return found;
}
