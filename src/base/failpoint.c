/* Failpoints: see failpoint.h. The linker gathers one pointer per FAIL() into a section. */
#include "base/failpoint.h"

#include "base/limits.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

extern struct failpoint *const __start_pith_failpoints[] __attribute__((weak));
extern struct failpoint *const __stop_pith_failpoints[] __attribute__((weak));

bool failpoint_hit(struct failpoint *p)
{
    if (atomic_fetch_sub(&p->passes_left, 1) != 1)
        return false;
    if (atomic_exchange(&p->armed, FAIL_OFF) == FAIL_KILL)
        kill(getpid(), SIGKILL);
    return true;
}

void failpoint_each(void (*fn)(const struct failpoint *p, void *arg), void *arg)
{
    for (struct failpoint *const *p = __start_pith_failpoints; p < __stop_pith_failpoints; p++)
        fn(*p, arg);
}

static bool parse_how(struct str how, enum fail_how *out_how, uint64_t *out_pass)
{
    static const char *const names[] = {
        [FAIL_OFF] = "off", [FAIL_ERROR] = "error", [FAIL_KILL] = "kill"
    };
    struct str name = str_cut(&how, '@');
    *out_pass = 1;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (str_eq(name, str_of(names[i]))) {
            *out_how = (enum fail_how)i;
            return !how.len || str_to_uint(how, out_pass);
        }
    }
    return false;
}

static void add_name(const struct failpoint *p, void *arg)
{
    buf_printf(arg, " %s", p->name);
}

static struct err *no_such_point(struct str name)
{
    owned(buf) struct buf all;
    buf_init(&all, ERR_TEXT_MOST - 64);
    failpoint_each(add_name, &all);
    return err_hint(err_new(ERR_NOT_FOUND, "no_such_failpoint", "no failpoint %.*s in this build",
                            STR_ARGS(name)),
                    "its points:%.*s", STR_ARGS(buf_text(&all)));
}

struct err *failpoint_set(struct str name, struct str how)
{
    enum fail_how fail;
    uint64_t pass;
    bool found = false;
    if (!parse_how(how, &fail, &pass))
        return err_new(ERR_INVALID, "bad_failpoint", "failpoint %.*s: not off, error or kill",
                       STR_ARGS(name));
    for (struct failpoint *const *p = __start_pith_failpoints; p < __stop_pith_failpoints; p++) {
        if (!str_eq(str_of((*p)->name), name))
            continue;
        atomic_store(&(*p)->passes_left, (long)pass);
        atomic_store(&(*p)->armed, fail);
        found = true;
    }
    return found ? NULL : no_such_point(name);
}

struct err *failpoint_from_env(void)
{
    struct str list = str_of(getenv("PITH_FAIL"));
    while (list.len) {
        struct str how = str_cut(&list, ','), name = str_cut(&how, '=');
        TRY(failpoint_set(name, how), "PITH_FAIL");
    }
    return NULL;
}
