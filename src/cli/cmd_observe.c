/* observe: events as they happen, and stories as a whole. */
#include "cli/cli.h"

#include "base/json.h"

#include <stdio.h>

/* --- pith observe follow --- */

/* People who ask for nothing in particular are not shown each call that went well, nor the coming
 * and going of each connection; that a program began and ended is told by events of its own. */
static const char *least_for(const struct options *opt)
{
    return opt->json || opt->least || opt->kind || opt->op || opt->chain ? NULL : "info";
}

static bool matters(const struct cli *cli, const struct json *event)
{
    static const char *const left_out[] = { "proc.born", "proc.ended", "proc.released",
                                            "proc.used" };
    struct str kind = json_get_text(event, STR("kind"), STR(""));
    for (size_t i = 0; least_for(&cli->opt) && i < COUNT_OF(left_out); i++)
        if (str_eq(kind, str_of(left_out[i])))
            return false;
    return true;
}

static struct err *take_line(struct cli *cli, struct str line, void *arg)
{
    owned(arena) struct arena a;
    const struct json *tree;
    (void)arg;
    arena_init(&a, 4 * MIB);
    TRY(json_parse(line, NULL, &a, &tree), "the stream");
    const struct json *item = json_get(tree, STR("item")), *e = json_get(tree, STR("error"));
    if (e)
        return err_decode(e);
    if (item && cli->opt.json)
        say_data(cli, json_compact(item, &a));
    else if (item && matters(cli, item))
        say_event(cli, item);
    fflush(stdout);
    return NULL;
}

static void name_if(struct json_out *o, const char *name, const char *value)
{
    if (value)
        json_name(o, str_of(name)), json_text(o, str_of(value));
}

static struct err *follow(struct cli *cli)
{
    owned(buf) struct buf args, body;
    struct json_out o;
    const struct reach_options options = { .on_line = take_line };
    buf_init(&args, 16 * KIB);
    buf_init(&body, 1 * MIB);
    json_out_init(&o, &args);
    json_begin_object(&o);
    name_if(&o, "least", cli->opt.least ? cli->opt.least : least_for(&cli->opt));
    name_if(&o, "kind", cli->opt.kind);
    name_if(&o, "op", cli->opt.op);
    name_if(&o, "chain", cli->opt.chain);
    json_end_object(&o);
    if (cli->out_is_tty)
        tell(cli, "following%s; Ctrl-C ends it\n",
             least_for(&cli->opt) ? " what matters; --least debug shows everything" : "");
    return reach(cli, "observe.follow", buf_text(&args), &options, &body);
}

/* --- pith observe chain --- */

static struct err *chain(struct cli *cli)
{
    owned(buf) struct buf args, body;
    struct json_out o;
    const struct json *story;
    const char *id = cli->n_words > 1 ? cli->words[1] : "last";
    buf_init(&args, 16 * KIB);
    buf_init(&body, 64 * MIB);
    json_out_init(&o, &args);
    json_begin_object(&o);
    name_if(&o, "id", id);
    json_end_object(&o);
    TRY(reach(cli, "observe.chain", buf_text(&args), &(struct reach_options){ 0 }, &body));
    if (cli->opt.json) {
        say_json(cli, buf_text(&body));
        return NULL;
    }
    TRY(json_parse(buf_text(&body), NULL, &cli->arena, &story), "the daemon's answer");
    say_story(cli, story);
    return NULL;
}

/* --- the verbs --- */

const struct observe_verb observe_verbs[] = {
    { "follow", "", "Events as they happen, until Ctrl-C.", follow },
    { "chain", "[ID]", "A story as a tree; the newest, if none is named.", chain },
};
const size_t observe_verb_count = COUNT_OF(observe_verbs);

/* Any other op of the family is called as it is; the options become its parameters. */
static struct err *call_op(struct cli *cli, const struct op *op)
{
    const struct options *opt = &cli->opt;
    const struct {
        const char *name, *value;
    } given[] = {
        { "least", opt->least }, { "kind", opt->kind }, { "op", opt->op }, { "chain", opt->chain }
    };
    const char **words = arena_array(&cli->arena, const char *, cli->n_words + COUNT_OF(given));
    TRY_ROOM(words);
    memcpy(words, cli->words, cli->n_words * sizeof *words);
    words[0] = op->name;
    for (size_t i = 0; i < COUNT_OF(given); i++)
        if (given[i].value)
            words[cli->n_words++] =
                arena_printf(&cli->arena, "%s=%s", given[i].name, given[i].value).ptr;
    cli->words = words;
    return cmd_call(cli);
}

static struct err *unknown_verb(const struct cli *cli, const char *name)
{
    struct err *e = usage_error(cli, "observe",
                                "observe is followed by follow, chain or another of its ops");
    for (size_t i = 0; name && i < observe_verb_count; i++)
        if (str_distance(str_of(name), str_of(observe_verbs[i].name)) < 3)
            return hint_retyped(cli, e, name, str_of(observe_verbs[i].name));
    return e;
}

struct err *cmd_observe(struct cli *cli)
{
    const char *name = cli->n_words ? cli->words[0] : NULL;
    if (!name) { /* as for other families of ops */
        help_command(cli, command_named("observe"));
        return NULL;
    }
    for (size_t i = 0; i < observe_verb_count; i++) {
        const struct observe_verb *v = &observe_verbs[i];
        if (strcmp(v->name, name) != 0)
            continue;
        if (cli->n_words > (v->words[0] ? 2u : 1u))
            return usage_error(cli, "observe", "it is: pith observe %s%s%s", v->name,
                               v->words[0] ? " " : "", v->words);
        return v->run(cli);
    }
    const struct op *op = op_named(arena_printf(&cli->arena, "observe.%s", name));
    return op ? call_op(cli, op) : unknown_verb(cli, name);
}
