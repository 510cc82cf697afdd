/* Nothing is left of procs: proc_torture PITH [count] [seed]
 *
 * Procs of every kind are made and ended in random order, with random things in their hands:
 * programs with pipes, terminals, networks, rings and grandchildren; sessions with tasks, watches
 * and programs of their own; programs that use libpith and vanish; clients of HTTP and WebSocket
 * that hang up in the middle. Programs, services and clients are killed with -9. Then the world is
 * compared with what it was: descriptors, threads, processes, cgroups, mounts, namespaces, network
 * cards, files, memory.
 *
 * After that the daemon itself is killed with all of it in its hands. Nothing of it may run on, and
 * the next one starts and finds a clean place.
 *
 * Each kind of holding (proc/holdings.def) must have been taken and given back, so that a new kind
 * without a way to hold it here fails. */
#include "torture_procs.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SETTLE_S = 40 };

/* --- the storm --- */

static void (*const acts[])(void) = { do_program,      do_program,         do_program,
                                      do_ring_program, do_network_program, do_end,
                                      do_limit,        do_client,          do_http,
                                      do_http,         do_websocket,       do_session };

static long born(void)
{
    return number_in(call("proc.stats", "{}"), "born");
}

/* Until so many procs were made. */
static void storm(long count)
{
    long first = born(), made = 0, said = 0;
    for (long i = 0; made < count; i++) {
        acts[chance(COUNT_OF(acts))]();
        if (i % 16 == 0)
            made = born() - first;
        if (i == count / 4 || i == count / 2)
            do_service();
        if (made / 1000 != said) {
            said = made / 1000;
            printf("%ld made\n", made);
            fflush(stdout);
        }
    }
}

/* Tasks outlive who submitted them, and keep its proc. */
static bool end_task(void)
{
    char id[64];
    if (!text_in(call("task.list", "{\"limit\":1}"), "id", id, sizeof id))
        return false;
    call("task.cancel", "{\"id\":\"%s\"}", id);
    call("task.wait", "{\"id\":\"%s\"}", id);
    if (!call("task.forget", "{\"id\":\"%s\"}", id) && strstr(last_error, "no task") == NULL)
        give_up("a task cannot be ended: %s", last_error);
    return true;
}

static void end_all(void)
{
    while (n_live)
        end_one(n_live - 1);
    while (end_task())
        ;
}

/* --- what must be so --- */

static long alive(void)
{
    return number_in(call("proc.stats", "{}"), "alive");
}

static void expect_as_before(const struct world *was, long procs)
{
    struct world is;
    for (int i = 0; i < SETTLE_S * 4; i++) {
        is = look();
        if (is_as_before(was, &is) && alive() <= procs)
            break;
        nap(250);
    }
    show("after", &is);
    if (alive() > procs) {
        printf("%s\n", call("proc.all", "{}"));
        fflush(stdout);
        give_up("%ld procs are alive, of %ld before", alive(), procs);
    }
    if (!is_as_before(was, &is))
        give_up("something is left");
}

/* Grants are of those who are there. */
static void expect_all_holdings(void)
{
    const char *stats = call("proc.stats", "{}"), *at = strstr(stats, "\"holdings\":");
    printf("born %ld, refused %ld, peak %ld, illegal %ld\n", number_in(stats, "born"),
           number_in(stats, "refused"), number_in(stats, "peak"), number_in(stats, "illegal"));
    if (number_in(stats, "illegal"))
        give_up("some proc took a step that there is not");
    while (at && (at = strstr(at, "{\"kind\":"))) {
        char kind[64] = "";
        text_in(at, "kind", kind, sizeof kind);
        long held = number_in(at, "held"), taken = number_in(at, "taken");
        printf("  %-9s taken %6ld, swept %6ld, held %ld, longest %ld us\n", kind, taken,
               number_in(at, "swept"), held, number_in(at, "longest_us"));
        bool needs_private = strcmp(kind, "forward") == 0;
        if (!taken && !(needs_private && !has_private))
            give_up("nobody ever held one: %s", kind);
        if (held && strcmp(kind, "grant") != 0 && strcmp(kind, "ring") != 0)
            give_up("%ld are held by nobody that is there: %s", held, kind);
        at++;
    }
    fflush(stdout);
}

