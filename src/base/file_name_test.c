/* Names of files as text. */
#include "base/file_name.h"

#include "base/random.h"
#include "base/test.h"
#include "base/utf8.h"

static void check_there_and_back(struct str name)
{
    owned(buf) struct buf text;
    owned(arena) struct arena a;
    arena_init(&a, 64 * KIB);
    buf_init(&text, 4 * KIB);
    file_name_write(name, &text);
    CHECK(utf8_valid(buf_text(&text)));
    CHECK(str_eq(file_name_read(buf_text(&text), &a), name));
}

TEST(a_name_in_utf8_is_its_own_text)
{
    static const char *const names[] = { "", "a", "a b.txt", "Grüße", "文件", "\xf4\x8f\xbf\xbd" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        owned(buf) struct buf text;
        buf_init(&text, 256);
        file_name_write(str_of(names[i]), &text);
        CHECK_STR(buf_text(&text), names[i]);
    }
}

TEST(any_bytes_come_back_as_they_were)
{
    random_use_seed(11);
    for (int i = 0; i < 20000; i++) {
        char name[24];
        size_t len = random_u64() % sizeof name;
        for (size_t k = 0; k < len; k++) /* many near the code points that stand for bytes */
            name[k] = (char)(random_u64() % 3 ? "\xf4\x8f\xba\xbb\x80\xffz"[random_u64() % 7]
                                              : (char)(1 + random_u64() % 255));
        check_there_and_back((struct str){ name, len });
    }
    random_use_seed(0);
}

TEST(no_text_makes_a_separator)
{
    for (int32_t c = 0; c < 0x110000; c++) {
        int byte = file_name_byte(c);
        if (byte >= 0 && byte < 0x80)
            CHECK_FAIL("U+%x becomes %d", (unsigned)c, byte);
    }
}
