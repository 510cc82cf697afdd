/* sys.get_env and sys.set_env: see system.h. */
#include "system/system_priv.h"

extern char **environ;

/* What is taken from the daemon's own environment; those marked are given to programs, too. The
 * rest are of this machine, and a sandbox has its own. */
static const struct {
    const char *name;
    bool to_programs;
} inherited[] = {
    { "HOME", false }, { "LANG", true },   { "LANGUAGE", true }, { "LOGNAME", false },
    { "PATH", false }, { "SHELL", false }, { "TERM", true },     { "TMPDIR", false },
    { "TZ", true },    { "USER", false },
};

/* Names that programs are never given, and why. A star at the end: all that begin so. */
#define LOADS "it changes what programs load"
#define RUNS  "it makes interpreters run what it names"
#define OURS  "pith sets it itself"
static const struct {
    const char *name, *why;
} refused[] = {
    { "LD_*", LOADS },
    { "DYLD_*", LOADS },
    { "GLIBC_*", LOADS },
    { "GCONV_*", LOADS },
    { "LOCPATH", LOADS },
    { "NLSPATH", LOADS },
    { "HOSTALIASES", "it changes what names of hosts mean" },
    { "RES_OPTIONS", "it changes what names of hosts mean" },
    { "LOCALDOMAIN", "it changes what names of hosts mean" },
    { "PITH_*", OURS },
    { "BASH_ENV", RUNS },
    { "BASH_FUNC*", RUNS },
    { "ENV", RUNS },
    { "IFS", "it changes how shells read words" },
    { "PS4", RUNS },
    { "SHELLOPTS", RUNS },
    { "BASHOPTS", RUNS },
    { "PROMPT_COMMAND", RUNS },
    { "ZDOTDIR", RUNS },
    { "PYTHONPATH", LOADS },
    { "PYTHONHOME", LOADS },
    { "PYTHONSTARTUP", RUNS },
    { "PYTHONUSERBASE", LOADS },
    { "PYTHONINSPECT", RUNS },
    { "PYTHONBREAKPOINT", RUNS },
    { "PERL5LIB", LOADS },
    { "PERL5OPT", LOADS },
    { "PERL5DB", RUNS },
    { "PERLLIB", LOADS },
    { "RUBYOPT", LOADS },
    { "RUBYLIB", LOADS },
    { "NODE_OPTIONS", LOADS },
    { "NODE_PATH", LOADS },
    { "LUA_INIT*", RUNS },
    { "LUA_PATH*", LOADS },
    { "LUA_CPATH*", LOADS },
    { "JAVA_TOOL_OPTIONS", LOADS },
    { "JDK_JAVA_OPTIONS", LOADS },
    { "_JAVA_OPTIONS", LOADS },
    { "CLASSPATH", LOADS },
    { "PHPRC", LOADS },
    { "PHP_INI_SCAN_DIR", LOADS },
    { "GIT_SSH*", RUNS },
    { "GIT_EXTERNAL_DIFF", RUNS },
    { "GIT_CONFIG*", RUNS },
    { "GIT_EXEC_PATH", LOADS },
    { "GIT_PAGER", RUNS },
    { "PAGER", RUNS },
    { "LESSOPEN", RUNS },
    { "LESSCLOSE", RUNS },
    { "LC_ALL_*", LOADS },
};

/* Whoever may name a secret here has another way to give it: not by the environment, which every
 * program below can read. */
static const char *const secret_parts[] = { "KEY",      "TOKEN",  "SECRET",
                                            "PASSWORD", "PASSWD", "CREDENTIAL" };

static bool well_formed(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char ch = name.ptr[i];
        bool letter = (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') || ch == '_';
        if (!letter && !(i && ch >= '0' && ch <= '9'))
            return false;
    }
    return name.len > 0;
}

static bool fits(struct str name, const char *row)
{
    struct str known = str_of(row);
    if (known.len && known.ptr[known.len - 1] == '*')
        return str_starts(name, (struct str){ known.ptr, known.len - 1 });
    return str_eq(name, known);
}

