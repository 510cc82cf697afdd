/* The data directory: see store.h. In this order, so that a kill anywhere leaves either an old
 * directory or one that the next start completes:
 *
 *     lock -> master.key -> system.db -> format
 *
 * The format file comes last and stands for all of it: where it is, a missing key or database
 * is a loss to be told, never something to be made anew. */
#include "store/store_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static struct err *make_dirs(struct home *h)
{
    int code = h->disk->make_dir(h->disk, h->dir);
    if (code == 0)
        code = h->disk->make_dir(h->disk, h->users_dir);
    if (code == 0)
        code = h->disk->sync_dir(h->disk, h->dir);
    return code < 0 ? err_errno(-code, "make %s", h->users_dir) : NULL;
}

/* The lock. Its file says who holds it; the kernel lets go of it when that process dies. */

static struct err *who_has_it(struct home *h, int file)
{
    char text[32] = "";
    h->disk->read(h->disk, file, text, sizeof text - 1, 0);
    text[strcspn(text, "\n")] = 0;
    struct err *e = err_new(ERR_CONFLICT, "in_use", "%s is in use by process %s", h->dir,
                            text[0] ? text : "(starting)");
    e = err_detail(e, "pid", "%s", text);
    return err_hint(e, "pith status, or pith stop, or another directory with --data DIR");
}

static struct err *take_lock(struct home *h)
{
    owned_mem char *path = disk_path(h->dir, "lock");
    char text[32];
    int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    h->lock = h->disk->open(h->disk, path, O_RDWR | O_CREAT);
    if (h->lock < 0)
        return err_errno(-h->lock, "open %s", path);
    int code = h->disk->lock(h->disk, h->lock);
    if (code == -EWOULDBLOCK)
        return who_has_it(h, h->lock);
    if (code == 0)
        code = h->disk->truncate(h->disk, h->lock, 0);
    if (code == 0)
        code = h->disk->write(h->disk, h->lock, text, (size_t)n, 0);
    return code < 0 ? err_errno(-code, "lock %s", path) : NULL;
}

static struct err *is_there(struct home *h, const char *name, bool *out)
{
    owned_mem char *path = disk_path(h->dir, name);
    int code = h->disk->exists(h->disk, path);
    *out = code > 0;
    return code < 0 ? err_errno(-code, "look for %s", path) : NULL;
}

/* Keys. */

static struct err *make_master(struct home *h)
{
    bool used;
    TRY(is_there(h, "system.db", &used));
    if (used || !h->is_new)
        return err_hint(err_new(ERR_NOT_FOUND, "no_master_key", "%s/master.key is missing", h->dir),
                        "put it back; without it nothing here can be read");
    if (FAIL("store.make_key"))
        return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint store.make_key");
    seal_new_key(h->master);
    return disk_write_file(h->disk, h->dir, "master.key",
                           (struct str){ (char *)h->master, sizeof h->master });
}

static struct err *load_master(struct home *h)
{
    owned_mem char *path = disk_path(h->dir, "master.key");
    owned(buf) struct buf key;
    bool there;
    buf_init(&key, SEAL_KEY);
    TRY(is_there(h, "master.key", &there));
    if (!there)
        return make_master(h);
    TRY(disk_read_file(h->disk, path, &key));
    if (key.len != SEAL_KEY)
        return err_new(ERR_CORRUPT, "bad_master_key", "%s is not a key of %d bytes", path,
                       SEAL_KEY);
    memcpy(h->master, key.ptr, SEAL_KEY);
    explicit_bzero(key.ptr, key.len);
    return NULL;
}

static struct err *key_from_master(void *arg, struct str name, unsigned char out[STORE_KEY_SIZE])
{
    struct home *h = arg;
    seal_derive(h->master, "pith database", name, out);
    return NULL;
}

struct err *home_key(struct home *h, struct str name, unsigned char out[SEAL_KEY])
{
    TRY(h->key(h->key_arg, name, out), "key of %.*s", STR_ARGS(name));
    return NULL;
}

