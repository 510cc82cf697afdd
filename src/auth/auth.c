/* From credentials to procs: see auth.h. */
#include "auth/auth_priv.h"

#include "config/config.h"
#include "trace/trace.h"

#include <errno.h>
#include <sys/stat.h>

static struct kernel_key key;

static void tell_ended(struct post *p)
{
    struct auth *a = CONTAINER_OF(p, struct auth, tell_ended);
    struct list gone;
    list_init(&gone);
    pthread_mutex_lock(&a->lock);
    list_each (&a->ended, link) {
        list_remove(link);
        list_add(&gone, link);
    }
    pthread_mutex_unlock(&a->lock);
    list_each (&gone, link) {
        struct credential *c = CONTAINER_OF(link, struct credential, link);
        if (c->proc)
            proc_end(c->proc);
        if (c->proc && a->on_ended)
            a->on_ended(a->on_ended_arg, c->proc);
        list_remove(link);
        credential_free(c);
    }
}

static void free_all(struct list *credentials)
{
    list_each (credentials, link)
        credential_free(CONTAINER_OF(link, struct credential, link));
}

struct err *auth_open(struct kernel *k, struct store_db *system, user_id owner,
                      struct auth **out_auth)
{
    owned(auth) struct auth *a = mem_new(sizeof *a);
    pthread_mutex_init(&a->lock, NULL);
    a->kernel = k;
    a->db = system;
    a->tell_ended.fn = tell_ended;
    user_id_write(owner, a->owner);
    list_init(&a->all);
    list_init(&a->ended);
    map_init(&a->by_id);
    TRY(credentials_read(a), "read the credentials");
    TRY(proc_new_visitor(procs_of(k), &a->visitor));
    kernel_put(k, &key, a);
    *out_auth = give(a);
    return NULL;
}

void auth_free(struct auth *a)
{
    if (!a)
        return;
    loop_unpost(kernel_loop(a->kernel), &a->tell_ended);
    timer_stop(kernel_loop(a->kernel), &a->expiry);
    free_all(&a->all);
    free_all(&a->ended);
    proc_unref(a->visitor);
    map_done(&a->by_id);
    mem_free(a->url);
    pthread_mutex_destroy(&a->lock);
    mem_free(a);
}

struct auth *auth_of(const struct kernel *k)
{
    return kernel_get(k, &key);
}

void auth_set_url(struct auth *a, const char *url)
{
    mem_free(a->url);
    a->url = mem_text(url, strlen(url));
}

struct str auth_url(const struct auth *a)
{
    return str_of(a->url);
}

struct str auth_user(const struct auth *a)
{
    return str_of(a->owner);
}

void auth_on_ended(struct auth *a, auth_ended_fn *fn, void *arg)
{
    a->on_ended = fn;
    a->on_ended_arg = arg;
}

/* --- expiry: what was opened in time may still be open when the time is over --- */

static void expired(struct timer *t);

static void set_expiry(struct auth *a, int64_t at_ms, int64_t now)
{
    a->expiry_ms = at_ms;
    if (at_ms)
        timer_start(kernel_loop(a->kernel), &a->expiry, MAX_OF(at_ms - now, 1), expired);
}

static void expired(struct timer *t)
{
    struct auth *a = CONTAINER_OF(t, struct auth, expiry);
    int64_t now = clock_wall_ms();
    pthread_mutex_lock(&a->lock);
    int64_t next = credentials_end_expired(a, now);
    pthread_mutex_unlock(&a->lock);
    set_expiry(a, next, now);
}

static void watch_expiry(struct auth *a, const struct credential *c)
{
    if (!a->expiry_ms || c->expires_ms < a->expiry_ms)
        set_expiry(a, c->expires_ms, clock_wall_ms());
}

/* --- procs --- */

/* Those over files reach into the workspace and nowhere else. The desktop's programs are in
 * sandboxes without a network, so by them it reaches no further. */
