/* The table about itself, and the emitters. */
#include "ops/op_test.h"
#include "base/test.h"
#include "op/emit.h"
#include "ops/op.h"

TEST(ops_are_found_by_name_and_number_and_near_misses_are_suggested)
{
    ops_init();
    CHECK(op_named(STR("test.echo")) == OP_TEST_ECHO);
    CHECK(op_numbered(60001) == OP_TEST_ECHO);
    CHECK(!op_named(STR("test.ecko")) && !op_numbered(9));
    CHECK_TEXT(op_suggest(STR("tset.echo")), "test.echo");
    CHECK(!op_suggest(STR("completely.different")));
    CHECK(op_table_hash() == op_table_hash() && op_table_hash() != 0);
}

TEST(search_puts_the_fitting_op_first)
{
    struct call c;
    struct caller caller = { .plans = NULL };
    struct ops_search_out out = { 0 };
    struct ops_search_in in = { .query = STR("describe one op"), .limit = 3 };
    ops_init();
    call_init(&c, NULL, &caller, OP_OPS_SEARCH);
    CHECK_OK(op_ops_search(&c, &in, &out));
    CHECK(out.ops.count >= 1 && out.ops.count <= 3);
    CHECK_STR(out.ops.items[0].name, "ops.describe");
    call_end(&c, NULL);
}

static struct str first_found(struct str query)
{
    static struct caller caller;
    struct call c;
    struct ops_search_in in = { .query = query, .limit = 1 };
    struct ops_search_out out = { 0 };
    call_init(&c, NULL, &caller, OP_OPS_SEARCH);
    CHECK_OK(op_ops_search(&c, &in, &out));
    struct str name = out.ops.count ? out.ops.items[0].name : STR("");
    call_end(&c, NULL);
    return name;
}

TEST(search_knows_what_people_say_instead_and_words_that_say_nothing)
{
    ops_init();
    CHECK_STR(first_found(STR("how do i find the ops")), "ops.search");
    CHECK_STR(first_found(STR("show ops")), "ops.list");
    CHECK_STR(first_found(STR("a")), "");
}

TEST(every_emitter_tells_of_every_op)
{
    ops_init();
    for (size_t i = 0; i < emitter_count; i++) {
        owned(buf) struct buf out;
        buf_init(&out, 8 * MIB);
        emitters[i].emit(&out);
        CHECK(!out.full && out.len > 500);
        bool camel = emitters[i].emit == emit_proto;
        CHECK(str_find(buf_text(&out), camel ? STR("TestEcho") : STR("test.echo"), NULL));
        CHECK(str_find(buf_text(&out), camel ? STR("OpsSearch") : STR("ops.search"), NULL));
        CHECK(emitter_named(str_of(emitters[i].format)) == &emitters[i]);
    }
}

TEST(what_the_emitters_write_is_well_formed_where_we_can_tell)
{
    owned(buf) struct buf out;
    owned(arena) struct arena a;
    const struct json *tree;
    ops_init();
    buf_init(&out, 8 * MIB);
    arena_init(&a, 32 * MIB);
    emit_schema(&out);
    CHECK_OK(json_parse(buf_text(&out), NULL, &a, &tree));
    CHECK(json_get(json_get(tree, STR("test.echo")), STR("input")));
    buf_clear(&out);
    emit_ts(&out);
    CHECK(str_find(buf_text(&out), STR("export type TestMood = \"calm\" | \"busy\";"), NULL));
    CHECK(str_find(buf_text(&out), STR("  under: TestTree[];"), NULL));
    buf_clear(&out);
    emit_proto(&out);
    CHECK(str_find(buf_text(&out), STR("rpc TestTicks(TestTicksIn) returns (stream TestTick);"),
                   NULL));
}

static const struct shape some_shape;

TEST(how_long_an_op_may_take_follows_from_what_it_is)
{
    static const struct {
        struct op op;
        enum timing timing;
    } cases[] = {
        { { .how = HOW_INLINE, .effect = EFFECT_READ }, TIMING_LOCK },
        { { .how = HOW_INLINE, .effect = EFFECT_WRITE }, TIMING_IO }, /* its key is on a disk */
        { { .how = HOW_TRY_INLINE, .effect = EFFECT_READ }, TIMING_IO },
        { { .how = HOW_WORKER, .effect = EFFECT_IRREVERSIBLE }, TIMING_IO },
        { { .how = HOW_WORKER, .effect = EFFECT_EXEC }, TIMING_TASK },
        { { .how = HOW_LOOP, .effect = EFFECT_READ }, TIMING_IPC },
        { { .how = HOW_LOOP, .effect = EFFECT_NETWORK }, TIMING_TASK },
        { { .how = HOW_LOOP, .effect = EFFECT_READ, .service = "doc" }, TIMING_TASK },
        { { .how = HOW_LOOP, .stream = &some_shape }, TIMING_CUSTOM },
        { { .how = HOW_LOOP, .effect = EFFECT_READ, .timing = TIMING_CUSTOM }, TIMING_CUSTOM },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CHECK_INT(op_timing(&cases[i].op), cases[i].timing);
}
