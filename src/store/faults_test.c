/* Every write, sync and name in turn goes wrong, in each way; the disk fills up at each byte;
 * the power goes at any time. Afterwards all that was acknowledged is there.
 *
 * One run: a story of openings and writes, in which one thing goes wrong; then, on a sound
 * disk, the store opens, has what it promised, promises more, and the power goes once more:
 * what it built on the first failure must hold as well. */
#include "base/test.h"
#include "store/machine.h"

enum { DAYS = 3, A_DAY = 10, AFTER = DAYS * A_DAY, NUMBERS = AFTER + 15, CUTS = 4 };

struct ledger {
    bool acknowledged[NUMBERS];
    long errors;
};

static void put(struct machine *m, struct ledger *ledger, int64_t n)
{
    owned(err) struct err *e = try_put(m->db, n);
    ledger->acknowledged[n] = ledger->acknowledged[n] || !e;
    ledger->errors += e != NULL;
}

/* Opens, writes some, closes, three times over. Errors end a day early, or not. */
static void story(struct machine *m, struct ledger *ledger)
{
    for (int64_t day = 0; day < DAYS; day++) {
        owned(err) struct err *e = start(m);
        ledger->errors += e != NULL;
        for (int64_t n = day * A_DAY; n < (day + 1) * A_DAY && !e; n++)
            put(m, ledger, n);
        stop(m);
    }
}

static void expect_acknowledged(struct machine *m, const struct ledger *ledger, const char *when)
{
    for (int64_t n = 0; n < NUMBERS; n++) {
        owned(err) struct err *e = ledger->acknowledged[n] ? try_get(m->db, n) : NULL;
        if (e)
            CHECK_FAIL("%s: %s", when, err_text(e));
    }
    CHECK_OK(store_check(m->db));
    CHECK_OK(store_check(store_system(m->store)));
}

/* One more write may build on what the fault left; more of them move the log into the database,
 * and a new one begins. */
static void aftermath(struct machine *m, struct ledger *ledger)
{
    static const int64_t until[] = { AFTER + 1, NUMBERS };
    CHECK_OK(start(m));
    expect_acknowledged(m, ledger, "after the fault");
    for (size_t i = 0; i < COUNT_OF(until); i++) {
        for (int64_t n = AFTER; n < until[i]; n++) {
            put(m, ledger, n);
            CHECK(ledger->acknowledged[n]);
        }
        crash(m);
        CHECK_OK(start(m));
        expect_acknowledged(m, ledger, "after a power cut that followed");
    }
    CHECK(!disk_fault_holds(m->disk, STR("canary")));
}

static bool one_run(enum disk_fault_op op, long n, enum disk_fault_how how, uint64_t seed)
{
    struct ledger ledger = { .errors = 0 };
    owned(machine) struct machine m = machine_new(seed);
    m.options.log_frames = 8;
    disk_fault_at(m.disk, op, n, how);
    story(&m, &ledger);
    bool struck = disk_fault_struck(m.disk);
    disk_fault_at(m.disk, op, 0, how);
    if (struck && how == DISK_POWER_CUT)
        disk_fault_power_on(m.disk);
    aftermath(&m, &ledger);
    return struck;
}

static void each_time(enum disk_fault_op op, enum disk_fault_how how)
{
    long n = 1;
    while (one_run(op, n, how, (uint64_t)n))
        n++;
    CHECK(n > 10);
}

TEST(a_write_that_fails_costs_nothing_acknowledged)
{
    each_time(DISK_WRITE, DISK_FAIL);
}

TEST(a_write_that_is_torn_costs_nothing_acknowledged)
{
    each_time(DISK_WRITE, DISK_TEAR);
}

TEST(a_sync_that_fails_costs_nothing_acknowledged)
{
    each_time(DISK_SYNC, DISK_FAIL);
}

TEST(a_name_that_cannot_be_made_costs_nothing_acknowledged)
{
    each_time(DISK_NAME, DISK_FAIL);
}

