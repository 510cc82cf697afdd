/* unix_socket: a socket in a directory, reached only by who may enter it.
 *
 * Paths may be longer than what fits into a socket address. */
#pragma once
#include "base/base.h"

#include <sys/types.h>

struct unix_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

/* Listens, with mode 0600. The directory is made if it is missing; one that is not ours or that
 * others may enter is refused: ERR_DENIED. A socket that nobody listens on any more is replaced;
 * if somebody does: ERR_EXISTS "already_listening". */
struct err *unix_listen(const char *path, int *out_fd);

/* ERR_UNAVAILABLE "nobody_listens" or ERR_NOT_FOUND if there is no one. */
struct err *unix_connect(const char *path, int *out_fd);

/* Who connected, by the kernel's word. */
struct err *unix_peer_of(int fd, struct unix_peer *out_peer);
