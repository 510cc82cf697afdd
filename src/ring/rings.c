/* All rings, and the two ways in: see ring.h. */
#include "ring/ring_priv.h"

#include "config/config.h"
#include "trace/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static struct kernel_key key;

struct rings *rings_new(struct kernel *k)
{
    struct rings *rs = mem_new(sizeof *rs);
    rs->kernel = k;
    rs->loop = kernel_loop(k);
    rs->listener = rs->poll = rs->wake = -1;
    list_init(&rs->all);
    list_init(&rs->joining);
    list_init(&rs->leaving);
    pthread_mutex_init(&rs->lock, NULL);
    kernel_put(k, &key, rs);
    return rs;
}

static void stop_listening(struct rings *rs)
{
    if (rs->listener < 0)
        return;
    watch_stop(&rs->listening);
    close(rs->listener);
    unlink(rs->path);
}

void rings_free(struct rings *rs)
{
    if (!rs)
        return;
    stop_listening(rs);
    list_each (&rs->all, item)
        ring_end(CONTAINER_OF(item, struct ring, link));
    poller_stop(rs);
    list_each (&rs->all, item)
        ring_free(CONTAINER_OF(item, struct ring, link));
    pthread_mutex_destroy(&rs->lock);
    mem_free(rs->path);
    mem_free(rs);
}

struct rings *rings_of(const struct kernel *k)
{
    return kernel_get(k, &key);
}

size_t rings_count(const struct rings *rs)
{
    return rs->count;
}

/* --- the owner's programs --- */

static struct err *check_room(const struct rings *rs, bool service)
{
    int most = RING_CONNECTIONS_MOST - (service ? 0 : RING_RESERVED);
    if (rs->count < (size_t)most)
        return NULL;
    return err_hint(
        err_new(ERR_LIMIT, "too_many_rings", "%d programs share memory with pith already", most),
        "end some of them");
}

static void turn_away(struct ucred who, struct err *take_e)
{
    trace_emit_text(
        &(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_RING_REFUSED, .a = who.uid },
        str_of(err_text(take_e)));
    err_free(take_e);
}

/* As of whoever comes by the control socket. */
static void set_limits(const struct rings *rs, struct proc *p)
{
    struct config *cfg = config_of(rs->kernel);
    proc_set_limits(p,
                    &(struct proc_limits){
                        .ops_per_second = (uint64_t)config_int(cfg, CONFIG_LIMITS_OPS_PER_SECOND),
                        .calls_at_once = (uint32_t)config_int(cfg, CONFIG_LIMITS_CALLS_AT_ONCE) });
}

static struct err *let_in(struct rings *rs, int fd, const struct ucred *who)
{
    struct proc *p;
    if (who->uid != geteuid() && who->uid != 0)
        return err_new(ERR_DENIED, "other_user", "user %u is not the owner of this pith", who->uid);
    TRY(check_room(rs, false));
    TRY(proc_new_owner(procs_of(rs->kernel), &p));
    set_limits(rs, p);
    ring_new(rs, p, fd);
    return NULL;
}

static void on_connection(struct watch *w, enum want ready)
{
    struct rings *rs = CONTAINER_OF(w, struct rings, listening);
    (void)ready;
    int fd = accept4(rs->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    struct ucred who = { .uid = (uid_t)-1 };
    socklen_t len = sizeof who;
    struct err *e = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) < 0
                        ? err_sys("ask who connected")
                        : let_in(rs, fd, &who);
    if (e) {
        turn_away(who, e);
        close(fd);
    }
}

/* The directory is ours alone: the control socket has seen to that. What lies there is of a pith
 * that is no more, for the store has but one. */
struct err *rings_listen(struct rings *rs, const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    owned_fd int dir = -1;
    owned_fd int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const char *slash = strrchr(path, '/');
    if (strlen(path) < sizeof a.sun_path) {
        memcpy(a.sun_path, path, strlen(path) + 1);
    } else {
        owned_mem char *parent = mem_text(path, (size_t)(slash - path));
        dir = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
        snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/%.40s", dir, slash + 1);
    }
    unlink(path);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&a, sizeof a) < 0 || chmod(path, 0600) < 0 ||
        listen(fd, SOMAXCONN) < 0)
        return err_sys("listen on %s", path);
    TRY(watch_start(rs->loop, &rs->listening, fd, on_connection));
    loop_want(&rs->listening, WANT_READ);
    rs->path = mem_text(path, strlen(path));
    rs->listener = give_fd(fd);
    return NULL;
}

/* --- programs that are started --- */

struct err *ring_invite(struct rings *rs, struct proc *p, int *out_fd, struct ring **out_ring)
{
    int pair[2];
    TRY(check_room(rs, proc_kind(p) == PROC_SERVICE));
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return err_sys("make a program's socket");
    *out_ring = ring_new(rs, proc_ref(p), pair[0]);
    *out_fd = pair[1];
    return NULL;
}
