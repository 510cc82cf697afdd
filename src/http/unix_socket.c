/* Unix sockets: see unix_socket.h. A path too long for an address is reached through a descriptor
 * of its directory; that descriptor must stay open while the address is in use. */
#include "http/unix_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 511 };

struct place {
    struct sockaddr_un address;
    int dir; /* the directory, where its name is too long */
};

static void place_leave(struct place *p)
{
    fd_leave(&p->dir);
}
#define owned_place __attribute__((cleanup(place_leave)))

static struct str dir_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == path ? STR("/")
           : slash       ? (struct str){ path, (size_t)(slash - path) }
                         : STR(".");
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static struct err *open_dir(const char *path, int *out_fd)
{
    owned_mem char *dir = mem_text(dir_of(path).ptr, dir_of(path).len);
    int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_sys("open directory %s", dir);
    *out_fd = fd;
    return NULL;
}

static struct err *place_init(struct place *p, const char *path)
{
    const size_t room = sizeof p->address.sun_path;
    *p = (struct place){ .address.sun_family = AF_UNIX, .dir = -1 };
    int len = snprintf(p->address.sun_path, room, "%s", path);
    if ((size_t)len < room)
        return NULL;
    TRY(open_dir(path, &p->dir));
    len = snprintf(p->address.sun_path, room, "/proc/self/fd/%d/%s", p->dir, name_of(path));
    if ((size_t)len >= room)
        return err_new(ERR_INVALID, "name_too_long", "the socket's name %s is too long", path);
    return NULL;
}

static struct err *check_dir(const char *path)
{
    struct stat st;
    owned_mem char *dir = mem_text(dir_of(path).ptr, dir_of(path).len);
    owned_fd int fd = -1;
    if (mkdir(dir, 0700) < 0 && errno != EEXIST)
        return err_sys("make directory %s", dir);
    TRY(open_dir(path, &fd));
    if (fstat(fd, &st) < 0)
        return err_sys("look at directory %s", dir);
    if (st.st_uid == geteuid() && !(st.st_mode & 077))
        return NULL;
    return err_hint(err_new(ERR_DENIED, "open_directory",
                            "others may enter %s, and so reach the control socket", dir),
                    "chown it to this user and chmod it to 700");
}

static struct err *new_socket(int *out_fd)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return err_sys("make a socket");
    *out_fd = fd;
    return NULL;
}

static int connect_to(int fd, const struct place *p)
{
    return connect(fd, (const struct sockaddr *)&p->address, sizeof p->address);
}

static int bind_to(int fd, const struct place *p)
{
    return bind(fd, (const struct sockaddr *)&p->address, sizeof p->address);
}

/* What a process that was killed leaves behind. */
static struct err *replace_stale(int fd, const struct place *p, const char *path)
{
    struct stat st;
    owned_fd int probe = -1;
    if (lstat(p->address.sun_path, &st) == 0 && !S_ISSOCK(st.st_mode))
        return err_new(ERR_EXISTS, "not_a_socket", "%s is there and is no socket", path);
    TRY(new_socket(&probe));
    if (connect_to(probe, p) == 0 || errno != ECONNREFUSED)
        return err_new(ERR_EXISTS, "already_listening", "somebody listens on %s already", path);
    unlink(p->address.sun_path);
    return bind_to(fd, p) < 0 ? err_sys("bind %s", path) : NULL;
}

struct err *unix_listen(const char *path, int *out_fd)
{
    owned_place struct place p = { .dir = -1 };
    owned_fd int fd = -1;
    TRY(check_dir(path));
    TRY(place_init(&p, path));
    TRY(new_socket(&fd));
    if (bind_to(fd, &p) < 0) {
        if (errno != EADDRINUSE)
            return err_sys("bind %s", path);
        TRY(replace_stale(fd, &p, path));
    }
    /* Nobody can have connected in between: that takes listen(). */
    if (chmod(p.address.sun_path, 0600) < 0)
        return err_sys("chmod %s", path);
    if (listen(fd, BACKLOG) < 0)
        return err_sys("listen on %s", path);
    *out_fd = give_fd(fd);
    return NULL;
}

struct err *unix_connect(const char *path, int *out_fd)
{
    owned_place struct place p = { .dir = -1 };
    owned_fd int fd = -1;
    TRY(place_init(&p, path));
    TRY(new_socket(&fd));
    if (connect_to(fd, &p) < 0)
        return err_sys("connect to %s", path);
    *out_fd = give_fd(fd);
    return NULL;
}

struct err *unix_peer_of(int fd, struct unix_peer *out_peer)
{
    struct ucred cred;
    socklen_t len = sizeof cred;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) < 0)
        return err_sys("ask who connected");
    *out_peer = (struct unix_peer){ cred.pid, cred.uid, cred.gid };
    return NULL;
}
