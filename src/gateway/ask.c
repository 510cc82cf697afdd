/* From JSON to a call, for every door: see ask.h. */
#include "gateway/ask.h"

#include "config/config.h"
#include "trace/trace.h"

size_t args_most(const struct proc *p)
{
    return proc_kind(p) == PROC_VISITOR ? VISITOR_ARGS_MOST : CALL_ARGS_MOST;
}

static struct err *set_cwd(struct call *c, struct str cwd)
{
    if (!cwd.len)
        return NULL;
    if (!str_starts(cwd, STR("/")) || cwd.len > PATH_MOST)
        return err_new(ERR_INVALID, "bad_cwd", "where relative paths begin is an absolute path");
    struct str normal = path_normal(STR("/"), cwd, &c->arena);
    TRY_ROOM(normal.ptr);
    return proc_set_cwd(proc_of(c), normal);
}

static struct err *set_deadline(struct call *c, const struct ask *a)
{
    uint64_t ms = a->timeout_ms;
    if (!a->has_timeout) {
        c->deadline_ns = config_deadline(config_of(c->kernel), c->op);
        return NULL;
    }
    if (ms > DEADLINE_MOST_MS)
        return err_new(ERR_INVALID, "bad_timeout", "a timeout is milliseconds, at most %lld",
                       (long long)DEADLINE_MOST_MS);
    c->deadline_ns = ms ? clock_mono_ns() + (int64_t)ms * 1000000 : 0;
    return NULL;
}

static struct err *set_key(struct call *c, struct str key)
{
    if (key.len > IDEMPOTENCY_KEY_MOST)
        return err_new(ERR_LIMIT, "key_too_long", "an idempotency key has at most %d bytes",
                       IDEMPOTENCY_KEY_MOST);
    c->idempotency_key = arena_str(&c->arena, key);
    return NULL;
}

/* What is no traceparent is passed over, as the standard has it. Strangers begin stories of their
 * own: they must not write in others'. */
static void set_story(struct call *c, const struct ask *a)
{
    struct trace_origin o;
    if (proc_kind(a->proc) == PROC_VISITOR || !trace_parent_read(a->traceparent, &o))
        return;
    trace_join(&o, c->caller->nr);
    c->chain = o.chain;
    c->parent = o.span;
}

struct err *ask_init(struct call *c, struct kernel *k, const struct ask *a)
{
    call_init(c, k, proc_caller(proc_ref(a->proc)), a->op);
    set_story(c, a);
    call_continue(c);
    TRY(set_cwd(c, a->cwd));
    TRY(set_deadline(c, a));
    TRY(set_key(c, a->key));
    return call_alloc(c);
}

static struct err *decode(struct call *c, const struct json *tree)
{
    return shape_decode(c->op->in, tree, &c->arena, (void *)(uintptr_t)c->in);
}

struct err *ask_args_text(struct call *c, struct str json)
{
    const struct json *tree;
    if (!str_trim(json).len)
        json = STR("{}");
    struct err *e = json_parse_copy(json, NULL, &c->arena, &tree);
    if (e)
        return err_hint(
            err_wrap(e, "the request's body"),
            "the body is one JSON object of parameters by name, or empty: {\"path\": \"…\"}");
    return decode(c, tree);
}

struct err *ask_args(struct call *c, const struct json *tree)
{
    return tree ? decode(c, tree) : ask_args_text(c, STR(""));
}

void ask_done(struct call *c)
{
    proc_unref(proc_of(c));
}
