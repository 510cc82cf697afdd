/* probe: what this host has.
 *
 * One row for each thing that pith would use; base/probes.def lists them. A row is looked at
 * when it is first asked for, by trying, not by version numbers, and then kept. Tests put their
 * own answers in its place, and so does PITH_PROBES="landlock=missing,userns=missing,tsc=1" in
 * the environment: a claim that something is missing can only make pith more careful, and a
 * claim that it is there fails at the step that uses it. */
#pragma once
#include "base/err.h"

enum probe_id {
#define PROBE(constant, name, purpose, remedy) PROBE_##constant,
#include "base/probes.def"
#undef PROBE
    PROBES
};

struct probe {
    const char *name, *purpose, *remedy;
    bool ok;
    int64_t number; /* an ABI or version, where there is one; else 1 or 0 */
    char text[128]; /* what was found, or why it is missing */
};

const struct probe *probe_get(enum probe_id id); /* any thread; the row stays */
static inline bool probe_ok(enum probe_id id)
{
    return probe_get(id)->ok;
}

struct err *probe_set(struct str name, struct str answer); /* "missing", or a number */
struct err *probe_from_env(void);                          /* PITH_PROBES, if it is set */
void probe_forget(void);                                   /* tests: look again at all */
