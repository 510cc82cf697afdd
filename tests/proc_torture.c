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
#include "base/test.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pith.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LIVE_MOST = 24, SETTLE_S = 40 };

static const char *program;
static char work[200], data[256], share[256], temp[256], mount_at[256], url_port[16];
static pid_t daemon_pid, zygote_pid;
static struct pith *pith;
static unsigned long seed = 1;
static bool has_private;
static char last_error[600];

static unsigned long chance(unsigned long below)
{
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (seed >> 33) % below;
}

static void nap(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

__attribute__((noreturn, format(printf, 1, 2))) static void give_up(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fprintf(stderr, "NOT SO: ");
    vfprintf(stderr, fmt, args);
    fprintf(stderr, "\n");
    va_end(args);
    if (daemon_pid)
        kill(daemon_pid, SIGKILL);
    exit(1);
}

/* --- the daemon --- */

static void start_daemon(void)
{
    int out[2];
    char line[512] = "";
    if (pipe(out) < 0)
        give_up("no pipe");
    daemon_pid = fork();
    if (!daemon_pid) {
        setpgid(0, 0);
        dup2(out[1], 1);
        close(out[0]);
        close(out[1]);
        execl(program, program, "serve", "--data", data, "--set", "sandbox.pool=0", (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    FILE *f = fdopen(out[0], "r");
    const char *at = NULL;
    while (!at && fgets(line, sizeof line, f))
        at = strstr(line, "http://127.0.0.1:");
    if (!at)
        give_up("the daemon does not start");
    snprintf(url_port, sizeof url_port, "%d", atoi(at + strlen("http://127.0.0.1:")));
    fclose(f);
    struct pith_error e;
    pith = pith_open(&e);
    if (!pith)
        give_up("no ring: %s", pith_error_text(&e));
}

/* The result lives until the next call; NULL: it failed, which many may. */
PRINTF_LIKE(2, 3) static const char *call(const char *op, const char *fmt, ...)
{
    char args[2048];
    const char *out;
    struct pith_error e;
    va_list list;
    va_start(list, fmt);
    vsnprintf(args, sizeof args, fmt, list);
    va_end(list);
    if (pith_call_json(pith, op, args, &out, &e) == 0)
        return out;
    snprintf(last_error, sizeof last_error, "%s %.200s: %.300s", op, args, pith_error_text(&e));
    return NULL;
}

/* The first number behind that name; -1. */
static long number_in(const char *json, const char *name)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", name);
    const char *at = json ? strstr(json, key) : NULL;
    return at ? atol(at + strlen(key)) : -1;
}

static bool text_in(const char *json, const char *name, char *out, size_t most)
{
    char key[64];
    snprintf(key, sizeof key, "\"%s\":\"", name);
    const char *at = json ? strstr(json, key) : NULL;
    if (!at)
        return false;
    at += strlen(key);
    snprintf(out, most, "%.*s", (int)strcspn(at, "\""), at);
    return true;
}

/* --- what there is --- */

struct world {
    long descriptors, threads, processes, cgroups, mounts, namespaces, cards, temp, files, rss;
};

typedef bool name_fn(const char *name);

static bool is_any(const char *name)
{
    return name[0] != '.';
}

/* Of the zygote whose number the name holds: other piths may run here. */
static bool is_cgroup(const char *name)
{
    int of;
    return sscanf(name, "pith-%d-", &of) == 1 && of == zygote_pid;
}

static long count_names(const char *path, name_fn *counts)
{
    DIR *d = opendir(path);
    long n = 0;
    for (const struct dirent *e; d && (e = readdir(d));)
        n += counts(e->d_name);
    if (d)
        closedir(d);
    return n;
}

static long count_lines(const char *path)
{
    char line[4096];
    long n = 0;
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        n++;
    if (f)
        fclose(f);
    return n;
}

static pid_t parent_of(pid_t pid)
{
    char path[64], text[1024] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC), parent = 0;
    if (fd < 0)
        return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    const char *at = n > 0 ? strrchr(text, ')') : NULL;
    return at && sscanf(at + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

static bool is_below(pid_t pid, pid_t above)
{
    for (int i = 0; pid > 1 && i < 64; i++) {
        if (pid == above)
            return true;
        pid = parent_of(pid);
    }
    return false;
}

static void find_zygote(void)
{
    char path[64], text[32] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", daemon_pid, daemon_pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
        give_up("there is no zygote");
    close(fd);
    zygote_pid = atoi(text);
}

/* Below the daemon, and the namespaces that they are in. */
static void count_processes(struct world *w)
{
    static const char *const kinds[] = { "net", "mnt", "pid", "user" };
    char path[128], link[128], seen[64][64];
    size_t n_seen = 0;
    DIR *d = opendir("/proc");
    for (const struct dirent *e; d && (e = readdir(d));) {
        pid_t pid = atoi(e->d_name);
        if (pid <= 0 || !is_below(pid, daemon_pid))
            continue;
        w->processes++;
        for (size_t k = 0; k < COUNT_OF(kinds); k++) {
            snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, kinds[k]);
            ssize_t n = readlink(path, link, sizeof link - 1);
            link[MAX_OF(n, 0)] = 0;
            size_t i = 0;
            while (i < n_seen && strncmp(seen[i], link, 63) != 0)
                i++;
            if (i == n_seen && n_seen < COUNT_OF(seen))
                snprintf(seen[n_seen++], 64, "%.63s", link);
        }
    }
    if (d)
        closedir(d);
    w->namespaces = (long)n_seen;
}

static long count_cgroups(void)
{
    static const char *const places[] = { "pids", "memory", "cpu", "cpuacct", "unified", "." };
    char path[4400], line[4096];
    long n = 0;
    FILE *f = fopen("/proc/self/cgroup", "r");
    while (f && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        const char *own = strrchr(line, ':') + 1;
        for (size_t i = 0; i < COUNT_OF(places); i++) {
            if (!strstr(line, places[i]) && places[i][0] != '.')
                continue;
            snprintf(path, sizeof path, "/sys/fs/cgroup/%s/%s", places[i], own);
            n += count_names(path, is_cgroup);
        }
    }
    if (f)
        fclose(f);
    return n;
}

static struct world look(void)
{
    struct world w = { 0 };
    char path[128];
    snprintf(path, sizeof path, "/proc/%d/fd", daemon_pid);
    w.descriptors = count_names(path, is_any);
    snprintf(path, sizeof path, "/proc/%d/task", daemon_pid);
    w.threads = count_names(path, is_any);
    snprintf(path, sizeof path, "/proc/%d/mountinfo", daemon_pid);
    w.mounts = count_lines(path) + count_lines("/proc/self/mountinfo");
    w.cgroups = count_cgroups();
    w.cards = count_names("/sys/class/net", is_any);
    w.temp = count_names(temp, is_any);
    w.files = count_names(data, is_any) + count_names(work, is_any);
    count_processes(&w);
    w.rss = number_in(call("mem.gc", "{}"), "after") / 1024;
    return w;
}

#define WORLD(w)                                                                          \
    (w).descriptors, (w).threads, (w).processes, (w).cgroups, (w).mounts, (w).namespaces, \
        (w).cards, (w).temp, (w).files, (w).rss

static void show(const char *when, const struct world *w)
{
    printf("%-7s descriptors %ld, threads %ld, processes %ld, cgroups %ld, mounts %ld, "
           "namespaces %ld, cards %ld, temp %ld, files %ld, rss %ld KiB\n",
           when, WORLD(*w));
    fflush(stdout);
}

/* Threads end some time after their last work, so there may be fewer; memory within bounds, since
 * the heap does not forget its shape. */
static bool is_as_before(const struct world *was, const struct world *is)
{
#ifdef PITH_ASAN
    bool memory = true; /* what was freed is kept by the sanitizer */
#else
    bool memory = is->rss <= was->rss + was->rss / 4 + 2048;
#endif
    return is->descriptors <= was->descriptors && is->threads <= was->threads &&
           is->processes <= was->processes && is->cgroups <= was->cgroups &&
           is->mounts <= was->mounts && is->namespaces <= was->namespaces &&
           is->cards <= was->cards && is->temp <= was->temp && is->files <= was->files && memory;
}

/* --- programs --- */

static long live[LIVE_MOST];
static size_t n_live;

static void end_one(size_t i)
{
    long id = live[i];
    live[i] = live[--n_live];
    if (chance(5) == 0)
        call("proc.suspend", "{\"id\":%ld}", id);
    if (chance(3)) {
        call("proc.kill", "{\"id\":%ld}", id);
    } else {
        long pid = number_in(call("proc.info", "{\"id\":%ld}", id), "pid");
        if (pid > 1 && is_below((pid_t)pid, daemon_pid))
            kill((pid_t)pid, SIGKILL);
    }
    if (!call("proc.kill", "{\"id\":%ld}", id) || !call("proc.wait", "{\"id\":%ld}", id))
        give_up("a program cannot be ended: %s", last_error);
}

static void keep(long id)
{
    if (id < 0)
        return;
    if (n_live == LIVE_MOST)
        end_one(chance(n_live));
    live[n_live++] = id;
}

static void do_program(void)
{
    static const char *const lines[] = { "true",        "exit 3",
                                         "kill -9 $$",  "echo out; echo err >&2",
                                         "sleep 98765", "setsid sleep 98765 & setsid sleep 98765 &",
                                         "yes",         "cat" };
    keep(number_in(call("proc.shell", "{\"line\":\"%s\",\"quiet\":%s,\"terminal\":%s}",
                        lines[chance(COUNT_OF(lines))], chance(2) ? "true" : "false",
                        chance(3) ? "false" : "true"),
                   "id"));
}

static void do_ring_program(void)
{
    keep(number_in(call("proc.spawn",
                        "{\"program\":\"sleep\",\"args\":[\"%s\"],\"ring\":true,"
                        "\"allow\":[\"time_access\"],\"dir\":\"%s\",\"read\":true}",
                        chance(2) ? "0" : "98765", share),
                   "id"));
}

static void do_network_program(void)
{
    static const char *const modes[] = { "full", "shared", "private" };
    const char *mode = modes[chance(has_private ? 3 : 2)];
    static int forwarded;
    bool forward = has_private && (chance(6) == 0 || !forwarded++);
    if (forward)
        mode = "private";
    char port[64] = "";
    if (forward)
        snprintf(port, sizeof port, ",\"forwards\":[\"%lu:80\"]", 20000 + chance(20000));
    keep(number_in(
        call("proc.shell", "{\"line\":\"sleep 98765\",\"network\":\"%s\"%s}", mode, port), "id"));
}

static void do_end(void)
{
    if (n_live)
        end_one(chance(n_live));
}

static void do_limit(void)
{
    if (!n_live)
        return;
    long id = live[chance(n_live)];
    call("proc.limits", "{\"id\":%ld,\"memory\":%lu}", id, 8000000 + chance(9000000));
    call("proc.limits", "{\"id\":%ld,\"wall\":%lu}", id, 20 + chance(2000));
    call("proc.grant", "{\"id\":%ld,\"capabilities\":[\"read_file\"],\"path\":\"%s\"}", id, share);
    call("proc.grant",
         "{\"id\":%ld,\"capabilities\":[\"spawn_process\"],\"pattern\":\"x%lu\",\"deny\":true}", id,
         chance(9));
}

/* --- libpith clients --- */

static void submit_json(struct pith *p, const char *op, const char *args)
{
    const char *out;
    struct pith_error e;
    pith_call_json(p, op, args, &out, &e);
}

/* A stream that is not closed, and a mount that does not stay; another client may have that. */
static void hold_files(struct pith *p)
{
    char args[512];
    snprintf(args, sizeof args, "{\"path\":\"%s/draft\",\"create\":true}", share);
    submit_json(p, "stream.open", args);
    snprintf(args, sizeof args, "{\"at\":\"%s\",\"kind\":\"memory\"}", mount_at);
    submit_json(p, "fs.mount", args);
}

static void be_client(void)
{
    struct pith_error e;
    char args[512];
    struct pith *p = pith_open(&e);
    if (!p)
        _exit(1);
    snprintf(args, sizeof args, "{\"op\":\"fs.watch\",\"args\":{\"path\":\"%s\"},\"keep\":0}",
             work);
    if (chance(2))
        submit_json(p, "task.submit", args);
    if (chance(2))
        submit_json(p, "task.submit", "{\"op\":\"time.sleep\",\"args\":{\"ms\":50},\"keep\":0}");
    if (chance(2))
        submit_json(p, "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"98765\"]}");
    if (chance(2))
        hold_files(p);
    if (chance(2))
        raise(SIGKILL);
    if (chance(2))
        pith_close(p);
    _exit(0);
}

static void do_client(void)
{
    pid_t pid = fork();
    if (!pid)
        be_client();
    if (chance(2)) {
        nap((long)chance(5));
        kill(pid, SIGKILL);
    }
    waitpid(pid, NULL, 0);
    chance(2); /* the child drew from its own */
}

/* --- clients of HTTP and WebSocket --- */

static int connect_tcp(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(url_port)) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
        return fd;
    close(fd);
    return -1;
}

static int connect_owner(void)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(a.sun_path, sizeof a.sun_path, "%.90s/control.sock", data);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
        return fd;
    close(fd);
    return -1;
}

static void say(int fd, const char *op, const char *token, const char *body)
{
    char text[2048];
    int n = snprintf(text, sizeof text,
                     "POST /v1/ops/%s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n%s%s%sContent-Type: "
                     "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                     op, url_port, *token ? "Authorization: Bearer " : "", token,
                     *token ? "\r\n" : "", strlen(body), body);
    if (send(fd, text, (size_t)n - (chance(8) ? 0 : strlen(body) / 2), MSG_NOSIGNAL) < 0)
        return;
}

static void hang_up(int fd)
{
    struct linger now = { 1, 0 };
    char some[256];
    if (chance(2))
        nap((long)chance(8));
    if (chance(2) && recv(fd, some, sizeof some, MSG_DONTWAIT) < 0)
        nap(1);
    if (chance(2))
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(fd);
}

static void do_http(void)
{
    static const char *const ops[][2] = {
        { "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"98765\"]}" },
        { "observe.follow", "{}" },
        { "time.sleep", "{\"ms\":100000}" },
        { "task.submit", "{\"op\":\"time.sleep\",\"args\":{\"ms\":20},\"keep\":0}" },
        { "fs.search", "{\"path\":\"/usr/include\",\"text\":\"e\"}" },
    };
    size_t which = chance(COUNT_OF(ops) + 1);
    char watch[400];
    int fd = connect_owner();
    if (fd < 0)
        give_up("the control socket does not answer");
    snprintf(watch, sizeof watch, "{\"path\":\"%s\"}", share);
    if (which == COUNT_OF(ops))
        say(fd, "fs.watch", "", watch);
    else
        say(fd, ops[which][0], "", ops[which][1]);
    hang_up(fd);
}

static void do_websocket(void)
{
    char text[512];
    int fd = connect_tcp();
    if (fd < 0)
        return;
    int n = snprintf(text, sizeof text,
                     "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nUpgrade: websocket\r\nConnection: "
                     "Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                     "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n%s",
                     url_port, chance(2) ? "\x81\x85 junk frame" : "");
    if (send(fd, text, (size_t)n, MSG_NOSIGNAL) > 0)
        hang_up(fd);
    else
        close(fd);
}

/* A credential with a proc of its own, which ends with what it holds. */
static void do_session(void)
{
    char id[128], token[256], watch[400];
    const char *made = call("auth.token_create", "{\"name\":\"torture\",\"scope\":\"admin\"}");
    if (!text_in(made, "token", token, sizeof token) || !text_in(made, "id", id, sizeof id))
        give_up("no token is made");
    snprintf(watch, sizeof watch, "{\"op\":\"time.sleep\",\"args\":{\"ms\":3600000}}");
    const char *const steps[][2] = {
        { "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"98765\"]}" },
        { "task.submit", watch },
        { "fs.watch", "{\"path\":\".\"}" },
        { "storage.set", "{\"key\":\"k\",\"value\":\"v\"}" },
    };
    int fds[3];
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        size_t which = chance(COUNT_OF(steps));
        fds[i] = connect_tcp();
        if (fds[i] >= 0)
            say(fds[i], steps[which][0], token, steps[which][1]);
    }
    nap((long)chance(6));
    if (!call("auth.revoke", "{\"id\":\"%s\"}", id))
        give_up("a token cannot be revoked");
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        if (fds[i] >= 0)
            hang_up(fds[i]);
}

/* --- services --- */

/* Few: who fails too often is not started any more. */
static void do_service(void)
{
    static int killed;
    char html[] = "{\"html\":{\"$bytes\":\"PHA+aGk8L3A+\"}}";
    call("doc.markdown", "%s", html);
    long pid = number_in(call("service.info", "{\"name\":\"doc\"}"), "pid");
    if (pid > 1 && is_below((pid_t)pid, daemon_pid) && killed++ < 3)
        kill((pid_t)pid, SIGKILL);
    nap(400);
    call("doc.markdown", "%s", html);
    call("service.stop", "{\"name\":\"doc\"}");
}

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
