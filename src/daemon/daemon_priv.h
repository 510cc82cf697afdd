/* What the parts of daemon share: daemon.c (boot and stop), data_dir.c, apply.c (the configuration
 * in force), figures.c (what is counted), ready.c (who is told), owner.c, settle.c. */
#pragma once
#include "daemon/daemon.h"

#include "base/loop.h"

struct daemon {
    const struct daemon_options *options;
    char *data_dir; /* absolute, without links */
    struct log_file *log;
    struct config *config;
    struct post config_changed;
    struct store *store;
    struct zygote *zygote;
    struct loop *loop;
    struct kernel *kernel;
    struct procs *procs;
    struct once *once;
    struct tasks *tasks;
    struct system *system;
    struct natives *natives;
    struct rings *rings;
    struct services *services;
    struct observe *observe;
    struct search *search;
    struct undo *undo;
    struct mounts *mounts;
    struct streams *streams;
    struct watches *watches;
    struct auth *auth;
    struct gateway *gateway;
    struct signal_watch term, intr;
    struct timer bound;
    bool stopping;
    unsigned ended; /* of what is waited for, once it stops */
};

/* --- data_dir.c --- */
/* Made if it is missing; refused if others may enter it. */
struct err *data_dir_make(const char *path);
struct err *data_dir_close_key(const char *dir);

/* --- apply.c --- */
void daemon_set_log_level(const struct daemon *d);
void daemon_raise_descriptors(void);
/* Puts the configuration into force, now and with each change. */
void daemon_follow_config(struct daemon *d);

/* --- figures.c --- */
void daemon_add_figures(struct daemon *d);
void daemon_add_memory(struct daemon *d);

/* --- ready.c --- */
void daemon_say_ready(const struct daemon *d, int64_t took_ns);
