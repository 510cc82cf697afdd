/* The desktop from a directory, for those who work on it.
 *
 * Each request reads the file. When it has not changed since, the answer is the asset that was
 * made of it before; otherwise a new one, and the old one stays, since an answer with its bytes
 * may be on its way. All of them go with desk_done(). */
#include "base/disk.h"
#include "desk/desk_priv.h"

#include <stdio.h>

enum { ASSET_MOST = 16 * 1024 * 1024 };

struct loaded {
    struct asset asset;
    char *path, *bytes;
    char etag[20];
    struct loaded *before; /* loaded earlier, of whatever file */
};

static char *dir;
static struct loaded *newest;

static const struct {
    struct str end, type;
} types[] = {
    { STR_INIT(".html"), STR_INIT("text/html; charset=utf-8") },
    { STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8") },
    { STR_INIT(".css"), STR_INIT("text/css; charset=utf-8") },
    { STR_INIT(".json"), STR_INIT("application/json") },
    { STR_INIT(".svg"), STR_INIT("image/svg+xml") },
};

static const struct str *type_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_ends(name, types[i].end))
            return &types[i].type;
    return NULL;
}

bool dir_is_set(void)
{
    return dir != NULL;
}

/* No part of a path begins with a dot, so none leads out of the directory. */
static bool is_inside(struct str path)
{
    size_t at;
    return str_starts(path, STR("/")) && !str_has_nul(path) && !str_find(path, STR("/."), &at);
}

static void name_file(struct str path, struct buf *name)
{
    if (str_eq(path, STR("/")))
        path = STR("/index.html");
    buf_add(name, str_of(dir));
    buf_add(name, path);
    if (!type_of(path))
        buf_add(name, STR(".html"));
    buf_add_char(name, '\0');
}

static const struct asset *loaded_before(struct str path, struct str etag)
{
    for (const struct loaded *l = newest; l; l = l->before)
        if (str_eq(l->asset.path, path) && str_eq(l->asset.etag, etag))
            return &l->asset;
    return NULL;
}

static const struct asset *load(struct str path, struct str type, struct str bytes)
{
    char etag[sizeof newest->etag];
    snprintf(etag, sizeof etag, "\"%016llx\"", (unsigned long long)hash_keyed(bytes));
    const struct asset *same = loaded_before(path, str_of(etag));
    if (same)
        return same;
    struct loaded *l = mem_new(sizeof *l);
    *l = (struct loaded){ .path = mem_text(path.ptr, path.len),
                          .bytes = mem_text(bytes.ptr, bytes.len),
                          .before = newest };
    memcpy(l->etag, etag, sizeof etag);
    l->asset = (struct asset){ .path = { l->path, path.len },
                               .type = type,
                               .etag = str_of(l->etag),
                               .immutable = str_starts(path, STR("/assets/")),
                               .raw = { l->bytes, bytes.len } };
    newest = l;
    return &l->asset;
}

const struct asset *dir_find(struct str path)
{
    owned(buf) struct buf name, bytes;
    buf_init(&name, 4096);
    buf_init(&bytes, ASSET_MOST);
    if (!is_inside(path))
        return NULL;
    name_file(path, &name);
    if (name.full)
        return NULL;
    owned(err) struct err *e = disk_read_file(&disk_real, name.ptr, &bytes);
    return e ? NULL : load(path, *type_of(str_of(name.ptr)), buf_text(&bytes));
}

struct err *desk_from_dir(const char *from)
{
    desk_done();
    dir = mem_text(from, strlen(from));
    if (dir_find(STR("/")))
        return NULL;
    desk_done();
    return err_new(ERR_NOT_FOUND, "no_desktop", "there is no desktop in %s", from);
}

void desk_done(void)
{
    while (newest) {
        struct loaded *l = newest;
        newest = l->before;
        mem_free(l->path);
        mem_free(l->bytes);
        mem_free(l);
    }
    mem_free(dir);
    dir = NULL;
}
