/* TZif files to zones: RFC 9636.
 *
 *     header, block with 32-bit times          version 1 ends here; later ones repeat it all:
 *     header, block with 64-bit times, "\n", rule, "\n"
 *
 * All counts come first, so one comparison with the length bounds everything that follows. */
#include "base/limits.h"
#include "base/mem.h"
#include "base/tz_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define ZONE_DIR "/usr/share/zoneinfo"

enum {
    HEADER_LEN = 44,
    TYPE_LEN = 6,
    OFFSET_LEAST = -25 * 3600 + 1, /* the RFC's own bounds */
    OFFSET_MOST = 26 * 3600 - 1,
};

struct header {
    int version;
    uint32_t ut_marks, standard_marks, leaps, switches, types, letters;
    size_t time_size;
};

struct block {
    struct header h;
    const char *times, *type_of, *types, *letters;
    struct str rule;
};

static struct err *bad(const char *what)
{
    return err_new(ERR_INVALID, "bad_tz", "no time zone file: %s", what);
}

static uint32_t big_endian_32(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int64_t big_endian(const char *p, size_t size)
{
    if (size == 4)
        return (int32_t)big_endian_32(p);
    return (int64_t)((uint64_t)big_endian_32(p) << 32 | big_endian_32(p + 4));
}

static struct err *read_header(struct str *bytes, struct header *h)
{
    if (!str_starts(*bytes, STR("TZif")) || bytes->len < HEADER_LEN)
        return bad("it does not start with TZif and a header");
    const char *p = bytes->ptr;
    *h = (struct header){ .version = p[4] ? p[4] - '0' : 1,
                          .ut_marks = big_endian_32(p + 20),
                          .standard_marks = big_endian_32(p + 24),
                          .leaps = big_endian_32(p + 28),
                          .switches = big_endian_32(p + 32),
                          .types = big_endian_32(p + 36),
                          .letters = big_endian_32(p + 40),
                          .time_size = 4 };
    *bytes = str_from(*bytes, HEADER_LEN);
    if (h->version < 1 || h->version > 4)
        return bad("its version is not known");
    return NULL;
}

static size_t block_len(const struct header *h)
{
    return (size_t)h->switches * (h->time_size + 1) + (size_t)h->types * TYPE_LEN + h->letters +
           (size_t)h->leaps * (h->time_size + 4) + h->standard_marks + h->ut_marks;
}

static struct err *read_block(struct str *bytes, const struct header *h, struct block *out)
{
    if (block_len(h) > bytes->len)
        return bad("it is cut short");
    *out = (struct block){ .h = *h, .times = bytes->ptr };
    out->type_of = out->times + h->switches * h->time_size;
    out->types = out->type_of + h->switches;
    out->letters = out->types + h->types * TYPE_LEN;
    *bytes = str_from(*bytes, block_len(h));
    return NULL;
}

static struct err *read_rule_line(struct str bytes, struct str *out)
{
    size_t len;
    if (!str_starts(bytes, STR("\n")) || !str_find(str_from(bytes, 1), STR("\n"), &len))
        return bad("its rule is not a line");
    *out = str_first(str_from(bytes, 1), len);
    return NULL;
}

/* The block that counts: the only one, or the second. */
static struct err *find_block(struct str bytes, struct block *out)
{
    struct header h;
    TRY(read_header(&bytes, &h));
    TRY(read_block(&bytes, &h, out));
    if (h.version > 1) {
        TRY(read_header(&bytes, &h));
        h.time_size = 8;
        TRY(read_block(&bytes, &h, out));
        TRY(read_rule_line(bytes, &out->rule));
    }
    if (h.leaps)
        return err_new(ERR_UNSUPPORTED, "leap_seconds", "clocks of this zone count leap seconds");
    if (!h.types || h.types > 256)
        return bad("it has no local times, or too many");
    return NULL;
}

static struct err *make_room(struct tz *tz, const struct block *b)
{
    tz->switch_at = mem_try(b->h.switches * sizeof *tz->switch_at);
    tz->switch_type = mem_try(b->h.switches);
    tz->type = mem_try(b->h.types * sizeof *tz->type);
    tz->text = mem_try(b->h.letters + b->rule.len + 1);
    if (!tz->switch_at || !tz->switch_type || !tz->type || !tz->text)
        return err_no_room();
    return NULL;
}

static struct err *read_types(struct tz *tz, const struct block *b)
{
    memcpy(tz->text, b->letters, b->h.letters);
    for (; tz->types < b->h.types; tz->types++) {
        const char *p = b->types + tz->types * TYPE_LEN;
        size_t at = (unsigned char)p[5];
        const char *end = at < b->h.letters ? memchr(tz->text + at, 0, b->h.letters - at) : NULL;
        int64_t offset = big_endian(p, 4);
        if (!end || p[4] < 0 || p[4] > 1 || offset < OFFSET_LEAST || offset > OFFSET_MOST)
            return bad("a local time is out of bounds");
        tz->type[tz->types] =
            (struct tz_local){ .offset_s = (int32_t)offset,
                               .dst = p[4],
                               .abbreviation = { tz->text + at, (size_t)(end - tz->text) - at } };
    }
    return NULL;
}

static struct err *read_switches(struct tz *tz, const struct block *b)
{
    for (size_t i = 0; i < b->h.switches; i++) {
        tz->switch_at[i] = big_endian(b->times + i * b->h.time_size, b->h.time_size);
        tz->switch_type[i] = (unsigned char)b->type_of[i];
        if (tz->switch_type[i] >= tz->types || (i && tz->switch_at[i] <= tz->switch_at[i - 1]))
            return bad("its switches are not in order");
    }
    tz->switches = b->h.switches;
    return NULL;
}

static struct err *read_rule(struct tz *tz, const struct block *b)
{
    struct str text = { tz->text + b->h.letters, b->rule.len };
    if (!text.len)
        return NULL;
    memcpy(tz->text + b->h.letters, b->rule.ptr, b->rule.len);
    tz->has_rule = tz_rule_read(text, &tz->rule);
    return tz->has_rule ? NULL : bad("its rule makes no sense");
}

struct err *tz_read(struct str bytes, struct tz **out_tz)
{
    struct block b;
    TRY(find_block(bytes, &b));
    owned(tz) struct tz *tz = mem_try(sizeof *tz);
    TRY_ROOM(tz);
    TRY(make_room(tz, &b));
    TRY(read_types(tz, &b));
    TRY(read_switches(tz, &b));
    TRY(read_rule(tz, &b));
    *out_tz = give(tz);
    return NULL;
}

void tz_free(struct tz *tz)
{
    if (!tz)
        return;
    mem_free(tz->switch_at);
    mem_free(tz->switch_type);
    mem_free(tz->type);
    mem_free(tz->text);
    mem_free(tz);
}

/* Letters, digits and _ + - between single slashes: no dots, so no way out. */
static bool is_name(struct str name)
{
    if (!name.len || name.len > NAME_MOST)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i], next = i + 1 < name.len ? name.ptr[i + 1] : '/';
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '_' || c == '+' || c == '-';
        if (!plain && (c != '/' || i == 0 || next == '/'))
            return false;
    }
    return true;
}

