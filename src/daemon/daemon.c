/* Boot and shutdown: see daemon.h. */
#include "daemon/daemon.h"

#include "auth/auth.h"
#include "base/disk.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/probe.h"
#include "config/config.h"
#include "daemon/owner.h"
#include "daemon/settle.h"
#include "desk/desk.h"
#include "gateway/gateway.h"
#include "native/native.h"
#include "observe/observe.h"
#include "once/once.h"
#include "op/op.h"
#include "ops/auth.h"
#include "proc/proc.h"
#include "ring/ring.h"
#include "sandbox/sandbox.h"
#include "search/search.h"
#include "service/service.h"
#include "storage/storage.h"
#include "store/store.h"
#include "system/system.h"
#include "task/task.h"
#include "trace/trace.h"
#include "undo/undo.h"
#include "vfs/vfs.h"
#include "watch/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* For taking everything down; a thread that the kernel holds up must not hold up us. The store is
 * whole at any time. */
enum { DONE_WITHIN_S = 10 };

struct daemon {
    const struct daemon_options *options;
    char *data_dir; /* absolute, without links */
    struct log_file *log;
    struct config *config;
    struct post config_changed;
    struct store *store;
    struct zygote *zygote;
    struct loop *loop;
    struct kernel *kernel;
    struct procs *procs;
    struct once *once;
    struct tasks *tasks;
    struct system *system;
    struct natives *natives;
    struct rings *rings;
    struct services *services;
    struct observe *observe;
    struct search *search;
    struct undo *undo;
    struct mounts *mounts;
    struct streams *streams;
    struct watches *watches;
    struct auth *auth;
    struct gateway *gateway;
    struct signal_watch term, intr;
    struct timer bound;
    bool stopping;
    unsigned ended; /* of what is waited for, once it stops */
};

/* Members in reverse order of their making; each may be missing. */
static void daemon_done(struct daemon *d)
{
    bool ran = d->loop;
    alarm(DONE_WITHIN_S);
    if (d->loop) {
        signal_stop(&d->term);
        signal_stop(&d->intr);
        timer_stop(d->loop, &d->bound);
    }
    if (d->kernel)
        kernel_stop(d->kernel);
    gateway_free(d->gateway);
    desk_done();
    auth_free(d->auth);
    search_free(d->search);
    streams_stop(d->streams);
    watches_free(d->watches);
    rings_free(d->rings);
    tasks_free(d->tasks);
    zygote_free(d->zygote); /* tells the natives */
    natives_free(d->natives);
    services_free(d->services);
    kernel_free(d->kernel);
    observe_free(d->observe);
    once_free(d->once);
    undo_free(d->undo);
    streams_free(d->streams);
    mounts_free(d->mounts);
    system_free(d->system);
    procs_free(d->procs);
    if (d->loop)
        loop_unpost(d->loop, &d->config_changed);
    loop_free(d->loop);
    store_free(d->store);
    config_free(d->config);
    if (ran)
        LOG_INFO("stopped");
    log_use(NULL);
    log_file_free(d->log);
    mem_free(d->data_dir);
}
DEFINE_OWNED_VALUE(daemon)

/* --- stopping --- */

/* The doors, the services and the programs. */
static void ended(void *arg)
{
    struct daemon *d = arg;
    if (++d->ended == 3)
        loop_stop(d->loop);
}

static void bound_passed(struct timer *t)
{
    struct daemon *d = CONTAINER_OF(t, struct daemon, bound);
    LOG_WARN("stopping took too long; what still runs is cancelled",
             F_UINT("calls", kernel_running(d->kernel)));
    kernel_stop(d->kernel);
    loop_stop(d->loop);
}

/* Whoever waits for an answer gets it, within the bound; what runs for nobody in particular
 * (streams without an end, tasks, programs) is told to end. A second signal ends all of it. */
