/* HTML to Markdown: see markdown.h. An element is a row of a table: what is done for it. */
#include "markdown.h"

#include "link.h"

#include <ctype.h>
#include <stdlib.h>

/* No less than a page may have of text: what has no room here would be lost without a word. */
enum { FLAT_MOST = 32 * 1024 * 1024, CODE_MOST = FLAT_MOST };

typedef void render_fn(struct rendering *r, const GumboNode *n);

static void render(struct rendering *r, const GumboNode *n);

/* --- parts --- */

void render_children(struct rendering *r, const GumboNode *n)
{
    const GumboVector *children = node_children(n);
    for (unsigned i = 0; i < children->length; i++)
        render(r, children->data[i]);
}

void render_flat(struct rendering *r, const GumboNode *n, struct buf *out)
{
    struct writer *outer = r->writer;
    owned(writer) struct writer flat = { 0 };
    writer_init(&flat, out, true);
    r->writer = &flat;
    render_children(r, n);
    r->writer = outer;
}

static void block(struct rendering *r, const GumboNode *n)
{
    writer_gap(r->writer, GAP_BLOCK);
    render_children(r, n);
    writer_gap(r->writer, GAP_BLOCK);
}

static void skip(struct rendering *r, const GumboNode *n)
{
    (void)r, (void)n;
}

/* --- words --- */

/* Blanks at the edge of what is marked belong outside: Markdown takes `** a**` for stars. */
static void marked(struct rendering *r, const GumboNode *n, struct str sign, unsigned *nested)
{
    owned(buf) struct buf words;
    buf_init(&words, FLAT_MOST);
    *nested += 1;
    if (*nested == 1)
        render_flat(r, n, &words);
    else
        render_children(r, n);
    *nested -= 1;
    if (*nested || !words.len)
        return;
    const GumboVector *children = node_children(n);
    const GumboNode *first = children->data[0];
    r->writer->blank |= first->type == GUMBO_NODE_WHITESPACE ||
                        (first->type == GUMBO_NODE_TEXT &&
                         isspace((unsigned char)*first->v.text.text));
    writer_raw(r->writer, sign);
    buf_add(r->writer->out, buf_text(&words));
    buf_add(r->writer->out, sign);
    const GumboNode *last = children->data[children->length - 1];
    if (last->type == GUMBO_NODE_WHITESPACE)
        r->writer->blank = true;
    else if (last->type == GUMBO_NODE_TEXT) {
        struct str text = str_of(last->v.text.text);
        r->writer->blank = text.len && isspace((unsigned char)text.ptr[text.len - 1]);
    }
}

static bool holds_blocks(const GumboNode *n, unsigned depth)
{
    const GumboVector *children = node_children(n);
    for (unsigned i = 0; depth < 20 && i < children->length; i++)
        if (node_is_block(children->data[i]) || holds_blocks(children->data[i], depth + 1))
            return true;
    return false;
}

static void strong(struct rendering *r, const GumboNode *n)
{
    if (holds_blocks(n, 0))
        render_children(r, n);
    else
        marked(r, n, STR("**"), &r->strong);
}

static void emphasis(struct rendering *r, const GumboNode *n)
{
    if (holds_blocks(n, 0))
        render_children(r, n);
    else
        marked(r, n, STR("*"), &r->emphasis);
}

static void deleted(struct rendering *r, const GumboNode *n)
{
    unsigned nested = 0;
    if (holds_blocks(n, 0))
        render_children(r, n);
    else
        marked(r, n, STR("~~"), &nested);
}

static size_t longest_run(struct str s, char c)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == c ? run + 1 : 0;
        longest = MAX_OF(longest, run);
    }
    return longest;
}

