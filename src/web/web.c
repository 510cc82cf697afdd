/* web.fetch: see web.def and web.h.
 *
 *     FETCH (sys.http) --> READ (an op of pith-doc, by what it is) --> answered
 *
 * Both are calls like any other's, made as the caller and in its story: so the caller's rules hold
 * for what is reached, and what is read is read where it can do no harm. */
#include "web/web.h"

#include "op/op.h"
#include "ops/doc.h"
#include "ops/net.h"
#include "ops/web.h"

#include <stdlib.h>

enum { PAGE_BYTES_MOST = 15 * MIB };
enum step { FETCH, READ, STEPS };

/* Lives until its own call and those of all steps are through with it. */
struct visit {
    struct call *outer;
    struct call steps[STEPS];
    enum step step;
    bool running;
    unsigned refs;
};

static void visit_unref(struct visit *v)
{
    if (--v->refs == 0)
        mem_free(v);
}

static void step_freed(struct call *c)
{
    visit_unref(c->door);
}

static void answer(struct visit *v, struct err *take_e)
{
    struct call *c = v->outer;
    for (enum step s = 0; s <= v->step; s++)
        call_end(&v->steps[s], step_freed);
    visit_unref(v);
    call_done(c, take_e);
}

/* What a step met, with ours in front. */
static struct err *error_of(struct call *step)
{
    struct err *e = step->err;
    step->err = NULL;
    return e;
}

/* --- steps --- */

static struct err *prepare(struct visit *v, enum step step, const struct op *op,
                           call_done_fn *on_done)
{
    struct call *c = &v->steps[step];
    v->step = step;
    v->refs++;
    call_init(c, v->outer->kernel, v->outer->caller, op);
    c->door = v;
    c->on_done = on_done;
    call_inherit(c, v->outer);
    TRY(call_alloc(c));
    shape_defaults(op->in, (void *)(uintptr_t)c->in);
    return NULL;
}

static void go(struct visit *v)
{
    v->running = true;
    kernel_call(&v->steps[v->step]);
}

/* --- what was read --- */

static void say_text(struct visit *v, struct str text)
{
    const struct web_fetch_in *in = v->outer->in;
    struct web_fetch_out *out = v->outer->out;
    struct str rest = str_from(text, (size_t)MIN_OF(in->offset, (uint64_t)text.len));
    while (rest.len && rest.len < text.len && ((unsigned char)rest.ptr[0] & 0xc0) == 0x80)
        rest = str_from(rest, 1); /* an offset into the middle of a letter */
    struct str part = utf8_first(rest, in->limit);
    out->text = arena_str(&v->outer->arena, part);
    out->total = text.len;
    if (part.len < rest.len) {
        out->has_next = GIVEN;
        out->next = text.len - rest.len + part.len;
    }
}

static struct str kept(struct visit *v, struct str s)
{
    return arena_str(&v->outer->arena, s);
}

static void say_page(struct visit *v, const struct call *step)
{
    const struct doc_markdown_out *page = step->out;
    struct web_fetch_out *out = v->outer->out;
    out->title = kept(v, page->title);
    out->has_description = page->has_description;
    out->description = kept(v, page->description);
    out->has_author = page->has_author;
    out->author = kept(v, page->author);
    out->has_published = page->has_published;
    out->published = kept(v, page->published);
    say_text(v, page->text);
}

static void say_pdf(struct visit *v, const struct call *step)
{
    say_text(v, ((const struct doc_pdf_text_out *)step->out)->text);
}

static void say_plain(struct visit *v, const struct call *step)
{
    say_text(v, ((const struct doc_text_out *)step->out)->text);
}

/* --- what to read it with --- */

static void page_in(struct visit *v, struct call *step, const struct sys_http_out *got)
{
    const struct web_fetch_in *wish = v->outer->in;
    struct doc_markdown_in *in = (void *)(uintptr_t)step->in;
    const struct web_fetch_out *out = v->outer->out;
    in->html = got->body;
    in->type = utf8_first(out->type, 256);
    in->url = got->url;
    in->links = wish->links;
    in->whole = wish->whole;
}

static void pdf_in(struct visit *v, struct call *step, const struct sys_http_out *got)
{
    (void)v;
    ((struct doc_pdf_text_in *)(uintptr_t)step->in)->data = got->body;
}

static void plain_in(struct visit *v, struct call *step, const struct sys_http_out *got)
{
    struct doc_text_in *in = (void *)(uintptr_t)step->in;
    const struct web_fetch_out *out = v->outer->out;
    in->data = got->body;
    in->type = utf8_first(out->type, 256);
}

