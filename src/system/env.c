/* sys.get_env and sys.set_env: see system.h. */
#include "system/system_priv.h"

extern char **environ;

/* What programs may inherit from the daemon's own environment. */
static const char *const inherited[] = { "HOME",  "LANG", "LANGUAGE", "LOGNAME", "PATH",
                                         "SHELL", "TERM", "TMPDIR",   "TZ",      "USER" };

/* Parts of names that make loaders and interpreters run somebody's code, or that name secrets. */
static const char *const refused_starts[] = { "LD_",   "DYLD_",     "GLIBC_", "GCONV_",
                                              "PITH_", "BASH_FUNC", "LC_ALL_" };
static const char *const refused_names[] = { "BASH_ENV",
                                             "ENV",
                                             "IFS",
                                             "PS4",
                                             "PYTHONPATH",
                                             "PYTHONHOME",
                                             "PERL5LIB",
                                             "PERL5OPT",
                                             "RUBYOPT",
                                             "RUBYLIB",
                                             "NODE_OPTIONS",
                                             "NODE_PATH",
                                             "JAVA_TOOL_OPTIONS",
                                             "GIT_SSH_COMMAND",
                                             "PROMPT_COMMAND" };
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

bool env_name_allowed(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(refused_starts); i++)
        if (str_starts(name, str_of(refused_starts[i])))
            return false;
    for (size_t i = 0; i < COUNT_OF(refused_names); i++)
        if (str_eq(name, str_of(refused_names[i])))
            return false;
    for (size_t i = 0; i < COUNT_OF(secret_parts); i++)
        if (str_find(name, str_of(secret_parts[i]), NULL))
            return false;
    return well_formed(name);
}

static struct err *refuse(struct str name)
{
    return err_hint(err_new(ERR_DENIED, "env_name",
                            "%.*s is no variable that programs may be given", STR_ARGS(name)),
                    "names of letters, digits and _; none that change how programs load, or that "
                    "hold secrets");
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

static void put(struct system *s, struct str name, struct str value)
{
    drop(s, name);
    struct env_entry *e = mem_new(sizeof *e);
    e->name = mem_text(name.ptr, name.len);
    e->value = mem_text(value.ptr, value.len);
    map_put(&s->env, (struct str){ e->name, name.len }, e);
}

void env_inherit(struct system *s)
{
    for (char **e = environ; e && *e; e++) {
        struct str value = str_of(*e), name = str_cut(&value, '=');
        for (size_t i = 0; i < COUNT_OF(inherited); i++)
            if (str_eq(name, str_of(inherited[i])))
                put(s, name, value);
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
    if (!env_name_allowed(in->name))
        return refuse(in->name);
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
    if (!env_name_allowed(in->name))
        return refuse(in->name);
    pthread_mutex_lock(&s->lock);
    if (in->has_value != GIVEN)
        drop(s, in->name);
    else if (s->env.count >= ENV_MOST && !map_get(&s->env, in->name))
        e = err_new(ERR_LIMIT, "too_many_variables", "there are %d variables already", ENV_MOST);
    else
        put(s, in->name, in->value);
    pthread_mutex_unlock(&s->lock);
    return e;
}
