/* The configuration, put into force: at the start, and with each change of it. */
#include "base/log.h"
#include "config/config.h"
#include "daemon/daemon_priv.h"
#include "gateway/gateway.h"
#include "observe/observe.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

void daemon_set_log_level(const struct daemon *d)
{
    log_set_level((enum log_level)config_int(d->config, CONFIG_LOG_LEVEL));
}

/* --- descriptors --- */

/* The soft limit is low for the sake of programs that use select(); we do not. */
void daemon_raise_descriptors(void)
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
    bool said = gateway_connections_most(d->gateway) == limit.rlim_cur / 2;
    if (!said && wanted != HTTP_CONNECTIONS_MOST) /* as many as there can be is what is built in */
        LOG_WARN(
            "there are too few descriptors for http.connections_most",
            F_UINT("descriptors", limit.rlim_cur), F_UINT("connections", limit.rlim_cur / 2),
            F_TEXT("try", "ulimit -n, or LimitNOFILE= of its unit: twice as many as connections"));
    return limit.rlim_cur / 2;
}

/* --- what may be reached --- */

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

/* --- all of it --- */

/* What nobody asks for each time it is needed; the rest is in force by itself. */
static void apply_config(struct daemon *d)
{
    daemon_set_log_level(d);
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

void daemon_follow_config(struct daemon *d)
{
    d->config_changed.fn = config_applied;
    config_on_change(d->config, config_changed, d);
    apply_config(d);
}
