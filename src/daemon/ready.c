/* Who is told that pith is ready: a service manager, the log, and a person at a terminal. */
#include "auth/auth.h"
#include "base/log.h"
#include "daemon/daemon_priv.h"
#include "gateway/gateway.h"
#include "ops/auth.h"
#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* For a service manager that waits: sd_notify's datagram. */
static void notify_ready(void)
{
    static const char ready[] = "READY=1";
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    owned_fd int fd = path ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (fd < 0 || strlen(path) >= sizeof to.sun_path)
        return;
    memcpy(to.sun_path, path, strlen(path));
    if (to.sun_path[0] == '@')
        to.sun_path[0] = 0;
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    if (sendto(fd, ready, sizeof ready - 1, MSG_NOSIGNAL, (struct sockaddr *)&to, len) < 0)
        LOG_WARN("the service manager was not told", F_TEXT("socket", path));
}

/* As pith open would: by the op, as the owner. */
static void say_link(const struct daemon *d)
{
    struct proc *owner;
    struct call c;
    struct err *e = gateway_port(d->gateway) ? auth_owner(d->auth, &owner)
                                             : err_new(ERR_UNAVAILABLE, "no_door", "no door");
    if (e) {
        err_free(e);
        return;
    }
    call_init(&c, d->kernel, proc_caller(owner), op_named(STR("auth.link")));
    e = call_alloc(&c);
    if (!e)
        kernel_call(&c);
    if (!e && !c.err)
        printf("Open %.*s\n(works once, for five minutes; pith open makes another)\n",
               STR_ARGS(((const struct auth_link_out *)c.out)->url));
    err_free(e);
    call_end(&c, NULL);
    proc_unref(owner);
}

void daemon_say_ready(const struct daemon *d, int64_t took_ns)
{
    LOG_INFO("ready", F_TEXT("version", PITH_VERSION), F_TEXT("data", d->data_dir),
             F_UINT("ops", op_count()), F_REAL("ms", (double)took_ns / 1e6));
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_SYSTEM_UP,
                                           .a = (uint64_t)took_ns / 1000000 },
                    STR(PITH_VERSION));
    notify_ready();
    if (d->options->quiet)
        return;
    printf("pith %s is ready (%s). Ctrl-C stops it.\n", PITH_VERSION, d->data_dir);
    say_link(d);
    fflush(stdout);
}
