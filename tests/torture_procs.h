/* What the parts of proc_torture share: the daemon that is tortured (torture_bed.c), the world that
 * is compared (torture_world.c), and what is done (torture_acts.c). */
#pragma once
#include "base/test.h"

#include <pith.h>
#include <sys/types.h>

/* --- torture_bed.c --- */
extern const char *program;
extern char work[200], data[256], share[256], temp[256], mount_at[256], url_port[16];
extern pid_t daemon_pid;
extern struct pith *pith;
extern unsigned long seed;
extern char last_error[600];

unsigned long chance(unsigned long below);
void nap(long ms);
__attribute__((noreturn)) void give_up(const char *fmt, ...) PRINTF_LIKE(1, 2);
void start_daemon(void);
/* The result lives until the next call; NULL: it failed, which many may. */
const char *call(const char *op, const char *fmt, ...) PRINTF_LIKE(2, 3);
long number_in(const char *json, const char *name);
bool text_in(const char *json, const char *name, char *out, size_t most);

/* --- torture_world.c --- */
struct world {
    long descriptors, threads, processes, cgroups, mounts, namespaces, cards, temp, files, rss;
};
typedef bool name_fn(const char *name);

extern pid_t zygote_pid;
void find_zygote(void);
bool is_below(pid_t pid, pid_t above);
bool is_any(const char *name);
long count_names(const char *path, name_fn *counts);
long count_cgroups(void);
struct world look(void);
void show(const char *when, const struct world *w);
bool is_as_before(const struct world *was, const struct world *is);

/* --- torture_acts.c --- */
extern bool has_private;
extern size_t n_live; /* programs that run */
void end_one(size_t i);
void do_program(void);
void do_ring_program(void);
void do_network_program(void);
void do_end(void);
void do_limit(void);
void do_client(void);
void do_http(void);
void do_websocket(void);
void do_session(void);
void do_service(void);
