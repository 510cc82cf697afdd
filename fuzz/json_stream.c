/* A stream yields the same values and the same error however it is cut, and a document alone
 * the same as json_parse(). The first byte chooses the pieces. */
#include "fuzz.h"

#include "base/json_stream.h"

static struct err *take_all(struct json_stream *s, struct buf *out)
{
    for (;;) {
        owned(arena) struct arena a;
        const struct json *value;
        struct json_out o;
        arena_init(&a, 64 * MIB);
        TRY(json_stream_next(s, &a, &value));
        if (!value)
            return NULL;
        json_out_init(&o, out);
        json_value(&o, value);
        buf_add(out, STR("\n"));
    }
}

/* Appends the values, and what is wrong at the end. */
static void through_stream(struct str text, unsigned cut, struct buf *out)
{
    owned(json_stream) struct json_stream s;
    owned(err) struct err *e = NULL;
    json_stream_init(&s, NULL);
    for (unsigned i = 0; !e && text.len; i++) {
        size_t n = cut ? MIN_OF(text.len, 1 + (cut * (i + 1) * 7 % 31)) : text.len;
        e = json_stream_add(&s, str_first(text, n));
        text = str_from(text, n);
        if (!e)
            e = take_all(&s, out);
    }
    json_stream_end(&s);
    if (!e)
        e = take_all(&s, out);
    buf_add(out, str_of(err_text(e)));
}

static void parsed_alone(struct str text, struct buf *out)
{
    owned(arena) struct arena a;
    const struct json *tree;
    struct json_out o;
    arena_init(&a, 64 * MIB);
    owned(err) struct err *e = json_parse(text, NULL, &a, &tree);
    if (e)
        return;
    json_out_init(&o, out);
    json_value(&o, tree);
    buf_add(out, STR("\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    owned(buf) struct buf whole, pieces, alone;
    buf_init(&whole, 16 * MIB);
    buf_init(&pieces, 16 * MIB);
    buf_init(&alone, 16 * MIB);
    if (!size)
        return 0;
    struct str text = fuzz_text(data + 1, size - 1);
    through_stream(text, 0, &whole);
    through_stream(text, data[0] | 1u, &pieces);
    CLAIM(str_eq(buf_text(&whole), buf_text(&pieces)));
    parsed_alone(text, &alone);
    CLAIM(!alone.len || str_eq(buf_text(&alone), buf_text(&whole)));
    return 0;
}
