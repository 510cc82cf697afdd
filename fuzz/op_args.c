/* What goes into ops and comes out of them. The first line says of which op and in which form:
 *
 *     fs.read json     its parameters, as every door takes them
 *     fs.read words    the same as words of a command line, one a line
 *     fs.read result   what it gives        observe.follow item    an item of what it streams
 *
 * What decodes is encoded, decodes again, and is encoded alike; words that are taken make JSON.
 * A name that is none stands for some op, so that no input is lost. */
#include "fuzz.h"

#include "op/op.h"

enum { WORDS_MOST = 64 };

static const struct op *pick(struct str name)
{
    const struct op *op = op_named(name);
    size_t sum = 0;
    for (size_t i = 0; i < name.len; i++)
        sum = sum * 31 + (unsigned char)name.ptr[i];
    return op ? op : op_at(sum % op_count());
}

static bool recode(const struct shape *s, struct str text, struct buf *out)
{
    owned(arena) struct arena a;
    const struct json *tree;
    struct json_out o;
    arena_init(&a, 64 * MIB);
    void *value = arena_alloc(&a, s->size);
    owned(err) struct err *e = json_parse(text, NULL, &a, &tree);
    if (!e)
        e = shape_decode(s, tree, &a, value);
    if (e)
        return false;
    json_out_init(&o, out);
    shape_encode(s, value, &o);
    return true;
}

static void check(const struct shape *s, struct str text)
{
    owned(buf) struct buf once, again;
    buf_init(&once, 64 * MIB);
    buf_init(&again, 64 * MIB);
    if (recode(s, text, &once))
        CLAIM(recode(s, buf_text(&once), &again) && str_eq(buf_text(&once), buf_text(&again)));
}

static void check_words(const struct shape *s, struct str lines)
{
    owned(arena) struct arena a;
    owned(buf) struct buf text;
    const char *word[WORDS_MOST];
    const struct json *tree;
    struct words words = { .word = word };
    struct json_out o;
    arena_init(&a, 64 * MIB);
    buf_init(&text, 64 * MIB);
    json_out_init(&o, &text);
    while (lines.len && words.count < WORDS_MOST)
        word[words.count++] = arena_str(&a, str_cut(&lines, '\n')).ptr;
    owned(err) struct err *e = shape_from_words(s, &words, &a, &o);
    if (e)
        return;
    owned(err) struct err *not_json = json_parse_copy(buf_text(&text), NULL, &a, &tree);
    CLAIM(!not_json);
    check(s, buf_text(&text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = fuzz_text(data, size), form = str_cut(&rest, '\n');
    if (!op_count())
        ops_init();
    const struct op *op = pick(str_cut(&form, ' '));
    if (str_eq(form, STR("words")))
        check_words(op->in, rest);
    else if (str_eq(form, STR("result")))
        check(op->out, rest);
    else
        check(op->stream && str_eq(form, STR("item")) ? op->stream : op->in, rest);
    return 0;
}
