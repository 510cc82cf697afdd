/* Character sets: see charset.h. iconv knows them; we find out which it is. */
#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <strings.h>

enum { NAME_LETTERS = 40, LOOKED_AT = 2048 };

static const struct {
    const char *mark, *name;
    size_t len;
} marks[] = { { "\xef\xbb\xbf", "utf-8", 3 },
              { "\xff\xfe", "utf-16le", 2 },
              { "\xfe\xff", "utf-16be", 2 } };

/* As browsers do: what says it is Latin-1 is windows-1252. */
static const struct {
    const char *said, *meant;
} aliases[] = { { "iso-8859-1", "windows-1252" },
                { "latin1", "windows-1252" },
                { "us-ascii", "windows-1252" },
                { "ascii", "windows-1252" },
                { "utf8", "utf-8" },
                { "gb2312", "gb18030" },
                { "gbk", "gb18030" },
                { "x-sjis", "cp932" },
                { "shift_jis", "cp932" },
                { "euc-kr", "cp949" },
                { "ks_c_5601-1987", "cp949" } };

/* The word behind "charset=" in any case, with or without quotes. */
static bool said_in(struct str text, char out[NAME_LETTERS])
{
    static const char key[] = "charset=";
    for (size_t i = 0; i + sizeof key - 1 < text.len; i++) {
        if (strncasecmp(text.ptr + i, key, sizeof key - 1) != 0)
            continue;
        struct str rest = str_from(text, i + sizeof key - 1);
        size_t n = 0;
        if (rest.len && (rest.ptr[0] == '"' || rest.ptr[0] == '\''))
            rest = str_from(rest, 1);
        while (n < rest.len && n + 1 < NAME_LETTERS && !strchr("\"' ;/>\t\r\n", rest.ptr[n])) {
            out[n] = rest.ptr[n];
            n++;
        }
        out[n] = 0;
        return n > 0;
    }
    return false;
}

static const char *meant(const char *said)
{
    for (size_t i = 0; i < COUNT_OF(aliases); i++)
        if (strcasecmp(said, aliases[i].said) == 0)
            return aliases[i].meant;
    return said;
}

static bool is_utf8(const char *name)
{
    return strcasecmp(name, "utf-8") == 0;
}

/* UTF-8 as it is, but for what is none, and zero bytes. */
static void copy_utf8(struct str s, struct buf *out)
{
    while (s.len) {
        struct str before = s;
        int32_t c = utf8_next(&s);
        if (c > 0)
            buf_add(out, str_first(before, before.len - s.len));
        else
            buf_add(out, STR("\xef\xbf\xbd"));
    }
}

static void convert(struct str s, iconv_t cd, struct buf *out)
{
    char *in = (char *)(uintptr_t)s.ptr;
    size_t left = s.len;
    while (left) {
        char piece[4096], *to = piece;
        size_t room = sizeof piece;
        size_t n = iconv(cd, &in, &left, &to, &room);
        int code = errno;
        copy_utf8((struct str){ piece, sizeof piece - room }, out);
        if (n == (size_t)-1 && code != E2BIG && left) {
            buf_add(out, STR("\xef\xbf\xbd"));
            in++;
            left--;
        }
    }
}

static struct str without_mark(struct str bytes, const char **out_name)
{
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (str_starts(bytes, (struct str){ marks[i].mark, marks[i].len })) {
            *out_name = marks[i].name;
            return str_from(bytes, marks[i].len);
        }
    return bytes;
}

void charset_to_utf8(struct str bytes, struct str content_type, struct buf *out)
{
    char said[NAME_LETTERS];
    const char *name = NULL;
    bytes = without_mark(bytes, &name);
    if (!name && (said_in(content_type, said) || said_in(str_first(bytes, LOOKED_AT), said)))
        name = meant(said);
    if (!name || (is_utf8(name) && !utf8_valid(bytes)))
        name = utf8_valid(bytes) ? "utf-8" : "windows-1252";
    iconv_t cd = is_utf8(name) ? (iconv_t)-1 : iconv_open("utf-8", name);
    if (cd == (iconv_t)-1) {
        copy_utf8(bytes, out);
        return;
    }
    convert(bytes, cd, out);
    iconv_close(cd);
}
