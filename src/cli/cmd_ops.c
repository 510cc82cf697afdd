/* ops: the table, from this binary; no daemon is needed. */
#include "cli/cli.h"

#include "base/json.h"
#include "op/emit.h"
#include "ops/op.h"

#include <stdio.h>

static struct err *emit(struct cli *cli)
{
    owned(buf) struct buf out = { 0 };
    const struct emitter *e = emitter_named(str_of(cli->opt.emit));
    if (!e) {
        owned(buf) struct buf all;
        buf_init(&all, 256);
        for (size_t i = 0; i < emitter_count; i++)
            buf_printf(&all, "%s%s", i ? ", " : "", emitters[i].format);
        return usage_error(cli, "ops", "--emit=%s: the formats are %.*s", cli->opt.emit,
                           STR_ARGS(buf_text(&all)));
    }
    buf_init(&out, 64 * MIB);
    e->emit(&out);
    fwrite(out.ptr, 1, out.len, stdout);
    return NULL;
}

/* The handlers of ops.list and ops.search are pure: they can be asked without a daemon. */
static struct err *find(struct cli *cli, struct call *c, struct op_summary_list *out)
{
    owned(buf) struct buf query;
    buf_init(&query, 4 * KIB);
    for (size_t i = 0; i < cli->n_words; i++)
        buf_printf(&query, "%s%s", i ? " " : "", cli->words[i]);
    if (!cli->n_words) {
        const struct ops_list_in in = { .service = STR("") };
        struct ops_list_out list = { 0 };
        TRY(op_ops_list(c, &in, &list));
        *out = list.ops;
        return NULL;
    }
    const struct ops_search_in in = { .query = buf_text(&query), .limit = 100 };
    struct ops_search_out found = { 0 };
    TRY(op_ops_search(c, &in, &found));
    *out = found.ops;
    return NULL;
}

static struct str needs_text(struct cli *cli, const struct op *op)
{
    struct str all = STR("");
    for (size_t i = 0; op && i < op->n_needs; i++)
        all = arena_printf(&cli->arena, "%.*s%s%s", STR_ARGS(all), i ? ", " : "",
                           cap_row(op->needs[i].cap)->name);
    return all;
}

static void print_table(struct cli *cli, const struct op_summary_list *list, bool wide)
{
    static const char *const heads[] = { "op", "effect", "needs", "what it does" };
    static const char *const narrow[] = { "op", "what it does" };
    struct table t;
    table_init(&t, cli, wide ? 4 : 2, wide ? heads : narrow);
    for (size_t i = 0; i < list->count; i++) {
        const struct op_summary *s = &list->items[i];
        if (wide)
            table_row(&t, (struct str[]){ s->name, str_of(effect_name((enum effect)s->effect)),
                                          needs_text(cli, op_named(s->name)), s->doc });
        else
            table_row(&t, (struct str[]){ s->name, s->doc });
    }
    table_print(&t);
}

static void print_json(const struct op_summary_list *list)
{
    owned(buf) struct buf out;
    struct json_out o;
    struct ops_list_out whole = { *list };
    buf_init(&out, 16 * MIB);
    json_out_init(&o, &out);
    shape_encode(OP_OPS_LIST->out, &whole, &o);
    printf("%.*s\n", STR_ARGS(buf_text(&out)));
}

struct err *cmd_ops(struct cli *cli)
{
    struct call c;
    struct caller nobody = { 0 };
    struct op_summary_list list = { 0 };
    const char *form = cli->opt.output ? cli->opt.output : "";
    if (cli->opt.emit)
        return emit(cli);
    if (form[0] && strcmp(form, "name") != 0 && strcmp(form, "wide") != 0)
        return usage_error(cli, "ops", "-o %s: the forms are name and wide", form);
    call_init(&c, NULL, &nobody, OP_OPS_LIST);
    struct err *e = find(cli, &c, &list);
    if (!e && !list.count)
        e = err_hint(err_new(ERR_NOT_FOUND, "no_such_op", "no op fits these words"), "pith ops");
    if (!e && cli->opt.json)
        print_json(&list);
    else if (!e && strcmp(form, "name") == 0)
        for (size_t i = 0; i < list.count; i++)
            printf("%.*s\n", STR_ARGS(list.items[i].name));
    else if (!e)
        print_table(cli, &list, strcmp(form, "wide") == 0);
    call_end(&c, NULL);
    return e;
}
