/* The format file: no bytes crash its reader, and what it takes reads the same once written. */
#include "fuzz.h"
#include "store/store_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct format format, again;
    owned(buf) struct buf text;
    buf_init(&text, FORMAT_FILE_MOST);
    owned(err) struct err *e = format_read(fuzz_text(data, size), &format);
    if (e)
        return 0;
    format_write(&format, &text);
    owned(err) struct err *again_e = format_read(buf_text(&text), &again);
    CLAIM(!again_e && memcmp(&format, &again, sizeof format) == 0);
    return 0;
}
