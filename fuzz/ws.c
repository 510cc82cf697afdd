/* WebSocket frames: no bytes crash the parser, what it finds does not depend on the cuts, and
 * whether the text of a message is UTF-8 is what the reader of whole texts says. The first byte
 * chooses the side, the second the size of the pieces. */
#include "ws/ws_story.h"

#include "fuzz.h"

enum { MESSAGE_MOST = 64 * KIB };

static struct buf story(const uint8_t *data, size_t size, size_t step)
{
    struct buf out;
    buf_init(&out, 16 * MIB);
    ws_story(data[0] & 1 ? WS_SERVER : WS_CLIENT, fuzz_text(data + 2, size - 2), step, MESSAGE_MOST,
             &out);
    return out;
}

static void judge_text(const uint8_t *data, size_t size, size_t step)
{
    struct ws_text text = { 0 };
    bool good = true;
    for (size_t at = 0; good && at < size; at += step)
        good = ws_text_add(&text, str_first(fuzz_text(data + at, size - at), step));
    CLAIM((good && ws_text_is_whole(&text)) == utf8_valid(fuzz_text(data, size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    owned(buf) struct buf whole = story(data, size, 0), cut = story(data, size, 1 + data[1]);
    CLAIM(str_eq(buf_text(&whole), buf_text(&cut)));
    judge_text(data + 2, size - 2, 1 + data[1] % 8);
    return 0;
}
