/* What a program is called where people read: in lists, stories and events.
 *
 *     python3 -m http.server 8000            argv, each word quoted that a shell would not take as
 * is for f in *.c; do wc -l "$f"; done      the line that a shell was given
 *
 * One line, without anything that would do something instead of showing something, and never long:
 * what was really started stands in the plan. */
#include "native/native_priv.h"

#include "base/utf8.h"

enum { COMMAND_MOST = 160 };

static bool is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || (c && strchr("_-./:=,@%+^", c));
}

static bool needs_quotes(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!is_bare(word.ptr[i]))
            return true;
    return !word.len;
}

static void add_word(struct buf *out, struct str word)
{
    if (!needs_quotes(word)) {
        buf_add(out, word);
        return;
    }
    buf_add_char(out, '\'');
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'')
            buf_add(out, STR("'\\'"));
        buf_add_char(out, word.ptr[i]);
    }
    buf_add_char(out, '\'');
}

/* Words behind those that are shown are not looked at. */
static void add_words(struct buf *out, struct str_list argv)
{
    for (size_t i = 0; i < argv.count && out->len <= COMMAND_MOST; i++) {
        if (i)
            buf_add_char(out, ' ');
        add_word(out, utf8_first(argv.items[i], COMMAND_MOST + 1));
    }
}

/* Each run of what is harmful, line ends among it, becomes a blank, with the blanks around it; none
 * stays at either end. */
static void add_plain(struct buf *out, struct str text)
{
    bool gap = true;
    while (text.len && out->len <= COMMAND_MOST) {
        struct str from = text;
        int32_t c = utf8_next(&text);
        if (gap && c == ' ')
            continue;
        gap = c < 0 || utf8_is_harmful(c);
        if (gap && !out->len)
            continue;
        if (gap)
            out->len = str_trim(buf_text(out)).len;
        buf_add(out, gap ? STR(" ") : str_first(from, from.len - text.len));
    }
}

char *native_command(const struct order *o)
{
    owned(buf) struct buf whole, plain;
    buf_init(&whole, 8 * COMMAND_MOST);
    buf_init(&plain, 2 * COMMAND_MOST);
    if (o->line.len)
        buf_add(&whole, utf8_first(o->line, 4 * COMMAND_MOST));
    else
        add_words(&whole, o->argv);
    add_plain(&plain, buf_text(&whole));
    struct str shown = str_trim(buf_text(&plain));
    if (shown.len <= COMMAND_MOST)
        return mem_text(shown.ptr, shown.len);
    shown = str_trim(utf8_first(shown, COMMAND_MOST - strlen("…")));
    buf_clear(&whole);
    buf_printf(&whole, "%.*s…", STR_ARGS(shown));
    return buf_take(&whole);
}