static void code(struct rendering *r, const GumboNode *n)
{
    owned(buf) struct buf text, out;
    buf_init(&text, FLAT_MOST);
    buf_init(&out, 2 * FLAT_MOST);
    node_text(n, &text);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\n')
            text.ptr[i] = ' ';
    struct str words = buf_text(&text);
    if (!str_trim(words).len)
        return;
    size_t fence = longest_run(words, '`') + 1;
    bool apart = words.ptr[0] == '`' || words.ptr[words.len - 1] == '`';
    add_many(&out, '`', fence);
    buf_printf(&out, apart ? " %.*s " : "%.*s", STR_ARGS(words));
    add_many(&out, '`', fence);
    writer_raw(r->writer, buf_text(&out));
}

static void line_break(struct rendering *r, const GumboNode *n)
{
    (void)n;
    writer_break(r->writer);
}

/* --- links and pictures --- */

static void add_link_words(struct buf *out, struct str words)
{
    size_t open = 0;
    for (size_t i = 0; i < words.len; i++) {
        open += words.ptr[i] == '[';
        if (words.ptr[i] == ']' && open-- == 0) {
            open = 0;
            buf_add_char(out, '\\');
        }
        buf_add_char(out, words.ptr[i]);
    }
}

static struct str plain_text(const GumboNode *n, struct buf *out)
{
    node_text(n, out);
    return str_trim(buf_text(out));
}

static bool ends_in_blank(const GumboNode *n)
{
    const GumboVector *children = node_children(n);
    const GumboNode *last = children->length ? children->data[children->length - 1] : NULL;
    return last && last->type == GUMBO_NODE_WHITESPACE;
}

static void anchor(struct rendering *r, const GumboNode *n)
{
    owned(buf) struct buf words, plain, out;
    struct str to = link_resolve(r->base, node_attribute(n, "href"), r->arena);
    buf_init(&words, FLAT_MOST);
    buf_init(&plain, FLAT_MOST);
    buf_init(&out, 2 * FLAT_MOST);
    if (!to.len || !r->links || r->in_link) {
        render_children(r, n);
        return;
    }
    r->in_link++;
    render_flat(r, n, &words);
    r->in_link--;
    if (!words.len)
        return;
    if (holds_blocks(n, 0))
        writer_gap(r->writer, GAP_LINE);
    if (str_eq(plain_text(n, &plain), to)) {
        buf_printf(&out, "<%.*s>", STR_ARGS(to));
    } else {
        buf_add_char(&out, '[');
        add_link_words(&out, buf_text(&words));
        buf_printf(&out, "](%.*s)", STR_ARGS(to));
    }
    writer_raw(r->writer, buf_text(&out));
    r->writer->blank |= ends_in_blank(n);
}

static bool is_a_dot(const GumboNode *n)
{
    uint64_t width = 99, height = 99;
    str_to_uint(node_attribute(n, "width"), &width);
    str_to_uint(node_attribute(n, "height"), &height);
    return width <= 2 || height <= 2;
}

/* One without words says nothing to who only reads. */
static void picture(struct rendering *r, const GumboNode *n)
{
    owned(buf) struct buf out;
    struct str alt = str_trim(node_attribute(n, "alt")), src = node_attribute(n, "src");
    buf_init(&out, FLAT_MOST);
    if (!alt.len || is_a_dot(n))
        return;
    struct str to = link_resolve(r->base, src, r->arena);
    if (!to.len || !r->links || r->in_link) {
        writer_text(r->writer, alt);
        return;
    }
    buf_add(&out, STR("!["));
    for (size_t i = 0; i < alt.len; i++)
        buf_add_char(&out, (unsigned char)alt.ptr[i] <= ' ' ? ' '
                           : alt.ptr[i] == ']'              ? ')'
                                                            : alt.ptr[i]);
    buf_printf(&out, "](%.*s)", STR_ARGS(to));
    writer_raw(r->writer, buf_text(&out));
}

/* A note's number in brackets; else what is raised may change what is said: 10^3. */
static void raised(struct rendering *r, const GumboNode *n)
{
    owned(buf) struct buf words, out;
    buf_init(&words, FLAT_MOST);
    buf_init(&out, FLAT_MOST);
    const GumboVector *children = node_children(n);
    bool note = children->length == 1 && node_tag(children->data[0]) == GUMBO_TAG_A;
    struct str text = plain_text(n, &words);
    bool bracketed = str_starts(text, STR("[")),
         number = text.len && strspn(text.ptr, "0123456789") >= text.len;
    if (note && bracketed)
        writer_raw(r->writer, text);
    else if (note) {
        buf_printf(&out, "[%.*s]", STR_ARGS(text));
        writer_raw(r->writer, buf_text(&out));
    } else {
        if (number)
            writer_raw(r->writer, STR("^"));
        render_children(r, n);
    }
}

