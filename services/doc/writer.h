/* writer: Markdown, put down block by block.
 *
 * Blocks are separated by empty lines, blanks between words are one blank, and what stands inside
 * a quotation or an item of a list bears its prefix on each line. What Markdown would take for a
 * sign of its own is escaped, and only that: text should look like what it was. */
#pragma once
#include "base/base.h"

enum gap { GAP_NONE, GAP_LINE, GAP_BLOCK };

struct writer {
    struct buf *out;
    struct buf prefix; /* of every line from here on */
    struct buf marker; /* instead of the end of it, once: an item's "- " */
    unsigned nested;   /* calls of writer_indent() that are open */
    enum gap gap;      /* before what comes next */
    bool blank;        /* a blank before the next word */
    bool begun;        /* something was written */
    bool line_begun;   /* since the last end of a line */
    bool flat;         /* all on one line: gaps are blanks; in headings, links, cells */
};

void writer_init(struct writer *w, struct buf *out, bool flat);
void writer_done(struct writer *w);
DEFINE_OWNED_VALUE(writer)

void writer_gap(struct writer *w, enum gap gap); /* at least that */
/* Words with blanks between them collapsed, escaped. */
void writer_text(struct writer *w, struct str text);
/* As it is: signs, code. No line ends in it. */
void writer_raw(struct writer *w, struct str text);
/* Lines as they are, each with the prefix. */
void writer_lines(struct writer *w, struct str text);
void writer_break(struct writer *w); /* a line's end within a paragraph */

/* From here on lines begin with `prefix`; the first of them with `marker` in its place. Gives what
 * writer_outdent() takes. Within WRITER_NESTED_MOST others nothing more is put before a line. */
enum { WRITER_NESTED_MOST = 32 };
size_t writer_indent(struct writer *w, struct str prefix, struct str marker);
void writer_outdent(struct writer *w, size_t before);

void add_many(struct buf *out, char c, size_t n);
