/* The cases of json_cases.h against our reader, and against jansson: through a small program
 * (json_peer.c), since its names and ours collide. Where it sees things differently stands in
 * `differences`, with the reason, and a difference that is gone is an error, too. */
#include "base/test.h"

#include "base/json.h"
#include "base/json_cases.h"

#include <stdio.h>
#include <stdlib.h>

static struct err *rewrite(struct str text, struct buf *out)
{
    owned(arena) struct arena a;
    const struct json *j;
    struct json_out o;
    arena_init(&a, 1 * MIB);
    TRY(json_parse(text, NULL, &a, &j));
    buf_clear(out);
    json_out_init(&o, out);
    json_value(&o, j);
    return NULL;
}

static void check_canonical(struct str text, struct str canonical)
{
    owned(buf) struct buf b;
    buf_init(&b, 64 * KIB);
    owned(err) struct err *e = rewrite(text, &b);
    if (e)
        CHECK_FAIL("%.*s: %s", STR_ARGS(text), err_text(e));
    if (!str_eq(buf_text(&b), canonical))
        CHECK_FAIL("%.*s became %.*s", STR_ARGS(text), STR_ARGS(buf_text(&b)));
}

TEST(what_the_rfc_calls_json_is_accepted)
{
    for (size_t i = 0; i < COUNT_OF(accepted); i++)
        check_canonical(accepted[i].text, accepted[i].canonical);
}

TEST(numbers_past_every_type_are_kept_as_text)
{
    for (size_t i = 0; i < COUNT_OF(kept_as_text); i++)
        check_canonical(kept_as_text[i], kept_as_text[i]);
}

TEST(what_the_rfc_does_not_call_json_is_refused)
{
    owned(buf) struct buf b;
    buf_init(&b, 64 * KIB);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        for (size_t k = 0; k < refused[i].count; k++) {
            owned(err) struct err *e = rewrite(refused[i].texts[k], &b);
            if (strcmp(err_reason(e), refused[i].reason) != 0)
                CHECK_FAIL("%s %zu, %.*s: %s (%s)", refused[i].reason, k,
                           STR_ARGS(refused[i].texts[k]), err_reason(e), err_text(e));
        }
    }
}

/* Every text cut short anywhere, and every byte of it changed in one bit, gets an answer. */
TEST(every_beginning_and_every_flipped_bit_gets_an_answer)
{
    owned(buf) struct buf b;
    buf_init(&b, 64 * KIB);
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct str text = accepted[i].text;
        owned_mem char *copy = mem_text(text.ptr, text.len);
        for (size_t n = 0; n < text.len; n++) {
            copy[n] ^= (char)(1 << n % 8);
            err_free(rewrite((struct str){ copy, text.len }, &b));
            copy[n] ^= (char)(1 << n % 8);
            err_free(rewrite(str_first(text, n), &b));
        }
    }
}

