/* Planning: from a wish to steps. Nothing here touches the host but to look what it has. */
#include "base/probe.h"
#include "sandbox/sandbox_priv.h"

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name, *remedy, *why;
} rows[SANDBOX_STEPS] = {
#define STEP(constant, name, fn, remedy, why) [STEP_##constant] = { #name, remedy, why },
#include "sandbox/steps.def"
#undef STEP
};

/* What every program sees of the system, where it is there: programs and libraries, and the few
 * files in /etc that they read. Not /etc whole, which holds this machine's secrets, too. */
static const char *const system_places[] = {
    "/usr",           "/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types",
    "/etc/ssl/certs", "/etc/terminfo",
};

/* In a system with a merged /usr these are links to follow along; else directories to bind. */
static const char *const usr_links[] = { "/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin" };

/* "tty" is whatever terminal who opens it has: in a session of its own, no other's. */
static const char *const devices[] = { "/dev/null",   "/dev/zero",    "/dev/full",
                                       "/dev/random", "/dev/urandom", "/dev/tty" };

static const struct {
    const char *to, *at;
} dev_links[] = {
    { "/proc/self/fd", "/dev/fd" },       { "/proc/self/fd/0", "/dev/stdin" },
    { "/proc/self/fd/1", "/dev/stdout" }, { "/proc/self/fd/2", "/dev/stderr" },
    { "pts/ptmx", "/dev/ptmx" },
};

static const struct {
    const char *path, *holds;
} files[] = {
    { "/etc/passwd", "user:x:1000:1000::/tmp:/bin/sh\n" },
    { "/etc/group", "user:x:1000:\n" },
    { "/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n" },
    { "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n" },
};

const char *sandbox_step_name(enum sandbox_step s)
{
    return rows[s].name;
}

const char *sandbox_step_why(enum sandbox_step s)
{
    return rows[s].why;
}

/* Whatever step it was that wanted one. */
static const char more_descriptors[] =
    "there are too few descriptors: ulimit -n, or LimitNOFILE= of pith's unit, and fs.file-max";

struct err *sandbox_step_error(const struct sandbox_plan *plan, size_t step, int code)
{
    const struct sandbox_plan_step *s = &plan->steps[step];
    struct str what = s->kind == STEP_EXEC ? str_of(s->a.ptr) : utf8_first(s->a, 512);
    struct err *e = err_errno(code, "sandbox: step %s %.*s", rows[s->kind].name, STR_ARGS(what));
    bool no_room = code == EMFILE || code == ENFILE;
    err_hint(e, "%s", no_room ? more_descriptors : rows[s->kind].remedy);
    return err_detail(e, "step", "%s", rows[s->kind].name);
}

const char *sandbox_limits_by(void)
{
    static const char *const names[] = {
        [CGROUP_NONE] = "rlimits", [CGROUP_V1] = "cgroup v1", [CGROUP_V2] = "cgroup v2"
    };
    return names[cgroup_version()];
}

/* --- steps --- */

void plan_add(struct sandbox_plan *p, enum sandbox_step kind, struct str a, struct str b,
              uint64_t number)
{
    if (p->count < PLAN_STEPS_MOST)
        p->steps[p->count] = (struct sandbox_plan_step){ kind, number, a, b };
    p->count++;
}

static void add_text(struct sandbox_plan *p, enum sandbox_step kind, const char *a, const char *b,
                     uint64_t number)
{
    plan_add(p, kind, str_of(a), str_of(b), number);
}

/* `b` carries what the file must still be. */
static void add_bind(struct sandbox_plan *p, const struct sandbox_bind *bind, uint64_t flags)
{
    struct str same = bind->ino ? arena_printf(p->arena, "%llu %llu", (unsigned long long)bind->dev,
                                               (unsigned long long)bind->ino)
                                : STR_NONE;
    plan_add(p, STEP_BIND, bind->path, same, flags | (bind->writable ? ALLOW_WRITE : 0));
}

static void add_system_bind(struct sandbox_plan *p, const char *path, uint64_t flags)
{
    if (access(path, F_OK) == 0)
        add_bind(p, &(struct sandbox_bind){ .path = str_of(path) }, flags);
}

