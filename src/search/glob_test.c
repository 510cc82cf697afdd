/* Globs, against what git says of them. */
#include "base/test.h"
#include "search/glob.h"
#include "search/ignore.h"

#include <stdio.h>

static const struct {
    const char *pattern, *path;
    bool fits;
} cases[] = {
    { "a", "a", true },
    { "a", "b", false },
    { "", "", true },
    { "*", "abc", true },
    { "*", "", true },
    { "*", "a/b", false },
    { "*.c", "x.c", true },
    { "*.c", "x.h", false },
    { "*.c", ".c", true },
    { "a*b*c", "a1b2b3c", true },
    { "a*b*c", "a1b2b3", false },
    { "?", "a", true },
    { "?", "/", false },
    { "?", "", false },
    { "[abc]x", "bx", true },
    { "[!abc]x", "bx", false },
    { "[^a]x", "bx", true },
    { "[a-c]", "b", true },
    { "[]]", "]", true },
    { "[!]]", "]", false },
    { "[a-]", "-", true },
    { "[[:digit:]]", "7", true },
    { "[[:digit:]]", "x", false },
    { "[abc", "a", false },
    { "[/]", "/", false },
    { "\\*", "*", true },
    { "\\*", "a", false },
    { "[\\]]", "]", true },
    { "**", "a/b/c", true },
    { "**/c", "c", true },
    { "**/c", "a/b/c", true },
    { "**/c", "a/bc", false },
    { "a/**", "a/b/c", true },
    { "a/**", "a", false },
    { "a/**/b", "a/b", true },
    { "a/**/b", "a/x/y/b", true },
    { "a/**/b", "a/x/yb", false },
    { "a**b", "axxb", true },
    { "a**b", "a/b", false },
    { "**/a/**/b", "x/a/y/a/b", true },
    { "**/*.c", "a/b/x.c", true },
    { "**/a*/b", "a1/c/a2/b", true },
    { "*/b", "a/b", true },
    { "*/b", "a/c/b", false },
};

TEST(globs_fit_what_git_says_they_fit)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (glob_fits(str_of(cases[i].pattern), str_of(cases[i].path)) != cases[i].fits)
            CHECK_FAIL("%s and %s", cases[i].pattern, cases[i].path);
}

/* If all stars were tried again, this would take longer than anybody waits. */
TEST(a_hostile_glob_takes_no_longer_than_its_length_allows)
{
    static char pattern[4000], path[20000];
    for (size_t i = 0; i + 3 < sizeof pattern; i += 4)
        memcpy(pattern + i, i % 8 ? "*a*a" : "a*?*", 4);
    memset(path, 'a', sizeof path);
    CHECK(!glob_fits((struct str){ pattern, sizeof pattern - 3 }, (struct str){ path, 500 }));
    CHECK(glob_fits((struct str){ pattern, 400 }, (struct str){ path, sizeof path }));
}

TEST(the_last_glob_of_a_caller_that_fits_counts)
{
    const struct str globs[] = { STR("*.c"), STR("!old/"), STR("!*_test.c") };
    owned(name_rules) struct name_rules *r = name_rules_new(globs, COUNT_OF(globs));
    CHECK(name_rules_choose(r));
    CHECK_INT(name_rules_ask(r, STR("a/b.c"), false), IGNORE_SHOW);
    CHECK_INT(name_rules_ask(r, STR("a/b_test.c"), false), IGNORE_HIDE);
    CHECK_INT(name_rules_ask(r, STR("a/old"), true), IGNORE_HIDE);
    CHECK_INT(name_rules_ask(r, STR("a/old"), false), IGNORE_UNKNOWN);
}
