/* Arguments of every op as programs pack them: nothing but an error may come of them, and what is
 * taken must come out the same when it is packed and unpacked again. The first two bytes choose
 * the op. Before the first input, a value of every shape in the table is packed and unpacked, and
 * its JSON must be the same as before. */
#include "fuzz.h"

#include "op/op.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEEP = 4 };

static bool ready;

/* --- a value of any shape --- */

static void fill(const struct shape *s, struct arena *a, unsigned deep, char *out);

static struct str letters(const struct field *f, struct arena *a)
{
    size_t len = f->list ? 3 : (size_t)MAX_OF(f->least, MIN_OF(f->most ? f->most : 3, 3));
    char *text = arena_alloc(a, len + 1);
    memset(text, f->type == TYPE_PATH ? '/' : 'a', len);
    return (struct str){ text, len };
}

static void fill_value(const struct field *f, struct arena *a, unsigned deep, void *at)
{
    static const struct json truth = { .kind = JSON_BOOL, .boolean = true };
    int64_t number = f->list ? 1 : MAX_OF(f->least, MIN_OF(f->most ? f->most : 42, 42));
    switch (f->type) {
    case TYPE_BOOL: *(bool *)at = true; break;
    case TYPE_INT:
    case TYPE_TIME:
    case TYPE_COUNT:
    case TYPE_MS: *(int64_t *)at = number; break;
    case TYPE_REAL: *(double *)at = (double)number; break;
    case TYPE_TEXT:
    case TYPE_PATH: *(struct str *)at = letters(f, a); break;
    case TYPE_SECRET: ((struct secret *)at)->value = letters(f, a); break;
    case TYPE_BYTES: {
        struct str s = letters(f, a);
        *(struct bytes *)at = (struct bytes){ .ptr = s.ptr, .len = s.len };
        break;
    }
    case TYPE_JSON: *(const struct json **)at = &truth; break;
    case TYPE_ENUM: *(int *)at = (int)f->choices->count - 1; break;
    case TYPE_REC: fill(f->rec, a, deep + 1, at); break;
    case TYPES: break;
    }
}

static void fill_list(const struct field *f, struct arena *a, unsigned deep, struct any_list *out)
{
    size_t size = f->rec ? f->rec->size : type_size(f->type);
    size_t n = deep < DEEP ? (size_t)MAX_OF(f->least, 2) : 0;
    n = f->most ? MIN_OF(n, (size_t)f->most) : n;
    *out = (struct any_list){ arena_alloc_many(a, size, n), n };
    for (size_t i = 0; i < n; i++)
        fill_value(f, a, deep + 1, (char *)out->items + i * size);
}

static void fill(const struct shape *s, struct arena *a, unsigned deep, char *out)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if (f->has_at != NO_HAS)
            out[f->has_at] = deep >= DEEP ? ABSENT : i % 5 == 4 ? GIVEN_NULL : GIVEN;
        if (f->list)
            fill_list(f, a, deep, (void *)(out + f->at));
        else
            fill_value(f, a, deep, out + f->at);
    }
}

static void json_of(const struct shape *s, const void *value, struct buf *out)
{
    struct json_out o;
    buf_init(out, 16 * MIB);
    json_out_init(&o, out);
    shape_encode(s, value, &o);
}

static void check_shape(const struct shape *s, enum packed_as as)
{
    owned(arena) struct arena a;
    owned(buf) struct buf packed, before, after;
    arena_init(&a, 16 * MIB);
    buf_init(&packed, 16 * MIB);
    char *value = arena_alloc(&a, s->size), *again = arena_alloc(&a, s->size);
    fill(s, &a, 0, value);
    shape_pack(s, value, as, &packed);
    owned(err) struct err *e = shape_unpack(s, buf_text(&packed), as, &a, again);
    json_of(s, value, &before);
    json_of(s, e ? value : again, &after);
    if (!e && str_eq(buf_text(&before), buf_text(&after)))
        return;
    fprintf(stderr, "%s: %s\n%.*s\n%.*s\n", s->name, e ? err_text(e) : "differs",
            STR_ARGS(buf_text(&before)), STR_ARGS(buf_text(&after)));
    abort();
}

static void check_every_shape(void)
{
    for (size_t i = 0; i < op_count(); i++) {
        const struct op *op = op_at(i);
        check_shape(op->in, PACKED_ARGS);
        check_shape(op->out, PACKED_RESULT);
        if (op->stream)
            check_shape(op->stream, PACKED_RESULT);
    }
}

/* --- any bytes --- */

static const struct op *choose(struct str data)
{
    size_t n = ((size_t)(unsigned char)data.ptr[0] << 8 | (unsigned char)data.ptr[1]) % op_count();
    return op_at(n);
}

static void pack_again(const struct op *op, const void *in, struct arena *a)
{
    owned(buf) struct buf once, twice;
    void *again = arena_alloc(a, op->in->size);
    buf_init(&once, 64 * MIB);
    buf_init(&twice, 64 * MIB);
    shape_pack(op->in, in, PACKED_ARGS, &once);
    owned(err) struct err *e = again ? shape_unpack(op->in, buf_text(&once), PACKED_ARGS, a, again)
                                     : err_no_room();
    if (e && err_kind(e) != ERR_LIMIT)
        abort();
    if (e)
        return;
    shape_pack(op->in, again, PACKED_ARGS, &twice);
    if (!str_eq(buf_text(&once), buf_text(&twice)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct str data = { (const char *)bytes, len };
    owned(arena) struct arena a;
    arena_init(&a, 16 * MIB);
    if (!ready) {
        ops_init();
        check_every_shape();
    }
    ready = true;
    if (len < 2)
        return 0;
    const struct op *op = choose(data);
    void *in = arena_alloc(&a, op->in->size);
    owned(err) struct err *e = shape_unpack(op->in, str_from(data, 2), PACKED_ARGS, &a, in);
    if (!e)
        pack_again(op, in, &a);
    return 0;
}
