/* config.*: see config.h. */
#include "config/config_priv.h"

#include "proc/proc.h"

struct err *op_config_show(struct call *c, const struct config_show_in *in,
                           struct config_show_out *out)
{
    (void)in;
    struct config *cfg = config_of(c->kernel);
    TRY(config_show(cfg, &c->arena, &out->settings));
    return config_problems(cfg, &c->arena, &out->problems);
}

struct err *op_config_get(struct call *c, const struct config_get_in *in,
                          struct config_get_out *out)
{
    return config_get(config_of(c->kernel), in->key, &c->arena, &out->setting);
}

struct err *op_config_set(struct call *c, const struct config_set_in *in,
                          struct config_set_out *out)
{
    struct config *cfg = config_of(c->kernel);
    TRY(config_set(cfg, in->key, in->value));
    out->file = str_of(cfg->places.file[PLACE_USER]);
    return config_get(cfg, in->key, &c->arena, &out->setting);
}

struct err *op_config_unset(struct call *c, const struct config_unset_in *in,
                            struct config_unset_out *out)
{
    struct config *cfg = config_of(c->kernel);
    TRY(config_unset(cfg, in->key, &out->removed));
    return config_get(cfg, in->key, &c->arena, &out->setting);
}

struct err *op_config_validate(struct call *c, const struct config_validate_in *in,
                               struct config_validate_out *out)
{
    const struct config *cfg = config_of(c->kernel);
    TRY(in->has_text == GIVEN ? config_check_text("text", in->text, &c->arena, &out->problems)
                              : config_check(&cfg->places, &c->arena, &out->problems));
    out->valid = true;
    for (size_t i = 0; i < out->problems.count; i++)
        out->valid &= out->problems.items[i].grade != CONFIG_GRADE_ERROR;
    return NULL;
}

struct err *op_config_reload(struct call *c, const struct config_reload_in *in,
                             struct config_reload_out *out)
{
    (void)in;
    struct config *cfg = config_of(c->kernel);
    TRY(config_reload(cfg, &c->arena, &out->changed));
    return config_problems(cfg, &c->arena, &out->problems);
}

struct err *op_config_path(struct call *c, const struct config_path_in *in,
                           struct config_path_out *out)
{
    (void)in;
    return config_files(config_of(c->kernel), &c->arena, &out->files);
}

/* The walk has seen that the caller may read there; who may write the configuration may also
 * follow a link to another folder. */
struct err *op_config_trust(struct call *c, const struct config_trust_in *in,
                            struct config_trust_out *out)
{
    struct str path = arena_str(&c->arena, call_place(c, 1)->path);
    TRY_ROOM(path.ptr);
    return config_trust(config_of(c->kernel), path.ptr, in->trusted, &c->arena, &out->folder);
}
