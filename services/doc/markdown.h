/* markdown: a page as people would have written it down.
 *
 *     markdown.c  blocks and words: headings, paragraphs, lists, quotations, code, links
 *     table.c     tables of data; tables that only lay a page out are read as blocks
 *     writer.c    how Markdown is put down      page.c  what of a page is worth it */
#pragma once
#include "page.h"
#include "writer.h"

struct rendering {
    struct writer *writer;
    struct str base;
    struct arena *arena;
    bool links;          /* with their addresses; else their words alone */
    bool within_content; /* noise was looked for, so leave it out */
    unsigned depth, strong, emphasis, in_link;
};

/* The page, or with `whole` all of its body. */
void markdown_of_page(const struct page *p, bool links, bool whole, struct arena *a,
                      struct buf *out);

/* --- between its parts --- */
void render_children(struct rendering *r, const GumboNode *n);
/* All of it on one line, as text: into `out`, trimmed. */
void render_flat(struct rendering *r, const GumboNode *n, struct buf *out);
void render_table(struct rendering *r, const GumboNode *n);
