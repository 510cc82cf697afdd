/* daemon: everything put together, in order, and taken apart again.
 *
 *   boot:  zygote -> log -> configuration -> store (locks the data directory) -> loop -> kernel
 *          -> procs -> what has ops -> the doors -> ready
 *   stop:  the door takes nothing new -> running calls end, or are cancelled after a bound ->
 *          the rest in reverse
 *
 * One process, one data directory. SIGTERM and SIGINT stop it gracefully, a second one at once. */
#pragma once
#include "base/base.h"

struct daemon_options {
    const char *data_dir;
    bool log_to_stderr;          /* else to pith.log in the data directory */
    bool quiet;                  /* no line on standard output when it is ready */
    const char *web_dir;         /* the desktop's files; NULL: those inside */
    const char *const *settings; /* KEY=value, ends with NULL; or NULL */
};

/* Returns when it has stopped. */
struct err *daemon_run(const struct daemon_options *options);

/* The names of things in a data directory. */
#define DAEMON_SOCKET      "control.sock"
#define DAEMON_RING_SOCKET "ring.sock" /* of programs that use libpith */
#define DAEMON_LOG         "pith.log"
