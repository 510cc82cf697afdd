/* What the filter refused, heard by init: answered with EPERM, and told to the daemon.
 *
 * Whoever asked waits for the answer, so a program that tries again and again slows down itself,
 * and init, which counts against the same limits; nobody else. Each call is told once in a while,
 * which bounds what the daemon hears by the number of calls that there are. */
#include "sandbox/sandbox_priv.h"

#include "trace/trace.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>

enum { CALLS_MOST = 512 };
#define TOLD_EVERY_NS (10 * 1000000000LL)

/* Whether it is to be told. */
static bool is_news(int nr)
{
    static int64_t told_ns[CALLS_MOST];
    int64_t now = clock_mono_ns();
    if (nr < 0 || nr >= CALLS_MOST || (told_ns[nr] && now - told_ns[nr] < TOLD_EVERY_NS))
        return false;
    told_ns[nr] = now;
    return true;
}

/* What was asked is not looked at, nor is the memory it points to: it is refused in any case. The
 * one who asked may have ended by now, which is no matter. */
bool refusal_answer(int listener, int *out_nr)
{
    struct seccomp_notif asked = { 0 };
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0)
        return false;
    struct seccomp_notif_resp answer = { .id = asked.id, .error = -EPERM };
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    *out_nr = asked.data.nr;
    return is_news(asked.data.nr);
}

/* In the daemon, once it has heard. */
void sandbox_tell_refused(uint32_t proc, const char *call)
{
    trace_emit_text(&(struct trace_event){ .cycles = cycles_now(),
                                           .kind = TRACE_SANDBOX_REFUSED,
                                           .caller = proc },
                    str_of(call));
}
