/* One file: see scan.h. */
#include "search/scan.h"

#include "base/lanes.h"

#include <errno.h>
#include <unistd.h>

void scan_init(struct scan *s, size_t context)
{
    *s = (struct scan){ .fd = -1, .context = context };
}

void scan_close(struct scan *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}

void scan_done(struct scan *s)
{
    scan_close(s);
    mem_free(s->room);
    s->room = NULL;
}

void scan_open(struct scan *s, int take_fd, uint64_t size)
{
    if (!s->room) {
        s->cap = SEARCH_WINDOW;
        s->room = mem_grow(NULL, s->cap); /* not zeroed */
    }
    s->fd = take_fd;
    s->size = size;
    s->fresh = true;
    s->eof = false;
    s->len = s->at = s->safe = s->counted = 0;
    s->lines = s->read = 0;
}

/* What the file's size says is believed where it saves a read: at its end. */
static struct err *fill(struct scan *s)
{
    while (s->len < s->cap && !s->eof) {
        ssize_t n = read(s->fd, s->room + s->len, s->cap - s->len);
        if (n < 0 && errno != EINTR)
            return err_sys("read");
        s->len += n > 0 ? (size_t)n : 0;
        s->read += n > 0 ? (size_t)n : 0;
        s->eof = n == 0 || (s->size && s->read >= s->size);
    }
    return NULL;
}

/* Where the line begins that is `n` lines before `at`, which begins one; not before `least`. */
static size_t lines_back(const struct scan *s, size_t at, size_t n, size_t least)
{
    while (n-- && at > least) {
        const char *feed = memrchr(s->room + least, '\n', at - 1 - least);
        at = feed ? (size_t)(feed + 1 - s->room) : least;
    }
    return at;
}

static void find_safe(struct scan *s)
{
    s->safe = s->len;
    if (s->eof)
        return;
    const char *feed = memrchr(s->room + s->at, '\n', s->len - s->at);
    s->safe = feed ? lines_back(s, (size_t)(feed + 1 - s->room), s->context, s->at) : s->at;
}

static void count_lines(struct scan *s, size_t to)
{
    const char *p = s->room + s->counted, *end = s->room + to;
    const lanes feed = (lanes){ 0 } + '\n';
    for (; end - p >= 16; p += 16)
        s->lines += (unsigned)__builtin_popcount(lanes_mask((lanes)(lanes_load(p) == feed)));
    for (; p < end; p++)
        s->lines += *p == '\n';
    s->counted = to;
}

static void slide(struct scan *s)
{
    size_t keep = lines_back(s, s->at, s->context, 0);
    count_lines(s, s->at);
    memmove(s->room, s->room + keep, s->len - keep);
    s->len -= keep;
    s->at -= keep;
    s->counted -= keep;
}

/* Brings in more of the file until there are lines to judge, or nothing is left. */
static struct err *move_on(struct scan *s)
{
    slide(s);
    TRY(fill(s));
    find_safe(s);
    while (s->safe == s->at && !s->eof && s->cap < SEARCH_LINE_MOST) {
        s->cap *= 2;
        s->room = mem_grow(s->room, s->cap);
        TRY(fill(s));
        find_safe(s);
    }
    if (s->safe == s->at)
        s->safe = s->len;
    return NULL;
}

static bool looks_binary(const struct scan *s)
{
    return memchr(s->room, 0, s->len);
}

struct err *scan_next(struct scan *s, struct needle_use *u, bool binary, struct needle_place *out,
                      bool *out_over)
{
    out->found = *out_over = false;
    for (;;) {
        if (s->at < s->safe)
            TRY(needle_find(u, str_first(scan_text(s), s->safe), s->at, out));
        if (out->found) {
            s->at = MIN_OF(out->line_end + 1, s->safe);
            return NULL;
        }
        s->at = s->safe;
        bool first = s->fresh;
        *out_over = s->eof && s->at == s->len;
        if (*out_over)
            return NULL;
        s->fresh = false;
        TRY(move_on(s));
        *out_over = first && !binary && looks_binary(s);
        if (*out_over)
            return NULL;
    }
}

uint64_t scan_line_number(struct scan *s, const struct needle_place *p)
{
    count_lines(s, p->line);
    return s->lines + 1;
}