static const uint64_t scope_caps[] = {
    [AUTH_SCOPE_DESKTOP] = CAPS_STANDARD | CAP_BIT(CAP_observe) | CAP_BIT(CAP_spawn_process) |
                           CAP_BIT(CAP_run_shell) | CAP_BIT(CAP_kill_process),
    [AUTH_SCOPE_STANDARD] = CAPS_STANDARD,
    [AUTH_SCOPE_READ] = CAP_BIT(CAP_read_file) | CAP_BIT(CAP_list_directory) |
                        CAP_BIT(CAP_time_access) | CAP_BIT(CAP_system_info) |
                        CAP_BIT(CAP_read_config),
    [AUTH_SCOPE_METRICS] = CAP_BIT(CAP_observe),
    [AUTH_SCOPE_ADMIN] = CAPS_ALL,
};

static enum proc_kind proc_kind_of(const struct credential *c)
{
    return c->kind == AUTH_KIND_SESSION ? PROC_SESSION : PROC_TOKEN;
}

/* No one credential takes all of what the door holds. */
static void set_limits(struct proc *p, struct config *cfg)
{
    int64_t calls = config_int(cfg, CONFIG_LIMITS_CALLS_AT_ONCE);
    proc_set_limits(p,
                    &(struct proc_limits){
                        .ops_per_second = (uint64_t)config_int(cfg, CONFIG_LIMITS_OPS_PER_SECOND),
                        .calls_at_once = (uint32_t)(calls ? calls : CREDENTIAL_CALLS_MOST) });
}

/* Where relative paths begin. It is made when somebody first needs it. */
static struct err *find_workspace(struct config *cfg, struct arena *a, struct str *out)
{
    struct str path = config_path(cfg, CONFIG_WORKSPACE_PATH, a);
    TRY_ROOM(path.ptr);
    *out = path_normal(STR("/"), path, a);
    TRY_ROOM(out->ptr);
    return NULL;
}

static struct err *make_workspace(struct str path, struct arena *a)
{
    struct str zero_terminated = arena_printf(a, "%.*s", STR_ARGS(path));
    TRY_ROOM(zero_terminated.ptr);
    if (mkdir(zero_terminated.ptr, 0755) != 0 && errno != EEXIST)
        return err_hint(err_sys("make the workspace %s", zero_terminated.ptr),
                        "pith config set workspace.path DIR");
    return NULL;
}

static struct err *make_proc(struct auth *a, struct credential *c)
{
    owned(arena) struct arena scratch;
    struct config *cfg = config_of(a->kernel);
    struct str workspace;
    arena_init(&scratch, 8 * PATH_MOST);
    TRY(find_workspace(cfg, &scratch, &workspace));
    TRY(make_workspace(workspace, &scratch));
    TRY(proc_new_guest(procs_of(a->kernel), proc_kind_of(c), str_of(c->id), scope_caps[c->scope],
                       workspace, &c->proc));
    set_limits(c->proc, cfg);
    return NULL;
}

struct err *auth_proc(struct auth *a, struct str text, struct proc **out_proc)
{
    pthread_mutex_lock(&a->lock);
    struct credential *c = credential_of_text(a, text);
    if (c) {
        c->used_ms = clock_wall_ms();
        credential_extend(a, c, config_int(config_of(a->kernel), CONFIG_SIGN_IN_LIFETIME));
    }
    pthread_mutex_unlock(&a->lock);
    if (!c)
        return err_hint(err_new(ERR_UNAUTHENTICATED, "bad_credential",
                                "that session or token is not known here, or has ended"),
                        "pith open");
    if (!c->proc)
        TRY(make_proc(a, c));
    watch_expiry(a, c);
    *out_proc = c->proc;
    return NULL;
}

struct proc *auth_visitor(struct auth *a)
{
    uint64_t most = (uint64_t)config_int(config_of(a->kernel), CONFIG_HTTP_REQUESTS_PER_SECOND);
    proc_set_limits(a->visitor, &(struct proc_limits){ .ops_per_second = most });
    return a->visitor;
}

struct err *auth_owner(struct auth *a, struct proc **out_proc)
{
    owned(arena) struct arena scratch;
    owned(proc) struct proc *p = NULL;
    struct config *cfg = config_of(a->kernel);
    struct str workspace;
    arena_init(&scratch, 4 * PATH_MOST);
    TRY(proc_new_owner(procs_of(a->kernel), &p));
    if (cfg) {
        set_limits(p, cfg);
        TRY(find_workspace(cfg, &scratch, &workspace));
        TRY(proc_set_cwd(p, workspace));
    }
    *out_proc = give(p);
    return NULL;
}
