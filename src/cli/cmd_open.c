/* open: a one-time link, and a browser that follows it. */
#include "cli/cli.h"

#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static bool has_desktop(void)
{
    return getenv("DISPLAY") || getenv("WAYLAND_DISPLAY");
}

/* False if there is no program that opens links here. The link is in its argv for a moment, which
 * is why it works but once. */
static bool open_browser(const char *url)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
            _exit(127);
        execlp("xdg-open", "xdg-open", url, (char *)NULL);
        _exit(127);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

struct err *cmd_open(struct cli *cli)
{
    const struct json *link;
    TRY(reach_json(cli, "auth.link", STR("{}"), &link));
    struct str url = json_get_text(link, STR("url"), STR(""));
    struct str text = arena_printf(&cli->arena, "%.*s", STR_ARGS(url));
    if (cli->opt.json) {
        printf("{\"url\":\"%s\",\"expires\":%lld}\n", text.ptr,
               (long long)json_get_int(link, STR("expires"), 0));
        return NULL;
    }
    bool opened = !cli->opt.print && has_desktop() && open_browser(text.ptr);
    if (opened) {
        tell(cli, "the desktop opens in your browser\n");
        return NULL;
    }
    printf("%s\n", text.ptr);
    tell(cli, "it works once, for five minutes, in a browser on this machine\n");
    return NULL;
}
