/* scan: one file, through a window that slides over it.
 *
 *     [ lines kept for context | at: not looked at yet … | safe: lines behind it are all here ]
 *
 * A line is judged once the lines behind it that belong to its context are in the window, or the
 * file has ended. A line too long for the largest window counts as several. */
#pragma once
#include "search/needle.h"

struct scan {
    int fd; /* -1: none */
    bool fresh, eof;
    char *room;
    size_t cap, len;
    size_t at, safe;      /* lines from `at` to `safe` can be judged */
    size_t counted;       /* so far line feeds were counted: */
    uint64_t lines, read; /* so many; and so many bytes of the file have been read */
    uint64_t size;        /* of the file when it was opened */
    size_t context;
};

void scan_init(struct scan *s, size_t context);
void scan_done(struct scan *s);
void scan_open(struct scan *s, int take_fd, uint64_t size);
void scan_close(struct scan *s);

/* The next line that has it. `over`: there is none, or the file is `binary` and those are not
 * wanted. */
struct err *scan_next(struct scan *s, struct needle_use *u, bool binary, struct needle_place *out,
                      bool *out_over);
/* Of the line that was found last. From 1. */
uint64_t scan_line_number(struct scan *s, const struct needle_place *p);
static inline struct str scan_text(const struct scan *s)
{
    return (struct str){ s->room, s->len };
}
