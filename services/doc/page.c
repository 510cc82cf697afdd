/* What is worth reading: see page.h. */
#include "page.h"

#include <strings.h>

static const GumboVector no_children = { 0 };

/* --- nodes --- */

GumboTag node_tag(const GumboNode *n)
{
    bool element = n->type == GUMBO_NODE_ELEMENT || n->type == GUMBO_NODE_TEMPLATE;
    return element ? n->v.element.tag : GUMBO_TAG_UNKNOWN;
}

const GumboVector *node_children(const GumboNode *n)
{
    if (n->type == GUMBO_NODE_DOCUMENT)
        return &n->v.document.children;
    return n->type == GUMBO_NODE_ELEMENT ? &n->v.element.children : &no_children;
}

struct str node_attribute(const GumboNode *n, const char *name)
{
    if (n->type != GUMBO_NODE_ELEMENT)
        return STR_NONE;
    const GumboAttribute *a = gumbo_get_attribute(&n->v.element.attributes, name);
    return a ? str_of(a->value) : STR_NONE;
}

static bool is_text(const GumboNode *n)
{
    return n->type == GUMBO_NODE_TEXT || n->type == GUMBO_NODE_WHITESPACE ||
           n->type == GUMBO_NODE_CDATA;
}

static const GumboTag blocks[] = {
    GUMBO_TAG_ADDRESS,    GUMBO_TAG_ARTICLE, GUMBO_TAG_ASIDE,  GUMBO_TAG_BLOCKQUOTE,
    GUMBO_TAG_BODY,       GUMBO_TAG_CENTER,  GUMBO_TAG_DD,     GUMBO_TAG_DETAILS,
    GUMBO_TAG_DIV,        GUMBO_TAG_DL,      GUMBO_TAG_DT,     GUMBO_TAG_FIELDSET,
    GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE,  GUMBO_TAG_FOOTER, GUMBO_TAG_FORM,
    GUMBO_TAG_H1,         GUMBO_TAG_H2,      GUMBO_TAG_H3,     GUMBO_TAG_H4,
    GUMBO_TAG_H5,         GUMBO_TAG_H6,      GUMBO_TAG_HEADER, GUMBO_TAG_HGROUP,
    GUMBO_TAG_HR,         GUMBO_TAG_LI,      GUMBO_TAG_MAIN,   GUMBO_TAG_NAV,
    GUMBO_TAG_OL,         GUMBO_TAG_P,       GUMBO_TAG_PRE,    GUMBO_TAG_SECTION,
    GUMBO_TAG_SUMMARY,    GUMBO_TAG_TABLE,   GUMBO_TAG_TBODY,  GUMBO_TAG_TD,
    GUMBO_TAG_TFOOT,      GUMBO_TAG_TH,      GUMBO_TAG_THEAD,  GUMBO_TAG_TR,
    GUMBO_TAG_UL,
};

static bool is_one_of(GumboTag tag, const GumboTag *tags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i] == tag)
            return true;
    return false;
}

bool node_is_block(const GumboNode *n)
{
    return is_one_of(node_tag(n), blocks, COUNT_OF(blocks));
}

static void add_text(const GumboNode *n, struct buf *out, unsigned depth)
{
    const GumboVector *children = node_children(n);
    if (is_text(n))
        buf_add(out, str_of(n->v.text.text));
    for (unsigned i = 0; depth < PAGE_DEPTH_MOST && i < children->length; i++)
        add_text(children->data[i], out, depth + 1);
}

void node_text(const GumboNode *n, struct buf *out)
{
    add_text(n, out, 0);
}

/* --- noise --- */

static const GumboTag never_shown[] = {
    GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,    GUMBO_TAG_NOSCRIPT, GUMBO_TAG_TEMPLATE, GUMBO_TAG_HEAD,
    GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT,   GUMBO_TAG_EMBED,    GUMBO_TAG_CANVAS,   GUMBO_TAG_SVG,
    GUMBO_TAG_BUTTON, GUMBO_TAG_INPUT,    GUMBO_TAG_SELECT,   GUMBO_TAG_TEXTAREA, GUMBO_TAG_AUDIO,
    GUMBO_TAG_VIDEO,  GUMBO_TAG_DATALIST, GUMBO_TAG_NAV,
};

/* Words in a class or an id by which pages call what is not their content. */
static const char *const noise_words[] = {
    "cookie",         "consent",    "newsletter",  "subscribe",       "share",     "sharing",
    "social",         "related",    "recommend",   "promo",           "advert",    "sponsor",
    "sidebar",        "breadcrumb", "popup",       "modal",           "skip-link", "skiplink",
    "print-only",     "toolbar",    "pagination",  "mw-editsection",  "navbox",    "noprint",
    "reflist-toggle", "headerlink", "anchor-link", "visually-hidden", "sr-only",   "screen-reader",
};

