/* Ids, maps, clocks and random bytes. */
#include "base/test.h"

DEFINE_ID(thing, "thg")

TEST(ids_are_ordered_typed_and_readable)
{
    thing_id last = thing_id_new(), back;
    char text[ID_TEXT_MOST], before[ID_TEXT_MOST];
    thing_id_write(last, before);
    for (int i = 0; i < 1000; i++) {
        thing_id id = thing_id_new();
        struct str s = thing_id_write(id, text);
        CHECK(strcmp(before, text) < 0);
        CHECK(thing_id_read(s, &back) && thing_id_eq(id, back));
        memcpy(before, text, sizeof text);
    }
    CHECK(!id128_read(str_of(text), "oth", &back.raw));
    CHECK(!thing_id_read(STR("thg_81jd2k00000000000000000000"), &back)); /* over 128 bits */
    CHECK(!thing_id_read(STR("thg_"), &back) && !thing_id_read(STR(""), &back));
}

TEST(a_map_holds_what_was_put_and_forgets_what_was_removed)
{
    owned(map) struct map m;
    owned(arena) struct arena a;
    map_init(&m);
    arena_init(&a, 1 * MIB);
    int values[1000];
    for (int i = 0; i < 1000; i++)
        CHECK(!map_put(&m, arena_printf(&a, "key %d", i), &values[i]));
    CHECK_INT(m.count, 1000);
    CHECK(map_put(&m, STR("key 7"), &values[8]) == &values[7]);
    for (int i = 0; i < 1000; i += 2)
        CHECK(map_remove(&m, arena_printf(&a, "key %d", i)));
    CHECK(!map_remove(&m, STR("key 0")));
    for (int i = 0; i < 1000; i++)
        CHECK_INT(map_get(&m, arena_printf(&a, "key %d", i)) != NULL, i % 2);
    size_t seen = 0;
    map_each (&m, slot)
        seen++;
    CHECK_INT(seen, 500);
}

TEST(the_manual_clock_moves_only_when_told)
{
    clock_use_manual(5, 1000);
    CHECK_INT(clock_mono_ns(), 5);
    clock_advance(3000000);
    CHECK_INT(clock_mono_ns(), 3000005);
    CHECK_INT(clock_wall_ms(), 1003);
    clock_use(NULL);
    CHECK(clock_wall_ms() > 1003);
}

TEST(cycles_agree_with_the_clock)
{
    cycles_calibrate();
    uint64_t c = cycles_now();
    int64_t t = clock_mono_ns();
    while (clock_mono_ns() - t < 2000000)
        ;
    int64_t by_clock = clock_mono_ns() - t, by_cycles = (int64_t)cycles_to_ns(cycles_now() - c);
    CHECK(by_cycles > by_clock / 2 && by_cycles < by_clock * 2);
    int64_t apart = cycles_wall_ms(cycles_now()) - clock_wall_ms();
    CHECK(apart > -1000 && apart < 1000);
}

TEST(seeded_random_repeats_and_the_kernels_does_not)
{
    random_use_seed(7);
    uint64_t a = random_u64();
    random_use_seed(7);
    CHECK(random_u64() == a);
    random_use_seed(0);
    CHECK(random_u64() != random_u64());
}
