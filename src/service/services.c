/* All services: where they come from, and how a call finds its own. See service.h. */
#include "service/service_priv.h"

#include "base/log.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct kernel_key key;

struct services *services_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

/* --- one --- */

static void forget(struct post *p)
{
    struct service *s = CONTAINER_OF(p, struct service, forget);
    if (!service_is_there(s))
        service_free(s);
}

struct service *service_new(struct services *ss)
{
    struct service *s = mem_new(sizeof *s);
    s->home = ss;
    s->out = -1;
    s->forget.fn = forget;
    arena_init(&s->arena, 1 * MIB);
    buf_init(&s->log, 128 * KIB);
    list_init(&s->link);
    list_init(&s->waiting);
    list_init(&s->leaving);
    list_init(&s->rows);
    return s;
}

void service_free(struct service *s)
{
    struct loop *l = s->home->loop;
    service_fail_waiting(s, "service_gone", "the service has been removed");
    keeping_forget(s->keeping);
    rows_withdraw(s);
    timer_stop(l, &s->timer);
    timer_stop(l, &s->health);
    loop_unpost(l, &s->forget);
    list_remove(&s->link);
    buf_done(&s->log);
    mem_free(s->error);
    arena_done(&s->arena);
    mem_free(s);
}

struct service *service_named(const struct services *ss, struct str name)
{
    list_each (&ss->all, item) {
        struct service *s = CONTAINER_OF(item, struct service, link);
        if (str_eq(s->manifest.says.name, name))
            return s;
    }
    return NULL;
}

struct service *service_of_ring(const struct call *c)
{
    const struct ring *r = ring_of(c);
    list_each (&services_of(c)->all, item) {
        struct service *s = CONTAINER_OF(item, struct service, link);
        if (r && s->ring == r)
            return s;
    }
    return NULL;
}

/* Another's ops must not look like its own. */
static struct err *check_family(const struct service *s)
{
    for (size_t i = 0; i < op_count(); i++) {
        const struct op *op = op_at(i);
        struct str family = op ? str_of(op->name) : STR("");
        family = str_cut(&family, '.');
        if (!op || !str_eq(family, s->manifest.says.name))
            continue;
        if (!s->own || !op->service || !str_eq(str_of(op->service), s->manifest.says.name))
            return err_hint(err_new(ERR_EXISTS, "family_exists",
                                    "there are ops called %.*s. "
                                    "already",
                                    STR_ARGS(s->manifest.says.name)),
                            "give the service another name");
    }
    return NULL;
}

struct err *service_enter(struct services *ss, struct service *s)
{
    if (service_named(ss, s->manifest.says.name))
        return err_hint(
            err_new(ERR_EXISTS, "service_exists", "there is a service %.*s already",
                    STR_ARGS(s->manifest.says.name)),
            "service.restart starts it anew; for another manifest service.remove it first");
    TRY(check_family(s));
    list_add(&ss->all, &s->link);
    return NULL;
}

/* --- calls --- */

static struct err *not_here(const struct call *c)
{
    return err_hint(err_new(ERR_UNAVAILABLE, "no_such_service",
                            "%s is answered by the service %s, which is not installed", c->op->name,
                            c->op->service),
                    "it belongs beside pith's program, in services/%s", c->op->service);
}

static void forward(struct call *c)
{
    struct services *ss = services_of(c);
    struct service *s = service_named(ss, str_of(c->op->service));
    if (!s || ss->stopping) {
        call_done(c, s ? err_stopping() : not_here(c));
        return;
    }
    service_wait(s, c, false);
    service_event(s, EVENT_WANT);
}

/* --- all --- */

static const char *name_state(uint64_t state)
{
    return choice_name(&choices_service_state, state);
}

struct services *services_new(struct kernel *k, struct zygote *z, struct store_db *system)
{
    static const struct kernel_steps steps = { .forward = forward };
    struct services *ss = mem_new(sizeof *ss);
    trace_name_values(TRACE_SERVICE_STATE, name_state);
    ss->kernel = k;
    ss->loop = kernel_loop(k);
    ss->zygote = z;
    ss->db = system;
    list_init(&ss->all);
    list_init(&ss->old_rows);
    kernel_put(k, &key, ss);
    kernel_add_steps(k, &steps);
    return ss;
}

void services_settle(struct services *ss)
{
    void (*stopped)(void *arg) = ss->stopped;
    if (!stopped || services_running(ss))
        return;
    ss->stopped = NULL;
    stopped(ss->stopped_arg);
}

void services_stop(struct services *ss, void (*stopped)(void *arg), void *arg)
{
    ss->stopping = true;
    ss->stopped = stopped;
    ss->stopped_arg = arg;
    list_each (&ss->all, item)
        service_event(CONTAINER_OF(item, struct service, link), EVENT_STOP);
    services_settle(ss);
}

void services_free(struct services *ss)
{
    if (!ss)
        return;
    ss->stopping = true;
    ss->stopped = NULL;
    list_each (&ss->all, item)
        service_free(CONTAINER_OF(item, struct service, link));
    rows_free(&ss->old_rows);
    mem_free(ss);
}

size_t services_running(const struct services *ss)
{
    size_t n = 0;
    list_each (&ss->all, item)
        n += service_is_there(CONTAINER_OF(item, struct service, link));
    return n;
}

/* --- our own --- */

static struct err *take_in(struct services *ss, struct str path)
{
    struct service *s = service_new(ss);
    s->own = true;
    s->allowed = CAPS_ALL;
    struct err *e = manifest_read(path, &s->arena, &s->manifest);
    if (!e)
        e = service_enter(ss, s);
    if (e)
        service_free(s);
    return e;
}

void services_find(struct services *ss, const char *dir)
{
    DIR *d = opendir(dir);
    if (!d)
        return;
    char path[PATH_MOST];
    for (struct dirent *entry; (entry = readdir(d));) {
        int len = snprintf(path, sizeof path, "%s/%s/service.toml", dir, entry->d_name);
        if (entry->d_name[0] == '.' || (size_t)len >= sizeof path || access(path, R_OK) != 0)
            continue;
        owned(err) struct err *e = take_in(ss, (struct str){ path, (size_t)len });
        if (e)
            LOG_WARN("a service is left out", F_TEXT("manifest", path), F_ERR(e));
    }
    closedir(d);
}

/* Installed beside the program or below lib; or as the build has laid it out. */
struct err *services_find_own(struct services *ss)
{
    static const char *const places[] = { "services", "../lib/pith/services", "../../services" };
    char self[PATH_MOST], dir[2 * PATH_MOST];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len <= 0)
        return err_sys("find pith's own program");
    self[len] = 0;
    *strrchr(self, '/') = 0;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        snprintf(dir, sizeof dir, "%s/%s", self, places[i]);
        owned_mem char *real = realpath(dir, NULL);
        if (real)
            services_find(ss, real);
        if (!list_empty(&ss->all))
            return NULL;
    }
    return NULL;
}
