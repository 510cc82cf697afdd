/* A plan as bytes, for its way to the zygote: steps one behind the other, each a head and its two
 * texts, every text with a zero byte behind it that its length does not count. The zygote trusts
 * the daemon no more than it has to: what does not fit exactly is refused. */
#include "sandbox/sandbox_priv.h"

struct head {
    uint32_t kind, a, b, zero;
    uint64_t number;
};

static void write_text(struct buf *out, struct str s)
{
    buf_add(out, s);
    buf_add_char(out, 0);
}

void plan_write(const struct sandbox_plan *p, struct buf *out)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct sandbox_plan_step *s = &p->steps[i];
        struct head h = { (uint32_t)s->kind, (uint32_t)s->a.len, (uint32_t)s->b.len, 0, s->number };
        buf_add(out, (struct str){ (const char *)&h, sizeof h });
        write_text(out, s->a);
        write_text(out, s->b);
    }
}

static bool read_text(struct str *bytes, size_t len, struct str *out)
{
    if (bytes->len < len + 1 || bytes->ptr[len])
        return false;
    *out = str_first(*bytes, len);
    *bytes = str_from(*bytes, len + 1);
    return true;
}

static bool read_step(struct str *bytes, struct sandbox_plan_step *out)
{
    struct head h;
    if (bytes->len < sizeof h)
        return false;
    memcpy(&h, bytes->ptr, sizeof h);
    *bytes = str_from(*bytes, sizeof h);
    out->kind = (enum sandbox_step)h.kind;
    out->number = h.number;
    return h.kind < SANDBOX_STEPS && !h.zero && read_text(bytes, h.a, &out->a) &&
           read_text(bytes, h.b, &out->b);
}

struct err *plan_read(struct str bytes, struct arena *a, struct sandbox_plan *out)
{
    out->arena = a;
    out->count = 0;
    out->steps = arena_array(a, struct sandbox_plan_step, PLAN_STEPS_MOST);
    TRY_ROOM(out->steps);
    while (bytes.len) {
        if (out->count == PLAN_STEPS_MOST || !read_step(&bytes, &out->steps[out->count]))
            return err_new(ERR_INVALID, "bad_plan", "step %zu of a plan is damaged", out->count);
        out->count++;
    }
    return NULL;
}
