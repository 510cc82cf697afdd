/* What parses is written, parses again, and is written alike; indented, too. */
#include "fuzz.h"

#include "base/json.h"

static bool rewrite(struct str text, unsigned indent, struct buf *out)
{
    owned(arena) struct arena a;
    const struct json *tree;
    struct json_out o;
    arena_init(&a, 64 * MIB);
    owned(err) struct err *e = json_parse(text, NULL, &a, &tree);
    if (e)
        return false;
    json_out_init(&o, out);
    o.indent = indent;
    json_value(&o, tree);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    owned(buf) struct buf once, again, indented, back;
    buf_init(&once, 16 * MIB);
    buf_init(&again, 16 * MIB);
    buf_init(&indented, 256 * MIB);
    buf_init(&back, 16 * MIB);
    if (!rewrite(fuzz_text(data, size), 0, &once))
        return 0;
    CLAIM(rewrite(buf_text(&once), 0, &again) && str_eq(buf_text(&once), buf_text(&again)));
    CLAIM(rewrite(buf_text(&once), 3, &indented) && rewrite(buf_text(&indented), 0, &back));
    CLAIM(str_eq(buf_text(&once), buf_text(&back)));
    return 0;
}