static void stop(struct daemon *d, const char *why)
{
    if (d->stopping) {
        loop_stop(d->loop);
        return;
    }
    d->stopping = true;
    LOG_INFO("stopping", F_TEXT("why", why));
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_SYSTEM_STOP },
                    str_of(why));
    timer_start(d->loop, &d->bound, config_int(d->config, CONFIG_SHUTDOWN_BOUND), bound_passed);
    services_stop(d->services, ended, d);
    gateway_drain(d->gateway, ended, d);
    observe_stop(d->observe);
    tasks_stop(d->tasks);
    kernel_drain(d->kernel);
    natives_stop(d->natives, ended, d);
}

static void on_term(struct signal_watch *s)
{
    stop(CONTAINER_OF(s, struct daemon, term), "SIGTERM");
}

static void on_int(struct signal_watch *s)
{
    stop(CONTAINER_OF(s, struct daemon, intr), "SIGINT");
}

static void stop_asked(void *arg)
{
    stop(arg, "sys.stop");
}

/* --- booting --- */

static struct err *make_data_dir(const char *path)
{
    owned_mem char *copy = mem_text(path, strlen(path));
    for (char *p = copy + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = 0;
        if (mkdir(copy, 0755) != 0 && errno != EEXIST)
            return err_sys("make %s", copy);
        *p = '/';
    }
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_hint(err_sys("make the data directory %s", path),
                        "choose another with --data DIR or PITH_DATA_DIR");
    return NULL;
}

static struct err *check_data_dir(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return err_sys("look at %s", path);
    if (!S_ISDIR(st.st_mode))
        return err_new(ERR_INVALID, "not_a_directory", "%s is not a directory", path);
    if (st.st_uid != geteuid())
        return err_hint(err_new(ERR_DENIED, "other_owner", "%s belongs to another user", path),
                        "choose another with --data DIR, or run pith as its owner");
    if (st.st_mode & 077)
        return err_hint(err_new(ERR_DENIED, "open_directory", "others may enter %s", path),
                        "chmod 700 %s", path);
    if (access(path, W_OK) != 0)
        return err_hint(err_sys("write to %s", path), "choose another with --data DIR");
    return NULL;
}

/* A restore or a copy may have left the key open to others. It is closed again at once, since a
 * pith that does not start helps nobody; who could read it meanwhile only its owner can tell. */
static struct err *close_key(const char *dir)
{
    owned_mem char *path = disk_path(dir, "master.key");
    owned_fd int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    if (fd < 0 && errno == ENOENT)
        return NULL;
    if (fd < 0 || fstat(fd, &st) != 0)
        return err_sys("open %s", path);
    if (!S_ISREG(st.st_mode) || st.st_uid != geteuid())
        return err_hint(err_new(ERR_DENIED, "bad_master_key",
                                "%s is not a file of the user that pith runs as", path),
                        "put back the file that pith made there");
    if (!(st.st_mode & 077))
        return NULL;
    if (fchmod(fd, 0600) != 0)
        return err_hint(err_sys("close %s to others", path), "chmod 600 %s", path);
    char mode[8];
    snprintf(mode, sizeof mode, "%04o", st.st_mode & 07777u);
    LOG_WARN("master.key was open to other users of this machine; it no longer is",
             F_TEXT("path", path), F_TEXT("mode", mode));
    return NULL;
}

static struct err *open_data_dir(struct daemon *d)
{
    TRY(make_data_dir(d->options->data_dir));
    TRY(check_data_dir(d->options->data_dir));
    d->data_dir = realpath(d->options->data_dir, NULL);
    if (!d->data_dir)
        return err_sys("find %s", d->options->data_dir);
    if (d->options->log_to_stderr)
        return NULL;
    owned_mem char *path = disk_path(d->data_dir, DAEMON_LOG);
    TRY(log_file_open(path, LOG_FILE_MOST, &d->log));
    log_use(log_file_sink(d->log));
    return NULL;
}

/* --- the configuration --- */