static bool style_hides(struct str style)
{
    static const char *const words[] = { "display:none", "display: none", "visibility:hidden",
                                         "visibility: hidden" };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (style.len && strcasestr(style.ptr, words[i]))
            return true;
    return false;
}

static bool is_hidden(const GumboNode *n)
{
    return node_attribute(n, "hidden").ptr || style_hides(node_attribute(n, "style")) ||
           str_eq(node_attribute(n, "aria-hidden"), STR("true"));
}

static bool names_noise(struct str names)
{
    for (size_t i = 0; i < COUNT_OF(noise_words); i++)
        if (names.len && strcasestr(names.ptr, noise_words[i]))
            return true;
    return false;
}

/* A name alone does not make noise of an article about newsletters. */
static bool is_called_noise(const GumboNode *n)
{
    size_t text, links;
    GumboTag tag = node_tag(n);
    if (tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_MAIN)
        return false;
    if (!names_noise(node_attribute(n, "class")) && !names_noise(node_attribute(n, "id")))
        return false;
    node_measure(n, &text, &links);
    return text < 600 || links * 2 > text;
}

static bool is_mostly_links(const GumboNode *n)
{
    size_t text, links;
    node_measure(n, &text, &links);
    return links * 3 > text;
}

bool node_is_noise(const GumboNode *n, bool within_content)
{
    GumboTag tag = node_tag(n);
    struct str role = node_attribute(n, "role");
    if (n->type == GUMBO_NODE_COMMENT || n->type == GUMBO_NODE_TEMPLATE)
        return true;
    if (n->type != GUMBO_NODE_ELEMENT)
        return false;
    if (is_one_of(tag, never_shown, COUNT_OF(never_shown)) || is_hidden(n))
        return true;
    if (!within_content)
        return false;
    if (str_eq(role, STR("navigation")) || str_eq(role, STR("search")) ||
        str_eq(role, STR("banner")) || str_eq(role, STR("contentinfo")))
        return true;
    if (tag == GUMBO_TAG_ASIDE || tag == GUMBO_TAG_FOOTER || tag == GUMBO_TAG_FORM)
        return is_mostly_links(n) || is_called_noise(n);
    return is_called_noise(n);
}

/* --- measuring --- */

