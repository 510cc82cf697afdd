/* Log lines: their two forms, what they never let through, and the file. */
#include "base/log.h"

#include "base/test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char lines[4 * LOG_LINE_MOST];
static size_t lines_len;

static void keep(struct log_sink *s, struct str line)
{
    (void)s;
    CHECK(lines_len + line.len < sizeof lines);
    memcpy(lines + lines_len, line.ptr, line.len);
    lines_len += line.len;
}

static struct log_sink capture = { .write = keep };

static void begin(enum log_style style)
{
    lines_len = 0;
    memset(lines, 0, sizeof lines);
    capture.style = style;
    setenv("TZ", "UTC", 1);
    clock_use_manual(0, 1793552639120); /* 2026-11-01T17:03:59.120Z */
    log_set_level(LEVEL_TRACE);
    log_use(&capture);
}

static void end(int *token)
{
    (void)token;
    log_use(NULL);
    log_set_level(LEVEL_INFO);
    clock_use(NULL);
}
#define captured(style)                                   \
    __attribute__((cleanup(end), unused)) int token_ = 0; \
    begin(style)

TEST(elsewhere_a_line_is_a_json_object)
{
    captured(LOG_JSON);
    LOG_INFO("listening", F_TEXT("path", "/run/x \"y\""), F_INT("n", -7), F_UINT("big", UINT64_MAX),
             F_REAL("share", 0.25), F_BOOL("first", true));
    CHECK_TEXT(lines, "{\"time\":\"2026-11-01T17:03:59.120Z\",\"level\":\"info\","
                      "\"message\":\"listening\",\"path\":\"/run/x \\\"y\\\"\",\"n\":-7,"
                      "\"big\":18446744073709551615,\"share\":0.25,\"first\":true}\n");
}

TEST(on_a_terminal_a_line_is_for_people)
{
    captured(LOG_PLAIN);
    LOG_WARN("slow", F_TEXT("who", "disk"), F_TEXT("note", "two words"), F_TEXT("none", ""));
    LOG_ERROR("gone");
    CHECK_TEXT(lines, "17:03:59.120 warn  slow who=disk note=\"two words\" none=\"\"\n"
                      "17:03:59.120 error gone\n");
}

TEST(colour_stands_only_around_our_own_words)
{
    captured(LOG_COLOUR);
    LOG_ERROR("bad", F_TEXT("v", "\033[2J"));
    CHECK_TEXT(lines, "17:03:59.120 \033[31merror\033[0m bad \033[2mv=\033[0m\"\\u001b[2J\"\n");
}

TEST(a_field_cannot_forge_a_line_or_steer_a_terminal)
{
    static const char evil[] = "a\nb\r\t\033]0;x\a\x7f\xc2\x9b" /* C1 control */
                               "\xe2\x80\xae"                   /* right-to-left override */
                               "\xff"                           /* not UTF-8 */
                               "\xe2\x80\xa8z";                 /* line separator */
    captured(LOG_PLAIN);
    LOG_INFO("m", F_TEXT("v", evil));
    CHECK_TEXT(lines + strlen("17:03:59.120 info  "),
               "m v=\"a\\nb\\u000d\\u0009\\u001b]0;x\\u0007\\u007f\\u009b\\u202e\xef\xbf\xbd"
               "\\u2028z\"\n");
    begin(LOG_JSON);
    LOG_INFO("m", F_TEXT("v", "\xff\n\x01"));
    CHECK(strstr(lines, "\"v\":\"\\ufffd\\n\\u0001\"}\n"));
}

TEST(a_secret_is_named_but_not_told)
{
    captured(LOG_JSON);
    struct secret token = { STR("hunter2") };
    LOG_INFO("signed in", F_SECRET("token", token));
    CHECK(strstr(lines, "\"token\":\"(secret)\""));
    CHECK(!strstr(lines, "hunter2"));
}

TEST(an_error_brings_its_reason_and_a_chain_its_id)
{
    captured(LOG_JSON);
    struct {
        struct id128 raw;
    } chain = { { 1, 2 } };
    owned(err) struct err *e = err_wrap(err_errno(ENOSPC, "write a"), "save");
    LOG_ERROR("failed", F_ERR(e), F_CHAIN(chain));
    CHECK(strstr(lines, "\"reason\":\"disk_full\",\"error\":\"save: write a: No space"));
    CHECK(strstr(lines, "\"chain\":\"chn_0000000000"));
}

TEST(a_level_that_is_off_costs_no_evaluation)
{
    captured(LOG_JSON);
    int asked = 0;
    log_set_level(LEVEL_WARN);
    LOG_INFO("quiet", F_INT("n", ++asked));
    CHECK_INT(asked, 0);
    CHECK_INT(lines_len, 0);
    log_set_level(LEVEL_TRACE);
    LOG_TRACE("loud", F_INT("n", ++asked));
    CHECK_INT(asked, 1);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

TEST(a_line_too_long_is_cut_between_characters_and_stays_whole)
{
    static char text[LOG_LINE_MOST + 8];
    for (size_t extra = 0; extra < 8; extra++) {
        captured(LOG_JSON);
        memset(text, 'x', extra);
        for (size_t i = extra; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "€", 3);
        LOG_INFO("m", F_TEXT("long", text), F_INT("after", 1), F_TEXT("text", "t"));
        CHECK(lines_len <= LOG_LINE_MOST && lines_len > LOG_LINE_MOST - 64);
        CHECK(strstr(lines, "€…\",\"left_out\":2}\n"));
        CHECK(utf8_valid((struct str){ lines, lines_len }));
    }
}

TEST(many_fields_fit_or_are_counted)
{
    captured(LOG_JSON);
    struct log_field fields[1000];
    for (size_t i = 0; i < COUNT_OF(fields) - 1; i++)
        fields[i] = F_TEXT("some_long_enough_key", "\"quoted\"");
    fields[COUNT_OF(fields) - 1] = (struct log_field){ FIELD_NONE };
    log_write(LEVEL_INFO, "m", fields);
    CHECK(lines_len <= LOG_LINE_MOST);
    size_t written = count_of(lines, "some_long_enough_key");
    char expected[32];
    snprintf(expected, sizeof expected, "\"left_out\":%zu}\n", COUNT_OF(fields) - 1 - written);
    CHECK(strstr(lines, expected));
}

static size_t size_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (size_t)st.st_size : 0;
}

