/* Paths by name: no file is looked at here. See proc.h. */
#include "proc/proc.h"

/* Appends the names of `path` to out[0..len), which has room for them. */
static size_t add_names(char *out, size_t len, struct str path)
{
    while (path.len) {
        struct str name = str_cut(&path, '/');
        if (!name.len || str_eq(name, STR(".")))
            continue;
        if (str_eq(name, STR(".."))) {
            while (len && out[--len] != '/')
                ;
            continue;
        }
        out[len++] = '/';
        memcpy(out + len, name.ptr, name.len);
        len += name.len;
    }
    return len;
}

struct str path_normal(struct str cwd, struct str path, struct arena *a)
{
    char *out = arena_alloc(a, cwd.len + path.len + 3);
    if (!out)
        return STR_NONE;
    size_t len = str_starts(path, STR("/")) ? 0 : add_names(out, 0, cwd);
    len = add_names(out, len, path);
    if (!len)
        out[len++] = '/';
    out[len] = 0;
    return (struct str){ out, len };
}

bool path_is_under(struct str path, struct str dir)
{
    if (dir.len == 1)
        return true;
    return str_starts(path, dir) && (path.len == dir.len || path.ptr[dir.len] == '/');
}
