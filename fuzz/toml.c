/* Whatever parses is a sound tree: names are found, each value has a place in the text. */
#include "fuzz.h"

#include "base/toml.h"

static void check_tree(const struct toml *v, unsigned lines)
{
    uint32_t count = 0;
    CLAIM(v->line >= 1 && v->line <= lines && v->column >= 1);
    CLAIM(v->kind != TOML_TEXT || utf8_valid(v->text));
    CLAIM(v->span.statement <= v->span.from && v->span.from <= v->span.to);
    toml_each (v, e) {
        CLAIM(v->kind == TOML_ARRAY || toml_get(v, e->name) == &e->value);
        check_tree(&e->value, lines);
        count++;
    }
    CLAIM((v->kind != TOML_TABLE && v->kind != TOML_ARRAY) || count == v->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    owned(arena) struct arena a;
    const struct toml *root;
    unsigned lines = 1;
    arena_init(&a, 256 * MIB);
    owned(err) struct err *e = toml_parse(fuzz_text(data, size), &a, &root);
    if (e)
        return 0;
    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n';
    check_tree(root, lines);
    return 0;
}
