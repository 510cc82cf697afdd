/* screen: a terminal as a page that is drawn anew each time, and written only where it changed.
 *
 * Opening takes the alternate screen and the keyboard; whatever ends the program gives them back.
 * A page is made line by line; pieces of a line are cut at the terminal's edge, in columns. */
#pragma once
#include "cli/cli.h"

enum { SCREEN_LINES_MOST = 500 };

struct screen {
    const struct cli *cli;
    unsigned columns, lines;
    struct buf page[SCREEN_LINES_MOST]; /* being made */
    unsigned width[SCREEN_LINES_MOST];  /* of its lines */
    char *shown[SCREEN_LINES_MOST];     /* NULL: not known */
    unsigned at, used;                  /* the line being made, and its width so far */
    char keys[32];                      /* read, and not yet taken */
    size_t n_keys;
    bool is_open;
};

struct err *screen_open(struct screen *s, const struct cli *cli);
void screen_done(struct screen *s);
DEFINE_OWNED_VALUE(screen)

void screen_begin(struct screen *s);
/* A piece of the line: `width` columns, 0: as many as it takes. Longer text ends in an ellipsis. */
void screen_put(struct screen *s, enum colour c, struct str text, unsigned width, bool right);
void screen_next(struct screen *s); /* line */
void screen_show(struct screen *s); /* what was not made is empty */

/* Keys; those below 0x110000 are the letters themselves. */
enum key {
    KEY_NONE,
    KEY_TAB = '\t',
    KEY_ESCAPE = 0x110000,
    KEY_UP,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_BACK_TAB,
    KEY_RESIZED, /* the terminal has another size */
    KEY_OVER,    /* the program is to end: the terminal is gone, or somebody says so */
};
/* The next key, or KEY_NONE when there was none for so long. */
int screen_key(struct screen *s, int timeout_ms);
/* After KEY_OVER: the exit status that says why. */
int screen_ended_by(void);
