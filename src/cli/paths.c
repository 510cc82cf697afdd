/* Where the data directory is: --data, --profile, PITH_DATA_DIR, or the XDG place. */
#include "cli/cli.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *home_dir(void)
{
    const char *home = getenv("HOME");
    const struct passwd *me = home && home[0] ? NULL : getpwuid(geteuid());
    return me ? me->pw_dir : home && home[0] ? home : "/";
}

static bool name_is_plain(const char *name)
{
    return name[0] && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                   "-_") == strlen(name);
}

static struct str usual_place(struct arena *a)
{
    const char *xdg = getenv("XDG_DATA_HOME");
    if (xdg && xdg[0] == '/')
        return arena_printf(a, "%s/pith", xdg);
    return arena_printf(a, "%s/.local/share/pith", home_dir());
}

/* From the root on: what runs later may run elsewhere. */
static struct str absolute(struct arena *a, const char *path)
{
    char cwd[PATH_MOST];
    if (path[0] == '/' || !getcwd(cwd, sizeof cwd))
        return str_of(path);
    return arena_printf(a, "%s/%s", cwd, path);
}

struct err *paths_init(struct cli *cli)
{
    const char *env = getenv("PITH_DATA_DIR");
    struct str dir;
    if (cli->opt.data)
        dir = absolute(&cli->arena, cli->opt.data);
    else if (env && env[0])
        dir = absolute(&cli->arena, env);
    else
        dir = usual_place(&cli->arena);
    if (cli->opt.profile && !name_is_plain(cli->opt.profile))
        return usage_error(cli, NULL, "a profile's name is made of letters, digits, - and _");
    if (cli->opt.profile)
        dir = arena_printf(&cli->arena, "%.*s-%s", STR_ARGS(dir), cli->opt.profile);
    bool usual = !cli->opt.data && !cli->opt.profile && !(env && env[0]);
    if (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
        dir.len--;
    if (!dir.len || dir.len > PATH_MOST / 2)
        return usage_error(cli, NULL, "the data directory's name is empty or too long");
    cli->data_dir = mem_text(dir.ptr, dir.len);
    if (!usual)
        cli->data_option = arena_printf(&cli->arena, "--data %.*s",
                                        STR_ARGS(shell_word(dir, &cli->arena)));
    return NULL;
}
