/* The store as its callers see it. */
#include "base/test.h"
#include "store/testing.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct err *open_user_db(struct store **s, struct store_db **db)
{
    TRY(store_open(test_dir(), NULL, s));
    return store_user(*s, TRY_USER, db);
}

TEST(a_write_is_there_after_opening_again)
{
    struct store_db *db;
    for (int64_t round = 0; round < 3; round++) {
        owned(store) struct store *s = NULL;
        CHECK_OK(open_user_db(&s, &db));
        for (int64_t n = 0; n < round; n++)
            CHECK_OK(try_get(db, n));
        CHECK_ERR(ERR_NOT_FOUND, try_get(db, round));
        CHECK_OK(try_put(db, round));
        CHECK_OK(try_get(db, round));
        CHECK_OK(store_check(db));
    }
}

static bool file_holds(const char *path, struct str what)
{
    owned(buf) struct buf bytes;
    buf_init(&bytes, 64 * MIB);
    CHECK_OK(disk_read_file(&disk_real, path, &bytes));
    return str_find(buf_text(&bytes), what, NULL);
}

/* How many files there are; none may hold any of the words. */
static int search_plaintext(const char *dir)
{
    static const struct str words[] = { STR_INIT("canary"), STR_INIT("SQLite format"),
                                        STR_INIT("CREATE TABLE"), STR_INIT("notes"),
                                        STR_INIT("storage") };
    int files = 0;
    DIR *d = opendir(dir);
    for (struct dirent *entry; d && (entry = readdir(d));) {
        owned_mem char *path = disk_path(dir, entry->d_name);
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            files += search_plaintext(path);
        for (size_t i = 0; i < COUNT_OF(words) && entry->d_type == DT_REG; i++)
            if (file_holds(path, words[i]))
                CHECK_FAIL("%s holds %s", path, words[i].ptr);
        files += entry->d_type == DT_REG;
    }
    closedir(d);
    return files;
}

TEST(no_file_holds_plaintext_and_only_the_expected_files_exist)
{
    struct store_db *db;
    owned(store) struct store *s = NULL;
    CHECK_OK(open_user_db(&s, &db));
    for (int64_t n = 0; n < 3000; n++)
        CHECK_OK(try_put(db, n));
    /* format, master.key, lock, two databases with their logs */
    CHECK_INT(search_plaintext(test_dir()), 7);
    store_free(give(s));
    CHECK_INT(search_plaintext(test_dir()), 5);
}
