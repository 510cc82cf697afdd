/* What is in force: see config.h. */
#include "config/config_priv.h"

#include "base/log.h"
#include "trace/trace.h"

static struct kernel_key kernel_key;

static void publish(struct config *cfg)
{
    for (int i = 0; i < CONFIG_KEYS; i++)
        atomic_store_explicit(&cfg->number[i], cfg->now->held[i].value.number,
                              memory_order_relaxed);
}

struct config *config_new(const struct config_places *places)
{
    struct config *cfg = mem_new(sizeof *cfg);
    cfg->places = *places;
    pthread_mutex_init(&cfg->changing, NULL);
    pthread_mutex_init(&cfg->lock, NULL);
    cfg->first = cfg->now = state_read(places, &(struct state_wish){ .may_fall_back = true });
    publish(cfg);
    return cfg;
}

void config_free(struct config *cfg)
{
    if (!cfg)
        return;
    if (cfg->now != cfg->first)
        state_free(cfg->now);
    state_free(cfg->first);
    pthread_mutex_destroy(&cfg->changing);
    pthread_mutex_destroy(&cfg->lock);
    mem_free(cfg);
}

void config_put(struct config *cfg, struct kernel *k)
{
    kernel_put(k, &kernel_key, cfg);
}

struct config *config_of(const struct kernel *k)
{
    return kernel_get(k, &kernel_key);
}

void config_on_change(struct config *cfg, void (*fn)(void *arg), void *arg)
{
    cfg->on_change = fn;
    cfg->on_change_arg = arg;
}

/* --- how long a call may take --- */

int64_t config_deadline(const struct config *cfg, const struct op *op)
{
    static const enum config_key keys[TIMINGS] = {
        [TIMING_LOCK] = CONFIG_TIMEOUTS_LOCK,   [TIMING_IPC] = CONFIG_TIMEOUTS_IPC,
        [TIMING_IO] = CONFIG_TIMEOUTS_IO,       [TIMING_TASK] = CONFIG_TIMEOUTS_TASK,
        [TIMING_CUSTOM] = CONFIG_CALLS_TIMEOUT,
    };
    enum timing t = op_timing(op);
    if (op->stream && t == TIMING_CUSTOM)
        return 0;
    return clock_mono_ns() + config_int(cfg, keys[t]) * INT64_C(1000000);
}

/* --- values --- */

int64_t config_int(const struct config *cfg, enum config_key key)
{
    return cfg ? atomic_load_explicit(&cfg->number[key], memory_order_relaxed)
               : settings[key].fallback.number;
}

struct str config_words(struct config *cfg, enum config_key key, struct arena *a)
{
    pthread_mutex_lock(&cfg->lock);
    struct str text = arena_str(a, cfg->now->held[key].value.text);
    pthread_mutex_unlock(&cfg->lock);
    return text;
}

struct str config_path(struct config *cfg, enum config_key key, struct arena *a)
{
    pthread_mutex_lock(&cfg->lock);
    struct str text = cfg->now->held[key].value.text;
    text = str_starts(text, STR("~"))
               ? arena_printf(a, "%s%.*s", cfg->places.home, STR_ARGS(str_from(text, 1)))
               : arena_str(a, text);
    pthread_mutex_unlock(&cfg->lock);
    return text;
}

/* --- a change --- */

static void tell_changed(const struct state *before, const struct state *after)
{
    for (int i = 0; i < CONFIG_KEYS; i++)
        if (!setting_same(&before->held[i].value, &after->held[i].value))
            trace_emit_text(
                &(struct trace_event){ .cycles = cycles_now(), .kind = TRACE_CONFIG_SET },
                str_of(settings[i].path));
}

void config_install(struct config *cfg, struct state *take_s)
{
    struct state *before = cfg->now;
    tell_changed(before, take_s);
    pthread_mutex_lock(&cfg->lock);
    cfg->now = take_s;
    publish(cfg);
    pthread_mutex_unlock(&cfg->lock);
    if (before != cfg->first)
        state_free(before);
    if (cfg->keeps)
        kept_write(cfg);
    if (cfg->on_change)
        cfg->on_change(cfg->on_change_arg);
}

/* --- what is shown --- */

