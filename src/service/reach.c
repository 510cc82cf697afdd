/* What a service may be given by who adds it: what that one could reach itself, and no more. */
#include "service/service_priv.h"

#include <stdlib.h>
#include <sys/stat.h>

static const enum cap reading[] = { CAP_read_file };
static const enum cap writing[] = { CAP_read_file, CAP_write_file, CAP_create_file,
                                    CAP_delete_file };

static struct err *resolve(struct str *path, struct arena *a, struct stat *out_st)
{
    owned_mem char *text = mem_text(path->ptr, path->len);
    owned_mem char *real = realpath(text, NULL);
    if (!real || stat(real, out_st) < 0)
        return err_sys("look at %s", text);
    *path = arena_str(a, str_of(real));
    TRY_ROOM(path->ptr);
    return NULL;
}

static struct err *may_all(struct call *c, struct str path, const enum cap *caps, size_t n,
                           const struct place **out_place)
{
    for (size_t i = 0; i < n; i++)
        TRY(call_reach(c, caps[i], path, out_place));
    return NULL;
}

/* By its name and by the one that it leads to: a link gives nobody more, and who may not look
 * where it stands learns nothing of it. */
static struct err *may_reach(struct call *c, struct str *path, const enum cap *caps, size_t n,
                             struct arena *a)
{
    const struct place *place = NULL;
    struct stat st;
    TRY(may_all(c, *path, caps, n, &place));
    TRY(resolve(path, a, &st));
    TRY(may_all(c, *path, caps, n, &place));
    if (S_ISDIR(st.st_mode) && place_holds_closed(place, &st))
        return err_hint(err_new(ERR_DENIED, "closed_place", "%.*s: %s", STR_ARGS(*path),
                                place_why_closed(place, &st)),
                        "name a directory further down");
    return NULL;
}

static struct err *may_reach_all(struct call *c, struct str_list *paths, const enum cap *caps,
                                 size_t n, struct arena *a)
{
    for (size_t i = 0; i < paths->count; i++)
        TRY(may_reach(c, &paths->items[i], caps, n, a));
    return NULL;
}

struct err *manifest_may(struct manifest *m, struct call *c, struct arena *a)
{
    struct service_sandbox *box = &m->says.sandbox;
    if (box->has_network == GIVEN && box->network != SERVICE_NETWORK_NONE)
        TRY(call_needs(c, CAP_network_access));
    if (m->says.has_settings == GIVEN && m->says.settings.count)
        TRY(call_needs(c, CAP_read_config));
    TRY(call_needs(c, CAP_spawn_process));
    TRY(may_reach(c, &m->dir, reading, COUNT_OF(reading), a), "the manifest's directory");
    TRY(may_reach(c, &m->says.program, reading, COUNT_OF(reading), a), "program");
    TRY(may_reach_all(c, &box->read, reading, COUNT_OF(reading), a), "sandbox.read");
    return may_reach_all(c, &box->write, writing, COUNT_OF(writing), a);
}
