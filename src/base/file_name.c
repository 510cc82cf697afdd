/* Names of files as text: see file_name.h. */
#include "base/file_name.h"

#include "base/utf8.h"

enum { BYTE_ZERO = 0x10fe00, BYTE_FIRST = 0x80, BYTE_LAST = 0xff };

int file_name_byte(int32_t code_point)
{
    int byte = code_point - BYTE_ZERO;
    return byte >= BYTE_FIRST && byte <= BYTE_LAST ? byte : -1;
}

static void write_bytes(struct str bytes, struct buf *out)
{
    char text[4];
    for (size_t i = 0; i < bytes.len; i++) {
        size_t n = utf8_put(BYTE_ZERO + (unsigned char)bytes.ptr[i], text);
        buf_add(out, (struct str){ text, n });
    }
}

void file_name_write(struct str name, struct buf *out)
{
    while (name.len) {
        struct str before = name;
        int32_t c = utf8_next(&name);
        struct str piece = str_first(before, before.len - name.len);
        if (c < 0 || file_name_byte(c) >= 0)
            write_bytes(piece, out);
        else
            buf_add(out, piece);
    }
}

static bool has_our_code_points(struct str text)
{
    return str_find(text, STR("\xf4\x8f"), NULL); /* begins U+10F000 to U+10FFFF */
}

bool file_name_is_text(struct str name)
{
    return utf8_valid(name) && !has_our_code_points(name);
}

struct str file_name_read(struct str text, struct arena *a)
{
    if (!has_our_code_points(text))
        return text;
    char *room = arena_alloc(a, text.len + 1), *to = room;
    while (room && text.len) {
        struct str before = text;
        int byte = file_name_byte(utf8_next(&text));
        size_t len = before.len - text.len;
        if (byte >= 0)
            *to++ = (char)byte;
        else
            to = (char *)memcpy(to, before.ptr, len) + len;
    }
    if (!room)
        return STR_NONE;
    *to = 0;
    return (struct str){ room, (size_t)(to - room) };
}