TEST(a_power_cut_at_any_write_costs_nothing_acknowledged)
{
    each_time(DISK_WRITE, DISK_POWER_CUT);
}

TEST(a_power_cut_at_any_sync_costs_nothing_acknowledged)
{
    each_time(DISK_SYNC, DISK_POWER_CUT);
}

TEST(a_power_cut_at_any_name_costs_nothing_acknowledged)
{
    each_time(DISK_NAME, DISK_POWER_CUT);
}

TEST(power_cuts_in_a_row_cost_nothing_acknowledged)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct ledger ledger = { .errors = 0 };
        owned(machine) struct machine m = machine_new(seed);
        m.options.log_frames = 8;
        for (int64_t cut = 0; cut < CUTS; cut++) {
            disk_fault_at(m.disk, DISK_WRITE, (long)(random_u64() % 30) + 1, DISK_POWER_CUT);
            owned(err) struct err *e = start(&m);
            for (int64_t n = cut * A_DAY; n < (cut + 1) * A_DAY && !e; n++)
                put(&m, &ledger, n);
            crash(&m);
        }
        CHECK_OK(start(&m));
        expect_acknowledged(&m, &ledger, "after power cuts in a row");
    }
}

/* Of the disk. */

TEST(after_a_failed_sync_every_write_is_refused_until_reopened)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    put_some(&m, 0, 3);
    disk_fault_at(m.disk, DISK_SYNC, 1, DISK_FAIL);
    CHECK_REASON("disk_error", try_put(m.db, 3));
    for (int i = 0; i < 5; i++)
        CHECK_REASON("disk_error", try_put(m.db, 4));
    for (int64_t n = 0; n < 3; n++)
        CHECK_OK(try_get(m.db, n));
    stop(&m);
    CHECK_OK(start(&m));
    CHECK_OK(try_put(m.db, 4));
}

/* The name of a log, for one, must be there to stay before anything in it counts. */
TEST(a_sync_that_fails_while_opening_is_made_up_for)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        bool struck = true;
        for (long n = 1; struck; n++) {
            owned(machine) struct machine m = machine_new(seed);
            CHECK_OK(start(&m));
            put_some(&m, 0, 1);
            stop(&m);
            disk_fault_at(m.disk, DISK_SYNC, n, DISK_FAIL);
            owned(err) struct err *e = start(&m);
            struck = disk_fault_struck(m.disk);
            CHECK(!struck == !e);
            stop(&m);
            disk_fault_at(m.disk, DISK_SYNC, 0, DISK_FAIL);
            CHECK_OK(start(&m));
            put_some(&m, 1, 2);
            crash(&m);
            CHECK_OK(start(&m));
            expect_all(&m, 2);
        }
    }
}

/* The commit whose sync failed stands in the cache, perhaps not on the disk. */
TEST(nothing_is_built_on_what_a_failed_sync_left_in_the_cache)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        owned(machine) struct machine m = machine_new(seed);
        CHECK_OK(start(&m));
        put_some(&m, 0, 3);
        disk_fault_at(m.disk, DISK_SYNC, 1, DISK_FAIL);
        CHECK_REASON("disk_error", try_put(m.db, 3));
        stop(&m);
        CHECK_OK(start(&m));
        CHECK_OK(try_put(m.db, 4));
        crash(&m);
        CHECK_OK(start(&m));
        CHECK_OK(try_get(m.db, 2));
        CHECK_OK(try_get(m.db, 4));
    }
}

