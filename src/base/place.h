/* place: line and column of a byte in a text, as an editor shows them.
 *
 * Both count from 1; columns count characters, not bytes. A place only moves forward, so that
 * asking for many of them in one text costs one walk. */
#pragma once

struct place {
    const char *at;
    unsigned line, column;
};

static inline struct place place_start(const char *text)
{
    return (struct place){ text, 1, 1 };
}

static inline void place_move(struct place *p, const char *to)
{
    for (; p->at < to; p->at++) {
        if (*p->at == '\n') {
            p->line++;
            p->column = 1;
        } else {
            p->column += ((unsigned char)*p->at & 0xc0) != 0x80; /* not inside a character */
        }
    }
}
