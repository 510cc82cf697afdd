/* Boot and shutdown: see daemon.h. */
#include "daemon/daemon_priv.h"

#include "auth/auth.h"
#include "base/disk.h"
#include "base/log.h"
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

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* For taking everything down; a thread that the kernel holds up must not hold up us. The store is
 * whole at any time. */
enum { DONE_WITHIN_S = 10 };

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

static struct err *open_data_dir(struct daemon *d)
{
    TRY(data_dir_make(d->options->data_dir));
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

static struct err *open_config(struct daemon *d)
{
    struct config_places places;
    TRY(config_places_find(d->data_dir, d->options->settings, &places));
    d->config = config_new(&places);
    daemon_set_log_level(d);
    config_report(d->config);
    return NULL;
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
    daemon_raise_descriptors();   /* our own: programs keep what they are used to */
    TRY(open_data_dir(d));
    TRY(data_dir_close_key(d->data_dir));
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
    daemon_add_memory(d);
    TRY(signal_start(d->loop, &d->term, SIGTERM, on_term)); /* before anybody can see us */
    TRY(signal_start(d->loop, &d->intr, SIGINT, on_int));
    TRY(open_doors(d));
    daemon_follow_config(d);
    daemon_add_figures(d);
    return NULL;
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
    daemon_say_ready(&d, clock_mono_ns() - began);
    settle();
    loop_run(d.loop);
    return NULL;
}
