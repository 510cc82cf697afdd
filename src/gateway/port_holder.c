/* Which program listens on a port: see port_holder.h.
 *
 * /proc/net/tcp names the socket's inode, and a process that has it open links to it among its
 * descriptors. Those of other users cannot be seen, except by root. */
#include "gateway/port_holder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LISTENING = 0x0A };

static unsigned long socket_in(const char *table, unsigned wanted)
{
    char line[512];
    unsigned port, state;
    unsigned long inode, found = 0;
    FILE *f = fopen(table, "re");
    while (f && !found && fgets(line, sizeof line, f))
        if (sscanf(line, "%*d: %*[0-9A-Fa-f]:%x %*s %x %*s %*s %*s %*s %*s %lu", &port, &state,
                   &inode) == 3 &&
            port == wanted && state == LISTENING)
            found = inode;
    if (f)
        fclose(f);
    return found;
}

static bool holds(const char *pid, const char *wanted)
{
    char path[600], link[64];
    bool found = false;
    snprintf(path, sizeof path, "/proc/%s/fd", pid);
    DIR *d = opendir(path);
    for (struct dirent *e; d && !found && (e = readdir(d));) {
        snprintf(path, sizeof path, "/proc/%s/fd/%s", pid, e->d_name);
        ssize_t n = readlink(path, link, sizeof link - 1);
        link[n > 0 ? n : 0] = 0;
        found = strcmp(link, wanted) == 0;
    }
    if (d)
        closedir(d);
    return found;
}

static bool name_of(const char *pid, char out[32])
{
    char path[300];
    snprintf(path, sizeof path, "/proc/%s/comm", pid);
    FILE *f = fopen(path, "re");
    bool ok = f && fgets(out, 32, f);
    if (f)
        fclose(f);
    if (ok)
        out[strcspn(out, "\n")] = 0;
    return ok;
}

static long find_holder(int port, char out_name[32])
{
    char wanted[64];
    unsigned long inode = socket_in("/proc/net/tcp", (unsigned)port);
    long pid = 0;
    if (!inode)
        inode = socket_in("/proc/net/tcp6", (unsigned)port);
    snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    DIR *d = inode ? opendir("/proc") : NULL;
    for (struct dirent *e; d && !pid && (e = readdir(d));)
        if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && holds(e->d_name, wanted) &&
            name_of(e->d_name, out_name))
            pid = strtol(e->d_name, NULL, 10);
    if (d)
        closedir(d);
    return pid;
}

struct err *name_port_holder(struct err *take_e, int port)
{
    char name[32];
    long pid = find_holder(port, name);
    err_free(take_e);
    struct err *e = pid ? err_new(ERR_EXISTS, "port_taken", "port %d is taken by %s (pid %ld)",
                                  port, name, pid)
                        : err_new(ERR_EXISTS, "port_taken",
                                  "port %d is taken by a program of another user", port);
    return err_hint(e, "end it, or choose another port: --port %d", port < 65535 ? port + 1 : 8000);
}