/* What jansson refuses or reads otherwise, and why we do not follow. */
static const struct {
    struct str text;
    const char *why;
} differences[] = {
    { STR_INIT("-0"), "jansson reads the integer 0; the sign is lost" },
    { STR_INIT("[0,-0,0.0,-0.0]"), "the same" },
    { STR_INIT("9223372036854775808"), "jansson has no unsigned integers" },
    { STR_INIT("18446744073709551615"), "the same" },
    { STR_INIT("18446744073709551616"), "jansson refuses integers past 64 bits" },
    { STR_INIT("-9223372036854775809"), "the same" },
    { STR_INIT("100000000000000000000000000000"), "the same" },
    { STR_INIT("123456789012345678901234567890"), "the same" },
    { STR_INIT("-123456789012345678901234567890"), "the same" },
    { STR_INIT("[1e400,\"a\",123456789012345678901234567890]"), "the same" },
    { STR_INIT("1e400"), "jansson refuses what overflows a double" },
    { STR_INIT("-1e400"), "the same" },
    { STR_INIT("1E400"), "the same" },
    { STR_INIT("1e309"), "the same" },
    { STR_INIT("1.7976931348623159e308"), "the same" },
    { STR_INIT("1e999999999999999999999999"), "the same" },
    { STR_INIT("1e-400"), "jansson reads zero" },
    { STR_INIT("-1e-400"), "the same" },
    { STR_INIT("2e-324"), "the same" },
    { STR_INIT("1e-999999999999999999999999"), "the same" },
    { STR_INIT("0.100000000000000005551115123125782702118158340454101562"),
      "jansson rounds to a double" },
    { STR_INIT("3.14159265358979323846264338327950288"), "the same" },
    { STR_INIT("1234567890123456789.5"), "the same" },
    { STR_INIT("0.123456789012345678"), "the same" },
    { STR_INIT("1\0"), "jansson passes over a zero byte behind a number" },
    { STR_INIT("[1\0]"), "the same" },
    { STR_INIT("{\"\\u0000\":1}"), "jansson's names end at U+0000, so it refuses them" },
    { STR_INIT("{\"a\\u0000b\":1,\"a\":2}"), "the same" },
};

static bool is_difference(struct str text)
{
    for (size_t i = 0; i < COUNT_OF(differences); i++)
        if (str_eq(text, differences[i].text))
            return true;
    return false;
}

static size_t put_case(FILE *to, struct str text)
{
    fprintf(to, "%zu\n", text.len);
    fwrite(text.ptr, 1, text.len, to);
    return 1;
}

static size_t put_all_cases(FILE *to)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(accepted); i++)
        n += put_case(to, accepted[i].text);
    for (size_t i = 0; i < COUNT_OF(kept_as_text); i++)
        n += put_case(to, kept_as_text[i]);
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        for (size_t k = 0; k < refused[i].count; k++)
            n += put_case(to, refused[i].texts[k]);
    return n;
}

/* The peer answers each case with one line: what it read, or nothing when it refuses. */
static void compare_with_peer(struct str text, struct str peer_line)
{
    owned(buf) struct buf ours, theirs;
    buf_init(&ours, 64 * KIB);
    buf_init(&theirs, 64 * KIB);
    owned(err) struct err *e = rewrite(text, &ours);
    if (peer_line.len)
        CHECK_OK(rewrite(peer_line, &theirs));
    bool alike = e ? !peer_line.len : str_eq(buf_text(&ours), buf_text(&theirs));
    if (alike == is_difference(text))
        CHECK_FAIL("%.*s: we say %.*s%s, jansson %.*s", STR_ARGS(text), STR_ARGS(buf_text(&ours)),
                   err_text(e), STR_ARGS(peer_line));
}

TEST(jansson_agrees_but_for_the_differences_listed)
{
    const char *peer = getenv("PITH_JSON_PEER");
    if (!peer)
        test_skip("PITH_JSON_PEER, a program that reads JSON with jansson, is not set");
    char path[PATH_MOST], command[2 * PATH_MOST];
    snprintf(path, sizeof path, "%s/cases", test_dir());
    FILE *cases = fopen(path, "w+");
    CHECK(cases);
    size_t count = put_all_cases(cases);
    fflush(cases);
    rewind(cases);
    snprintf(command, sizeof command, "%s < %s", peer, path);
    FILE *answers = popen(command, "r");
    CHECK(answers);
    static char text[4096], line[4096];
    for (size_t i = 0, len; i < count; i++) {
        CHECK(fscanf(cases, "%zu", &len) == 1 && fgetc(cases) == '\n' && len < sizeof text);
        CHECK(fread(text, 1, len, cases) == len);
        CHECK(fgets(line, sizeof line, answers));
        compare_with_peer((struct str){ text, len }, str_trim(str_of(line)));
    }
    CHECK_INT(pclose(answers), 0);
    fclose(cases);
}
