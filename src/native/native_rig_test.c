/* See native_rig.h. */
#include "proc/testbed.h"

#include "native/native_rig.h"

#include "base/probe.h"
#include "ops/system.h"
#include "ops/vfs.h"

#include <stdio.h>
#include <stdlib.h>

const struct op_module *const op_modules[] = { &native_ops, &proc_ops, NULL };

void fixture_init(struct fixture *f)
{
    static const enum cap caps[] = { CAP_spawn_process, CAP_run_shell };
    if (!probe_get(PROBE_USERNS)->ok)
        test_skip("no user namespaces here, as in a plain chroot"); /* while nothing is owned */
    CHECK_OK(zygote_open(&f->zygote));
    testbed_init(&f->bed);
    CHECK_OK(zygote_watch(f->zygote, f->bed.loop));
    f->natives = natives_new(f->bed.kernel, f->zygote);
    for (size_t i = 0; i < COUNT_OF(caps); i++)
        proc_allow(f->bed.proc, caps[i]);
}

void fixture_done(struct fixture *f)
{
    kernel_stop(f->bed.kernel);
    zygote_free(f->zygote);
    natives_free(f->natives);
    testbed_done(&f->bed);
}
struct err *call(struct fixture *f, const char *op, const char *fmt, ...)
{
    char args[4096];
    va_list list;
    va_start(list, fmt);
    vsnprintf(args, sizeof args, fmt, list);
    va_end(list);
    return testbed_call(&f->bed, op, args);
}

static void is_done(struct call *c)
{
    CONTAINER_OF(c, struct later, call)->done = true;
}

void call_later(struct fixture *f, struct later *l, const char *op, const char *fmt, ...)
{
    char args[4096];
    va_list list;
    const struct json *tree;
    struct call *c = &l->call;
    va_start(list, fmt);
    vsnprintf(args, sizeof args, fmt, list);
    va_end(list);
    *l = (struct later){ 0 };
    call_init(c, f->bed.kernel, proc_caller(f->bed.proc), op_named(str_of(op)));
    CHECK_OK(call_alloc(c));
    CHECK_OK(json_parse(str_of(args), NULL, &c->arena, &tree));
    CHECK_OK(shape_decode(c->op->in, tree, &c->arena, (void *)(uintptr_t)c->in));
    c->on_done = is_done;
    kernel_call(c);
}

struct err *answer_of(struct fixture *f, struct later *l)
{
    while (!l->done)
        loop_turn(f->bed.loop);
    struct err *e = give(l->call.err);
    call_end(&l->call, NULL);
    return e;
}

struct native *native_of(struct fixture *f, long long id)
{
    list_each (&f->natives->all, item) {
        struct native *n = CONTAINER_OF(item, struct native, link);
        if (n->id == (uint32_t)id)
            return n;
    }
    return NULL;
}

long long result(const struct fixture *f, const char *name)
{
    return json_get_int(f->bed.result, str_of(name), -1);
}

long long ended(const struct fixture *f, const char *name)
{
    return json_get_int(json_get(f->bed.result, STR("proc")), str_of(name), -1);
}

long long start_sleep(struct fixture *f, const char *more)
{
    CHECK_OK(call(f, "proc.spawn", "{\"program\":\"sleep\",\"args\":[\"1000\"]%s}", more));
    return result(f, "id");
}

struct str why(const struct fixture *f)
{
    return json_get_text(json_get(f->bed.result, STR("proc")), STR("why"), STR("-"));
}

void run_shell(struct fixture *f, const char *args)
{
    CHECK_OK(call(f, "proc.shell", "%s", args));
    CHECK_OK(call(f, "proc.wait", "{\"id\":%lld}", result(f, "id")));
}

/* Until it has printed something, which it does when it has done what it is to do. */
void wait_for_output(struct fixture *f, long long id)
{
    const struct native *n = native_of(f, id);
    while (n && !n->streams[PROC_STREAM_OUT].bytes.len)
        loop_turn(f->bed.loop);
}

const char *state_of(struct fixture *f, long long id)
{
    static char text[32];
    CHECK_OK(call(f, "proc.state", "{\"id\":%lld}", id));
    struct str s = json_get_text(f->bed.result, STR("state"), STR(""));
    snprintf(text, sizeof text, "%.*s", STR_ARGS(s));
    return text;
}

/* Makes `f->bed.proc` another session, and gives the one before. */
struct proc *be_another(struct fixture *f)
{
    struct proc *first = f->bed.proc;
    CHECK_OK(proc_new_session(f->bed.procs, str_of(testbed_path(&f->bed, "ws")), &f->bed.proc));
    proc_allow(f->bed.proc, CAP_spawn_process);
    proc_allow(f->bed.proc, CAP_run_shell);
    return first;
}

void be_again(struct fixture *f, struct proc *first)
{
    proc_unref(f->bed.proc);
    f->bed.proc = first;
}
