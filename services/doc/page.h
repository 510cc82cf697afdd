/* page: a parsed HTML document, and what in it is worth reading.
 *
 * Pages are mostly not what they are about: navigation, banners, forms, advertisements. What a
 * page itself marks as its content is taken at its word; else the element is taken whose
 * paragraphs have the most text that is not links. What is hidden from people stays hidden. */
#pragma once
#include "base/base.h"

#include <gumbo.h>

enum { PAGE_DEPTH_MOST = 400 }; /* of deeper elements there are the words alone */

struct page {
    GumboOutput *tree;
    struct str title, description, language, author, published;
    struct str base; /* what links are relative to */
};

/* `html` is UTF-8 and stays as long as the page. Texts live in the arena. */
void page_open(struct page *p, struct str html, struct str url, struct arena *a);
void page_done(struct page *p);
DEFINE_OWNED_VALUE(page)

const GumboNode *page_body(const struct page *p); /* NULL: there is none */
const GumboNode *page_content(const struct page *p);

/* Nothing of it is shown: script, hidden, an image of one pixel, a share button. */
bool node_is_noise(const GumboNode *n, bool within_content);

struct str node_attribute(const GumboNode *n, const char *name); /* STR_NONE: none */
GumboTag node_tag(const GumboNode *n);                           /* GUMBO_TAG_UNKNOWN for text */
bool node_is_block(const GumboNode *n);
const GumboVector *node_children(const GumboNode *n); /* empty for text */
/* How many letters it shows, and how many of them are links. */
void node_measure(const GumboNode *n, size_t *out_text, size_t *out_links);
void node_text(const GumboNode *n, struct buf *out); /* all of it, as it stands */
