/* What the parts of the daemon count, for observe; and which of them can give memory back. */
#include "config/config.h"
#include "daemon/daemon_priv.h"
#include "gateway/gateway.h"
#include "native/native.h"
#include "observe/observe.h"
#include "proc/proc.h"
#include "ring/ring.h"
#include "sandbox/sandbox.h"
#include "service/service.h"
#include "store/store.h"
#include "system/system.h"
#include "task/task.h"

#include <time.h>

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

void daemon_add_figures(struct daemon *d)
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

/* --- memory that can be given back --- */

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

void daemon_add_memory(struct daemon *d)
{
    system_add_memory(d->system,
                      &(struct mem_source){ "databases", store_look, store_give_back, d->store });
    system_add_memory(d->system,
                      &(struct mem_source){ "warm sandboxes", pool_look, pool_give_back, d });
}
