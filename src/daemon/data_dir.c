/* The data directory: the user's own, and shut to everybody else. */
#include "base/disk.h"
#include "base/log.h"
#include "daemon/daemon_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

struct err *data_dir_make(const char *path)
{
    TRY(make_data_dir(path));
    return check_data_dir(path);
}

/* A restore or a copy may have left the key open to others. It is closed again at once, since a
 * pith that does not start helps nobody; who could read it meanwhile only its owner can tell. */
struct err *data_dir_close_key(const char *dir)
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
