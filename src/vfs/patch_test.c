/* fs.patch: exact text, all edits or none. */
#include "proc/testbed.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct str holds(const struct testbed *t, const char *name)
{
    static char text[4096];
    owned_fd int fd = open(testbed_path(t, name), O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text);
    return n < 0 ? STR("(none)") : (struct str){ text, (size_t)n };
}

TEST(edits_are_made_in_order_and_the_file_keeps_its_permissions)
{
    owned(testbed) struct testbed t;
    struct stat st;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "one two\nthree\n");
    CHECK(chmod(testbed_path(&t, "ws/a"), 0640) == 0);
    CHECK_OK(testbed_call(&t, "fs.patch",
                          "{\"path\":\"a\",\"edits\":[{\"old\":\"two\",\"new\":\"2\"},"
                          "{\"old\":\"2\\nthree\",\"new\":\"2, 3\"}]}"));
    CHECK_STR(holds(&t, "ws/a"), "one 2, 3\n");
    CHECK_INT(json_get_int(t.result, STR("replaced"), -1), 2);
    CHECK_INT(json_get_int(t.result, STR("size"), -1), 9);
    CHECK(stat(testbed_path(&t, "ws/a"), &st) == 0);
    CHECK_INT(st.st_mode & 0777, 0640);
}

TEST(one_edit_that_does_not_fit_leaves_the_file_as_it_was)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "one two\n");
    CHECK_REASON("no_match",
                 testbed_call(&t, "fs.patch",
                              "{\"path\":\"a\",\"edits\":[{\"old\":\"one\",\"new\":\"1\"},"
                              "{\"old\":\"three\",\"new\":\"3\"}]}"));
    CHECK_STR(holds(&t, "ws/a"), "one two\n");
}

TEST(text_that_stands_twice_is_replaced_only_when_all_of_it_is_meant)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "x\ny\nx\n");
    owned(err) struct err *e =
        testbed_call(&t, "fs.patch", "{\"path\":\"a\",\"edits\":[{\"old\":\"x\",\"new\":\"z\"}]}");
    CHECK_TEXT(err_reason(e), "many_matches");
    CHECK(strstr(err_text(e), "lines 1, 3"));
    CHECK_OK(
        testbed_call(&t, "fs.patch",
                     "{\"path\":\"a\",\"edits\":[{\"old\":\"x\",\"new\":\"zz\",\"all\":true}]}"));
    CHECK_STR(holds(&t, "ws/a"), "zz\ny\nzz\n");
}

static void check_hint(struct testbed *t, const char *args, const char *want)
{
    owned(err) struct err *e = testbed_call(t, "fs.patch", args);
    CHECK_TEXT(err_reason(e), "no_match");
    if (!strstr(err_hint_text(e), want))
        CHECK_FAIL("hint: %s", err_hint_text(e));
}

TEST(what_nearly_matches_is_said)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "head\n\tif (a)\n\t\tb();\n\tc();\n");
    check_hint(&t, "{\"path\":\"a\",\"edits\":[{\"old\":\"if (a)\\n    b();\\n\",\"new\":\"\"}]}",
               "line 2 is alike but for blanks");
    check_hint(&t,
               "{\"path\":\"a\",\"edits\":[{\"old\":\"\\tif (a)\\n\\t\\tx();\\n\",\"new\":\"\"}]}",
               "line 3 differs");
    check_hint(&t, "{\"path\":\"a\",\"edits\":[{\"old\":\"nowhere\",\"new\":\"\"}]}",
               "nothing in it is like");
}

TEST(a_file_that_is_not_what_was_expected_is_left_alone)
{
    static const char sha[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    char args[256];
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "ws/a", "abc");
    snprintf(args, sizeof args,
             "{\"path\":\"a\",\"sha256\":\"%s\",\"edits\":[{\"old\":\"b\",\"new\":\"c\"}]}", sha);
    CHECK_OK(testbed_call(&t, "fs.patch", args));
    CHECK_REASON("changed", testbed_call(&t, "fs.patch", args));
    CHECK_REASON("changed", testbed_call(&t, "fs.patch",
                                         "{\"path\":\"a\",\"modified\":5,"
                                         "\"edits\":[{\"old\":\"a\",\"new\":\"c\"}]}"));
    CHECK_STR(holds(&t, "ws/a"), "acc");
    CHECK_OK(testbed_call(&t, "fs.stat", "{\"path\":\"a\"}"));
    snprintf(args, sizeof args,
             "{\"path\":\"a\",\"modified\":%lld,\"edits\":[{\"old\":\"a\",\"new\":\"x\"}]}",
             (long long)json_get_int(t.result, STR("modified"), 0));
    CHECK_OK(testbed_call(&t, "fs.patch", args));
    CHECK_STR(holds(&t, "ws/a"), "xcc");
}
