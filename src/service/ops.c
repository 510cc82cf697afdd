/* service.*: see service.def. */
#include "service/service_priv.h"

#include "base/json.h"

#include <stdlib.h>

static struct err *find(struct call *c, struct str name, struct service **out)
{
    *out = service_named(services_of(c), name);
    if (*out)
        return NULL;
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_service", "there is no service %.*s",
                            STR_ARGS(utf8_first(name, 64))),
                    "service.list shows those that there are");
}

/* --- for services --- */

static struct err *find_caller(struct call *c, struct service **out)
{
    *out = service_of_ring(c);
    if (*out)
        return NULL;
    return err_hint(err_new(ERR_DENIED, "no_service",
                            "%s is for a service that pith has started, by its ring", c->op->name),
                    "service.add takes a program in");
}

static struct err *announce(struct call *c, const struct service_export_in *in, uint16_t *out_nr)
{
    struct service *s;
    owned(buf) struct buf text = { 0 };
    struct json_out o;
    TRY(find_caller(c, &s));
    buf_init(&text, 256 * KIB);
    json_out_init(&o, &text);
    shape_encode(OP_SERVICE_EXPORT->in, in, &o);
    if (text.full)
        return err_no_room();
    return row_announce(s, in, buf_text(&text), out_nr);
}

void op_service_export(struct call *c, const struct service_export_in *in)
{
    uint16_t nr = 0;
    struct err *e = announce(c, in, &nr);
    ((struct service_export_out *)c->out)->number = nr;
    call_done(c, e);
}

void op_service_ready(struct call *c, const struct service_ready_in *in)
{
    struct service *s;
    (void)in;
    struct err *e = find_caller(c, &s);
    if (!e)
        ((struct service_ready_out *)c->out)->name = s->manifest.says.name;
    call_done(c, e);
    if (!e)
        service_event(s, EVENT_READY);
}

/* --- how they are --- */

static struct err *row_of(const struct service *s, struct arena *a, struct service_row *out)
{
    *out = (struct service_row){ .name = s->manifest.says.name,
                                 .state = s->state,
                                 .about = s->manifest.says.about.ptr ? s->manifest.says.about
                                                                     : STR(""),
                                 .own = s->own,
                                 .starts = s->starts,
                                 .faults = s->faults,
                                 .calls = service_calls(s),
                                 .has_pid = s->runs ? GIVEN : ABSENT,
                                 .pid = (uint64_t)s->child.pid,
                                 .has_error = s->error ? GIVEN : ABSENT,
                                 .error = str_of(s->error) };
    if (s->error)
        out->error = arena_str(a, out->error);
    return service_op_names(s, a, &out->ops);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct service_row *)a)->name, ((const struct service_row *)b)->name);
}

static struct err *list_all(struct call *c, struct service_row_list *out)
{
    size_t n = 0;
    list_each (&services_of(c)->all, item)
        n++;
    out->items = arena_array(&c->arena, struct service_row, n);
    TRY_ROOM(out->items);
    list_each (&services_of(c)->all, item)
        TRY(row_of(CONTAINER_OF(item, struct service, link), &c->arena, &out->items[out->count++]));
    qsort(out->items, out->count, sizeof *out->items, by_name);
    return NULL;
}

void op_service_list(struct call *c, const struct service_list_in *in)
{
    (void)in;
    call_done(c, list_all(c, &((struct service_list_out *)c->out)->services));
}

void op_service_info(struct call *c, const struct service_info_in *in)
{
    struct service_info_out *out = c->out;
    struct service *s;
    struct err *e = find(c, in->name, &s);
    if (!e) {
        out->manifest = s->manifest.says;
        e = row_of(s, &c->arena, &out->service);
    }
    call_done(c, e);
}

void op_service_logs(struct call *c, const struct service_logs_in *in)
{
    struct service_logs_out *out = c->out;
    struct service *s;
    struct err *e = find(c, in->name, &s);
    if (!e) {
        out->text = arena_str(&c->arena, service_last_lines(s, in->lines));
        if (!out->text.ptr)
            e = err_no_room();
    }
    call_done(c, e);
}

/* --- starting and stopping --- */

void op_service_start(struct call *c, const struct service_start_in *in)
{
    struct service *s;
    struct err *e = find(c, in->name, &s);
    if (e)
        return call_done(c, e);
    service_wait(s, c, true);
    service_event(s, EVENT_START);
}

void op_service_stop(struct call *c, const struct service_stop_in *in)
{
    struct service *s;
    struct err *e = find(c, in->name, &s);
    if (e)
        return call_done(c, e);
    service_wait_for_end(s, c);
    service_event(s, EVENT_STOP);
}

void op_service_restart(struct call *c, const struct service_restart_in *in)
{
    struct service *s;
    struct err *e = find(c, in->name, &s);
    if (e)
        return call_done(c, e);
    service_event(s, EVENT_STOP);
    service_wait(s, c, true);
    service_event(s, EVENT_START);
}

/* --- coming and going --- */

static void stop_adding(struct call *c)
{
    list_each (&services_of(c)->all, item) {
        struct service *s = CONTAINER_OF(item, struct service, link);
        if (s->adder != c)
            continue;
        s->adder = NULL;
        s->leaves = true;
        service_event(s, EVENT_STOP);
    }
    call_done(c, call_stopped(c));
}

static struct err *add(struct call *c, struct service *s)
{
    TRY(manifest_read_for(c, call_place(c, 1), &s->arena, &s->manifest));
    TRY(manifest_may(&s->manifest, c, &s->arena));
    TRY(service_enter(s->home, s));
    s->allowed = proc_holds(proc_of(c));
    return NULL;
}

void op_service_add(struct call *c, const struct service_add_in *in)
{
    struct service *s = service_new(services_of(c));
    struct err *e = add(c, s);
    (void)in;
    if (e) {
        service_free(s);
        call_done(c, e);
        return;
    }
    s->adder = c;
    call_on_stop(c, stop_adding);
    service_event(s, EVENT_START);
}

void op_service_remove(struct call *c, const struct service_remove_in *in)
{
    struct service *s;
    struct err *e = find(c, in->name, &s);
    if (!e && s->own)
        e = err_hint(err_new(ERR_DENIED, "own_service", "%.*s is one of pith's own services",
                             STR_ARGS(in->name)),
                     "service.stop stops it");
    if (e)
        return call_done(c, e);
    s->leaves = true;
    rows_withdraw(s);
    service_unkeep(s, c);
    service_event(s, EVENT_STOP);
}