static struct str shown(int key, const struct setting_value *v, struct arena *a)
{
    owned(buf) struct buf text;
    buf_init(&text, PATH_MOST);
    setting_show(&settings[key], v, &text);
    return arena_str(a, buf_text(&text));
}

static struct str takes(int key, struct arena *a)
{
    owned(buf) struct buf text;
    buf_init(&text, ERR_TEXT_MOST);
    setting_takes(&settings[key], &text);
    return arena_str(a, buf_text(&text));
}

static struct str_list choices(int key, struct arena *a)
{
    const char *const *from = settings[key].choices;
    struct str_list list = { 0 };
    while (from && from[list.count])
        list.count++;
    list.items = arena_array(a, struct str, list.count);
    for (size_t i = 0; list.items && i < list.count; i++)
        list.items[i] = str_of(from[i]);
    return list;
}

/* With the lock held. */
static struct err *describe(const struct config *cfg, int key, struct arena *a,
                            struct config_setting *out)
{
    const struct setting *row = &settings[key];
    const struct held *h = &cfg->now->held[key];
    *out = (struct config_setting){
        .key = str_of(row->path),
        .value = shown(key, &h->value, a),
        .standard = shown(key, &row->fallback, a),
        .layer = h->layer,
        .origin = arena_str(a, h->origin),
        .takes = takes(key, a),
        .choices = choices(key, a),
        .restart = !row->live,
        .waits = !row->live && !setting_same(&h->value, &cfg->first->held[key].value),
        .doc = str_of(row->doc),
    };
    return a->overflow ? err_no_room() : NULL;
}

struct err *config_list(struct config *cfg, const bool *which, struct arena *a,
                        struct config_setting_list *out)
{
    struct err *e = NULL;
    out->items = arena_array(a, struct config_setting, CONFIG_KEYS);
    TRY_ROOM(out->items);
    pthread_mutex_lock(&cfg->lock);
    for (int i = 0; i < CONFIG_KEYS && !e; i++)
        if (!which || which[i])
            e = describe(cfg, i, a, &out->items[out->count++]);
    pthread_mutex_unlock(&cfg->lock);
    return e;
}

struct err *config_show(struct config *cfg, struct arena *a, struct config_setting_list *out)
{
    return config_list(cfg, NULL, a, out);
}

struct err *config_get(struct config *cfg, struct str key, struct arena *a,
                       struct config_setting *out)
{
    int nr;
    TRY(setting_find(key, &nr));
    pthread_mutex_lock(&cfg->lock);
    struct err *e = describe(cfg, nr, a, out);
    pthread_mutex_unlock(&cfg->lock);
    return e;
}

struct err *state_copy_problems(const struct state *s, struct arena *a,
                                struct config_problem_list *out)
{
    out->items = arena_array(a, struct config_problem, s->n_problems);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < s->n_problems; i++) {
        struct config_problem *p = &out->items[out->count++];
        *p = s->problems[i];
        p->file = arena_str(a, p->file);
        p->text = arena_str(a, p->text);
        p->hint = arena_str(a, p->hint);
    }
    return a->overflow ? err_no_room() : NULL;
}

struct err *config_problems(struct config *cfg, struct arena *a, struct config_problem_list *out)
{
    pthread_mutex_lock(&cfg->lock);
    struct err *e = state_copy_problems(cfg->now, a, out);
    pthread_mutex_unlock(&cfg->lock);
    return e;
}

void config_report(struct config *cfg)
{
    static const enum log_level levels[] = { [CONFIG_GRADE_NOTE] = LEVEL_INFO,
                                             [CONFIG_GRADE_WARNING] = LEVEL_WARN,
                                             [CONFIG_GRADE_ERROR] = LEVEL_ERROR };
    owned(arena) struct arena a;
    struct config_problem_list list = { 0 };
    arena_init(&a, 1 * MIB);
    err_free(config_problems(cfg, &a, &list));
    for (size_t i = 0; i < list.count; i++) {
        const struct config_problem *p = &list.items[i];
        LOG_AT_(levels[p->grade], "configuration", F_STR("found", config_problem_line(p, &a)),
                F_STR("hint", p->hint));
    }
}
