/* test: our own small runner.
 *
 *     TEST(a_full_inbox_refuses_and_keeps_what_it_has)
 *     {
 *         CHECK_ERR(ERR_LIMIT, inbox_put(in, &letter));
 *     }
 *
 * Names read as claims. A failed check says where and what, counts, and leaves the test; the
 * others still run. A test program runs all its tests, or those whose names contain one of
 * its arguments. Tests run one after the other in one process; what must die runs in a
 * CHECK_DIES block. */
#pragma once
#include "base/base.h"

struct test {
    const char *name, *file;
    void (*run)(void);
    struct test *next;
};
void test_register(struct test *t);

#define TEST(claim)                                                      \
    static void test_##claim(void);                                      \
    __attribute__((constructor)) static void test_register_##claim(void) \
    {                                                                    \
        static struct test t = { #claim, __FILE__, test_##claim, NULL }; \
        test_register(&t);                                               \
    }                                                                    \
    static void test_##claim(void)

_Noreturn void test_fail(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
_Noreturn void test_skip(const char *why); /* counts as skipped, and says why */

#define CHECK_FAIL(...) test_fail(__FILE__, __LINE__, __VA_ARGS__)
#define CHECK(condition)                          \
    do {                                          \
        if (!(condition))                         \
            CHECK_FAIL("not so: %s", #condition); \
    } while (0)

#define CHECK_INT(actual, expected)                                                 \
    do {                                                                            \
        long long check_a_ = (long long)(actual), check_e_ = (long long)(expected); \
        if (check_a_ != check_e_)                                                   \
            CHECK_FAIL("%s is %lld, expected %lld", #actual, check_a_, check_e_);   \
    } while (0)

#define CHECK_STR(actual, expected)                                                               \
    do {                                                                                          \
        struct str check_a_ = (actual), check_e_ = str_of(expected);                              \
        if (!str_eq(check_a_, check_e_))                                                          \
            CHECK_FAIL("%s is \"%.*s\", expected \"%s\"", #actual, STR_ARGS(check_a_), expected); \
    } while (0)

#define CHECK_TEXT(actual, expected) CHECK_STR(str_of(actual), expected)

#define CHECK_OK(call)                                         \
    do {                                                       \
        owned(err) struct err *check_err_ = (call);            \
        if (check_err_)                                        \
            CHECK_FAIL("%s: %s", #call, err_text(check_err_)); \
    } while (0)

#define CHECK_ERR(kind, call)                                                           \
    do {                                                                                \
        owned(err) struct err *check_err_ = (call);                                     \
        if (err_kind(check_err_) != (kind))                                             \
            CHECK_FAIL("%s: expected %s, got %s (%s)", #call, err_kind_row(kind)->name, \
                       err_kind_row(err_kind(check_err_))->name, err_text(check_err_)); \
    } while (0)

#define CHECK_REASON(slug, call)                                                                   \
    do {                                                                                           \
        owned(err) struct err *check_err_ = (call);                                                \
        if (strcmp(err_reason(check_err_), slug) != 0)                                             \
            CHECK_FAIL("%s: expected reason %s, got %s (%s)", #call, slug, err_reason(check_err_), \
                       err_text(check_err_));                                                      \
    } while (0)

/* A fresh directory under the build's temporary folder; removed when the test ends. */
const char *test_dir(void);

/* Runs fn(arg) in a child and returns how it ended: its exit status, or -signal. */
int test_in_child(void (*fn)(void *arg), void *arg);

/* How many descriptors are open. */
int test_descriptors(void);

int test_main(int argc, char **argv);