static struct err *no_zone(struct str name)
{
    return err_hint(
        err_new(ERR_NOT_FOUND, "no_such_zone", "there is no time zone %.*s", STR_ARGS(name)),
        "zones are named by place, such as Europe/Berlin");
}

static struct err *read_file(const char *path, struct buf *out)
{
    owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys("open %s", path);
    for (;;) {
        char *room = buf_room(out, 4096);
        if (!room)
            return err_new(ERR_LIMIT, "too_long", "%s is too long for a time zone", path);
        ssize_t n = read(fd, room, 4096);
        if (n < 0 && errno != EINTR)
            return err_sys("read %s", path);
        if (n == 0)
            return NULL;
        out->len += n > 0 ? (size_t)n : 0;
    }
}

struct err *tz_open(struct str name, struct tz **out_tz)
{
    if (!is_name(name))
        return err_new(ERR_INVALID, "bad_zone_name", "this is no name of a time zone");
    char path[sizeof ZONE_DIR + 1 + NAME_MOST];
    snprintf(path, sizeof path, ZONE_DIR "/%.*s", STR_ARGS(name));
    owned(buf) struct buf bytes;
    buf_init(&bytes, TZ_BYTES_MOST);
    struct err *e = read_file(path, &bytes);
    if (err_kind(e) == ERR_NOT_FOUND || err_kind(e) == ERR_INVALID) { /* nothing, or a folder */
        err_free(e);
        return no_zone(name);
    }
    TRY(e);
    TRY(tz_read(buf_text(&bytes), out_tz), "time zone %.*s", STR_ARGS(name));
    return NULL;
}
