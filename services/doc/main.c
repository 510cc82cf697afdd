/* pith-doc: what documents say. It reads what comes from anywhere, which is why it is a process of
 * its own that can reach nothing: whoever takes it over has what they sent. */
#include "apart.h"
#include "charset.h"
#include "markdown.h"
#include "pdf.h"
#include "serving/serving.h"

#include <pith_ops.h>

enum { HTML_MOST = 48 * 1024 * 1024, TEXT_OF_IT_MOST = 32 * 1024 * 1024 };

static struct serving serving;

static struct pith_str given(struct pith_request *r, struct str s, uint8_t *has)
{
    *has = s.len ? PITH_GIVEN : PITH_ABSENT;
    return serving_copy(r, s);
}

/* --- doc.markdown --- */

static struct err *too_large(void)
{
    return err_hint(err_new(ERR_LIMIT, "text_too_large", "the document has too much text"),
                    "take a part of it");
}

static void add_part(struct buf *out, struct str s)
{
    uint32_t len = (uint32_t)s.len;
    buf_add(out, (struct str){ (const char *)&len, sizeof len });
    buf_add(out, s);
}

static struct str next_part(struct str *rest)
{
    uint32_t len;
    memcpy(&len, rest->ptr, sizeof len); /* by add_part() */
    struct str part = str_first(str_from(*rest, sizeof len), len);
    *rest = str_from(*rest, sizeof len + len);
    return part;
}

/* In a process of its own. */
static struct err *read_page(const void *what, struct buf *out)
{
    const struct pith_doc_markdown_in *in = what;
    struct buf html, text;
    struct arena a;
    struct page p;
    buf_init(&html, HTML_MOST);
    buf_init(&text, TEXT_OF_IT_MOST);
    arena_init(&a, 64 * MIB);
    charset_to_utf8((struct str){ in->html.ptr, in->html.len }, serving_str(in->type), &html);
    if (html.full)
        return too_large();
    page_open(&p, buf_text(&html), serving_str(in->url), &a);
    markdown_of_page(&p, in->links, in->whole, &a, &text);
    add_part(out, buf_text(&text));
    add_part(out, p.title);
    add_part(out, p.description);
    add_part(out, p.language);
    add_part(out, p.author);
    add_part(out, p.published);
    return text.full || out->full ? too_large() : NULL;
}

static void page_read(void *arg, struct str result, struct err *take_e)
{
    struct pith_request *r = arg;
    struct pith_doc_markdown_out *out = pith_out(r);
    if (take_e) {
        serving_fail(r, take_e);
        return;
    }
    out->text = serving_copy(r, next_part(&result));
    out->title = serving_copy(r, next_part(&result));
    out->description = given(r, next_part(&result), &out->has_description);
    out->language = given(r, next_part(&result), &out->has_language);
    out->author = given(r, next_part(&result), &out->has_author);
    out->published = given(r, next_part(&result), &out->has_published);
    serving_reply(r);
}

static void page_gone(struct pith_request *r, void *arg)
{
    apart_free(arg);
    serving_fail(r, err_new(ERR_CANCELLED, "cancelled", "it was called off"));
}

static void serve_markdown(struct pith_request *r, const void *args)
{
    struct apart *a;
    struct err *e = apart_start(serving.loop, read_page, args, page_read, r, &a);
    if (e)
        serving_fail(r, e);
    else
        pith_on(r, page_gone, NULL, a);
}

/* --- doc.pdf_text --- */

static uint64_t count_pages(struct str text)
{
    uint64_t pages = 0;
    for (size_t i = 0; i < text.len; i++)
        pages += text.ptr[i] == '\f';
    return pages;
}

static void pdf_read(void *arg, struct str text, struct err *take_e)
{
    struct pith_request *r = arg;
    struct pith_doc_pdf_text_out *out = pith_out(r);
    owned(buf) struct buf clean = { 0 };
    if (take_e) {
        serving_fail(r, take_e);
        return;
    }
    buf_init(&clean, 3 * (size_t)PDF_TEXT_MOST);
    charset_to_utf8(text, STR("charset=utf-8"), &clean);
    out->text = serving_copy(r, buf_text(&clean));
    out->pages = count_pages(text);
    serving_reply(r);
}

static void pdf_gone(struct pith_request *r, void *arg)
{
    pdf_free(arg);
    serving_fail(r, err_new(ERR_CANCELLED, "cancelled", "it was called off"));
}

static void serve_pdf(struct pith_request *r, const void *args)
{
    const struct pith_doc_pdf_text_in *in = args;
    struct pdf *p;
    struct err *e = pdf_start(serving.loop, (struct str){ in->data.ptr, in->data.len }, pdf_read, r,
                              &p);
    if (e)
        serving_fail(r, e);
    else
        pith_on(r, pdf_gone, NULL, p);
}

/* --- doc.text --- */

static void serve_text(struct pith_request *r, const void *args)
{
    const struct pith_doc_text_in *in = args;
    struct pith_doc_text_out *out = pith_out(r);
    owned(buf) struct buf text = { 0 };
    buf_init(&text, 4 * in->data.len + 16);
    charset_to_utf8((struct str){ in->data.ptr, in->data.len }, serving_str(in->type), &text);
    out->text = serving_copy(r, buf_text(&text));
    serving_reply(r);
}

int main(void)
{
    static const struct service_op ops[] = {
        { &pith_op_doc_markdown, serve_markdown },
        { &pith_op_doc_pdf_text, serve_pdf },
        { &pith_op_doc_text, serve_text },
    };
    serving_open(&serving);
    serving_run(&serving, ops, COUNT_OF(ops));
    serving_close(&serving);
    serving_done(&serving);
    return 0;
}