static long count_marked(void)
{
    char path[64], text[256];
    long n = 0;
    DIR *d = opendir("/proc");
    for (const struct dirent *e; d && (e = readdir(d));) {
        snprintf(path, sizeof path, "/proc/%.20s/cmdline", e->d_name);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t len = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
        if (fd >= 0)
            close(fd);
        text[MAX_OF(len, 0)] = 0;
        n += len > 6 && memcmp(text,
                               "sleep\0"
                               "98765",
                               11) == 0;
    }
    if (d)
        closedir(d);
    return n;
}

static void kill_the_daemon(long cards)
{
    for (int i = 0; i < 40; i++)
        acts[chance(COUNT_OF(acts))]();
    find_zygote();
    kill(daemon_pid, SIGKILL);
    waitpid(daemon_pid, NULL, 0);
    pith_close(pith);
    n_live = 0;
    daemon_pid = 0;
    for (int i = 0; count_marked() && i < 100; i++)
        nap(100);
    if (count_marked())
        give_up("%ld programs run on after the daemon", count_marked());
    start_daemon();
    call("proc.shell", "{\"line\":\"true\"}"); /* with the first start what is old is swept */
    for (int i = 0; count_cgroups() && i < 50; i++)
        nap(100);
    if (count_cgroups())
        give_up("%ld cgroups are left of a daemon that was killed", count_cgroups());
    find_zygote();
    for (int i = 0; count_names("/sys/class/net", is_any) > cards && i < 50; i++)
        nap(100);
    if (count_names("/sys/class/net", is_any) > cards)
        give_up("network cards are left");
}

int main(int argc, char **argv)
{
    long count = argc > 2 ? atol(argv[2]) : 300;
    if (argc < 2)
        return 2;
    program = argv[1];
    seed = argc > 3 ? strtoul(argv[3], NULL, 10) : (unsigned long)time(NULL);
    printf("seed %lu, %ld procs\n", seed, count);
    signal(SIGPIPE, SIG_IGN);
    snprintf(work, sizeof work, "/tmp/pith-procs-%d", getpid());
    snprintf(data, sizeof data, "%.180s/data", work);
    snprintf(share, sizeof share, "%.180s/share", work);
    snprintf(temp, sizeof temp, "%.180s/tmp", work);
    setenv("TMPDIR", temp, 1);
    snprintf(mount_at, sizeof mount_at, "%.180s/mount", work);
    if (mkdir(work, 0700) < 0 || mkdir(temp, 0700) < 0 || mkdir(share, 0700) < 0 ||
        mkdir(mount_at, 0700) < 0)
        give_up("no scratch directory");
    setenv("PITH_DATA_DIR", data, 1);
    setenv("PITH__HTTP__PORT", "0", 1);
    setenv("PITH__LIMITS__OPS_PER_SECOND", "0", 1);
    setenv("XDG_CONFIG_HOME", work, 1);
    start_daemon();
    long first = number_in(call("proc.shell", "{\"line\":\"true\"}"), "id");
    if (!call("proc.wait", "{\"id\":%ld}", first))
        return printf("skipped: no programs can be started here\n"), 77;
    first = number_in(call("proc.shell", "{\"line\":\"true\",\"network\":\"private\"}"), "id");
    has_private = call("proc.wait", "{\"id\":%ld}", first) != NULL;
    /* What is made once and stays is made before the first look. */
    storm(COUNT_OF(acts) * 4);
    end_all();
    nap(1500);
    long procs = alive();
    find_zygote();
    struct world was = look();
    show("before", &was);
    storm(count);
    end_all();
    expect_as_before(&was, procs);
    expect_all_holdings();
    for (long i = 0; i < 2 + count / 1000; i++)
        kill_the_daemon(was.cards);
    kill(daemon_pid, SIGTERM);
    int status = 0;
    waitpid(daemon_pid, &status, 0);
    if (status)
        give_up("the daemon ends with %d", status);
    char command[300];
    snprintf(command, sizeof command, "rm -rf %.200s", work);
    return system(command) ? 1 : 0;
}
