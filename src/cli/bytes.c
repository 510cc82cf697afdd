/* Bytes that somebody else made, as a program's output: see cli.h.
 *
 * A file or a pipe gets them as they are. A terminal gets text: what would steer it is shown as
 * what it is, and what is no text at all is told by its number. Pieces end anywhere, so the start
 * of a character that a piece ends in waits for the next one. */
#include "cli/cli.h"

#include "base/encode.h"
#include "base/json.h"
#include "base/utf8.h"

#include <unistd.h>

enum { CHARACTER_MOST = 4 };

static bool is_line_end(struct str s)
{
    return str_starts(s, STR("\n")) || str_starts(s, STR("\r\n"));
}

bool is_harmless(struct str bytes)
{
    while (bytes.len) {
        bool line_end = is_line_end(bytes);
        int32_t c = utf8_next(&bytes);
        if (c < 0x20 && c != '\t' && !line_end)
            return false;
        if (c >= 0x7f && c < 0xa0)
            return false;
    }
    return true;
}

/* How many bytes at the end are the start of a character whose rest is still to come. */
static size_t unfinished(struct str s)
{
    for (size_t n = 1; n < CHARACTER_MOST && n <= s.len; n++) {
        unsigned char c = (unsigned char)s.ptr[s.len - n];
        size_t whole = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
        if (c < 0x80 || c >= 0xc0)
            return whole > n ? n : 0;
    }
    return 0;
}

static bool is_text(struct str s)
{
    return utf8_valid(s) && !str_has_nul(s);
}

static void show(FILE *to, struct str text)
{
    char room[SHOWN_MOST];
    while (text.len) {
        bool line_end = is_line_end(text), tab = text.ptr[0] == '\t';
        struct str shown = tab ? STR("\t") : line_end ? STR("\n") : next_shown(&text, room);
        if (tab || line_end)
            text = str_from(text, text.ptr[0] == '\r' ? 2 : 1);
        fwrite(shown.ptr, 1, shown.len, to);
    }
}

void bytes_out_init(struct bytes_out *b, const struct cli *cli, FILE *to)
{
    *b = (struct bytes_out){ .cli = cli, .to = to };
    b->is_tty = isatty(fileno(to)) && !cli->opt.raw;
    buf_init(&b->held, CHARACTER_MOST);
}

static void tell_no_text(struct bytes_out *b)
{
    if (!b->no_text)
        return;
    fflush(b->to);
    tell(b->cli,
         "%zu bytes that are no text; --json has them in base64, and a file or a pipe gets "
         "them as they are\n",
         b->no_text);
    b->no_text = 0;
}

static void show_piece(struct bytes_out *b, struct str piece)
{
    owned(buf) struct buf all = { 0 };
    buf_init(&all, b->held.len + piece.len);
    buf_add(&all, buf_text(&b->held));
    buf_add(&all, piece);
    size_t late = unfinished(buf_text(&all));
    struct str now = str_first(buf_text(&all), all.len - late);
    buf_clear(&b->held);
    if (is_text(now)) {
        tell_no_text(b);
        buf_add(&b->held, str_from(buf_text(&all), now.len));
        show(b->to, now);
    } else {
        b->no_text += all.len;
    }
}

void bytes_out_write(struct bytes_out *b, struct str piece)
{
    if (b->is_tty)
        show_piece(b, piece);
    else
        fwrite(piece.ptr, 1, piece.len, b->to);
    fflush(b->to);
}

void bytes_out_done(struct bytes_out *b)
{
    b->no_text += b->held.len;
    tell_no_text(b);
    fflush(b->to);
    buf_done(&b->held);
}

bool bytes_of(const struct json *value, struct arena *a, struct str *out)
{
    struct str encoded = json_get_text(value, STR("$bytes"), STR_NONE);
    char *room = encoded.ptr ? arena_alloc(a, encoded.len + 1) : NULL;
    out->len = 0;
    out->ptr = room;
    return room && base64_decode(encoded, room, &out->len);
}
