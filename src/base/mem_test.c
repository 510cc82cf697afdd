/* The heap at its end: every allocation of base is made to fail in turn. */
#include "base/test.h"

static void use_everything(void *arg)
{
    (void)arg;
    owned(arena) struct arena a;
    owned(buf) struct buf b;
    owned(map) struct map m;
    arena_init(&a, 64 * KIB);
    buf_init(&b, 64 * KIB);
    map_init(&m);
    for (int i = 0; i < 50; i++) {
        struct str key = arena_printf(&a, "key %d", i);
        if (key.ptr)
            map_put(&m, key, &m);
        buf_printf(&b, "%d ", i);
    }
    arena_alloc(&a, 20 * KIB);
    err_free(err_wrap(err_detail(err_hint(err_new(ERR_INVALID, "x", "y"), "z"), "k", "v"), "w"));
    mem_free(mem_text("text", 4));
    mem_free(buf_take(&b));
}

static void use_with_failure(void *arg)
{
    mem_fail_at(*(long *)arg);
    use_everything(NULL);
}

TEST(when_any_allocation_fails_base_answers_or_ends_the_process)
{
    mem_fail_at(1 << 30);
    use_everything(NULL);
    long asked = mem_fail_at(0);
    CHECK(asked > 10);
    for (long n = 1; n <= asked; n++) {
        int status = test_in_child(use_with_failure, &n);
        if (status != 0 && status != MEM_EXIT)
            CHECK_FAIL("allocation %ld of %ld: status %d", n, asked, status);
    }
}