/* A formula as TeX, where the page has it beside. */
static const GumboNode *find_annotation(const GumboNode *n, unsigned depth)
{
    const GumboVector *children = node_children(n);
    if (str_eq(node_attribute(n, "encoding"), STR("application/x-tex")))
        return n;
    for (unsigned i = 0; depth < 30 && i < children->length; i++) {
        const GumboNode *found = find_annotation(children->data[i], depth + 1);
        if (found)
            return found;
    }
    return NULL;
}

static void formula(struct rendering *r, const GumboNode *n)
{
    owned(buf) struct buf text, out;
    const GumboNode *tex = find_annotation(n, 0);
    struct str alt = node_attribute(n, "alttext");
    buf_init(&text, FLAT_MOST);
    buf_init(&out, FLAT_MOST);
    if (!tex && !alt.len) {
        render_children(r, n);
        return;
    }
    buf_printf(&out, "$%.*s$", STR_ARGS(tex ? plain_text(tex, &text) : alt));
    writer_raw(r->writer, buf_text(&out));
}

/* --- blocks --- */

static void heading(struct rendering *r, const GumboNode *n)
{
    owned(buf) struct buf words;
    buf_init(&words, FLAT_MOST);
    r->strong++; /* a heading is that already */
    render_flat(r, n, &words);
    r->strong--;
    if (!words.len)
        return;
    if (r->writer->flat) {
        writer_gap(r->writer, GAP_BLOCK);
        writer_raw(r->writer, buf_text(&words));
        writer_gap(r->writer, GAP_BLOCK);
        return;
    }
    size_t level = (size_t)(node_tag(n) - GUMBO_TAG_H1) + 1;
    writer_gap(r->writer, GAP_BLOCK);
    writer_raw(r->writer, str_first(STR("######"), level));
    buf_add_char(r->writer->out, ' ');
    buf_add(r->writer->out, buf_text(&words));
    writer_gap(r->writer, GAP_BLOCK);
}

static void rule(struct rendering *r, const GumboNode *n)
{
    (void)n;
    writer_gap(r->writer, GAP_BLOCK);
    if (!r->writer->flat)
        writer_raw(r->writer, STR("---"));
    writer_gap(r->writer, GAP_BLOCK);
}

static void quotation(struct rendering *r, const GumboNode *n)
{
    writer_gap(r->writer, GAP_BLOCK);
    size_t before = writer_indent(r->writer, STR("> "), STR("> "));
    render_children(r, n);
    writer_outdent(r->writer, before);
    writer_gap(r->writer, GAP_BLOCK);
}

/* "language-c", "lang-c", "highlight-source-c", on the element, around it or in it. */
static struct str language_in(struct str classes)
{
    static const struct str begins[] = { STR_INIT("language-"), STR_INIT("lang-"),
                                         STR_INIT("highlight-source-"), STR_INIT("highlight-") };
    while (classes.len) {
        struct str word = str_cut(&classes, ' ');
        for (size_t i = 0; i < COUNT_OF(begins); i++)
            if (str_starts(word, begins[i]) && word.len - begins[i].len <= 20)
                return str_from(word, begins[i].len);
    }
    return STR_NONE;
}

static struct str language_of(const GumboNode *n)
{
    const GumboVector *children = node_children(n);
    struct str language = language_in(node_attribute(n, "class"));
    for (unsigned i = 0; !language.len && i < children->length; i++)
        language = language_in(node_attribute(children->data[i], "class"));
    const GumboNode *outer = n->parent;
    for (int up = 0; !language.len && outer && up < 2; up++, outer = outer->parent)
        language = language_in(node_attribute(outer, "class"));
    return language;
}

