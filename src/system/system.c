/* time.*, sys.info, sys.stop, kernel.stats: see system.h. */
#include "system/system_priv.h"

#include "base/probe.h"
#include "proc/proc.h"
#include "trace/trace.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

static struct kernel_key key;

const struct kernel_key *system_key(void)
{
    return &key;
}

struct system *system_of(const struct call *c)
{
    return kernel_get(c->kernel, &key);
}

struct system *system_new(struct kernel *k, struct str data_dir)
{
    struct system *s = mem_new(sizeof *s);
    s->kernel = k;
    s->started_ns = clock_mono_ns();
    s->started_ms = clock_wall_ms();
    s->data_dir = mem_text(data_dir.ptr, data_dir.len);
    pthread_mutex_init(&s->lock, NULL);
    map_init(&s->env);
    env_inherit(s);
    kernel_put(k, &key, s);
    return s;
}

void system_free(struct system *s)
{
    if (!s)
        return;
    env_done(s);
    pthread_mutex_destroy(&s->lock);
    mem_free(s->data_dir);
    mem_free(s);
}

void system_on_stop(struct system *s, void (*fn)(void *arg), void *arg)
{
    s->stop_fn = fn;
    s->stop_arg = arg;
}

/* --- time --- */

struct err *op_time_now(struct call *c, const struct time_now_in *in, struct time_now_out *out)
{
    (void)c, (void)in;
    out->now = clock_wall_ms();
    return NULL;
}

static void slept(struct call *c)
{
    call_done(c, NULL);
}

void op_time_sleep(struct call *c, const struct time_sleep_in *in)
{
    call_after(c, in->ms, slept);
}

struct err *op_time_uptime(struct call *c, const struct time_uptime_in *in,
                           struct time_uptime_out *out)
{
    (void)in;
    const struct system *s = system_of(c);
    out->ms = (uint64_t)(clock_mono_ns() - s->started_ns) / 1000000;
    out->started = s->started_ms;
    return NULL;
}

/* --- sys --- */

struct err *op_sys_stop(struct call *c, const struct sys_stop_in *in, struct sys_stop_out *out)
{
    (void)in, (void)out;
    const struct system *s = system_of(c);
    if (!s->stop_fn)
        return err_new(ERR_UNSUPPORTED, "no_stop", "this pith cannot be stopped by a call");
    s->stop_fn(s->stop_arg);
    return NULL;
}

static struct err *list_probes(struct call *c, struct sys_probe_list *out)
{
    out->items = arena_array(&c->arena, struct sys_probe, PROBES);
    TRY_ROOM(out->items);
    for (enum probe_id id = 0; id < PROBES; id++) {
        const struct probe *p = probe_get(id);
        out->items[out->count++] = (struct sys_probe){ str_of(p->name), p->ok, str_of(p->text),
                                                       str_of(p->purpose), str_of(p->remedy) };
    }
    return NULL;
}

uint64_t system_resident_bytes(void)
{
    unsigned long pages = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f && fscanf(f, "%lu %lu", &pages, &resident) != 2)
        resident = 0;
    if (f)
        fclose(f);
    return (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

static unsigned processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

struct err *op_sys_info(struct call *c, const struct sys_info_in *in, struct sys_info_out *out)
{
    (void)in;
    struct utsname *name = arena_new(&c->arena, struct utsname);
    struct sysinfo memory;
    TRY_ROOM(name);
    if (uname(name) != 0 || sysinfo(&memory) != 0)
        return err_sys("ask the system about itself");
    *out = (struct sys_info_out){
        .version = STR(PITH_VERSION),
        .system = str_of(name->sysname),
        .kernel = str_of(name->release),
        .machine = str_of(name->machine),
        .host = str_of(name->nodename),
        .processors = processors(),
        .memory = (uint64_t)memory.totalram * memory.mem_unit,
        .memory_free = (uint64_t)(memory.freeram + memory.bufferram) * memory.mem_unit,
        .pid = (uint64_t)getpid(),
        .rss = system_resident_bytes(),
        .data = str_of(system_of(c)->data_dir),
    };
    return list_probes(c, &out->probes);
}

struct err *op_sys_health(struct call *c, const struct sys_health_in *in,
                          struct sys_health_out *out)
{
    (void)in;
    struct procs_stats procs;
    procs_stats_read(procs_of(c->kernel), &procs);
    *out = (struct sys_health_out){
        .ok = true,
        .version = STR(PITH_VERSION),
        .uptime = (uint64_t)(clock_mono_ns() - system_of(c)->started_ns) / 1000000,
        .rss = system_resident_bytes(),
        .procs = procs.alive,
        .calls_running = kernel_running(c->kernel),
    };
    return NULL;
}

/* --- kernel.stats --- */

static int by_calls(const void *a, const void *b)
{
    uint64_t x = ((const struct kernel_op_stats *)a)->calls;
    uint64_t y = ((const struct kernel_op_stats *)b)->calls;
    return (x < y) - (x > y);
}

static struct err *list_op_stats(struct call *c, struct kernel_op_stats_list *out)
{
    struct op_figures f;
    out->items = arena_array(&c->arena, struct kernel_op_stats, op_count());
    TRY_ROOM(out->items);
    for (size_t i = 0; i < op_count(); i++) {
        trace_op_read(i, &f);
        if (op_at(i) && f.count)
            out->items[out->count++] = (struct kernel_op_stats){ str_of(op_at(i)->name),
                                                                 f.count,
                                                                 f.errors,
                                                                 histogram_quantile_ns(&f, 0.50),
                                                                 histogram_quantile_ns(&f, 0.95),
                                                                 histogram_quantile_ns(&f, 0.99) };
    }
    qsort(out->items, out->count, sizeof *out->items, by_calls);
    return NULL;
}

struct err *op_kernel_stats(struct call *c, const struct kernel_stats_in *in,
                            struct kernel_stats_out *out)
{
    (void)in;
    struct procs_stats procs;
    procs_stats_read(procs_of(c->kernel), &procs);
    for (size_t i = 0; i < op_count(); i++)
        out->ops += op_at(i) != NULL; /* those of a service that was removed leave gaps */
    out->denied = counter_read(COUNTER_DENIED);
    out->failed = counter_read(COUNTER_FAILED);
    out->plans_prepared = counter_read(COUNTER_PLAN_MISSES);
    out->plans_dropped = counter_read(COUNTER_PLAN_DROPS);
    out->procs = procs.alive;
    out->procs_born = procs.born;
    out->events = counter_read(COUNTER_EVENTS);
    TRY(list_op_stats(c, &out->by_op));
    for (size_t i = 0; i < out->by_op.count; i++)
        out->calls += out->by_op.items[i].calls;
    return NULL;
}
