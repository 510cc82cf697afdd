/* The test runner: see test.h. */
#include "base/test.h"

#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct test *all;
static jmp_buf leave_test;
static enum { RUNNING, FAILED, SKIPPED } outcome;
static char dir[PATH_MOST];
static bool in_child;

void test_register(struct test *t)
{
    t->next = all;
    all = t;
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fflush(stdout);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    if (in_child)
        _exit(99);
    outcome = FAILED;
    longjmp(leave_test, 1);
}

void test_skip(const char *why)
{
    printf("  skipped: %s\n", why);
    outcome = SKIPPED;
    longjmp(leave_test, 1);
}

const char *test_dir(void)
{
    if (dir[0])
        return dir;
    const char *tmp = getenv("TMPDIR");
    snprintf(dir, sizeof dir, "%s/pith-test-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(dir))
        CHECK_FAIL("no temporary directory %s", dir);
    return dir;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static void remove_dir(void)
{
    if (dir[0])
        nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    dir[0] = 0;
}

int test_in_child(void (*fn)(void *arg), void *arg)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        in_child = true;
        fn(arg);
        fflush(NULL);
        _exit(0);
    }
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        CHECK_FAIL("no child process");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int test_descriptors(void)
{
    DIR *d = opendir("/proc/self/fd");
    int n = -1; /* the list's own */
    if (!d)
        CHECK_FAIL("no list of descriptors");
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static bool chosen(const struct test *t, int argc, char **argv)
{
    bool any = argc < 2;
    for (int i = 1; i < argc; i++)
        any = any || strstr(t->name, argv[i]);
    return any;
}

static int by_place(const void *a, const void *b)
{
    const struct test *x = *(struct test *const *)a, *y = *(struct test *const *)b;
    int order = strcmp(x->file, y->file);
    return order ? order : strcmp(x->name, y->name);
}

static void run_one(const struct test *t)
{
    outcome = RUNNING;
    if (setjmp(leave_test) == 0)
        t->run();
    if (outcome == FAILED)
        fprintf(stderr, "FAILED %s\n", t->name);
    remove_dir();
}

int test_main(int argc, char **argv)
{
    size_t n = 0, counts[3] = { 0 };
    for (struct test *t = all; t; t = t->next)
        n++;
    struct test **order = mem_new((n + 1) * sizeof *order);
    n = 0;
    for (struct test *t = all; t; t = t->next)
        order[n++] = t;
    qsort(order, n, sizeof *order, by_place);
    for (size_t i = 0; i < n; i++) {
        if (!chosen(order[i], argc, argv))
            continue;
        run_one(order[i]);
        counts[outcome]++;
    }
    mem_free(order);
    printf("%zu passed, %zu failed, %zu skipped\n", counts[RUNNING], counts[FAILED],
           counts[SKIPPED]);
    return counts[FAILED] ? 1 : counts[RUNNING] || counts[SKIPPED] ? 0 : 2;
}

__attribute__((weak)) int main(int argc, char **argv)
{
    return test_main(argc, argv);
}
