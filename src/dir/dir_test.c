/* Backends by themselves: what the ops above (vfs) have no way to show. */
#include "base/test.h"
#include "dir/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct dir *local(const char *name)
{
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%s/%s", test_dir(), name);
    CHECK(mkdir(path, 0700) == 0);
    return dir_local(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static void put(struct dir *d, const char *name, const char *text)
{
    owned_fd int fd = dir_open(d, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
}

static struct str holds(struct dir *d, const char *name)
{
    static char text[256];
    owned_fd int fd = dir_open(d, name, O_RDONLY, 0);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    return n < 0 ? STR("(none)") : (struct str){ text, (size_t)n };
}

TEST(a_directory_in_memory_that_was_removed_lives_as_long_as_its_handle)
{
    struct memory *m = memory_new(1 * MIB);
    owned(dir) struct dir *root = memory_root(m);
    memory_unref(m);
    CHECK(dir_mkdir(root, "d", 0700) == 0);
    owned(dir) struct dir *d = dir_enter(root, "d");
    owned(dir) struct dir *again = dir_again(d);
    CHECK(dir_unlink(root, "d", AT_REMOVEDIR) == 0);
    CHECK(dir_mkdir(d, "x", 0700) != 0 && errno == ENOENT);
    CHECK(dir_open(again, "x", O_WRONLY | O_CREAT | O_EXCL, 0600) < 0 && errno == ENOENT);
}

TEST(memory_counts_what_goes_as_well_as_what_comes)
{
    struct memory *m = memory_new(1 * MIB);
    owned(dir) struct dir *root = memory_root(m);
    uint64_t empty = memory_used(m);
    put(root, "a", "text");
    owned_fd int fd = dir_open(root, "a", O_RDWR, 0);
    CHECK(dir_grow(root, fd, 512 * KIB) == 0);
    CHECK(memory_used(m) > 512 * KIB);
    CHECK(dir_grow(root, fd, 2 * MIB) != 0 && errno == ENOSPC);
    CHECK(dir_symlink(root, "a", "l") == 0);
    CHECK(dir_rename(root, "a", root, "l", 0) == 0);
    CHECK(dir_unlink(root, "l", 0) == 0);
    CHECK_INT(memory_used(m), empty);
    memory_unref(m);
}

TEST(an_overlay_keeps_what_was_changed_for_the_next_that_is_laid)
{
    struct dir *lower = local("lower"), *upper = local("upper");
    put(lower, "kept", "kept");
    put(lower, "gone", "gone");
    put(lower, "changed", "old");
    CHECK(dir_mkdir(lower, "d", 0700) == 0);
    for (int turn = 0; turn < 2; turn++) {
        struct overlay *o = overlay_new(dir_again(lower), dir_again(upper), false);
        owned(dir) struct dir *root = overlay_root(o);
        overlay_unref(o);
        if (!turn) {
            CHECK(dir_unlink(root, "gone", 0) == 0);
            owned_fd int fd = dir_open(root, "changed", O_WRONLY, 0);
            CHECK(fd >= 0 && write(fd, "new", 3) == 3);
            CHECK(dir_unlink(root, "d", AT_REMOVEDIR) == 0 && dir_mkdir(root, "d", 0700) == 0);
        }
        CHECK_STR(holds(root, "kept"), "kept");
        CHECK_STR(holds(root, "gone"), "(none)");
        CHECK_STR(holds(root, "changed"), "new");
    }
    CHECK_STR(holds(lower, "changed"), "old");
    CHECK_STR(holds(lower, "gone"), "gone");
    dir_free(lower);
    dir_free(upper);
}

TEST(names_of_an_overlays_own_are_nobodys)
{
    struct dir *lower = local("lower"), *upper = local("upper");
    put(lower, "a", "a");
    struct overlay *o = overlay_new(lower, upper, false);
    owned(dir) struct dir *root = overlay_root(o);
    overlay_unref(o);
    CHECK(dir_open(root, ".wh.a", O_WRONLY | O_CREAT | O_EXCL, 0600) < 0 && errno == EINVAL);
    CHECK(dir_mkdir(root, ".wh.a", 0700) != 0 && errno == EINVAL);
    CHECK(dir_rename(root, "a", root, ".wh.b", 0) != 0 && errno == EINVAL);
    CHECK(dir_unlink(root, "a", 0) == 0);
    struct stat st;
    CHECK(dir_stat(root, ".wh.a", &st) != 0 && errno == ENOENT);
    CHECK(dir_unlink(root, ".wh.a", 0) != 0 && errno == ENOENT);
}

TEST(a_file_of_several_names_is_not_copied_up_unless_that_was_allowed)
{
    struct dir *lower = local("lower"), *upper = local("upper");
    put(lower, "a", "a");
    char from[PATH_MOST], to[PATH_MOST];
    snprintf(from, sizeof from, "%s/lower/a", test_dir());
    snprintf(to, sizeof to, "%s/other", test_dir());
    CHECK(link(from, to) == 0);
    struct overlay *o = overlay_new(lower, upper, false);
    owned(dir) struct dir *root = overlay_root(o);
    overlay_unref(o);
    CHECK(dir_open(root, "a", O_WRONLY, 0) < 0 && errno == EPERM);
}
