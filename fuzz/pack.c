/* Arguments of every op as programs pack them: nothing but an error may come of them, and what is
 * taken must come out the same when it is packed and unpacked again. The first two bytes choose
 * the op. */
#include "fuzz.h"

#include "op/op.h"

#include <stdlib.h>

static bool ready;

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
    if (!ready)
        ops_init();
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