static void add_usr_link(struct sandbox_plan *p, const char *path)
{
    char to[256];
    ssize_t n = readlink(path, to, sizeof to);
    if (n > 0)
        plan_add(p, STEP_LINK, arena_str(p->arena, (struct str){ to, (size_t)n }), str_of(path), 0);
    else
        add_system_bind(p, path, 0);
}

static void add_root(struct sandbox_plan *p, const struct sandbox_wish *w)
{
    add_text(p, STEP_ROOT, "/", "", w->limits.temp_bytes);
    for (size_t i = 0; i < COUNT_OF(system_places); i++)
        add_system_bind(p, system_places[i], 0);
    for (size_t i = 0; i < COUNT_OF(usr_links); i++)
        add_usr_link(p, usr_links[i]);
    for (size_t i = 0; i < COUNT_OF(devices); i++)
        add_system_bind(p, devices[i], ALLOW_DEVICES); /* what is behind it can be written to */
    for (size_t i = 0; i < COUNT_OF(dev_links); i++)
        add_text(p, STEP_LINK, dev_links[i].to, dev_links[i].at, 0);
    for (size_t i = 0; i < COUNT_OF(files); i++)
        add_text(p, STEP_FILE, files[i].path, files[i].holds, 0);
    add_text(p, STEP_DIR, "/tmp", "", 0);
    add_text(p, STEP_DIR, "/dev/shm", "", 0);
    add_text(p, STEP_PROC, "/proc", "", 0);
    add_text(p, STEP_PTS, "/dev/pts", "", 0);
    add_text(p, STEP_READY, "", "", 0);
    network_add_steps(p, &w->network);
    for (size_t i = 0; i < w->n_binds; i++)
        add_bind(p, &w->binds[i], 0);
    if (w->terminal)
        add_text(p, STEP_TERMINAL, "/dev/console", "", 0);
    add_text(p, STEP_ENTER, "/", "", 0);
}

static void add_rules(struct sandbox_plan *p, const struct sandbox_wish *w)
{
    add_text(p, STEP_RULES, "", "", (uint64_t)probe_get(PROBE_LANDLOCK)->number);
    add_text(p, STEP_ALLOW, "/", "", 0);
    add_text(p, STEP_ALLOW, "/tmp", "", ALLOW_WRITE);
    add_text(p, STEP_ALLOW, "/dev/shm", "", ALLOW_WRITE);
    add_text(p, STEP_ALLOW, "/dev", "", ALLOW_DEVICES);
    for (size_t i = 0; i < w->n_binds; i++)
        if (w->binds[i].writable)
            plan_add(p, STEP_ALLOW, w->binds[i].path, STR_NONE, ALLOW_WRITE);
}

static void add_limit(struct sandbox_plan *p, const char *name, uint64_t resource, uint64_t most)
{
    if (most)
        plan_add(p, STEP_LIMIT, str_of(name),
                 arena_printf(p->arena, "%llu", (unsigned long long)most), resource);
}

static void add_limits(struct sandbox_plan *p, const struct sandbox_limits *l, bool by_cgroup)
{
    add_limit(p, "files", RLIMIT_NOFILE, l->files);
    add_limit(p, "file_bytes", RLIMIT_FSIZE, l->file_bytes);
    add_limit(p, "cpu_s", RLIMIT_CPU, l->cpu_s);
    plan_add(p, STEP_LIMIT, STR("core"), STR("0"), RLIMIT_CORE);
    if (by_cgroup)
        return;
    add_limit(p, "memory", RLIMIT_AS, l->memory);
    add_limit(p, "processes", RLIMIT_NPROC, l->processes);
}

/* Words with a zero byte behind each. */
static struct str joined(struct str_list words, struct arena *a)
{
    size_t len = 0, at = 0;
    for (size_t i = 0; i < words.count; i++)
        len += words.items[i].len + 1;
    char *text = arena_alloc(a, len);
    for (size_t i = 0; text && i < words.count; i++) {
        memcpy(text + at, words.items[i].ptr, words.items[i].len);
        at += words.items[i].len + 1;
    }
    return (struct str){ text, text ? len : 0 };
}

enum {
    NAMESPACES = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS |
                 CLONE_NEWCGROUP,
};