static size_t letters(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += (unsigned char)*text > ' ' && ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void measure(const GumboNode *n, bool in_link, unsigned depth, size_t *text, size_t *links)
{
    const GumboVector *children = node_children(n);
    if (is_text(n)) {
        size_t len = letters(n->v.text.text);
        *text += len;
        *links += in_link ? len : 0;
        return;
    }
    if (depth == PAGE_DEPTH_MOST || is_one_of(node_tag(n), never_shown, COUNT_OF(never_shown)))
        return;
    in_link |= node_tag(n) == GUMBO_TAG_A;
    for (unsigned i = 0; i < children->length; i++)
        measure(children->data[i], in_link, depth + 1, text, links);
}

void node_measure(const GumboNode *n, size_t *out_text, size_t *out_links)
{
    *out_text = *out_links = 0;
    measure(n, false, 0, out_text, out_links);
}

/* --- the content --- */

enum { CANDIDATES_MOST = 4096, CONTENT_LEAST = 140 };

struct candidate {
    const GumboNode *node;
    double score;
};

struct search {
    struct candidate all[CANDIDATES_MOST];
    size_t count;
    const GumboNode *marked, *article;
    size_t n_marked, n_articles, article_text;
};

static void give_score(struct search *s, const GumboNode *n, double score)
{
    if (!n || n->type != GUMBO_NODE_ELEMENT)
        return;
    for (size_t i = s->count; i-- > 0;)
        if (s->all[i].node == n) {
            s->all[i].score += score;
            return;
        }
    if (s->count < CANDIDATES_MOST)
        s->all[s->count++] = (struct candidate){ n, score };
}

/* A paragraph speaks for its parent, and half as much for what that stands in. */
static void weigh_paragraph(struct search *s, const GumboNode *n)
{
    size_t text, links;
    node_measure(n, &text, &links);
    if (text < 25 || !n->parent)
        return;
    double score = (1.0 + MIN_OF((double)text / 100.0, 5.0)) * (1.0 - (double)links / (double)text);
    give_score(s, n->parent, score);
    give_score(s, n->parent->parent, score / 2);
}

static void look(struct search *s, const GumboNode *n, unsigned depth)
{
    const GumboVector *children = node_children(n);
    GumboTag tag = node_tag(n);
    size_t text, links;
    if (depth == PAGE_DEPTH_MOST || node_is_noise(n, true))
        return;
    if (tag == GUMBO_TAG_MAIN || str_eq(node_attribute(n, "role"), STR("main"))) {
        s->marked = n;
        s->n_marked++;
    }
    if (tag == GUMBO_TAG_ARTICLE) {
        node_measure(n, &text, &links);
        s->n_articles++;
        if (text > s->article_text) {
            s->article = n;
            s->article_text = text;
        }
    }
    if (tag == GUMBO_TAG_P || tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_BLOCKQUOTE ||
        tag == GUMBO_TAG_TD)
        weigh_paragraph(s, n);
    for (unsigned i = 0; i < children->length; i++)
        look(s, children->data[i], depth + 1);
}

static size_t text_of(const GumboNode *n)
{
    size_t text, links;
    node_measure(n, &text, &links);
    return text;
}

static const GumboNode *best_of(const struct search *s)
{
    const struct candidate *best = NULL;
    for (size_t i = 0; i < s->count; i++)
        if (!best || s->all[i].score > best->score)
            best = &s->all[i];
    return best ? best->node : NULL;
}

/* One article among several of its kind is a page of news: then all of them are the content. */
static const GumboNode *choose(const struct search *s, const GumboNode *body)
{
    size_t all = text_of(body);
    const GumboNode *best = best_of(s);
    if (s->article && (s->n_articles == 1 || s->article_text * 2 > all) &&
        s->article_text >= CONTENT_LEAST)
        return s->article;
    if (s->n_marked == 1 && text_of(s->marked) >= CONTENT_LEAST)
        return s->marked;
    return best && text_of(best) * 3 > all ? best : body;
}

const GumboNode *page_content(const struct page *p)
{
    const GumboNode *body = page_body(p);
    if (!body)
        return NULL;
    owned_mem struct search *s = mem_new(sizeof *s);
    look(s, body, 0);
    return choose(s, body);
}

/* --- the page --- */

static const GumboNode *child_of(const GumboNode *n, GumboTag tag)
{
    const GumboVector *children = node_children(n);
    for (unsigned i = 0; i < children->length; i++)
        if (node_tag(children->data[i]) == tag)
            return children->data[i];
    return NULL;
}

const GumboNode *page_body(const struct page *p)
{
    const GumboNode *root = p->tree ? p->tree->root : NULL;
    return root ? child_of(root, GUMBO_TAG_BODY) : NULL;
}

static struct str one_line(struct str text, struct arena *a)
{
    char *out = arena_array(a, char, text.len + 1);
    size_t n = 0;
    bool blank = false;
    for (size_t i = 0; out && i < text.len; i++) {
        if ((unsigned char)text.ptr[i] <= ' ') {
            blank = n > 0;
            continue;
        }
        if (blank)
            out[n++] = ' ';
        blank = false;
        out[n++] = text.ptr[i];
    }
    return (struct str){ out, n };
}

static const struct {
    const char *attribute, *value;
    size_t at;
} metas[] = {
    { "property", "og:title", offsetof(struct page, title) },
    { "name", "twitter:title", offsetof(struct page, title) },
    { "name", "description", offsetof(struct page, description) },
    { "property", "og:description", offsetof(struct page, description) },
    { "name", "author", offsetof(struct page, author) },
    { "property", "article:author", offsetof(struct page, author) },
    { "property", "article:published_time", offsetof(struct page, published) },
    { "name", "date", offsetof(struct page, published) },
};

static void take_meta(struct page *p, const GumboNode *n, struct arena *a)
{
    for (size_t i = 0; i < COUNT_OF(metas); i++) {
        struct str *to = (struct str *)(void *)((char *)p + metas[i].at);
        if (!to->len &&
            str_eq_nocase(node_attribute(n, metas[i].attribute), str_of(metas[i].value)))
            *to = one_line(node_attribute(n, "content"), a);
    }
}

static void take_title(struct page *p, const GumboNode *n, struct arena *a)
{
    owned(buf) struct buf text;
    buf_init(&text, 64 * KIB);
    node_text(n, &text);
    p->title = one_line(buf_text(&text), a);
}

static void look_at_head(struct page *p, const GumboNode *head, struct arena *a)
{
    const GumboVector *children = node_children(head);
    const GumboNode *title = child_of(head, GUMBO_TAG_TITLE);
    if (title)
        take_title(p, title, a);
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *n = children->data[i];
        struct str href = node_attribute(n, "href");
        if (node_tag(n) == GUMBO_TAG_META)
            take_meta(p, n, a);
        else if (node_tag(n) == GUMBO_TAG_BASE && str_starts(href, STR("http")))
            p->base = arena_str(a, href);
    }
}

void page_open(struct page *p, struct str html, struct str url, struct arena *a)
{
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    *p = (struct page){ .base = url };
    p->tree = gumbo_parse_with_options(&options, html.ptr ? html.ptr : "", html.len);
    const GumboNode *root = p->tree->root, *head = child_of(root, GUMBO_TAG_HEAD);
    p->language = arena_str(a, node_attribute(root, "lang"));
    if (head)
        look_at_head(p, head, a);
}

void page_done(struct page *p)
{
    if (p->tree)
        gumbo_destroy_output(&kGumboDefaultOptions, p->tree);
    p->tree = NULL;
}
