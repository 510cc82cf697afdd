/* See rig.h. */
#include "sandbox/rig.h"
#include "base/probe.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void on_started(struct zygote_child *c)
{
    struct run *r = CONTAINER_OF(c, struct run, child);
    r->started = true;
    if (r->signal_when_started)
        zygote_signal(c, r->signal_when_started);
    if (r->when_started)
        r->when_started(r);
}

static void on_failed(struct zygote_child *c, struct err *take_e)
{
    struct run *r = CONTAINER_OF(c, struct run, child);
    r->failed = take_e;
    r->over = true;
}

static void on_ended(struct zygote_child *c, const struct child_end *end)
{
    struct run *r = CONTAINER_OF(c, struct run, child);
    r->end = *end;
    r->over = true;
}

static void on_pressed(struct zygote_child *c, uint64_t used, uint64_t limit)
{
    CHECK(used >= limit / 2 && used <= limit);
    CONTAINER_OF(c, struct run, child)->pressed++;
}

static void on_refused(struct zygote_child *c, const char *call)
{
    struct run *r = CONTAINER_OF(c, struct run, child);
    size_t len = strlen(r->refused);
    snprintf(r->refused + len, sizeof r->refused - len, "%s ", call);
}

static void on_answered(struct zygote_child *c, struct err *take_e)
{
    struct run *r = CONTAINER_OF(c, struct run, child);
    r->answered++;
    if (take_e)
        err_free(give(r->answer)), r->answer = take_e;
}

void run_until(struct run *r, const unsigned *count, unsigned wanted)
{
    while (*count < wanted && !r->over)
        loop_turn(r->loop);
}

void run_init(struct run *r)
{
    probe_forget(); /* what a test that failed has set */
    if (!probe_get(PROBE_USERNS)->ok)
        test_skip("no user namespaces here, as in a plain chroot"); /* while nothing is owned */
    *r = (struct run){ .child = { .started = on_started,
                                  .failed = on_failed,
                                  .ended = on_ended,
                                  .pressed = on_pressed,
                                  .refused = on_refused,
                                  .answered = on_answered } };
    CHECK_OK(zygote_open(&r->zygote));
    r->loop = loop_new(LOOP_LIVE);
    CHECK_OK(zygote_watch(r->zygote, r->loop));
    arena_init(&r->arena, 4 * MIB);
    char path[] = "/tmp/sandbox-out-XXXXXX";
    r->out = mkostemp(path, O_CLOEXEC);
    unlink(path);
}

void run_done(struct run *r)
{
    err_free(r->failed);
    err_free(r->answer);
    zygote_free(r->zygote);
    loop_free(r->loop);
    arena_done(&r->arena);
    close(r->out);
}

struct err *run_plan(struct run *r, const struct sandbox_plan *plan)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    r->started = r->over = false;
    err_free(give(r->failed));
    CHECK(ftruncate(r->out, 0) == 0 && lseek(r->out, 0, SEEK_SET) == 0);
    CHECK_OK(zygote_start(r->zygote, plan, (const int[]){ nothing, r->out, r->out }, &r->child));
    close(nothing);
    if (r->when_asked)
        r->when_asked(r);
    while (!r->over)
        loop_turn(r->loop);
    return give(r->failed);
}

struct err *run(struct run *r, struct sandbox_wish *wish)
{
    struct sandbox_plan plan;
    wish->weaker |= WEAKER_CGROUP; /* that there are limits without one is tested, too */
    wish->limits = wish->limits.files ? wish->limits : SANDBOX_LIMITS;
    TRY(sandbox_plan(wish, &r->arena, &plan));
    return run_plan(r, &plan);
}

struct err *shell(struct run *r, const char *line)
{
    struct str words[] = { STR("/bin/sh"), STR("-c"), str_of(line) };
    struct str env[] = { STR("PATH=/usr/bin:/bin"), STR("GREETING=hello") };
    struct sandbox_wish w = { .argv = { words, 3 }, .env = { env, 2 } };
    return run(r, &w);
}

const char *printed(struct run *r)
{
    static char text[8192];
    ssize_t n = pread(r->out, text, sizeof text - 1, 0);
    text[MAX_OF(n, 0)] = 0;
    return text;
}

int count_processes(const char *command)
{
    DIR *d = opendir("/proc");
    int n = 0;
    for (struct dirent *entry; (entry = readdir(d));) {
        char path[300], text[256] = "";
        snprintf(path, sizeof path, "/proc/%s/cmdline", entry->d_name);
        owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
        for (ssize_t i = 0; i + 1 < len; i++)
            text[i] = text[i] ? text[i] : ' ';
        n += strstr(text, command) != NULL;
    }
    closedir(d);
    return n;
}

/* The zygote's children; `pids` gets them. */
static size_t children_of(int parent, int *pids, size_t most)
{
    char path[300], text[512];
    DIR *d = opendir("/proc");
    size_t n = 0;
    for (struct dirent *entry; (entry = readdir(d));) {
        int pid, ppid;
        snprintf(path, sizeof path, "/proc/%s/stat", entry->d_name);
        owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
        text[MAX_OF(len, 0)] = 0;
        if (sscanf(text, "%d %*[^)]) %*c %d", &pid, &ppid) == 2 && ppid == parent && n < most)
            pids[n++] = pid;
    }
    closedir(d);
    return n;
}

size_t wait_for_children(const struct run *r, size_t wanted, int pids[8])
{
    size_t n = 0;
    for (int tries = 0; tries < 500; tries++, usleep(10000))
        if ((n = children_of(zygote_pid(r->zygote), pids, 8)) == wanted)
            break;
    return n;
}
