/* Tables: see markdown.h. A table of data has rows with as many cells, and in each cell nothing
 * but words; whatever else is a table only lays a page out, and is read cell by cell. So is one
 * that is too large to be drawn: nothing of it is to be lost. */
#include "markdown.h"

#include <stdlib.h>

enum { COLUMNS_MOST = 32, ROWS_MOST = 2000, CELL_MOST = 4096, WIDE = 48, GRID_MOST = 8 * MIB };

struct grid {
    const GumboNode *cells[ROWS_MOST][COLUMNS_MOST];
    size_t widths[COLUMNS_MOST], rows, columns;
    bool has_head, lays_out, too_large;
};

static bool is_cell(const GumboNode *n)
{
    return node_tag(n) == GUMBO_TAG_TD || node_tag(n) == GUMBO_TAG_TH;
}

static bool holds_layout(const GumboNode *n, unsigned depth)
{
    const GumboVector *children = node_children(n);
    for (unsigned i = 0; depth < 12 && i < children->length; i++) {
        switch ((int)node_tag(children->data[i])) {
        case GUMBO_TAG_TABLE:
        case GUMBO_TAG_PRE:
        case GUMBO_TAG_BLOCKQUOTE:
        case GUMBO_TAG_H1 ... GUMBO_TAG_H6:
        case GUMBO_TAG_FORM: return true;
        }
        if (holds_layout(children->data[i], depth + 1))
            return true;
    }
    return false;
}

static size_t span_of(const GumboNode *n)
{
    uint64_t span = 1;
    str_to_uint(node_attribute(n, "colspan"), &span);
    return MIN_OF(MAX_OF(span, (uint64_t)1), (uint64_t)COLUMNS_MOST);
}

static void take_row(struct grid *g, const GumboNode *row)
{
    const GumboVector *children = node_children(row);
    size_t column = 0;
    bool all_heads = true;
    g->too_large |= g->rows == ROWS_MOST;
    for (unsigned i = 0; i < children->length && !g->too_large; i++) {
        const GumboNode *cell = children->data[i];
        if (!is_cell(cell))
            continue;
        if (column >= COLUMNS_MOST) {
            g->too_large = true;
            break;
        }
        g->cells[g->rows][column] = cell;
        g->lays_out |= holds_layout(cell, 0);
        all_heads &= node_tag(cell) == GUMBO_TAG_TH;
        column += span_of(cell);
    }
    if (!column || g->too_large)
        return;
    g->has_head |= g->rows == 0 && all_heads;
    g->columns = MAX_OF(g->columns, MIN_OF(column, (size_t)COLUMNS_MOST));
    g->rows++;
}

static void take_rows(struct grid *g, const GumboNode *n)
{
    const GumboVector *children = node_children(n);
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        GumboTag tag = node_tag(child);
        if (tag == GUMBO_TAG_TR)
            take_row(g, child);
        else if (tag == GUMBO_TAG_THEAD && !g->rows) {
            take_rows(g, child);
            g->has_head |= g->rows == 1;
        } else if (tag == GUMBO_TAG_THEAD || tag == GUMBO_TAG_TBODY || tag == GUMBO_TAG_TFOOT)
            take_rows(g, child);
    }
}

/* --- as blocks --- */

static void each_cell(struct rendering *r, const GumboNode *n)
{
    const GumboVector *children = node_children(n);
    for (unsigned i = 0; i < children->length; i++) {
        const GumboNode *child = children->data[i];
        GumboTag tag = node_tag(child);
        if (is_cell(child) || tag == GUMBO_TAG_CAPTION) {
            writer_gap(r->writer, GAP_BLOCK);
            render_children(r, child);
            writer_gap(r->writer, GAP_BLOCK);
        } else {
            each_cell(r, child);
        }
    }
}

/* --- as a table --- */

static size_t width_of(struct str s)
{
    size_t width = 0;
    while (s.len)
        width += utf8_next(&s) >= 0;
    return width;
}

/* False: it does not fit. */
static bool cell_text(struct rendering *r, const GumboNode *cell, struct buf *out)
{
    owned(buf) struct buf words;
    buf_init(&words, CELL_MOST);
    buf_clear(out);
    if (cell)
        render_flat(r, cell, &words);
    for (size_t i = 0; i < words.len; i++) {
        if (words.ptr[i] == '|')
            buf_add_char(out, '\\');
        buf_add_char(out, words.ptr[i]);
    }
    return !words.full && !out->full;
}

static void measure(struct rendering *r, struct grid *g)
{
    owned(buf) struct buf text;
    buf_init(&text, 2 * CELL_MOST);
    for (size_t row = 0; row < g->rows; row++)
        for (size_t column = 0; column < g->columns; column++) {
            g->too_large |= !cell_text(r, g->cells[row][column], &text);
            size_t width = MIN_OF(width_of(buf_text(&text)), (size_t)WIDE);
            g->widths[column] = MAX_OF(g->widths[column], MAX_OF(width, (size_t)3));
        }
}

static void write_row(struct rendering *r, const struct grid *g, const GumboNode *const *cells,
                      struct buf *out)
{
    owned(buf) struct buf text;
    buf_init(&text, 2 * CELL_MOST);
    for (size_t column = 0; column < g->columns; column++) {
        cell_text(r, cells ? cells[column] : NULL, &text);
        size_t width = width_of(buf_text(&text));
        buf_printf(out, "| %.*s", STR_ARGS(buf_text(&text)));
        add_many(out, ' ', 1 + (width < g->widths[column] ? g->widths[column] - width : 0));
    }
    buf_add(out, STR("|\n"));
}

static void write_line(const struct grid *g, struct buf *out)
{
    for (size_t column = 0; column < g->columns; column++) {
        buf_add(out, STR("| "));
        add_many(out, '-', g->widths[column]);
        buf_add_char(out, ' ');
    }
    buf_add(out, STR("|\n"));
}

static void draw(struct rendering *r, struct grid *g, struct buf *out)
{
    measure(r, g);
    if (g->too_large)
        return;
    write_row(r, g, g->has_head ? g->cells[0] : NULL, out);
    write_line(g, out);
    for (size_t row = g->has_head; row < g->rows && !out->full; row++)
        write_row(r, g, g->cells[row], out);
    g->too_large = out->full;
}

static void write_caption(struct rendering *r, const GumboNode *n)
{
    const GumboVector *children = node_children(n);
    for (unsigned i = 0; i < children->length; i++)
        if (node_tag(children->data[i]) == GUMBO_TAG_CAPTION) {
            writer_gap(r->writer, GAP_BLOCK);
            render_children(r, children->data[i]);
            writer_gap(r->writer, GAP_BLOCK);
        }
}

void render_table(struct rendering *r, const GumboNode *n)
{
    owned_mem struct grid *g = mem_new(sizeof *g);
    owned(buf) struct buf out;
    buf_init(&out, GRID_MOST);
    take_rows(g, n);
    bool is_grid = !r->writer->flat && !g->lays_out && g->columns >= 2 && g->rows >= 2;
    if (is_grid && !g->too_large)
        draw(r, g, &out);
    if (!is_grid || g->too_large) {
        each_cell(r, n);
        return;
    }
    write_caption(r, n);
    writer_gap(r->writer, GAP_BLOCK);
    writer_lines(r->writer, str_first(buf_text(&out), out.len - 1));
    writer_gap(r->writer, GAP_BLOCK);
}
