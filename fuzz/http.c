/* HTTP messages: no bytes crash the parser, and what it finds does not depend on the cuts. The
 * first byte chooses requests or responses, the second the size of the pieces. */
#include "http/http_story.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct buf story(const uint8_t *data, size_t size, size_t step)
{
    struct buf out;
    buf_init(&out, 16 * MIB);
    struct str input = { (const char *)data + 2, size - 2 };
    http_story(data[0] & 1 ? HTTP_RESPONSE : HTTP_REQUEST, input, step, 64 * KIB, &out);
    return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    owned(buf) struct buf whole = story(data, size, 0), cut = story(data, size, 1 + data[1]);
    assert(str_eq(buf_text(&whole), buf_text(&cut)));
    return 0;
}