/* --- what the host must have --- */

static struct err *lacks(enum probe_id id)
{
    const struct probe *p = probe_get(id);
    return err_hint(err_new(ERR_UNSUPPORTED, "sandbox_layer_missing",
                            "a sandbox needs %s, which is missing here: %s", p->name, p->text),
                    "%s", p->remedy);
}

static struct err *check_host(const struct sandbox_wish *w)
{
    if (!probe_ok(PROBE_USERNS))
        return lacks(PROBE_USERNS);
    if (!probe_ok(PROBE_SECCOMP))
        return lacks(PROBE_SECCOMP);
    if (!probe_ok(PROBE_LANDLOCK) && !(w->weaker & WEAKER_LANDLOCK))
        return lacks(PROBE_LANDLOCK);
    if (cgroup_version() == CGROUP_NONE && !(w->weaker & WEAKER_CGROUP))
        return lacks(PROBE_CGROUP2);
    return network_check(&w->network);
}

static struct err *check_wish(const struct sandbox_wish *w)
{
    if (!w->argv.count || !w->argv.items[0].len)
        return err_new(ERR_INVALID, "no_program", "there is no program to start");
    for (size_t i = 0; i < w->n_binds; i++)
        if (!w->binds[i].path.len || w->binds[i].path.ptr[0] != '/')
            return err_new(ERR_INVALID, "bad_bind", "what is bound has an absolute path");
    return NULL;
}

static struct err *finish(const struct sandbox_plan *p)
{
    size_t bytes = 0;
    if (p->count > PLAN_STEPS_MOST || p->arena->overflow)
        return err_new(ERR_LIMIT, "plan_too_long", "the plan has too many steps");
    for (size_t i = 0; i < p->count; i++)
        bytes += 24 + p->steps[i].a.len + p->steps[i].b.len;
    if (bytes > PLAN_BYTES_MOST)
        return err_new(ERR_LIMIT, "arguments_too_long",
                       "arguments and environment have more than %d bytes in all",
                       PLAN_BYTES_MOST / 2);
    return NULL;
}

struct err *sandbox_plan(const struct sandbox_wish *w, struct arena *a,
                         struct sandbox_plan *out_plan)
{
    TRY(check_wish(w));
    TRY(check_host(w));
    struct sandbox_plan p = { .arena = a };
    p.steps = arena_array(a, struct sandbox_plan_step, PLAN_STEPS_MOST);
    TRY_ROOM(p.steps);
    bool by_cgroup = cgroup_version() != CGROUP_NONE;
    if (by_cgroup)
        plan_add(&p, STEP_CGROUP, str_of(sandbox_limits_by()), limits_text(&w->limits, a), 0);
    bool own_network = w->network.mode != NET_SHARED;
    add_text(&p, STEP_CLONE,
             own_network ? "user mount pid ipc uts cgroup net" : "user mount pid ipc uts cgroup",
             "", NAMESPACES | (own_network ? CLONE_NEWNET : 0));
    if (by_cgroup)
        add_text(&p, STEP_JOIN, sandbox_limits_by(), "", 0);
    add_text(&p, STEP_USERS, "", "", INNER_UID);
    add_text(&p, STEP_HOSTNAME, "sandbox", "", 0);
    if (own_network)
        add_text(&p, STEP_LOOPBACK, "lo", "", 0);
    add_root(&p, w);
    if (probe_ok(PROBE_LANDLOCK))
        add_rules(&p, w);
    add_limits(&p, &w->limits, by_cgroup);
    add_text(&p, STEP_CAPS, "", "", 0);
    if (probe_ok(PROBE_LANDLOCK))
        add_text(&p, STEP_CONFINE, "", "", 0);
    add_text(&p, STEP_FILTER, "", "", 0);
    plan_add(&p, STEP_EXEC, joined(w->argv, a),
             joined(
                 (struct str_list){
                     (struct str[]){ w->cwd.len ? w->cwd : STR("/tmp"), joined(w->env, a) }, 2 },
                 a),
             (w->terminal ? EXEC_TERMINAL : 0) | (w->ring ? EXEC_RING : 0));
    TRY(finish(&p));
    *out_plan = p;
    return NULL;
}
