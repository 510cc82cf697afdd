/* Services that were added, kept in the store: their manifest as it was then, since whoever can
 * change the file must not be able to change what the service may; what who added them held; and
 * the rows that they announced, so that their ops are there before they have been started. */
#include "service/service_priv.h"

#include "base/json.h"
#include "base/log.h"
#include "store/store.h"

#define PREFIX "service."

struct keeping {
    struct store_job job;
    struct post done;
    struct call *call;
    struct loop *loop;
    struct service *service; /* that is taken in; NULL: it is forgotten, or gone meanwhile */
    struct str key, value;   /* value empty: to be forgotten; on the heap, as the key is */
    struct err *e;
};

/* --- writing --- */

static struct err *run(struct store_job *job, struct store_tx *tx)
{
    const struct keeping *k = CONTAINER_OF(job, struct keeping, job);
    if (!k->value.len)
        return store_run(tx, SQL_SETTING_DELETE, ARG_TEXT(k->key));
    return store_run(tx, SQL_SETTING_PUT, ARG_TEXT(k->key), ARG_TEXT(k->value));
}

static void keeping_free(struct keeping *k)
{
    mem_free((char *)(uintptr_t)k->key.ptr);
    mem_free((char *)(uintptr_t)k->value.ptr);
    mem_free(k);
}

/* What is not kept is not taken in either. */
static void let_go(struct service *s)
{
    s->leaves = true;
    rows_withdraw(s);
    service_event(s, EVENT_STOP);
}

static void answer(struct post *p)
{
    struct keeping *k = CONTAINER_OF(p, struct keeping, done);
    struct call *c = k->call;
    struct service *s = k->service;
    struct err *e = k->e;
    keeping_free(k);
    if (s)
        s->keeping = NULL;
    if (s && e)
        let_go(s);
    call_done(c, e);
}

static void durable(struct store_job *job, struct err *take_e)
{
    struct keeping *k = CONTAINER_OF(job, struct keeping, job);
    k->e = take_e;
    loop_post(k->loop, &k->done);
}

void keeping_forget(struct keeping *k)
{
    if (k)
        k->service = NULL;
}

/* Answered from the loop in any case: the service is in the midst of a step. */
static struct keeping *write_it(struct service *s, struct call *c, struct str value,
                                struct err *take_e)
{
    struct keeping *k = mem_new(sizeof *k);
    owned(buf) struct buf name;
    buf_init(&name, 256);
    buf_printf(&name, PREFIX "%.*s", STR_ARGS(s->manifest.says.name));
    k->job.run = run;
    k->job.done = durable;
    k->done.fn = answer;
    k->call = c;
    k->loop = s->home->loop;
    k->key = (struct str){ mem_text(name.ptr, name.len), name.len };
    k->value = (struct str){ mem_text(value.ptr, value.len), value.len };
    k->e = take_e;
    if (!k->e && s->home->db)
        k->e = store_write(s->home->db, &k->job);
    if (k->e || !s->home->db)
        loop_post(k->loop, &k->done);
    return k;
}

static void say(const struct service *s, struct buf *out)
{
    struct json_out o;
    json_out_init(&o, out);
    json_begin_object(&o);
    json_name(&o, STR("path")), json_text(&o, s->manifest.path);
    json_name(&o, STR("manifest"));
    shape_encode(&shape_service_manifest, &s->manifest.says, &o);
    json_name(&o, STR("allowed")), json_uint(&o, s->allowed);
    json_name(&o, STR("rows"));
    json_begin_array(&o);
    list_each (&s->rows, item)
        json_text(&o, CONTAINER_OF(item, struct row, link)->announced);
    json_end_array(&o);
    json_end_object(&o);
}

void service_keep(struct service *s, struct call *c)
{
    struct service_add_out *out = c->out;
    owned(buf) struct buf text;
    buf_init(&text, 4 * MIB);
    call_on_stop(c, NULL); /* from here on it is done */
    say(s, &text);
    out->name = arena_str(&c->arena, s->manifest.says.name);
    struct err *e = service_op_names(s, &c->arena, &out->ops);
    if (!e && text.full)
        e = err_no_room();
    s->keeping = write_it(s, c, buf_text(&text), e);
    s->keeping->service = s;
}

void service_unkeep(struct service *s, struct call *c)
{
    write_it(s, c, STR(""), NULL);
}

/* --- reading --- */

static struct err *take_rows(struct service *s, const struct json *rows)
{
    uint16_t ignored;
    json_each (rows, row) {
        struct service_export_in in = { 0 };
        owned(arena) struct arena a;
        const struct json *tree;
        arena_init(&a, 1 * MIB);
        TRY(json_parse(row->text, NULL, &a, &tree));
        TRY(shape_decode(OP_SERVICE_EXPORT->in, tree, &a, &in));
        TRY(row_announce(s, &in, row->text, &ignored));
    }
    return NULL;
}

static struct err *take_in(struct services *ss, struct service *s, struct str value)
{
    const struct json *tree;
    TRY(json_parse_copy(value, NULL, &s->arena, &tree));
    s->allowed = (uint64_t)json_get_int(tree, STR("allowed"), 0);
    const struct json *says = json_get(tree, STR("manifest"));
    if (!says)
        return err_new(ERR_CORRUPT, "no_manifest", "its manifest was not kept");
    TRY(manifest_decode(says, json_get_text(tree, STR("path"), STR("")), &s->arena, &s->manifest));
    TRY(service_enter(ss, s));
    return take_rows(s, json_get(tree, STR("rows")));
}

struct err *services_read_kept(struct services *ss)
{
    bool found;
    owned_read struct store_tx *tx = NULL;
    owned(store_rows) struct store_rows rows = { 0 };
    TRY(store_read_begin(ss->db, &tx));
    TRY(store_find(tx, &rows, SQL_SETTING_UNDER, ARG_TEXT(STR(PREFIX)), ARG_TEXT(STR("service/"))));
    for (;;) {
        TRY(store_next(&rows, &found));
        if (!found)
            return NULL;
        struct service *s = service_new(ss);
        owned(err) struct err *e = take_in(ss, s, store_text(&rows, 1));
        if (!e)
            continue;
        LOG_WARN("a service that was added is left out", F_STR("setting", store_text(&rows, 0)),
                 F_ERR(e));
        service_free(s);
    }
}
