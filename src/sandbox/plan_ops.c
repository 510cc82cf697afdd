/* sandbox.plan: the dry run. */
#include "ops/sandbox.h"

#include "proc/proc.h"
#include "sandbox/sandbox_priv.h"

#include <stdio.h>
#include <unistd.h>

static struct str_list words_of(const struct sandbox_plan_in *in, struct arena *a)
{
    struct str_list l = { arena_array(a, struct str, in->args.count + 1), in->args.count + 1 };
    if (!l.items)
        return (struct str_list){ 0 };
    l.items[0] = in->program;
    for (size_t i = 0; i < in->args.count; i++)
        l.items[i + 1] = in->args.items[i];
    return l;
}

/* Words that end in zero bytes, with blanks between them. */
static struct str shown(struct str words, struct arena *a)
{
    struct str copy = arena_str(a, words);
    for (size_t i = 0; i < copy.len; i++)
        if (!copy.ptr[i] || copy.ptr[i] == '\n')
            ((char *)(uintptr_t)copy.ptr)[i] = ' ';
    return str_trim(copy);
}

static struct sandbox_plan_row row_of(const struct sandbox_plan_step *s, struct arena *a)
{
    const char *name = sandbox_step_name(s->kind);
    bool writes = s->number & ALLOW_WRITE;
    bool is_tree = s->kind == STEP_BIND || s->kind == STEP_ALLOW;
    return (struct sandbox_plan_row){
        .step = str_of(name),
        .to = shown(s->a, a),
        .how = is_tree                  ? (writes ? STR("read, write") : STR("read"))
               : s->kind == STEP_CGROUP ? limits_shown(s->b, a)
                                        : shown(s->b, a),
        .why = str_of(sandbox_step_why(s->kind)),
    };
}

static struct sandbox_limits limits_of(const struct sandbox_plan_in *in)
{
    struct sandbox_limits l = SANDBOX_LIMITS;
    l.memory = in->memory;
    l.processes = in->processes;
    l.files = in->files;
    l.cpu_s = in->cpu_seconds;
    return l;
}

/* A name is looked for where programs do by themselves, which is in the system's directories. What
 * lies elsewhere is not looked at: the caller may not be allowed to know of it. */
static bool is_missing(struct str program)
{
    static const char *const places[] = { "/usr/local/bin", "/usr/bin", "/bin" };
    char path[PATH_MOST];
    if (str_find(program, STR("/"), NULL))
        return false;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        int n = snprintf(path, sizeof path, "%s/%.*s", places[i], STR_ARGS(program));
        if (n < (int)sizeof path && access(path, X_OK) == 0)
            return false;
    }
    return true;
}

struct err *op_sandbox_plan(struct call *c, const struct sandbox_plan_in *in,
                            struct sandbox_plan_out *out)
{
    struct str dir = path_normal(proc_cwd(proc_of(c), &c->arena), in->dir, &c->arena);
    TRY_ROOM(dir.ptr);
    struct sandbox_bind bind = { .path = dir, .writable = in->write };
    struct sandbox_network network = { .mode = (enum sandbox_net)in->network,
                                       .near = in->near,
                                       .bridge = in->bridge,
                                       .address = in->address };
    TRY(sandbox_forwards_read(in->forwards, &c->arena, &network));
    struct sandbox_wish wish = { .argv = words_of(in, &c->arena),
                                 .cwd = in->read || in->write ? dir : STR("/tmp"),
                                 .binds = &bind,
                                 .n_binds = in->read || in->write,
                                 .limits = limits_of(in),
                                 .network = network,
                                 .weaker = WEAKER_CGROUP }; /* as programs are started */
    struct sandbox_plan plan;
    TRY(sandbox_plan(&wish, &c->arena, &plan));
    out->has_missing = is_missing(in->program) ? GIVEN : ABSENT;
    if (out->has_missing == GIVEN)
        out->missing = arena_printf(&c->arena,
                                    "there is no program %.*s in the system's directories",
                                    STR_ARGS(in->program));
    out->limits_by = str_of(sandbox_limits_by());
    out->steps.items = arena_array(&c->arena, struct sandbox_plan_row, plan.count);
    TRY_ROOM(out->steps.items);
    out->steps.count = plan.count;
    for (size_t i = 0; i < plan.count; i++)
        out->steps.items[i] = row_of(&plan.steps[i], &c->arena);
    return NULL;
}
