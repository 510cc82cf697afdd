/* Pages: no bytes break their way to Markdown, and what comes out is UTF-8 without zero bytes. The
 * first byte says whether all of the page is wanted. */
#include "fuzz.h"

#include "../services/doc/charset.h"
#include "../services/doc/markdown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    owned(buf) struct buf html = { 0 }, text = { 0 };
    owned(arena) struct arena a = { 0 };
    owned(page) struct page p = { 0 };
    if (!size || size > 64 * 1024)
        return 0;
    buf_init(&html, 4 * MIB);
    buf_init(&text, 16 * MIB);
    arena_init(&a, 16 * MIB);
    charset_to_utf8(fuzz_text(data + 1, size - 1), STR(""), &html);
    page_open(&p, buf_text(&html), STR("https://site.test/a/b"), &a);
    markdown_of_page(&p, true, data[0] & 1, &a, &text);
    CLAIM(utf8_valid(buf_text(&text)) && !str_has_nul(buf_text(&text)));
    return 0;
}