/* The directory's key id is that of a key that seals nothing. */
static struct err *home_key_id(struct home *h, unsigned char out[SEAL_KEY_ID])
{
    unsigned char key[SEAL_KEY];
    TRY(home_key(h, STR("format"), key));
    seal_key_id(key, out);
    explicit_bzero(key, sizeof key);
    return NULL;
}

/* The format. */

static struct err *check_format(struct home *h, const struct format *format)
{
    unsigned char id[SEAL_KEY_ID];
    TRY(home_key_id(h, id));
    if (memcmp(id, format->key_id, sizeof id) != 0)
        return err_hint(err_new(ERR_DENIED, "wrong_key", "%s was sealed with another key", h->dir),
                        "put back the master.key that belongs to this data directory");
    if (!seal_cipher_here(format->cipher))
        return err_new(ERR_UNSUPPORTED, "no_cipher", "%s is sealed with %s, which this CPU lacks",
                       h->dir, seal_cipher_name(format->cipher));
    h->cipher = format->cipher;
    return NULL;
}

static struct err *read_format(struct home *h, struct format *out)
{
    owned_mem char *path = disk_path(h->dir, "format");
    owned(buf) struct buf text;
    bool there;
    buf_init(&text, FORMAT_FILE_MOST);
    TRY(is_there(h, "format", &there));
    h->is_new = !there;
    if (!there)
        return NULL;
    TRY(disk_read_file(h->disk, path, &text));
    TRY(format_read(buf_text(&text), out), "%s", path);
    return NULL;
}

struct err *home_has_system(struct home *h)
{
    bool there;
    TRY(is_there(h, "system.db", &there));
    if (!there)
        return err_new(ERR_CORRUPT, "database_missing", "%s/system.db is missing", h->dir);
    return NULL;
}

struct err *home_complete(struct home *h)
{
    struct format format = { FORMAT_NOW, SEAL_TRAILER, h->cipher, { 0 } };
    owned(buf) struct buf text;
    buf_init(&text, FORMAT_FILE_MOST);
    if (!h->is_new)
        return NULL;
    if (FAIL("store.write_format"))
        return err_new(ERR_UNAVAILABLE, "failpoint", "failpoint store.write_format");
    TRY(home_key_id(h, format.key_id));
    format_write(&format, &text);
    TRY(disk_write_file(h->disk, h->dir, "format", buf_text(&text)));
    h->is_new = false;
    return NULL;
}

/* All of it. */

static struct err *choose_cipher(struct home *h, const char *name)
{
    h->cipher = name ? seal_cipher_named(str_of(name)) : seal_cipher_best();
    if (!h->cipher || !seal_cipher_here(h->cipher))
        return err_new(ERR_UNSUPPORTED, "no_cipher", "no cipher %s on this machine", name);
    return NULL;
}

static struct err *enter(struct home *h, const struct store_options *options)
{
    struct format format;
    TRY(choose_cipher(h, options->cipher));
    TRY(make_dirs(h));
    TRY(take_lock(h));
    TRY(read_format(h, &format));
    if (!options->key)
        TRY(load_master(h));
    return h->is_new ? NULL : check_format(h, &format);
}

struct err *home_open(const char *dir, const struct store_options *options, struct home **out)
{
    owned(home) struct home *h = mem_new(sizeof *h);
    h->disk = options->disk ? options->disk : &disk_real;
    h->dir = mem_text(dir, strlen(dir));
    h->users_dir = disk_path(dir, "users");
    h->lock = -1;
    h->key = options->key ? options->key : key_from_master;
    h->key_arg = options->key ? options->key_arg : h;
    TRY(enter(h, options));
    *out = give(h);
    return NULL;
}

void home_free(struct home *h)
{
    if (!h)
        return;
    if (h->lock >= 0)
        h->disk->close(h->disk, h->lock);
    explicit_bzero(h->master, sizeof h->master);
    mem_free(h->dir);
    mem_free(h->users_dir);
    mem_free(h);
}
