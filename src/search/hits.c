/* What was found, as the op's items: lines made safe to show, and bounded. */
#include "search/search_priv.h"

enum { BATCH_ARENA_MOST = 16 * MIB, SHOWN_BEFORE = 256 };

void hits_free(struct hits *h)
{
    if (!h)
        return;
    arena_done(&h->arena);
    mem_free(h);
}

static struct hits *batch_of(struct worker *w)
{
    if (w->batch)
        return w->batch;
    struct hits *h = mem_new(sizeof *h);
    arena_init(&h->arena, BATCH_ARENA_MOST);
    h->last = &h->first;
    h->since_ns = clock_mono_ns();
    return w->batch = h;
}

/* As the caller would name it. */
static struct str shown_path(const struct worker *w, struct arena *a)
{
    struct str below = str_from((struct str){ w->path, w->path_len }, w->run->root);
    struct str asked = w->run->in->path;
    if (str_starts(below, STR("/")))
        below = str_from(below, 1);
    while (asked.len > 1 && asked.ptr[asked.len - 1] == '/')
        asked.len--;
    if (!below.len)
        return arena_str(a, asked);
    if (str_eq(asked, STR(".")))
        return arena_str(a, below);
    bool slash = asked.ptr[asked.len - 1] != '/';
    return arena_printf(a, "%.*s%s%.*s", STR_ARGS(asked), slash ? "/" : "", STR_ARGS(below));
}

/* What is not UTF-8 is shown as U+FFFD. */
static struct str safe_text(struct str s, struct arena *a)
{
    size_t len = 0;
    if (utf8_valid(s))
        return arena_str(a, s);
    char *out = arena_alloc(a, s.len * 3 + 1);
    while (out && s.len) {
        int32_t c = utf8_next(&s);
        len += utf8_put(c < 0 ? 0xfffd : (uint32_t)c, out + len);
    }
    return out ? (struct str){ out, len } : STR_NONE;
}

/* A part of the line that has the place in it, cut between characters. */
static struct str shown_line(struct str line, size_t at, struct arena *a)
{
    size_t from = 0;
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len > SEARCH_HIT_TEXT_MOST && at > SHOWN_BEFORE)
        from = MIN_OF(at - SHOWN_BEFORE, line.len - SEARCH_HIT_TEXT_MOST);
    while (from && from < at && ((unsigned char)line.ptr[from] & 0xc0) == 0x80)
        from++;
    return safe_text(utf8_first(str_from(line, from), SEARCH_HIT_TEXT_MOST), a);
}

static struct fs_hit *add(struct worker *w)
{
    struct hits *batch = batch_of(w);
    struct hit *h = arena_new(&batch->arena, struct hit);
    if (!h)
        return NULL;
    h->row.path = shown_path(w, &batch->arena);
    *batch->last = h;
    batch->last = &h->next;
    batch->n++;
    return &h->row;
}

void hit_name(struct worker *w, bool is_dir)
{
    struct fs_hit *h = add(w);
    if (h)
        h->directory = is_dir;
}

/* --- the lines around --- */

static struct str line_behind(struct str text, size_t *at)
{
    struct str rest = str_from(text, *at), line = str_cut(&rest, '\n');
    *at += line.len + 1;
    return line;
}

static size_t line_before(struct str text, size_t at)
{
    const char *feed = at > 1 ? memrchr(text.ptr, '\n', at - 1) : NULL;
    return feed ? (size_t)(feed + 1 - text.ptr) : 0;
}

static void add_before(struct worker *w, size_t at, struct fs_hit *h)
{
    struct arena *a = &w->batch->arena;
    struct str text = scan_text(&w->scan);
    size_t n = 0, from = at;
    for (; n < w->scan.context && from > 0; n++)
        from = line_before(text, from);
    struct str *lines = arena_array(a, struct str, n);
    for (size_t i = 0; lines && i < n; i++)
        lines[h->before.count++] = shown_line(line_behind(text, &from), 0, a);
    h->before.items = lines;
    h->has_before = GIVEN;
}

static void add_after(struct worker *w, size_t line_end, struct fs_hit *h)
{
    struct arena *a = &w->batch->arena;
    struct str text = scan_text(&w->scan);
    size_t at = line_end + 1;
    struct str *lines = arena_array(a, struct str, w->scan.context);
    while (lines && at < text.len && h->after.count < w->scan.context)
        lines[h->after.count++] = shown_line(line_behind(text, &at), 0, a);
    h->after.items = lines;
    h->has_after = GIVEN;
}

void hit_line(struct worker *w, const struct needle_place *p)
{
    struct fs_hit *h = add(w);
    struct str text = scan_text(&w->scan);
    if (!h)
        return;
    h->line = scan_line_number(&w->scan, p);
    h->column = p->at - p->line + 1;
    h->text = shown_line(str_first(str_from(text, p->line), p->line_end - p->line), p->at - p->line,
                         &w->batch->arena);
    h->has_line = h->has_column = h->has_text = GIVEN;
    if (!w->scan.context)
        return;
    add_before(w, p->line, h);
    add_after(w, p->line_end, h);
}
