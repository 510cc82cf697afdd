/* The probe table: see probe.h. How each row is looked at stands in probe_look.c. */
#include "base/probe.h"

#include "base/limits.h"
#include "base/probe_look.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name, *purpose, *remedy;
    void (*look)(struct probe *p);
} rows[PROBES] = {
#define PROBE(constant, name, purpose, remedy) \
    [PROBE_##constant] = { #name, purpose, remedy, look_##name },
#include "base/probes.def"
#undef PROBE
};

static struct probe found[PROBES];
static atomic_bool known[PROBES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void name_row(enum probe_id id)
{
    found[id] = (struct probe){ .name = rows[id].name,
                                .purpose = rows[id].purpose,
                                .remedy = rows[id].remedy };
}

static void look(enum probe_id id)
{
    pthread_mutex_lock(&lock);
    if (!atomic_load(&known[id])) {
        name_row(id);
        rows[id].look(&found[id]);
        atomic_store(&known[id], true);
    }
    pthread_mutex_unlock(&lock);
}

const struct probe *probe_get(enum probe_id id)
{
    if (!atomic_load(&known[id]))
        look(id);
    return &found[id];
}

static bool find(struct str name, enum probe_id *out)
{
    for (enum probe_id id = 0; id < PROBES; id++) {
        if (str_eq(str_of(rows[id].name), name)) {
            *out = id;
            return true;
        }
    }
    return false;
}

struct err *probe_set(struct str name, struct str answer)
{
    enum probe_id id;
    int64_t number = 0;
    if (!find(name, &id))
        return err_new(ERR_NOT_FOUND, "no_such_probe", "there is no probe %.*s",
                       STR_ARGS(str_first(name, NAME_MOST)));
    if (!str_eq(answer, STR("missing")) && !str_to_int(answer, &number))
        return err_new(ERR_INVALID, "bad_probe", "probe %s is neither \"missing\" nor a number",
                       rows[id].name);
    pthread_mutex_lock(&lock);
    name_row(id);
    found[id].ok = number > 0;
    found[id].number = number;
    snprintf(found[id].text, sizeof found[id].text, "%.*s, as it was set", STR_ARGS(answer));
    atomic_store(&known[id], true);
    pthread_mutex_unlock(&lock);
    return NULL;
}

struct err *probe_from_env(void)
{
    struct str list = str_of(getenv("PITH_PROBES"));
    while (list.len) {
        struct str answer = str_cut(&list, ','), name = str_cut(&answer, '=');
        TRY(probe_set(name, answer), "PITH_PROBES");
    }
    return NULL;
}

void probe_forget(void)
{
    for (enum probe_id id = 0; id < PROBES; id++)
        atomic_store(&known[id], false);
}