static void set_log_level(const struct daemon *d)
{
    log_set_level((enum log_level)config_int(d->config, CONFIG_LOG_LEVEL));
}

static struct err *open_config(struct daemon *d)
{
    struct config_places places;
    TRY(config_places_find(d->data_dir, d->options->settings, &places));
    d->config = config_new(&places);
    set_log_level(d);
    config_report(d->config);
    return NULL;
}

/* --- descriptors --- */

/* The soft limit is low for the sake of programs that use select(); we do not. */
static void raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        LOG_WARN("the limit of descriptors stays as it is",
                 F_TEXT("error", strerrordesc_np(errno)));
}

/* Connections get half of the descriptors: whoever only connects must not keep calls from opening
 * files, and an answer may hold a file, too. */
static size_t connections_most(const struct daemon *d)
{
    struct rlimit limit;
    uint64_t wanted = (uint64_t)config_int(d->config, CONFIG_HTTP_CONNECTIONS);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur / 2 >= wanted)
        return wanted;
    LOG_WARN("there are too few descriptors for http.connections_most",
             F_UINT("descriptors", limit.rlim_cur), F_UINT("connections", limit.rlim_cur / 2));
    return limit.rlim_cur / 2;
}

/* --- applying the configuration --- */

enum { OURSELVES = 1000000, BY_CONFIG = 999999 }; /* priorities that no grant has */

static void add_rules(struct buf *out, const char *what, struct str words)
{
    while ((words = str_trim(words)).len) {
        struct str word = str_cut(&words, ' ');
        buf_printf(out, "%s %.*s\n", what, STR_ARGS(word));
    }
}

/* Nobody gets back in here by the way out: whoever could make us fetch something would come as
 * this machine. */
static void add_ourselves(const struct daemon *d, struct buf *out)
{
    int port = gateway_port(d->gateway);
    if (port)
        buf_printf(out, "%d deny @here:%d\n", OURSELVES, port);
}

static void apply_network(struct daemon *d)
{
    owned(arena) struct arena scratch = { 0 };
    owned(buf) struct buf everybody = { 0 }, owner = { 0 };
    char deny[32];
    arena_init(&scratch, 4 * SETTING_WORDS_MOST);
    buf_init(&everybody, 16 * SETTING_WORDS_MOST);
    buf_init(&owner, 16 * SETTING_WORDS_MOST);
    snprintf(deny, sizeof deny, "%d deny", BY_CONFIG);
    add_ourselves(d, &everybody);
    add_rules(&everybody, deny, config_words(d->config, CONFIG_NET_DENY, &scratch));
    add_rules(&owner, "allow", config_words(d->config, CONFIG_NET_ALLOW, &scratch));
    procs_set_network(d->procs, buf_text(&everybody), buf_text(&owner));
}

/* What nobody asks for each time it is needed; the rest is in force by itself. */
static void apply_config(struct daemon *d)
{
    set_log_level(d);
    apply_network(d);
    gateway_set_connections_most(d->gateway, connections_most(d));
    zygote_set_pool(d->zygote, (size_t)config_int(d->config, CONFIG_SANDBOX_POOL));
    observe_apply(d->observe, d->kernel);
}

static void config_applied(struct post *p)
{
    apply_config(CONTAINER_OF(p, struct daemon, config_changed));
}

/* On the thread of whoever changed it. */
static void config_changed(void *arg)
{
    struct daemon *d = arg;
    loop_post(d->loop, &d->config_changed);
}

static struct err *open_store(struct daemon *d)
{
    return store_open(d->data_dir,
                      &(struct store_options){
                          .log_frames = (unsigned)config_int(d->config, CONFIG_STORE_LOG),
                          .cache_pages = (unsigned)config_int(d->config, CONFIG_STORE_CACHE) },
                      &d->store);
}

