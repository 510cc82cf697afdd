/* Calls from names and JSON: see sub.h. */
#include "task/sub.h"

#include "base/json.h"
#include "proc/proc.h"

static struct err *find(struct str name, const struct op **out)
{
    const struct op *op;
    TRY(op_find(name, &op));
    if (strcmp(op->name, "batch.run") == 0 || strcmp(op->name, "task.submit") == 0)
        return err_hint(
            err_new(ERR_INVALID, "nested", "%s is not to be called from inside another", op->name),
            "call it by itself");
    *out = op;
    return NULL;
}

static void on_done(struct call *c)
{
    struct sub *s = CONTAINER_OF(c, struct sub, call);
    s->done(s);
}

/* What borrows from the outer call must not outlive it: a handler on a worker may. */
static struct err *copy(const struct json *args, struct arena *a, const struct json **out)
{
    owned(buf) struct buf text = { 0 };
    struct json_out o;
    buf_init(&text, CALL_ARGS_MOST);
    json_out_init(&o, &text);
    json_value(&o, args);
    return text.full ? err_no_room() : json_parse_copy(buf_text(&text), NULL, a, out);
}

static struct err *decode(struct sub *s, const struct json *args)
{
    static const struct json nothing = { .kind = JSON_OBJECT };
    struct call *c = &s->call;
    TRY(call_alloc(c));
    if (!args)
        args = &nothing;
    else if (c->op->how != HOW_INLINE)
        TRY(copy(args, &c->arena, &args));
    struct err *e = shape_decode(c->op->in, args, &c->arena, (void *)(uintptr_t)c->in);
    return !e || err_hint_text(e)[0]
               ? e
               : err_hint(e, "ops.describe %s says what it takes; pith help %s", c->op->name,
                          c->op->name);
}

struct err *sub_init(struct sub *s, struct kernel *k, struct caller *caller, struct str op,
                     const struct json *args)
{
    const struct op *row;
    TRY(find(op, &row));
    call_init(&s->call, k, caller, row);
    struct err *e = decode(s, args);
    if (e) {
        call_end(&s->call, NULL);
        return e;
    }
    s->call.on_done = on_done;
    proc_ref(proc_of(&s->call));
    return NULL;
}

void sub_go(struct sub *s)
{
    kernel_call(&s->call);
}

static void sub_free(struct call *c)
{
    struct sub *s = CONTAINER_OF(c, struct sub, call);
    proc_unref(proc_of(c));
    s->free(s);
}

void sub_end(struct sub *s, void (*free_sub)(struct sub *s))
{
    s->free = free_sub;
    call_end(&s->call, sub_free);
}

/* --- what came of it --- */

static const struct json *already(struct str text, struct arena *a)
{
    struct json *j = arena_new(a, struct json);
    if (j)
        *j = (struct json){ JSON_RAW, .text = arena_str(a, text) };
    return j;
}

struct err *sub_result(const struct sub *s, struct arena *a, const struct json **out)
{
    owned(buf) struct buf text = { 0 };
    struct json_out o;
    buf_init(&text, CALL_ARENA_MOST);
    json_out_init(&o, &text);
    shape_encode(s->call.op->out, s->call.out, &o);
    if (text.full)
        return err_no_room();
    *out = already(buf_text(&text), a);
    TRY_ROOM(*out);
    return NULL;
}

static const struct json *details_of(const struct err *e, struct arena *a)
{
    owned(buf) struct buf text = { 0 };
    struct json_out o;
    buf_init(&text, ERR_TEXT_MOST * ERR_DETAILS_MOST);
    json_out_init(&o, &text);
    json_begin_object(&o);
    for (size_t i = 0; i < err_details(e); i++) {
        const char *key;
        struct str value = err_detail_at(e, i, &key);
        json_name(&o, str_of(key));
        json_text(&o, value);
    }
    json_end_object(&o);
    return already(buf_text(&text), a);
}

void sub_error(const struct err *e, struct arena *a, struct task_error *out)
{
    const char *hint = err_hint_text(e);
    *out = (struct task_error){ .kind = str_of(err_kind_row(err_kind(e))->name),
                                .reason = arena_str(a, str_of(err_reason(e))),
                                .text = arena_str(a, str_of(err_text(e))),
                                .has_hint = *hint ? GIVEN : ABSENT,
                                .hint = arena_str(a, str_of(hint)),
                                .details = details_of(e, a) };
}