#ifdef PITH_FAILPOINTS
/* After reopening, the frames are written and synced again before another may count on them. */
TEST(a_power_cut_after_a_failed_sync_is_not_taken_for_damage)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        owned(machine) struct machine m = machine_new(seed);
        CHECK_OK(start(&m));
        put_some(&m, 0, 3);
        disk_fault_at(m.disk, DISK_SYNC, 1, DISK_FAIL);
        CHECK_REASON("disk_error", try_put(m.db, 3));
        stop(&m);
        CHECK_OK(start(&m));
        disk_fault_at(m.disk, DISK_SYNC, 1, DISK_POWER_CUT);
        CHECK_ERR(ERR_UNAVAILABLE, try_put(m.db, 4));
        stop(&m);
        disk_fault_power_on(m.disk);
        CHECK_OK(start(&m));
        CHECK_OK(try_get(m.db, 2));
    }
}

/* The frames of a commit that was reported failed are written over: the one that does so must
 * not count them as durable, or its own torn end would look like damage. */
TEST(a_commit_reported_failed_is_not_counted_as_durable)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        owned(machine) struct machine m = machine_new(seed);
        CHECK_OK(start(&m));
        put_some(&m, 0, 3);
        size_t size, end = machine_log_end(&m);
        CHECK_OK(failpoint_set(STR("store.after_sync"), STR("error")));
        CHECK_REASON("disk_error", try_put(m.db, 3));
        disk_fault_at(m.disk, DISK_SYNC, 1, DISK_POWER_CUT);
        CHECK_ERR(ERR_UNAVAILABLE, put_many(&m, 3, 200));
        stop(&m);
        disk_fault_power_on(m.disk);
        disk_fault_bytes(m.disk, user_file("-wal"), &size)[end + 100] ^= 1; /* torn */
        CHECK_OK(start(&m));
        CHECK_OK(try_get(m.db, 2));
    }
}
#endif

#ifdef PITH_FAILPOINTS
struct points {
    const char *names[64];
    size_t n;
};

static void note_point(const struct failpoint *p, void *arg)
{
    struct points *points = arg;
    if (str_starts(str_of(p->name), STR("store.")) && points->n < COUNT_OF(points->names))
        points->names[points->n++] = p->name;
}

TEST(a_step_that_fails_anywhere_costs_nothing_acknowledged)
{
    static const struct str hows[] = { STR_INIT("error"), STR_INIT("error@2"),
                                       STR_INIT("error@9") };
    struct points points = { .n = 0 };
    failpoint_each(note_point, &points);
    CHECK(points.n > 10);
    for (size_t i = 0; i < points.n * COUNT_OF(hows); i++) {
        struct str name = str_of(points.names[i % points.n]);
        struct ledger ledger = { .errors = 0 };
        owned(machine) struct machine m = machine_new(i + 1);
        m.options.log_frames = 8;
        CHECK_OK(failpoint_set(name, hows[i / points.n]));
        story(&m, &ledger);
        CHECK_OK(failpoint_set(name, STR("off")));
        aftermath(&m, &ledger);
    }
}
#endif

TEST(a_full_disk_refuses_and_goes_on_when_there_is_room)
{
    owned(machine) struct machine m = machine_new(1);
    CHECK_OK(start(&m));
    disk_fault_room(m.disk, 0);
    int64_t n = 0;
    struct err *e = NULL;
    while (n < 1000 && !(e = try_put(m.db, n))) /* the log has some room left */
        n++;
    CHECK_REASON("disk_full", e);
    CHECK_REASON("disk_full", try_put(m.db, n));
    CHECK_OK(try_get(m.db, n - 1));
    disk_fault_room(m.disk, -1);
    put_some(&m, n, n + 2);
    crash(&m);
    CHECK_OK(start(&m));
    expect_all(&m, n + 2);
}

TEST(a_disk_that_fills_up_at_any_byte_costs_nothing_acknowledged)
{
    bool filled = true;
    for (int64_t room = 0; filled; room += 7919) {
        struct ledger ledger = { .errors = 0 };
        owned(machine) struct machine m = machine_new((uint64_t)room + 1);
        m.options.log_frames = 8;
        disk_fault_room(m.disk, room);
        story(&m, &ledger);
        filled = ledger.errors > 0;
        disk_fault_room(m.disk, -1);
        aftermath(&m, &ledger);
    }
}