static void preformatted(struct rendering *r, const GumboNode *n)
{
    owned(buf) struct buf text, out;
    buf_init(&text, CODE_MOST);
    buf_init(&out, 2 * CODE_MOST);
    node_text(n, &text);
    struct str lines = buf_text(&text), language = language_of(n);
    if (r->writer->flat || !str_trim(lines).len) {
        writer_text(r->writer, lines);
        return;
    }
    while (str_starts(lines, STR("\n")))
        lines = str_from(lines, 1);
    while (str_ends(lines, STR("\n")) || str_ends(lines, STR(" ")))
        lines.len--;
    size_t fence = MAX_OF(longest_run(lines, '`') + 1, (size_t)3);
    add_many(&out, '`', fence);
    buf_printf(&out, "%.*s\n%.*s\n", STR_ARGS(language), STR_ARGS(lines));
    add_many(&out, '`', fence);
    writer_gap(r->writer, GAP_BLOCK);
    writer_lines(r->writer, buf_text(&out));
    writer_gap(r->writer, GAP_BLOCK);
}

static void render_item(struct rendering *r, const GumboNode *n, struct str marker)
{
    static const char blanks[] = "                ";
    writer_gap(r->writer, GAP_LINE);
    size_t before = writer_indent(r->writer, str_first(str_of(blanks), marker.len), marker);
    render_children(r, n);
    writer_outdent(r->writer, before);
    writer_gap(r->writer, GAP_LINE);
}

static bool is_nested_list(const GumboNode *n)
{
    GumboTag parent = n->parent ? node_tag(n->parent) : GUMBO_TAG_UNKNOWN;
    return parent == GUMBO_TAG_LI || parent == GUMBO_TAG_UL || parent == GUMBO_TAG_OL;
}

static int64_t first_number(const GumboNode *n)
{
    int64_t start = 1;
    str_to_int(node_attribute(n, "start"), &start);
    return MAX_OF(MIN_OF(start, (int64_t)99999999), (int64_t)0);
}

static void list(struct rendering *r, const GumboNode *n)
{
    const GumboVector *children = node_children(n);
    bool ordered = node_tag(n) == GUMBO_TAG_OL;
    int64_t number = first_number(n);
    enum gap gap = is_nested_list(n) ? GAP_LINE : GAP_BLOCK;
    writer_gap(r->writer, gap);
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *item = children->data[i];
        if (node_tag(item) != GUMBO_TAG_LI || node_is_noise(item, r->within_content)) {
            render(r, item);
            continue;
        }
        struct str marker = ordered ? arena_printf(r->arena, "%lld. ", (long long)number++)
                                    : STR("- ");
        render_item(r, item, marker);
    }
    writer_gap(r->writer, gap);
}

static void term(struct rendering *r, const GumboNode *n)
{
    writer_gap(r->writer, GAP_BLOCK);
    strong(r, n);
    writer_gap(r->writer, GAP_LINE);
}

static void definition(struct rendering *r, const GumboNode *n)
{
    writer_gap(r->writer, GAP_LINE);
    size_t before = writer_indent(r->writer, STR("  "), STR("- "));
    render_children(r, n);
    writer_outdent(r->writer, before);
    writer_gap(r->writer, GAP_LINE);
}

/* --- the table of elements --- */

