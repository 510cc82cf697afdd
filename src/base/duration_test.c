/* Durations as people write them. */
#include "base/duration.h"
#include "base/test.h"

TEST(durations_read_in_units_that_add_up)
{
    static const struct {
        struct str text;
        uint64_t ms;
    } rows[] = { { STR_INIT("250"), 250 },      { STR_INIT("250ms"), 250 },
                 { STR_INIT("10s"), 10000 },    { STR_INIT("1h30m"), 5400000 },
                 { STR_INIT("2d"), 172800000 }, { STR_INIT("0s"), 0 },
                 { STR_INIT("1m1ms"), 60001 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint64_t ms = 7;
        CHECK(duration_read(rows[i].text, &ms));
        CHECK_INT(ms, rows[i].ms);
    }
}

TEST(what_is_no_duration_is_refused)
{
    static const struct str rows[] = { STR_INIT(""),
                                       STR_INIT("s"),
                                       STR_INIT("1 s"),
                                       STR_INIT("1.5s"),
                                       STR_INIT("-1s"),
                                       STR_INIT("1w"),
                                       STR_INIT("10s5"),
                                       STR_INIT("1S"),
                                       STR_INIT("99999999999999999999"),
                                       STR_INIT("999999999999999999d") };
    uint64_t ms = 7;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        CHECK(!duration_read(rows[i], &ms) && ms == 7);
}

TEST(a_written_duration_reads_back_exactly)
{
    static const uint64_t rows[] = {
        0, 1, 999, 1000, 90000, 300000, 86400000, 90061001, 1ULL << 53
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint64_t ms = 7;
        owned(buf) struct buf b;
        buf_init(&b, 64);
        duration_add(&b, rows[i]);
        CHECK(duration_read(buf_text(&b), &ms) && ms == rows[i]);
    }
}
