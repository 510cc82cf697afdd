/* What is told of programs: see native.h.
 *
 * A program is a step in the story of the call that started it, from its start to its end; what
 * happens to it, and what it calls, stands below that step. */
#include "native/native_priv.h"

#include "trace/trace.h"

#include <stdio.h>
#include <sys/wait.h>

static const struct choice *name_of(const struct choices *all, unsigned value)
{
    return &all->rows[MIN_OF(value, all->count - 1)];
}

static struct trace_event event_of(const struct native *n, enum trace_kind k)
{
    return (struct trace_event){ .cycles = cycles_now(),
                                 .chain = n->chain,
                                 .parent = n->span,
                                 .caller = n->id,
                                 .kind = (uint16_t)k };
}

static struct trace_event step_of(const struct native *n, enum trace_kind k)
{
    struct trace_event e = event_of(n, k);
    e.span = n->span;
    e.parent = n->parent;
    return e;
}

void native_tell_started(const struct native *n)
{
    struct trace_event e = step_of(n, TRACE_PROC_STARTED);
    e.a = (uint64_t)n->child.pid;
    trace_emit_text(&e, str_of(n->command));
}

/* As shells count. */
static unsigned status_of(int status)
{
    return WIFEXITED(status) ? (unsigned)WEXITSTATUS(status) : 128 + (unsigned)WTERMSIG(status);
}

/* ": wall_time", ": killed by #65539". */
static void write_why(const struct native *n, char *out, size_t size)
{
    struct proc_cause cause = proc_cause(n->proc);
    struct str why = name_of(&choices_proc_why, cause.why)->name;
    if (cause.known && cause.by)
        snprintf(out, size, ": %.*s by #%u", STR_ARGS(why), cause.by);
    else if (cause.known)
        snprintf(out, size, ": %.*s", STR_ARGS(why));
}

void native_tell_exited(const struct native *n)
{
    char how[32], why[48] = "", text[TRACE_TEXT_MOST];
    int status = n->end.status;
    struct trace_event used = event_of(n, TRACE_PROC_USED);
    struct trace_event e = step_of(n, TRACE_PROC_EXITED);
    used.a = n->end.user_us + n->end.system_us;
    used.b = n->end.memory_peak;
    trace_emit_text(&used, STR_NONE);
    snprintf(how, sizeof how, WIFEXITED(status) ? "exited with %d" : "was ended by signal %d",
             WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    write_why(n, why, sizeof why);
    snprintf(text, sizeof text, "%s %s%s", n->command, how, why);
    e.a = cycles_to_ns(e.cycles - n->began);
    e.b = status_of(status);
    trace_emit_text(&e, str_of(text));
}

void native_tell_signalled(const struct native *n, enum proc_signal which)
{
    struct trace_event e = event_of(n, TRACE_PROC_SIGNALLED);
    e.a = which;
    trace_emit_text(&e, name_of(&choices_proc_signal, which)->name);
}

void native_tell_silent(const struct native *n, enum proc_stream which, uint64_t bytes)
{
    struct trace_event e = event_of(n, TRACE_PROC_SILENT);
    e.a = bytes;
    trace_emit_text(&e, name_of(&choices_proc_stream, which)->name);
}
