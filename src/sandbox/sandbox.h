/* sandbox: what a program may reach, planned here and performed elsewhere.
 *
 *     wish -> sandbox_plan() -> a list of steps -> zygote_start() -> the zygote walks it
 *
 * A plan is data: sandbox/steps.def says what each kind of step does and why, `sandbox.plan`
 * prints it, and nothing happens that is not in it. The zygote (zygote.h, which comes at the end of
 * this header, since it speaks of limits) makes a child in new namespaces, which walks the plan and
 * becomes the sandbox's init: it starts the program, passes signals on, reaps what the program
 * leaves behind, and ends last. When it ends the kernel ends everything in its process namespace,
 * so a sandbox goes as a whole, also what daemonised.
 *
 * Layers, each of which stops most alone: namespaces whose root holds only what was bound; no
 * capabilities and no way to gain any; Landlock over what is left; a list of allowed system
 * calls; limits by cgroup or rlimit. Calls only tighten; a step that fails stops the start. What
 * the host lacks makes the plan fail, unless the wish says that it may be weaker. */
#pragma once
#include "op/shape.h"

enum sandbox_step {
#define STEP(constant, name, fn, remedy, why) STEP_##constant,
#include "sandbox/steps.def"
#undef STEP
    SANDBOX_STEPS
};

/* What each step means by these: steps.def. */
struct sandbox_plan_step {
    enum sandbox_step kind;
    uint64_t number;
    struct str a, b;
};

struct sandbox_plan {
    struct sandbox_plan_step *steps;
    size_t count;
    struct arena *arena;
};

/* A directory or file of the host that the program sees under the same path. `path` is absolute;
 * when `ino` is not 0 it must still be that very file when the plan is performed. */
struct sandbox_bind {
    struct str path;
    bool writable;
    uint64_t dev, ino;
};

/* 0: no limit. */
struct sandbox_limits {
    uint64_t memory;     /* bytes of all processes together; by rlimit: of each */
    uint64_t processes;  /* threads among them */
    uint64_t files;      /* descriptors of each process */
    uint64_t file_bytes; /* of one file */
    uint64_t temp_bytes; /* in its own root, /tmp among it */
    uint64_t cpu_s;      /* of each process */
    /* By cgroup alone: its part of the processors while others want them, too, where 100 is what
     * one ordinary process outside has; and how much of one processor at most. */
    uint64_t cpu_weight, cpu_percent;
};

/* Which layers may be missing where the host lacks them. */
enum sandbox_weaker { WEAKER_LANDLOCK = 1, WEAKER_CGROUP = 2 };

/* full: nobody else is on it. private: out to the world, but not to this machine, to link-local
 * and (unless `near`) to private addresses; a name server and ports as said. shared: this
 * machine's own. bridged: a card on the bridge. */
enum sandbox_net { NET_FULL, NET_PRIVATE, NET_SHARED, NET_BRIDGED };

struct sandbox_forward {
    uint16_t host, guest; /* TCP; on this machine's loopback alone */
};

struct sandbox_network {
    enum sandbox_net mode;
    struct str dns;     /* addresses with blanks between; empty: those that this machine asks */
    bool near;          /* private: also to private addresses of the networks around */
    struct str bridge;  /* bridged: its name */
    struct str address; /* bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY; empty: none yet */
    const struct sandbox_forward *forwards;
    size_t n_forwards;
};

struct sandbox_wish {
    struct str_list argv; /* argv[0] without a slash is looked for in the system's directories */
    struct str_list env;  /* NAME=value */
    struct str cwd;
    const struct sandbox_bind *binds;
    size_t n_binds;
    struct sandbox_limits limits;
    struct sandbox_network network;
    unsigned weaker;
    bool terminal; /* descriptor 0 is one, and becomes the program's own */
    bool ring;     /* it is given zygote_child.ring as descriptor 3 */
    struct str name;
};

#define SANDBOX_LIMITS                                \
    ((struct sandbox_limits){ .memory = 1 * GIB,      \
                              .processes = 256,       \
                              .files = 1024,          \
                              .temp_bytes = 64 * MIB, \
                              .cpu_weight = 100 })

/* ERR_UNSUPPORTED where the host lacks what the wish does not give up; ERR_LIMIT. */
struct err *sandbox_plan(const struct sandbox_wish *wish, struct arena *a,
                         struct sandbox_plan *out_plan);

const char *sandbox_step_name(enum sandbox_step s);
const char *sandbox_step_why(enum sandbox_step s);
/* "start NAME: step bind /usr: Permission denied", with what to do about it. */
struct err *sandbox_step_error(const struct sandbox_plan *plan, size_t step, int code);

/* What enforces the limits here: "cgroup v2", "cgroup v1" or "rlimits". */
const char *sandbox_limits_by(void);

/* What a sandbox holds now; `pid` is its first process. */
struct sandbox_figures {
    uint64_t memory, cpu_us, processes; /* threads among them */
    uint64_t system_us;                 /* of cpu_us, in the kernel; where there are no cgroups */
};
void sandbox_look(int pid, struct sandbox_figures *out);

/* "8080:80", each; ERR_INVALID. */
struct err *sandbox_forwards_read(struct str_list words, struct arena *a,
                                  struct sandbox_network *out);
/* What would make a private network here: "veth and nftables" or "slirp4netns"; NULL: nothing. */
const char *sandbox_private_by(void);
/* Where nothing would: what to do about it. */
const char *sandbox_private_remedy(struct arena *a);

/* For zygote_child.refused: tells of it, as a deed of that proc. */
void sandbox_tell_refused(uint32_t proc, const char *call);

/* What this process needs no more once it is ready, all its threads: from here on it opens no
 * connection, listens nowhere anew and starts no program. See own.c. */
struct err *sandbox_give_up(void);

#include "sandbox/zygote.h"