/* The user to whom this pith belongs, and the database that is theirs. */
static struct err *open_owner(struct daemon *d)
{
    struct store_db *db;
    user_id owner;
    TRY(owner_find(d->store, &owner), "find the owner");
    TRY(store_user(d->store, owner, &db), "open the owner's database");
    storage_init(d->kernel, db);
    d->undo = undo_new(d->kernel, db);
    return auth_open(d->kernel, store_system(d->store), owner, &d->auth);
}

static struct err *open_services(struct daemon *d)
{
    d->services = services_new(d->kernel, d->zygote, store_system(d->store));
    TRY(services_find_own(d->services));
    return services_read_kept(d->services);
}

static struct procs_stats procs_stats(void *procs)
{
    struct procs_stats stats;
    procs_stats_read(procs, &stats);
    return stats;
}

static double count_procs(void *arg)
{
    return (double)procs_stats(arg).alive;
}

static double count_procs_most(void *arg)
{
    return (double)procs_stats(arg).most;
}

static double count_born(void *arg)
{
    return (double)procs_stats(arg).born;
}

static double count_ended(void *arg)
{
    return (double)procs_stats(arg).ended;
}

static double count_memory(void *arg)
{
    (void)arg;
    return (double)system_resident_bytes();
}

/* Its own; programs are accounted for one by one. */
static double count_cpu(void *arg)
{
    struct timespec used = { 0 };
    (void)arg;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static double count_connections_most(void *arg)
{
    return (double)gateway_connections_most(arg);
}

static double count_programs(void *arg)
{
    return (double)natives_alive(arg);
}

static double count_services(void *arg)
{
    return (double)services_running(arg);
}

static double count_rings(void *arg)
{
    return (double)rings_count(arg);
}

static double count_tasks(void *arg)
{
    return (double)tasks_running(arg);
}

static double count_connections(void *arg)
{
    return (double)gateway_connections(arg);
}

static double count_running(void *arg)
{
    return (double)kernel_running(arg);
}

static void add_figures(struct daemon *d)
{
    const struct {
        enum figure_form form;
        const char *name, *doc;
        figure_source_fn *fn;
        void *arg;
    } rows[] = {
        { FIGURE_GAUGE, "procs", "Procs alive.", count_procs, d->procs },
        { FIGURE_GAUGE, "procs_most", "Procs that there may be.", count_procs_most, d->procs },
        { FIGURE_GAUGE, "memory_bytes", "Memory that the daemon holds.", count_memory, NULL },
        { FIGURE_COUNTER, "cpu_seconds_total", "Processor time that the daemon has used.",
          count_cpu, NULL },
        { FIGURE_GAUGE, "connections_most", "Connections that are held open at once.",
          count_connections_most, d->gateway },
        { FIGURE_COUNTER, "procs_born_total", "Procs ever made.", count_born, d->procs },
        { FIGURE_COUNTER, "procs_ended_total", "Procs that have ended.", count_ended, d->procs },
        { FIGURE_GAUGE, "programs", "Programs that run, or have not been waited for.",
          count_programs, d->natives },
        { FIGURE_GAUGE, "services", "Services that run.", count_services, d->services },
        { FIGURE_GAUGE, "rings", "Programs that share memory with us.", count_rings, d->rings },
        { FIGURE_GAUGE, "tasks", "Calls in the background that run.", count_tasks, d->tasks },
        { FIGURE_GAUGE, "connections", "Connections at the doors.", count_connections, d->gateway },
        { FIGURE_GAUGE, "calls_running", "Calls that are not answered yet.", count_running,
          d->kernel },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        observe_figure(rows[i].form, rows[i].name, rows[i].doc, rows[i].fn, rows[i].arg);
}

static void store_look(void *arg, uint64_t *out_bytes, uint64_t *out_idle)
{
    store_memory(arg, out_bytes, out_idle);
}

static void store_give_back(void *arg)
{
    store_trim(arg);
}

/* How many warm ones there are only the zygote knows, whose memory they are. */
static void pool_look(void *arg, uint64_t *out_bytes, uint64_t *out_idle)
{
    (void)arg;
    *out_bytes = *out_idle = 0;
}

static void pool_give_back(void *arg)
{
    struct daemon *d = arg;
    zygote_set_pool(d->zygote, 0);
    zygote_set_pool(d->zygote, (size_t)config_int(d->config, CONFIG_SANDBOX_POOL));
}

static void add_memory(struct daemon *d)
{
    system_add_memory(d->system,
                      &(struct mem_source){ "databases", store_look, store_give_back, d->store });
    system_add_memory(d->system,
                      &(struct mem_source){ "warm sandboxes", pool_look, pool_give_back, d });
}

static struct err *open_doors(struct daemon *d)
{
    owned(arena) struct arena scratch;
    owned_mem char *path = disk_path(d->data_dir, DAEMON_SOCKET);
    owned_mem char *ring_path = disk_path(d->data_dir, DAEMON_RING_SOCKET);
    arena_init(&scratch, 2 * SETTING_WORDS_MOST);
    if (d->options->web_dir)
        TRY(desk_from_dir(d->options->web_dir), "--web");
    d->gateway = gateway_new(d->kernel);
    TRY(gateway_listen_unix(d->gateway, path));
    TRY(rings_listen(d->rings, ring_path));
    return gateway_listen_tcp(d->gateway, config_words(d->config, CONFIG_HTTP_ADDRESS, &scratch),
                              (int)config_int(d->config, CONFIG_HTTP_PORT));
}

static struct err *boot(struct daemon *d)
{
    TRY(failpoint_from_env());
    TRY(probe_from_env());
    TRY(zygote_open(&d->zygote)); /* while there are neither threads nor secrets */
    raise_descriptor_limit();     /* our own: programs keep what they are used to */
    TRY(open_data_dir(d));
    TRY(close_key(d->data_dir));
    TRY(open_config(d));
    TRY(open_store(d));
    ops_init();
    d->loop = loop_new(LOOP_LIVE);
    d->kernel = kernel_new(d->loop);
    config_put(d->config, d->kernel);
    d->procs = procs_new(d->kernel);
    TRY(procs_block(d->procs, str_of(d->data_dir)));
    d->mounts = mounts_new(d->kernel);
    d->streams = streams_new(d->kernel);
    d->system = system_new(d->kernel, str_of(d->data_dir));
    TRY(zygote_watch(d->zygote, d->loop));
    d->natives = natives_new(d->kernel, d->zygote);
    d->rings = rings_new(d->kernel);
    d->observe = observe_new(d->kernel);
    d->search = search_new(d->kernel);
    d->watches = watches_new(d->kernel);
    d->once = once_new(d->kernel, d->store);
    d->tasks = tasks_new(d->kernel);
    TRY(open_owner(d));
    TRY(open_services(d));
    system_on_stop(d->system, stop_asked, d);
    add_memory(d);
    TRY(open_doors(d));
    d->config_changed.fn = config_applied;
    config_on_change(d->config, config_changed, d);
    apply_config(d);
    add_figures(d);
    TRY(signal_start(d->loop, &d->term, SIGTERM, on_term));
    TRY(signal_start(d->loop, &d->intr, SIGINT, on_int));
    return NULL;
}

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

static void say_ready(const struct daemon *d, int64_t took_ns)
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

struct err *daemon_run(const struct daemon_options *options)
{
    int64_t began = clock_mono_ns();
    owned(daemon) struct daemon d = { .options = options };
    struct err *e = boot(&d);
    if (e) {
        if (strcmp(err_reason(e), "in_use") != 0) /* else the log is another daemon's */
            LOG_ERROR("cannot start", F_ERR(e));
        return e;
    }
    config_keep(d.config);
    say_ready(&d, clock_mono_ns() - began);
    settle();
    loop_run(d.loop);
    return NULL;
}
