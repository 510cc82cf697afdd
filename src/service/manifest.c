/* From service.toml to a manifest: TOML becomes the same tree that JSON does, and the record in
 * service.def says what may stand in it. */
#include "service/service_priv.h"

#include "base/disk.h"
#include "base/duration.h"
#include "base/json.h"
#include "base/toml.h"
#include "vfs/vfs.h"

#include <fcntl.h>
#include <unistd.h>

enum { MANIFEST_MOST = 64 * 1024, IDLE_MS = 5 * 60 * 1000, HEALTH_MS = 30000, START_MS = 10000 };

static struct err *json_of(const struct toml *t, struct arena *a, struct json *out);

static struct err *members_of(const struct toml *t, struct arena *a, struct json *out)
{
    struct json_member *m = arena_array(a, struct json_member, t->count);
    TRY_ROOM(m);
    *out = (struct json){ .kind = JSON_OBJECT, .members = m };
    toml_each (t, e) {
        m[out->count].name = e->name;
        TRY(json_of(&e->value, a, &m[out->count].value));
        out->count++;
    }
    return NULL;
}

static struct err *items_of(const struct toml *t, struct arena *a, struct json *out)
{
    struct json *items = arena_array(a, struct json, t->count);
    TRY_ROOM(items);
    *out = (struct json){ .kind = JSON_ARRAY, .items = items };
    toml_each (t, e) {
        TRY(json_of(&e->value, a, &items[out->count]));
        out->count++;
    }
    return NULL;
}

static struct err *json_of(const struct toml *t, struct arena *a, struct json *out)
{
    switch (t->kind) {
    case TOML_TEXT: *out = (struct json){ .kind = JSON_TEXT, .text = t->text }; return NULL;
    case TOML_INT: *out = (struct json){ .kind = JSON_INT, .integer = t->integer }; return NULL;
    case TOML_REAL: *out = (struct json){ .kind = JSON_REAL, .real = t->real }; return NULL;
    case TOML_BOOL: *out = (struct json){ .kind = JSON_BOOL, .boolean = t->boolean }; return NULL;
    case TOML_TABLE: return members_of(t, a, out);
    case TOML_ARRAY: return items_of(t, a, out);
    case TOML_TIME: break;
    }
    return toml_bad(t, "wrong_type", "a manifest holds no times");
}

static struct err *duration_of(const char *name, uint8_t given, struct str text, uint64_t usual,
                               uint64_t *out)
{
    *out = usual;
    if (given == GIVEN && !duration_read(text, out))
        return err_new(ERR_INVALID, "bad_duration", "%s: %.*s is no duration, such as 30s or 5m",
                       name, STR_ARGS(utf8_first(text, 32)));
    return NULL;
}

static struct err *check_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return err_new(ERR_INVALID, "bad_name",
                           "name: %.*s is not made of small letters, digits and _", STR_ARGS(name));
    }
    return NULL;
}

static struct err *make_absolute(const struct manifest *m, struct str_list *paths, struct arena *a)
{
    for (size_t i = 0; i < paths->count; i++) {
        paths->items[i] = path_normal(m->dir, paths->items[i], a);
        TRY_ROOM(paths->items[i].ptr);
    }
    return NULL;
}

static struct err *complete(struct manifest *m, struct str path, struct arena *a)
{
    size_t slash = path.len;
    while (slash && path.ptr[slash - 1] != '/')
        slash--;
    m->path = arena_str(a, path);
    m->dir = slash > 1 ? arena_str(a, str_first(path, slash - 1)) : STR("/");
    m->says.name = arena_str(a, m->says.name); /* rows say it as far as its zero byte */
    m->says.program = path_normal(m->dir, m->says.program, a);
    TRY_ROOM(m->path.ptr && m->dir.ptr && m->says.name.ptr && m->says.program.ptr);
    TRY(make_absolute(m, &m->says.sandbox.read, a));
    TRY(make_absolute(m, &m->says.sandbox.write, a));
    TRY(check_name(m->says.name));
    TRY(duration_of("idle_stop", m->says.has_idle_stop, m->says.idle_stop, IDLE_MS, &m->idle_ms));
    TRY(duration_of("health", m->says.has_health, m->says.health, HEALTH_MS, &m->health_ms));
    return duration_of("start_within", m->says.has_start_within, m->says.start_within, START_MS,
                       &m->start_ms);
}

struct err *manifest_decode(const struct json *tree, struct str path, struct arena *a,
                            struct manifest *out)
{
    *out = (struct manifest){ 0 };
    TRY(shape_decode(&shape_service_manifest, tree, a, &out->says));
    return complete(out, path, a);
}

static struct err *parse(struct str text, struct str path, struct arena *a, struct manifest *out)
{
    const struct toml *root;
    struct json tree;
    TRY(toml_parse(text, a, &root));
    TRY(json_of(root, a, &tree));
    return manifest_decode(&tree, path, a, out);
}

static struct err *say_what(struct err *e, struct str path)
{
    if (!e)
        return NULL;
    e = err_wrap(e, "%.*s", STR_ARGS(path));
    return err_hint_text(e)[0]
               ? e
               : err_hint(e, "a service is taken in by its service.toml, not by its "
                             "program; docs/native.md shows one");
}

static struct err *read_own(struct str path, struct arena *a, struct manifest *out)
{
    owned(buf) struct buf text;
    owned_mem char *name = mem_text(path.ptr, path.len);
    buf_init(&text, MANIFEST_MOST);
    TRY(disk_read_file(&disk_real, name, &text));
    return parse(buf_text(&text), path, a, out);
}

struct err *manifest_read(struct str path, struct arena *a, struct manifest *out)
{
    return say_what(read_own(path, a, out), path);
}

static struct err *read_all(int fd, struct buf *out)
{
    for (;;) {
        char *at = buf_room(out, 4 * KIB);
        ssize_t n = at ? read(fd, at, 4 * KIB) : 0;
        if (!at)
            return err_new(ERR_LIMIT, "file_too_large", "it is larger than %zu bytes", out->most);
        if (n < 0)
            return err_sys("read it");
        if (n == 0)
            return NULL;
        out->len += (size_t)n;
    }
}

static struct err *read_for(struct call *c, const struct place *place, struct arena *a,
                            struct manifest *out)
{
    owned(buf) struct buf text;
    owned_fd int fd = -1;
    buf_init(&text, MANIFEST_MOST + 4 * KIB);
    TRY(vfs_open(c, place, VFS_FILE, O_RDONLY, &fd, NULL));
    TRY(read_all(fd, &text));
    return parse(buf_text(&text), place->path, a, out);
}

struct err *manifest_read_for(struct call *c, const struct place *place, struct arena *a,
                              struct manifest *out)
{
    return say_what(read_for(c, place, a, out), place->path);
}
