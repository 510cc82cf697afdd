/* pith-net: the one way out. The daemon itself speaks to nobody outside; whatever has to be
 * fetched, or reached, is asked of this service, which is where the rules hold. */
#include "door.h"

#include <stdlib.h>

enum { NAMES_AT_ONCE = 4, NAMES_WAITING = 64 };

struct net net;

static const struct service_op ops[] = {
    { &pith_op_sys_http, serve_sys_http },   { &pith_op_net_fetch, serve_net_fetch },
    { &pith_op_net_send, serve_net_send },   { &pith_op_net_tunnel, serve_net_tunnel },
    { &pith_op_net_proxy, serve_net_proxy }, { &pith_op_net_check, serve_net_check },
    { &pith_op_net_stats, serve_net_stats },
};

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

int main(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    net.options = (struct engine_options){ .ca_file = setting("PITH_NET_CA_FILE"),
                                           .proxy = setting("PITH_NET_PROXY"),
                                           .agent = "pith/" PITH_VERSION };
    serving_open(&net.serving);
    net.serving.on_stop = end_proxies;
    net.engine = engine_new(net.serving.loop, &net.options);
    net.names = pool_new(net.serving.loop, "names", NAMES_AT_ONCE, NAMES_WAITING);
    serving_run(&net.serving, ops, COUNT_OF(ops));
    serving_close(&net.serving);
    pool_free(net.names);
    engine_free(net.engine);
    serving_done(&net.serving);
    curl_global_cleanup();
    return 0;
}
