/* The format file: what a data directory is written in.
 *
 *     format = 1
 *     cipher = aes256gcm
 *     reserve = 48
 *     key = 0123456789abcdef
 *
 * Written in the newest format; read in that one and the one before. A newer pith may add
 * lines, but then it raises the number, so every line must be known. */
#include "store/store_priv.h"

static struct err *bad(const char *what)
{
    return err_new(ERR_CORRUPT, "bad_format_file", "%s", what);
}

static bool take_number(struct str text, unsigned *out)
{
    uint64_t n;
    if (!str_to_uint(text, &n) || n > UINT32_MAX)
        return false;
    *out = (unsigned)n;
    return true;
}

static bool take_version(struct str text, struct format *out)
{
    return take_number(text, &out->version);
}

static bool take_cipher(struct str text, struct format *out)
{
    out->cipher = seal_cipher_named(text);
    return out->cipher != SEAL_NO_CIPHER;
}

static bool take_reserve(struct str text, struct format *out)
{
    return take_number(text, &out->reserve) && out->reserve == SEAL_TRAILER;
}

static bool take_key(struct str text, struct format *out)
{
    return hex_decode(text, out->key_id, SEAL_KEY_ID);
}

static const struct {
    struct str name;
    bool (*take)(struct str text, struct format *out);
} fields[] = {
    { STR_INIT("format"), take_version },
    { STR_INIT("cipher"), take_cipher },
    { STR_INIT("reserve"), take_reserve },
    { STR_INIT("key"), take_key },
};
enum { ALL_FIELDS = (1 << COUNT_OF(fields)) - 1 };

static int field_named(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (str_eq(fields[i].name, name))
            return (int)i;
    return -1;
}

/* The number comes first, so that a newer file is called newer, not damaged. */
static struct err *check_version(const struct format *format)
{
    if (format->version > FORMAT_NOW)
        return err_hint(err_new(ERR_UNSUPPORTED, "newer_format",
                                "format %u is newer than %u, the newest that this pith knows",
                                format->version, (unsigned)FORMAT_NOW),
                        "use the pith that wrote it, or a newer one");
    if (format->version == 0 || format->version + 1 < FORMAT_NOW)
        return err_new(ERR_UNSUPPORTED, "older_format", "format %u is too old for this pith",
                       format->version);
    return NULL;
}

static struct err *read_line(struct str line, unsigned *seen, struct format *out)
{
    struct str name = str_trim(str_cut(&line, '='));
    int field = field_named(name);
    bool is_first = *seen == 0;
    if (field < 0 || *seen & 1u << field || is_first != (field == 0))
        return bad("a line is not known, or not in its place");
    if (!fields[field].take(str_trim(line), out))
        return bad("a value is not known");
    *seen |= 1u << field;
    return is_first ? check_version(out) : NULL;
}

struct err *format_read(struct str text, struct format *out)
{
    struct format format = { 0 };
    unsigned seen = 0;
    while (text.len)
        TRY(read_line(str_cut(&text, '\n'), &seen, &format));
    if (seen != ALL_FIELDS)
        return bad("lines are missing");
    *out = format;
    return NULL;
}

void format_write(const struct format *format, struct buf *out)
{
    buf_printf(out, "format = %u\ncipher = %s\nreserve = %u\nkey = ", format->version,
               seal_cipher_name(format->cipher), format->reserve);
    hex_add(out, (struct str){ (const char *)format->key_id, SEAL_KEY_ID });
    buf_add_char(out, '\n');
}
