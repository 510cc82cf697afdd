/* Arenas. */
#include "base/test.h"

TEST(an_arena_past_its_maximum_refuses_and_remembers)
{
    owned(arena) struct arena a;
    arena_init(&a, 4 * KIB);
    CHECK(arena_alloc(&a, 1000));
    CHECK(!arena_alloc(&a, 5 * KIB));
    CHECK(a.overflow);
    CHECK(arena_alloc(&a, 100)); /* small things still fit */
    CHECK(a.overflow);
    arena_reset(&a);
    CHECK(!a.overflow);
}

TEST(sizes_that_overflow_are_refused)
{
    owned(arena) struct arena a;
    arena_init(&a, 4 * KIB);
    CHECK(!arena_array(&a, int64_t, SIZE_MAX / 4));
    CHECK(!arena_alloc(&a, SIZE_MAX));
    CHECK(a.overflow);
}

TEST(nothing_is_still_a_place)
{
    owned(arena) struct arena a;
    arena_init(&a, 4 * KIB);
    CHECK(arena_alloc(&a, 0));
    CHECK(arena_array(&a, int, 0));
    CHECK(!a.overflow);
}

TEST(memory_is_zero_also_after_a_reset)
{
    owned(arena) struct arena a;
    arena_init(&a, 1 * MIB);
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 2000; size += 37) {
            unsigned char *p = arena_alloc(&a, size);
            for (size_t i = 0; i < size; i++)
                CHECK(p[i] == 0);
            memset(p, 0xaa, size);
        }
        arena_reset(&a);
    }
}

TEST(large_pieces_do_not_waste_the_small_ones_chunk)
{
    owned(arena) struct arena a;
    arena_init(&a, 4 * MIB);
    CHECK(arena_alloc(&a, 16));
    CHECK(arena_alloc(&a, 1 * MIB));
    CHECK(arena_alloc(&a, 16));
    CHECK(a.held < 1 * MIB + 8 * KIB);
    CHECK_STR(arena_printf(&a, "%s-%d", "x", 7), "x-7");
    CHECK_STR(arena_str(&a, STR("copy")), "copy");
}
