/* Errors and failpoints. */
#include "base/test.h"

#include <errno.h>

static struct err *disk_full(void)
{
    errno = ENOSPC;
    return err_hint(err_sys("add column turn.cost"), "free some space");
}

static struct err *migrate(void)
{
    TRY(disk_full(), "bring %s up to date", "pith.db");
    return NULL;
}

TEST(an_error_gathers_places_and_keeps_its_kind)
{
    owned(err) struct err *e = migrate();
    CHECK_INT(err_kind(e), ERR_UNAVAILABLE);
    CHECK_TEXT(err_reason(e), "disk_full");
    CHECK_TEXT(err_text(e),
               "bring pith.db up to date: add column turn.cost: No space left on device");
    CHECK_TEXT(err_hint_text(e), "free some space");
}

TEST(details_are_data)
{
    owned(err) struct err *e = err_new(ERR_LIMIT, "too_long", "path is too long");
    err_detail(err_detail(e, "most", "%d", PATH_MOST), "got", "%d", 5000);
    const char *key;
    CHECK_INT(err_details(e), 2);
    CHECK_STR(err_detail_at(e, 1, &key), "5000");
    CHECK_TEXT(key, "got");
}

TEST(each_kind_has_a_name_that_finds_it)
{
    for (enum err_kind k = ERR_NONE + 1; k < ERR_KINDS; k++)
        CHECK_INT(err_kind_named(str_of(err_kind_row(k)->name)), k);
    CHECK_INT(err_kind_named(STR("nonsense")), ERR_NONE);
}

#ifdef PITH_FAILPOINTS
static bool passes(void)
{
    return FAIL("test.point");
}

TEST(a_failpoint_fails_at_the_passing_it_was_told)
{
    CHECK(!passes());
    CHECK_OK(failpoint_set(STR("test.point"), STR("error@2")));
    CHECK(!passes());
    CHECK(passes());
    CHECK(!passes());
    CHECK_ERR(ERR_NOT_FOUND, failpoint_set(STR("no.such"), STR("kill")));
    CHECK_ERR(ERR_INVALID, failpoint_set(STR("test.point"), STR("maybe")));
}
#endif
