/* Whole files, and the disk that goes wrong: if it lied, the store's tests would, too. */
#include "base/disk_fault.h"
#include "base/test.h"

#include <errno.h>
#include <fcntl.h>

static struct err *read_back(struct disk *d, const char *path, struct buf *out)
{
    buf_clear(out);
    out->len = 0;
    return disk_read_file(d, path, out);
}

TEST(a_file_written_whole_replaces_the_old_one)
{
    owned(buf) struct buf text;
    buf_init(&text, 100);
    owned_mem char *path = disk_path(test_dir(), "note");
    CHECK_OK(disk_write_file(&disk_real, test_dir(), "note", STR("one")));
    CHECK_OK(disk_write_file(&disk_real, test_dir(), "note", STR("another")));
    CHECK_OK(read_back(&disk_real, path, &text));
    CHECK_STR(buf_text(&text), "another");
}

TEST(a_file_larger_than_the_buffer_is_refused)
{
    owned(buf) struct buf text;
    buf_init(&text, 2);
    owned_mem char *path = disk_path(test_dir(), "note");
    CHECK_OK(disk_write_file(&disk_real, test_dir(), "note", STR("one")));
    CHECK_REASON("file_too_large", read_back(&disk_real, path, &text));
}

TEST(a_draft_that_is_not_kept_leaves_nothing)
{
    {
        owned(disk_draft) struct disk_draft draft = { .file = -1 };
        CHECK_OK(disk_draft_open(&draft, &disk_real, test_dir(), "note"));
    }
    owned_mem char *path = disk_path(test_dir(), "note.new");
    CHECK_INT(disk_real.exists(&disk_real, path), 0);
}

TEST(a_second_lock_is_refused)
{
    owned_mem char *path = disk_path(test_dir(), "lock");
    owned_fd int one = disk_real.open(&disk_real, path, O_RDWR | O_CREAT);
    owned_fd int two = disk_real.open(&disk_real, path, O_RDWR);
    CHECK_INT(disk_real.lock(&disk_real, one), 0);
    CHECK_INT(disk_real.lock(&disk_real, two), -EWOULDBLOCK);
}

TEST(any_cut_leaves_a_whole_file_old_or_new)
{
    int olds = 0, news = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        owned(disk_fault) struct disk_fault *f = disk_fault_new(seed);
        struct disk *d = disk_fault_disk(f);
        owned(buf) struct buf text;
        buf_init(&text, 100);
        CHECK_OK(disk_write_file(d, "/d", "note", STR("old")));
        disk_fault_at(f, (enum disk_fault_op)(seed % DISK_OPS), 1 + (long)(seed / 3 % 2),
                      DISK_POWER_CUT);
        owned(err) struct err *e = disk_write_file(d, "/d", "note", STR("brand new"));
        if (!e)
            disk_fault_power_cut(f);
        disk_fault_power_on(f);
        CHECK_OK(read_back(d, "/d/note", &text));
        bool is_new = str_eq(buf_text(&text), STR("brand new"));
        CHECK(is_new || str_eq(buf_text(&text), STR("old")));
        CHECK(is_new || e); /* what was acknowledged stays */
        olds += !is_new;
        news += is_new;
    }
    CHECK(olds > 20 && news > 20);
}

TEST(what_was_not_synced_may_go_in_any_part)
{
    bool seen[4] = { false };
    for (uint64_t seed = 1; seed <= 64; seed++) {
        owned(disk_fault) struct disk_fault *f = disk_fault_new(seed);
        struct disk *d = disk_fault_disk(f);
        char got[2] = { 0 };
        int file = d->open(d, "/f", O_RDWR | O_CREAT);
        CHECK_INT(d->write(d, file, "..", 2, 0), 0);
        CHECK_INT(d->sync(d, file), 0);
        CHECK_INT(d->sync_dir(d, ""), 0);
        CHECK_INT(d->write(d, file, "a", 1, 0), 0);
        CHECK_INT(d->write(d, file, "b", 1, 1), 0);
        disk_fault_power_cut(f);
        CHECK_INT(d->read(d, file, got, 2, 0), -EIO);
        disk_fault_power_on(f);
        file = d->open(d, "/f", O_RDWR);
        CHECK_INT(d->read(d, file, got, 2, 0), 2);
        seen[(got[0] == 'a') + 2 * (got[1] == 'b')] = true;
    }
    CHECK(seen[0] && seen[1] && seen[2] && seen[3]);
}

TEST(after_a_failed_sync_another_does_not_help)
{
    bool lost = false;
    for (uint64_t seed = 1; seed <= 16; seed++) {
        owned(disk_fault) struct disk_fault *f = disk_fault_new(seed);
        struct disk *d = disk_fault_disk(f);
        char got[1] = { 0 };
        int file = d->open(d, "/f", O_RDWR | O_CREAT);
        CHECK_INT(d->sync_dir(d, ""), 0);
        CHECK_INT(d->write(d, file, "a", 1, 0), 0);
        disk_fault_at(f, DISK_SYNC, 1, DISK_FAIL);
        CHECK_INT(d->sync(d, file), -EIO);
        CHECK_INT(d->sync(d, file), 0);
        CHECK_INT(d->read(d, file, got, 1, 0), 1);
        disk_fault_power_cut(f);
        disk_fault_power_on(f);
        file = d->open(d, "/f", O_RDWR);
        lost = lost || d->read(d, file, got, 1, 0) == 0;
    }
    CHECK(lost);
}

TEST(a_full_disk_says_so)
{
    owned(disk_fault) struct disk_fault *f = disk_fault_new(1);
    struct disk *d = disk_fault_disk(f);
    int file = d->open(d, "/f", O_RDWR | O_CREAT);
    disk_fault_room(f, 3);
    CHECK_INT(d->write(d, file, "abc", 3, 0), 0);
    CHECK_INT(d->write(d, file, "d", 1, 3), -ENOSPC);
    CHECK_INT(d->write(d, file, "x", 1, 0), 0);
}