static const struct {
    GumboTag tag;
    render_fn *fn;
} elements[] = {
    { GUMBO_TAG_A, anchor },
    { GUMBO_TAG_B, strong },
    { GUMBO_TAG_STRONG, strong },
    { GUMBO_TAG_I, emphasis },
    { GUMBO_TAG_EM, emphasis },
    { GUMBO_TAG_CITE, emphasis },
    { GUMBO_TAG_DEL, deleted },
    { GUMBO_TAG_S, deleted },
    { GUMBO_TAG_STRIKE, deleted },
    { GUMBO_TAG_CODE, code },
    { GUMBO_TAG_KBD, code },
    { GUMBO_TAG_SAMP, code },
    { GUMBO_TAG_TT, code },
    { GUMBO_TAG_BR, line_break },
    { GUMBO_TAG_WBR, skip },
    { GUMBO_TAG_IMG, picture },
    { GUMBO_TAG_MATH, formula },
    { GUMBO_TAG_SUP, raised },
    { GUMBO_TAG_H1, heading },
    { GUMBO_TAG_H2, heading },
    { GUMBO_TAG_H3, heading },
    { GUMBO_TAG_H4, heading },
    { GUMBO_TAG_H5, heading },
    { GUMBO_TAG_H6, heading },
    { GUMBO_TAG_HR, rule },
    { GUMBO_TAG_BLOCKQUOTE, quotation },
    { GUMBO_TAG_PRE, preformatted },
    { GUMBO_TAG_UL, list },
    { GUMBO_TAG_OL, list },
    { GUMBO_TAG_MENU, list },
    { GUMBO_TAG_DT, term },
    { GUMBO_TAG_DD, definition },
    { GUMBO_TAG_TABLE, render_table },
};

static void render_element(struct rendering *r, const GumboNode *n)
{
    GumboTag tag = node_tag(n);
    for (size_t i = 0; i < COUNT_OF(elements); i++)
        if (elements[i].tag == tag) {
            elements[i].fn(r, n);
            return;
        }
    if (node_is_block(n))
        block(r, n);
    else
        render_children(r, n);
}

/* What lies deeper than is read with its form: the words alone, by a list of what is left instead
 * of our own stack. */
static void render_words(struct rendering *r, const GumboNode *top)
{
    const GumboNode **left = mem_grow(NULL, sizeof *left);
    size_t n_left = 1, room = 1;
    left[0] = top;
    while (n_left) {
        const GumboNode *n = left[--n_left];
        const GumboVector *children = node_children(n);
        if (n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_CDATA)
            writer_text(r->writer, str_of(n->v.text.text));
        if (n->type == GUMBO_NODE_WHITESPACE)
            r->writer->blank = true;
        if (node_is_block(n))
            writer_gap(r->writer, GAP_LINE);
        if (node_is_noise(n, r->within_content))
            continue;
        if (n_left + children->length > room) {
            room = 2 * (n_left + children->length);
            left = mem_grow(left, room * sizeof *left);
        }
        for (unsigned i = children->length; i-- > 0;)
            left[n_left++] = children->data[i];
    }
    mem_free(left);
}

static void render(struct rendering *r, const GumboNode *n)
{
    if (n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_CDATA)
        writer_text(r->writer, str_of(n->v.text.text));
    else if (n->type == GUMBO_NODE_WHITESPACE)
        r->writer->blank = true;
    else if (r->depth == PAGE_DEPTH_MOST)
        render_words(r, n);
    else if (!node_is_noise(n, r->within_content)) {
        r->depth++;
        render_element(r, n);
        r->depth--;
    }
}

/* --- the page --- */

static void write_title(const struct page *p, struct writer *w)
{
    if (!p->title.len)
        return;
    writer_raw(w, STR("#"));
    w->blank = true;
    writer_text(w, p->title);
    writer_gap(w, GAP_BLOCK);
}

void markdown_of_page(const struct page *p, bool links, bool whole, struct arena *a,
                      struct buf *out)
{
    const GumboNode *content = whole ? page_body(p) : page_content(p);
    owned(writer) struct writer w = { 0 };
    owned(buf) struct buf text;
    buf_init(&text, out->most);
    writer_init(&w, &text, false);
    struct rendering r = {
        .writer = &w, .base = p->base, .arena = a, .links = links, .within_content = !whole
    };
    if (content)
        render(&r, content);
    bool titled = str_starts(buf_text(&text), STR("# "));
    if (!titled && p->title.len) {
        owned(writer) struct writer head = { 0 };
        writer_init(&head, out, false);
        write_title(p, &head);
        buf_add(out, text.len ? STR("\n\n") : STR(""));
    }
    buf_add(out, buf_text(&text));
    if (out->len)
        buf_add_char(out, '\n');
}
