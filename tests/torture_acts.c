/* See torture_procs.h: what is done to it, each at random. */
#include "torture_procs.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIVE_MOST = 24 };

bool has_private;

/* --- programs --- */

static long live[LIVE_MOST];
size_t n_live;

void end_one(size_t i)
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

void do_program(void)
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

void do_ring_program(void)
{
    keep(number_in(call("proc.spawn",
                        "{\"program\":\"sleep\",\"args\":[\"%s\"],\"ring\":true,"
                        "\"allow\":[\"time_access\"],\"dir\":\"%s\",\"read\":true}",
                        chance(2) ? "0" : "98765", share),
                   "id"));
}

void do_network_program(void)
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

void do_end(void)
{
    if (n_live)
        end_one(chance(n_live));
}

void do_limit(void)
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

void do_client(void)
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

void do_http(void)
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

void do_websocket(void)
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
void do_session(void)
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
void do_service(void)
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
