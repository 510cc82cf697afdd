/* Programs beside a bench: see servers.h. */
#include "servers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void bench_fail(const char *what)
{
    fprintf(stderr, "bench: %s (%s)\n", what, strerror(errno));
    exit(1);
}

static void run_on(int cpu)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    sched_setaffinity(0, sizeof one, &one);
}

void bench_own_cpu(void)
{
    run_on(sysconf(_SC_NPROCESSORS_ONLN) > 1);
}

static void make_dir(struct server *s)
{
    snprintf(s->dir, sizeof s->dir, "/tmp/pith-bench-XXXXXX");
    if (!mkdtemp(s->dir))
        bench_fail("no directory to work in");
}

/* It goes when we go, however that happens. */
static void start(struct server *s, const char *const argv[])
{
    s->pid = fork();
    if (s->pid != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run_on(0);
    if (!freopen("/dev/null", "w", stdout))
        _exit(1);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    bench_fail(argv[0]);
}

int server_connect(int port)
{
    struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    const int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0)
        bench_fail("no socket");
    if (connect(fd, (struct sockaddr *)&there, sizeof there) < 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void wait_until_it_listens(const struct server *s)
{
    int fd;
    while ((fd = server_connect(s->port)) < 0) {
        if (waitpid(s->pid, NULL, WNOHANG) == s->pid)
            bench_fail("a server does not start");
        usleep(10000);
    }
    close(fd);
}

static int bind_any(int *out_port)
{
    struct sockaddr_in here = { .sin_family = AF_INET };
    socklen_t len = sizeof here;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&here, sizeof here) < 0 ||
        getsockname(fd, (struct sockaddr *)&here, &len) < 0)
        bench_fail("no port");
    *out_port = ntohs(here.sin_port);
    return fd;
}

/* One that was free a moment ago. */
static int free_port(void)
{
    int port;
    close(bind_any(&port));
    return port;
}

void server_start_own(struct server *s, void (*serve)(int listener, const char *arg),
                      const char *arg)
{
    make_dir(s);
    int listener = bind_any(&s->port);
    if (listen(listener, 16) < 0)
        bench_fail("cannot listen");
    s->pid = fork();
    if (s->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        run_on(0);
        serve(listener, arg);
        _exit(0);
    }
    close(listener);
}

static void make_token(struct server *s, const char *program)
{
    char command[512], reply[1024] = { 0 };
    snprintf(command, sizeof command,
             "PITH_DATA_DIR='%s/data' '%s' call auth.token_create name=bench scope=desktop --json",
             s->dir, program);
    FILE *p = popen(command, "r");
    if (!p || !fgets(reply, sizeof reply, p) || pclose(p) != 0 || !strstr(reply, "\"token\":\"") ||
        sscanf(strstr(reply, "\"token\":\""), "\"token\":\"%159[^\"]", s->token) != 1)
        bench_fail("no token");
}

void server_start_pith(struct server *s, const char *program)
{
    char port[8], data[80], workspace[96];
    make_dir(s);
    s->port = free_port();
    snprintf(port, sizeof port, "%d", s->port);
    snprintf(data, sizeof data, "%s/data", s->dir);
    snprintf(workspace, sizeof workspace, "workspace.path=%s", s->dir);
    setenv("XDG_CONFIG_HOME", s->dir, true); /* not the configuration of who runs the bench */
    start(s, (const char *[]){ program, "serve", "--data", data, "--port", port, "--set", workspace,
                               NULL });
    wait_until_it_listens(s);
    make_token(s, program);
}

static void write_nginx_conf(const struct server *s, const char *answer)
{
    char path[128];
    snprintf(path, sizeof path, "%s/conf", s->dir);
    FILE *f = fopen(path, "w");
    if (!f)
        bench_fail(path);
    fprintf(f,
            "daemon off; master_process off; pid %s/pid; error_log stderr crit;\n"
            "events { worker_connections 512; }\n"
            "http { access_log off; keepalive_requests 1000000000; default_type application/json;\n"
            "client_body_temp_path %s/a; proxy_temp_path %s/b; fastcgi_temp_path %s/c;\n"
            "uwsgi_temp_path %s/d; scgi_temp_path %s/e;\n"
            "server { listen 127.0.0.1:%d; location / { return 200 '%s'; } } }\n",
            s->dir, s->dir, s->dir, s->dir, s->dir, s->dir, s->port, answer);
    fclose(f);
}

void server_start_nginx(struct server *s, const char *answer)
{
    make_dir(s);
    s->port = free_port();
    write_nginx_conf(s, answer);
    start(s, (const char *[]){ "nginx", "-e", "stderr", "-p", s->dir, "-c", "conf", NULL });
    wait_until_it_listens(s);
}

void server_stop(struct server *s)
{
    char command[128];
    kill(s->pid, SIGTERM);
    waitpid(s->pid, NULL, 0);
    snprintf(command, sizeof command, "rm -rf '%s'", s->dir);
    if (system(command) != 0)
        bench_fail(command);
}

int64_t server_cpu_ns(const struct server *s)
{
    clockid_t clock;
    struct timespec t;
    if (clock_getcpuclockid(s->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        bench_fail("a server has gone");
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

long server_memory_kb(const struct server *s, const char *what)
{
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", s->pid);
    FILE *f = fopen(path, "r");
    if (!f)
        bench_fail(path);
    while (fgets(line, sizeof line, f))
        if (strncmp(line, what, strlen(what)) == 0 && line[strlen(what)] == ':')
            kb = atol(line + strlen(what) + 1);
    fclose(f);
    return kb;
}