/* By what the server says it is, with a star for any letters at the end or the beginning; by what
 * it begins with where the server says nothing. */
static const struct reader {
    const char *type, *begins, *op;
    void (*in)(struct visit *v, struct call *step, const struct sys_http_out *got);
    void (*say)(struct visit *v, const struct call *step);
} readers[] = {
    { "text/html", "<", "doc.markdown", page_in, say_page },
    { "application/xhtml+xml", NULL, "doc.markdown", page_in, say_page },
    { "application/pdf", "%PDF-", "doc.pdf_text", pdf_in, say_pdf },
    { "text/*", NULL, "doc.text", plain_in, say_plain },
    { "application/json", "{", "doc.text", plain_in, say_plain },
    { "application/xml", NULL, "doc.text", plain_in, say_plain },
    { "application/javascript", NULL, "doc.text", plain_in, say_plain },
    { "application/x-sh", NULL, "doc.text", plain_in, say_plain },
    { "*+json", NULL, "doc.text", plain_in, say_plain },
    { "*+xml", NULL, "doc.text", plain_in, say_plain },
};

static bool is_type(struct str type, struct str pattern)
{
    if (str_ends(pattern, STR("*")))
        pattern = str_first(pattern, pattern.len - 1);
    else if (str_starts(pattern, STR("*")))
        type = str_from(type, type.len - MIN_OF(type.len, pattern.len - 1)),
        pattern = str_from(pattern, 1);
    else if (type.len != pattern.len)
        return false;
    return str_eq_nocase(str_first(type, pattern.len), pattern);
}

static struct str header(const struct sys_http_out *got, struct str name)
{
    for (size_t i = 0; i < got->headers.count; i++)
        if (str_eq_nocase(got->headers.items[i].name, name))
            return got->headers.items[i].value;
    return STR("");
}

static const struct reader *reader_for(struct str said, struct str body)
{
    struct str type = str_trim(str_cut(&said, ';'));
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        const struct reader *r = &readers[i];
        if (type.len ? is_type(type, str_of(r->type))
                     : r->begins && str_starts(str_trim(str_first(body, 256)), str_of(r->begins)))
            return r;
    }
    return NULL;
}

static const struct reader *reader_of(const struct call *step)
{
    for (size_t i = 0; i < COUNT_OF(readers); i++)
        if (strcmp(readers[i].op, step->op->name) == 0)
            return &readers[i];
    abort();
}

/* --- the way --- */

static void was_read(struct call *step)
{
    struct visit *v = step->door;
    v->running = false;
    if (!step->err)
        reader_of(step)->say(v, step);
    answer(v, error_of(step));
}

static struct err *no_text(struct str type)
{
    return err_hint(err_new(ERR_UNSUPPORTED, "no_text", "what is there is no text: it is %.*s",
                            STR_ARGS(type.len ? type : STR("of no type that is known"))),
                    "sys.http gives its bytes");
}

static struct err *read_it(struct visit *v, const struct sys_http_out *got)
{
    struct web_fetch_out *out = v->outer->out;
    out->url = kept(v, got->url);
    out->status = got->status;
    out->type = kept(v, header(got, STR("content-type")));
    out->title = out->text = STR("");
    struct str body = { got->body.ptr, got->body.len };
    if (!body.len)
        return NULL;
    const struct reader *r = reader_for(out->type, body);
    if (!r)
        return no_text(out->type);
    TRY(prepare(v, READ, op_named(str_of(r->op)), was_read));
    r->in(v, &v->steps[READ], got);
    return NULL;
}

static void was_fetched(struct call *step)
{
    struct visit *v = step->door;
    v->running = false;
    struct err *e = step->err ? error_of(step) : read_it(v, step->out);
    if (e || v->step == FETCH)
        answer(v, e);
    else
        go(v);
}

static void on_stop(struct call *c)
{
    struct visit *v = c->handler;
    if (v->running)
        call_cancel(&v->steps[v->step]); /* whose end answers */
}

void op_web_fetch(struct call *c, const struct web_fetch_in *in)
{
    struct visit *v = mem_new(sizeof *v);
    v->outer = c;
    v->refs = 1;
    c->handler = v;
    struct err *e = prepare(v, FETCH, op_named(STR("sys.http")), was_fetched);
    if (e) {
        answer(v, e);
        return;
    }
    struct sys_http_in *wish = (void *)(uintptr_t)v->steps[FETCH].in;
    wish->url = in->url;
    wish->most = PAGE_BYTES_MOST;
    call_on_stop(c, on_stop);
    go(v);
}
