/* Edits of TOML texts: only the value in hand changes. */
#include "config/edit.h"

#include "base/test.h"

/* `literal` NULL: unset. */
static struct err *edit(const char *text, const char *path, const char *literal, struct buf *out)
{
    bool was_there;
    return literal ? edit_set(str_of(text), str_of(path), str_of(literal), out)
                   : edit_unset(str_of(text), str_of(path), out, &was_there);
}

static const struct {
    const char *before, *literal, *after; /* of log.level */
} rows[] = {
    /* where it stands already */
    { "[log]\nlevel = \"info\" # loud\nx = 1\n", "\"warn\"",
      "[log]\nlevel = \"warn\" # loud\nx = 1\n" },
    { "log.level='info'", "\"warn\"", "log.level=\"warn\"" },
    { "log = {level = 1}\n", "\"warn\"", "log = {level = \"warn\"}\n" },
    { "\xef\xbb\xbflog.level = 1\n", "2", "\xef\xbb\xbflog.level = 2\n" },
    { "[log]\nlevel = \"\"\"\na\nb\"\"\"\n", "2", "[log]\nlevel = 2\n" },
    { "[log]\nlevel = [1, # one\n 2]\n", "2", "[log]\nlevel = 2\n" },
    /* where a person would put it */
    { "", "2", "[log]\nlevel = 2\n" },
    { "a = 1", "2", "a = 1\n\n[log]\nlevel = 2\n" },
    { "[log]\n", "2", "[log]\nlevel = 2\n" },
    { "[log] # mine", "2", "[log] # mine\nlevel = 2\n" },
    { "[log]\nx = 1 # one\n# about y\n\n[y]\n", "2",
      "[log]\nx = 1 # one\nlevel = 2\n# about y\n\n[y]\n" },
    { "[log]\n[log.sub]\nx = 1\n", "2", "[log]\nlevel = 2\n[log.sub]\nx = 1\n" },
    { "[log.sub]\nx = 1\n", "2", "[log.sub]\nx = 1\n\n[log]\nlevel = 2\n" },
    { "log.x = 1\n[b]\n", "2", "log.x = 1\nlog.level = 2\n[b]\n" },
    { "log = { x = 1 }\n", "2", "log = { x = 1, level = 2 }\n" },
    { "log = {}\n", "2", "log = { level = 2 }\n" },
    { "a = 1\r\n", "2", "a = 1\r\n\r\n[log]\r\nlevel = 2\r\n" },
    /* away with it */
    { "# top\n[log]\n# above\n  level = 1 # beside\n# below\n", NULL,
      "# top\n[log]\n# above\n# below\n" },
    { "log.level = 1", NULL, "" },
    { "a = 1\n", NULL, "a = 1\n" },
    { "log = { level = 1, x = 2 }", NULL, "log = { x = 2 }" },
    { "log = { x = 2, level = 1 }", NULL, "log = { x = 2 }" },
    { "log = { x = 2 , level = 1 ,y = 3}", NULL, "log = { x = 2 , y = 3}" },
    { "log = {level = 1}", NULL, "log = {}" },
    { "log.level = [\n1,\n] # beside\nx = 1\n", NULL, "x = 1\n" },
};

TEST(an_edit_changes_one_value_and_leaves_the_rest)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        owned(buf) struct buf out;
        buf_init(&out, 1 * KIB);
        CHECK_OK(edit(rows[i].before, "log.level", rows[i].literal, &out));
        CHECK_STR(buf_text(&out), rows[i].after);
    }
}

TEST(what_is_no_plain_value_is_not_replaced)
{
    static const char *const texts[] = { "log = 1",         "[[log]]",    "[log.level]",
                                         "log.level.x = 1", "log = [{}]", "[log]\n[[log.level]]" };
    owned(buf) struct buf out;
    buf_init(&out, 1 * KIB);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (int unset = 0; unset < 2; unset++)
            CHECK_REASON("in_the_way", edit(texts[i], "log.level", unset ? NULL : "1", &out));
    CHECK_REASON("bad_toml", edit("log = ", "log.level", "1", &out));
}

TEST(unset_says_whether_there_was_something)
{
    owned(buf) struct buf out;
    bool was_there;
    buf_init(&out, 1 * KIB);
    CHECK_OK(edit_unset(STR("a.b = 1"), STR("a.c"), &out, &was_there));
    CHECK(!was_there);
    CHECK_OK(edit_unset(STR("a.b = 1"), STR("a.b"), &out, &was_there));
    CHECK(was_there);
}

TEST(an_edit_that_would_be_too_long_is_refused)
{
    owned(buf) struct buf out;
    buf_init(&out, 8);
    CHECK_REASON("too_long", edit("a = 1\n", "log.level", "12345", &out));
}
