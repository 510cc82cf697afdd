/* Where the files are, and getting at them: see places.h. */
#include "config/places.h"

#include "base/disk.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static struct err *put(char out[PATH_MOST], const char *dir, const char *rest)
{
    if (snprintf(out, PATH_MOST, "%s%s", dir, rest) < PATH_MOST)
        return NULL;
    return err_new(ERR_LIMIT, "too_long", "the path %s%s is longer than %d bytes", dir, rest,
                   PATH_MOST - 1);
}

static const char *home_dir(void)
{
    const char *home = getenv("HOME");
    const struct passwd *me = home && home[0] == '/' ? NULL : getpwuid(geteuid());
    return me ? me->pw_dir : home && home[0] == '/' ? home : "/";
}

static struct err *put_user_file(struct config_places *out)
{
    const char *xdg = getenv("XDG_CONFIG_HOME");
    if (xdg && xdg[0] == '/') /* a relative one is to be ignored, says its specification */
        return put(out->file[PLACE_USER], xdg, "/pith/pith.toml");
    return put(out->file[PLACE_USER], out->home, "/.config/pith/pith.toml");
}

struct err *config_places_find(const char *data_dir, const char *const *words,
                               struct config_places *out)
{
    *out = (struct config_places){ .variables = environ, .words = words };
    TRY(put(out->data_dir, data_dir, ""));
    TRY(put(out->home, home_dir(), ""));
    TRY(put(out->file[PLACE_SYSTEM], "/etc/pith", "/pith.toml"));
    TRY(put_user_file(out));
    if (!getcwd(out->folder, sizeof out->folder))
        out->folder[0] = 0; /* it was removed: then it has no file, either */
    else
        TRY(put(out->file[PLACE_FOLDER], out->folder, "/.pith/pith.toml"));
    return NULL;
}

/* --- files --- */

/* Opening a pipe would wait for its writer. */
static struct err *check_plain(const char *path, bool *out_there)
{
    struct stat st;
    *out_there = stat(path, &st) == 0;
    if (!*out_there)
        return errno == ENOENT || errno == ENOTDIR ? NULL : err_sys("look at %s", path);
    return S_ISREG(st.st_mode) ? NULL
                               : err_new(ERR_INVALID, "not_a_file", "%s is not a file", path);
}

struct err *places_read(const char *path, struct buf *out, bool *out_there)
{
    TRY(check_plain(path, out_there));
    if (!*out_there)
        return NULL;
    char *real = realpath(path, NULL); /* people keep their configuration behind links */
    if (!real)
        return err_sys("find %s", path);
    struct err *e = disk_read_file(&disk_real, real, out);
    free(real);
    return e;
}

static struct err *make_dirs(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        int code = disk_real.make_dir(&disk_real, path);
        if (code < 0)
            return err_errno(-code, "make %s", path);
        *slash = '/';
    }
    return NULL;
}

struct err *places_write(const char *path, struct str text)
{
    char *real = realpath(path, NULL);
    owned_mem char *to = mem_text(real ? real : path, strlen(real ? real : path));
    free(real);
    TRY(make_dirs(to));
    char *slash = strrchr(to, '/');
    *slash = 0;
    return disk_write_file(&disk_real, slash == to ? "/" : to, slash + 1, text);
}
