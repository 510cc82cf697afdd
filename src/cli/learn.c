/* Ops that this program's own table does not have: services bring them while the daemon runs, so
 * the daemon is asked what they take and give. */
#include "cli/cli.h"

#include "base/json.h"

static enum effect effect_named(struct str name)
{
    for (enum effect e = 0; e < EFFECTS; e++)
        if (str_eq(name, str_of(effect_name(e))))
            return e;
    return EFFECT_IRREVERSIBLE;
}

static struct err *read_shape(struct cli *cli, const struct json *told, struct str part,
                              struct str name, const struct shape **out)
{
    const struct json *schema = json_get(told, part);
    *out = NULL;
    return schema ? shape_from_schema(schema, name, &cli->arena, out) : NULL;
}

static struct err *read_op(struct cli *cli, const struct json *told, const struct op **out)
{
    struct str name = arena_str(&cli->arena, json_get_text(told, STR("name"), STR("")));
    struct str doc = arena_str(&cli->arena, json_get_text(told, STR("doc"), STR("")));
    struct op *op = arena_new(&cli->arena, struct op);
    TRY_ROOM(op && name.ptr && doc.ptr);
    op->name = name.ptr;
    op->doc = doc.ptr;
    op->effect = effect_named(json_get_text(told, STR("effect"), STR("")));
    op->idempotent = json_get_bool(told, STR("idempotent"), false);
    TRY(read_shape(cli, told, STR("input"), name, &op->in));
    TRY(read_shape(cli, told, STR("output"), name, &op->out));
    TRY(read_shape(cli, told, STR("stream"), name, &op->stream));
    *out = op->in && op->out ? op : NULL;
    return NULL;
}

struct err *learn_op(struct cli *cli, struct str name, const struct op **out)
{
    owned(buf) struct buf args = { 0 };
    struct json_out o;
    const struct json *told = NULL;
    *out = NULL;
    if (!memchr(name.ptr, '.', name.len))
        return NULL;
    if (!cli->data_dir)
        TRY(paths_init(cli));
    buf_init(&args, 4 * KIB);
    json_out_init(&o, &args);
    json_begin_object(&o);
    json_name(&o, STR("name")), json_text(&o, str_first(name, NAME_MOST));
    json_end_object(&o);
    owned(err) struct err *e = reach_json(cli, "ops.describe", buf_text(&args), &told);
    bool unknown = err_kind(e) == ERR_NOT_FOUND || err_kind(e) == ERR_UNAVAILABLE;
    if (e)
        return unknown ? NULL : give(e); /* what is wrong with the name is said by who asked */
    return read_op(cli, told, out);
}

const struct json *learn_ops(struct cli *cli, struct str service)
{
    owned(buf) struct buf args = { 0 };
    struct json_out o;
    const struct json *told = NULL;
    if (!cli->data_dir)
        err_free(paths_init(cli));
    if (!cli->data_dir)
        return NULL;
    buf_init(&args, 4 * KIB);
    json_out_init(&o, &args);
    json_begin_object(&o);
    json_name(&o, STR("service")), json_text(&o, str_first(service, NAME_MOST));
    json_end_object(&o);
    err_free(reach_json(cli, "ops.list", buf_text(&args), &told));
    return json_get(told, STR("ops"));
}