TEST(a_log_file_stays_within_bounds_and_keeps_one_old)
{
    char path[PATH_MOST], old[PATH_MOST];
    snprintf(path, sizeof path, "%s/pith.log", test_dir());
    snprintf(old, sizeof old, "%s/pith.log.1", test_dir());
    captured(LOG_JSON);
    owned(log_file) struct log_file *f = NULL;
    CHECK_OK(log_file_open(path, 1000, &f));
    log_use(log_file_sink(f));
    for (int i = 0; i < 100; i++) {
        LOG_INFO("line", F_INT("n", i));
        CHECK(size_of(path) <= 1000 && size_of(old) <= 1000);
    }
    CHECK(size_of(path) > 0 && size_of(old) > 900);
    log_use(NULL);
}

TEST(a_log_file_that_cannot_be_opened_is_an_error)
{
    struct log_file *f = NULL;
    CHECK_ERR(ERR_NOT_FOUND, log_file_open("/nowhere/at/all/pith.log", 1000, &f));
    CHECK(!f);
}

/* What a child writes to its standard error, which is a terminal or a file. */
static const char *told(void (*child)(void *arg), bool terminal)
{
    static char text[1024];
    char path[PATH_MOST];
    snprintf(path, sizeof path, "%s/stderr", test_dir());
    int fds[2] = { -1, -1 }; /* where it writes, where we read */
    if (terminal) {
        fds[1] = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        CHECK(fds[1] >= 0 && grantpt(fds[1]) == 0 && unlockpt(fds[1]) == 0);
        fds[0] = open(ptsname(fds[1]), O_RDWR | O_NOCTTY | O_CLOEXEC);
    } else {
        fds[0] = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        fds[1] = open(path, O_RDONLY | O_CLOEXEC);
    }
    CHECK(fds[0] >= 0 && fds[1] >= 0);
    CHECK_INT(test_in_child(child, &fds[0]), 0);
    ssize_t n = read(fds[1], text, sizeof text - 1);
    text[MAX_OF(n, 0)] = 0;
    fd_leave(&fds[0]);
    fd_leave(&fds[1]);
    return text;
}

static void say_hello(void *fd)
{
    dup2(*(int *)fd, STDERR_FILENO);
    LOG_WARN("hello", F_INT("n", 1));
}

static void say_hello_plainly(void *fd)
{
    setenv("NO_COLOR", "1", 1);
    say_hello(fd);
}

static void write_to_full_disk(void *fd)
{
    owned(log_file) struct log_file *f = NULL;
    dup2(*(int *)fd, STDERR_FILENO);
    CHECK_OK(log_file_open("/dev/full", 1000, &f));
    log_use(log_file_sink(f));
    LOG_INFO("hello", F_INT("n", 1));
    log_use(NULL);
}

TEST(standard_error_decides_how_a_line_looks)
{
    unsetenv("NO_COLOR");
    CHECK(str_starts(str_of(told(say_hello, false)), STR("{\"time\":")));
    CHECK(strstr(told(say_hello, true), "\033[33mwarn\033[0m  hello"));
    CHECK(strstr(told(say_hello_plainly, true), "warn  hello n=1"));
}

TEST(what_the_disk_does_not_take_goes_to_standard_error)
{
    CHECK(strstr(told(write_to_full_disk, false), "\"message\":\"hello\",\"n\":1}\n"));
}

static void *log_much(void *number)
{
    for (int i = 0; i < 200; i++)
        LOG_INFO("from a thread", F_INT("thread", (intptr_t)number), F_INT("n", i));
    return NULL;
}

TEST(lines_of_many_threads_do_not_mix)
{
    enum { THREADS = 4 };
    char path[PATH_MOST], line[512];
    snprintf(path, sizeof path, "%s/pith.log", test_dir());
    captured(LOG_JSON);
    owned(log_file) struct log_file *f = NULL;
    pthread_t threads[THREADS];
    CHECK_OK(log_file_open(path, 1 * MIB, &f));
    log_use(log_file_sink(f));
    for (intptr_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, log_much, (void *)i) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    log_use(NULL);
    FILE *in = fopen(path, "re");
    CHECK(in);
    int n = 0;
    for (; fgets(line, sizeof line, in); n++)
        CHECK(str_starts(str_of(line), STR("{\"time\":")) && str_ends(str_of(line), STR("}\n")) &&
              count_of(line, "message") == 1);
    fclose(in);
    CHECK_INT(n, THREADS * 200);
}
