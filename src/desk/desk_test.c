/* The desktop's files from inside the program, and from a directory. */
#include "base/disk.h"
#include "base/test.h"
#include "desk/desk.h"

#include <sys/stat.h>

static void put(const char *name, const char *text)
{
    CHECK_OK(disk_write_file(&disk_real, test_dir(), name, str_of(text)));
}

TEST(what_is_inside_can_be_found_and_has_every_form)
{
    const struct asset *page = asset_find(STR("/"));
    if (desk_count() == 0) {
        CHECK(!page);
        return;
    }
    CHECK(page && asset_find(STR("/sign-in")));
    CHECK_STR(page->type, "text/html; charset=utf-8");
    CHECK(!page->immutable);
    CHECK(page->etag.ptr[0] == '"');
    CHECK(str_starts(page->raw, STR("<!doctype html>")));
    CHECK(str_starts(page->gz, STR("\x1f\x8b")));
    CHECK(page->br.len > 0 && page->br.len < page->raw.len);
    CHECK(!asset_find(STR("/index.html")) && !asset_find(STR("/nothing")));
}

TEST(a_directory_takes_the_place_of_what_is_inside)
{
    put("index.html", "<p>one");
    put("sign-in.html", "<p>two");
    CHECK_OK(desk_from_dir(test_dir()));
    CHECK_STR(asset_find(STR("/"))->raw, "<p>one");
    CHECK_STR(asset_find(STR("/sign-in"))->raw, "<p>two");
    CHECK(!asset_find(STR("/nothing")));
    CHECK_INT(asset_find(STR("/"))->gz.len, 0);
    desk_done();
}

TEST(a_changed_file_is_a_new_asset_and_the_old_one_stays)
{
    put("index.html", "<p>old");
    CHECK_OK(desk_from_dir(test_dir()));
    const struct asset *old = asset_find(STR("/"));
    CHECK(asset_find(STR("/")) == old);
    put("index.html", "<p>new");
    const struct asset *new = asset_find(STR("/"));
    CHECK_STR(new->raw, "<p>new");
    CHECK_STR(old->raw, "<p>old");
    CHECK(!str_eq(old->etag, new->etag));
    desk_done();
}

TEST(no_path_leads_out_of_the_directory)
{
    put("index.html", "<p>");
    owned_mem char *inner = disk_path(test_dir(), "inner");
    CHECK_INT(mkdir(inner, 0700), 0);
    put("inner/index.html", "<p>");
    put(".hidden.html", "<p>");
    CHECK_OK(desk_from_dir(inner));
    CHECK(!asset_find(STR("/../index")) && !asset_find(STR("/./index")));
    CHECK(!asset_find(STR("../index")) && !asset_find(STR("/index\0")));
    CHECK_OK(desk_from_dir(test_dir()));
    CHECK(!asset_find(STR("/.hidden")) && asset_find(STR("/inner/index")));
    desk_done();
}

TEST(a_directory_without_a_desktop_is_refused)
{
    CHECK_ERR(ERR_NOT_FOUND, desk_from_dir("/nowhere"));
    CHECK_INT(asset_find(STR("/")) != NULL, desk_count() > 0);
}