static const char *why_not(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        if (fits(name, refused[i].name))
            return refused[i].why;
    for (size_t i = 0; i < COUNT_OF(secret_parts); i++)
        if (str_find(name, str_of(secret_parts[i]), NULL))
            return "it looks like a secret, and whatever a program starts could read it";
    return well_formed(name) ? NULL : "names are of letters, digits and _, and begin with no digit";
}

struct err *env_check_name(struct str name)
{
    const char *why = why_not(name);
    if (!why)
        return NULL;
    return err_detail(err_new(ERR_DENIED, "env_name",
                              "%.*s is no variable that programs may be given: %s",
                              STR_ARGS(utf8_first(name, NAME_MOST)), why),
                      "name", "%.*s", STR_ARGS(utf8_first(name, NAME_MOST)));
}

static void drop(struct system *s, struct str name)
{
    struct env_entry *old = map_remove(&s->env, name);
    if (!old)
        return;
    mem_free(old->name);
    mem_free(old->value);
    mem_free(old);
}

static void put(struct system *s, struct str name, struct str value, bool to_programs)
{
    drop(s, name);
    struct env_entry *e = mem_new(sizeof *e);
    e->to_programs = to_programs;
    e->name = mem_text(name.ptr, name.len);
    e->value = mem_text(value.ptr, value.len);
    map_put(&s->env, (struct str){ e->name, name.len }, e);
}

void env_inherit(struct system *s)
{
    for (char **e = environ; e && *e; e++) {
        struct str value = str_of(*e), name = str_cut(&value, '=');
        for (size_t i = 0; i < COUNT_OF(inherited); i++)
            if (str_eq(name, str_of(inherited[i].name)))
                put(s, name, value, inherited[i].to_programs);
    }
}

void env_done(struct system *s)
{
    map_each (&s->env, slot) {
        struct env_entry *e = slot->value;
        mem_free(e->name);
        mem_free(e->value);
        mem_free(e);
    }
    map_done(&s->env);
}

struct err *op_sys_get_env(struct call *c, const struct sys_get_env_in *in,
                           struct sys_get_env_out *out)
{
    struct system *s = system_of(c);
    TRY(env_check_name(in->name));
    pthread_mutex_lock(&s->lock);
    const struct env_entry *e = map_get(&s->env, in->name);
    out->value = e ? arena_str(&c->arena, str_of(e->value)) : STR_NONE;
    pthread_mutex_unlock(&s->lock);
    if (!e)
        return err_new(ERR_NOT_FOUND, "no_such_variable", "there is no variable %.*s",
                       STR_ARGS(in->name));
    TRY_ROOM(out->value.ptr);
    return NULL;
}

struct err *op_sys_set_env(struct call *c, const struct sys_set_env_in *in,
                           struct sys_set_env_out *out)
{
    (void)out;
    struct system *s = system_of(c);
    struct err *e = NULL;
    TRY(env_check_name(in->name));
    pthread_mutex_lock(&s->lock);
    if (in->has_value != GIVEN)
        drop(s, in->name);
    else if (s->env.count >= ENV_MOST && !map_get(&s->env, in->name))
        e = err_new(ERR_LIMIT, "too_many_variables", "there are %d variables already", ENV_MOST);
    else
        put(s, in->name, in->value, true);
    pthread_mutex_unlock(&s->lock);
    return e;
}

struct err *env_for_programs(const struct kernel *k, struct arena *a, struct str_list *out)
{
    struct system *s = kernel_get(k, system_key());
    *out = (struct str_list){ 0 };
    if (!s)
        return NULL;
    pthread_mutex_lock(&s->lock);
    out->items = arena_array(a, struct str, s->env.count + 1);
    map_each (&s->env, slot) {
        const struct env_entry *e = slot->value;
        if (out->items && e->to_programs)
            out->items[out->count++] = arena_printf(a, "%s=%s", e->name, e->value);
    }
    pthread_mutex_unlock(&s->lock);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < out->count; i++)
        TRY_ROOM(out->items[i].ptr);
    return NULL;
}
