/* config: settings and their files.
 *
 * What a running daemon can answer it answers, for it knows what is in force; without one the
 * same code reads the files here. `init`, `edit` and a named FILE are always this side's. */
#include "cli/cli.h"

#include "base/json.h"
#include "base/loop.h"
#include "config/config.h"
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- asking --- */

static struct err *open_config(const struct cli *cli, struct config **out)
{
    struct config_places places;
    TRY(config_places_find(cli->data_dir, NULL, &places));
    *out = config_new(&places);
    return NULL;
}

static bool is_absent(const struct err *e)
{
    return e && strcmp(err_reason(e), "not_running") == 0;
}

static struct err *encode(struct cli *cli, const struct shape *s, const void *value,
                          struct str *out)
{
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, CALL_ARGS_MOST);
    json_out_init(&o, &text);
    shape_encode(s, value, &o);
    *out = arena_str(&cli->arena, buf_text(&text));
    TRY_ROOM(!text.full && out->ptr);
    return NULL;
}

/* The op's handler, without a daemon and its walk. */
static struct err *run_here(struct cli *cli, const struct op *op, const void *in, struct str *reply)
{
    owned(config) struct config *cfg = NULL;
    owned(loop) struct loop *loop = loop_new(LOOP_LIVE);
    owned(kernel) struct kernel *k = kernel_new(loop);
    struct caller nobody = { 0 };
    struct call c;
    TRY(open_config(cli, &cfg));
    config_put(cfg, k);
    call_init(&c, k, &nobody, op);
    c.in = in;
    c.out = arena_alloc(&c.arena, op->out->size);
    struct err *e = c.out ? op->run(&c) : err_no_room();
    if (!e)
        e = encode(cli, op->out, c.out, reply);
    call_end(&c, NULL);
    return e;
}

struct answer {
    const struct json *tree;
    bool here; /* there is no daemon */
};

/* `out` is the op's; so is `in`. */
static struct err *ask(struct cli *cli, const struct op *op, const void *in, void *out,
                       struct answer *answer)
{
    struct str args, reply;
    TRY(encode(cli, op->in, in, &args));
    struct err *e = reach_json(cli, op->name, args, &answer->tree);
    answer->here = is_absent(e);
    if (answer->here) {
        err_free(e);
        TRY(run_here(cli, op, in, &reply));
        e = json_parse(reply, NULL, &cli->arena, &answer->tree);
    }
    if (e)
        return e;
    return shape_decode(op->out, answer->tree, &cli->arena, out);
}

/* --- showing --- */

static void show_json(struct cli *cli, const struct op *op, const void *out)
{
    struct str text;
    struct err *e = encode(cli, op->out, out, &text);
    if (!e)
        say_json(cli, text);
    err_free(e);
}

static void say_problem(struct cli *cli, FILE *to, const struct config_problem *p)
{
    static const char *const words[] = { "note", "warning", "error" };
    struct arena *a = &cli->arena;
    fprintf(to, "%s: %.*s\n", words[p->grade], STR_ARGS(printable(config_problem_line(p, a), a)));
    if (p->hint.len)
        fprintf(to, "   try: %.*s\n", STR_ARGS(printable(p->hint, a)));
}

static void tell_problems(struct cli *cli, const struct config_problem_list *list)
{
    fflush(stdout);
    for (size_t i = 0; i < list->count && !cli->opt.quiet; i++)
        say_problem(cli, stderr, &list->items[i]);
}

static struct str origin_of(const struct config_setting *s)
{
    return s->origin.len                      ? s->origin
           : s->layer == CONFIG_LAYER_BUILTIN ? STR("built in")
                                              : choices_config_layer.rows[s->layer].name;
}

static struct err *show(struct cli *cli)
{
    static const char *const plain[] = { "setting", "value", "what it sets" };
    static const char *const heads[] = { "setting", "value", "set by" };
    const struct config_show_in in = {};
    struct config_show_out out = { 0 };
    struct answer answer;
    struct table t;
    TRY(ask(cli, OP_CONFIG_SHOW, &in, &out, &answer));
    if (cli->opt.json) {
        show_json(cli, OP_CONFIG_SHOW, &out);
        return NULL;
    }
    table_init(&t, cli, 3, cli->opt.origin ? heads : plain);
    for (size_t i = 0; i < out.settings.count; i++) {
        const struct config_setting *s = &out.settings.items[i];
        struct str last = cli->opt.origin ? printable(origin_of(s), &cli->arena) : s->doc;
        table_row(&t, (struct str[]){ s->key, printable(s->value, &cli->arena), last });
    }
    table_print(&t);
    tell_problems(cli, &out.problems);
    return NULL;
}

static struct err *get(struct cli *cli)
{
    const struct config_get_in in = { .key = str_of(cli->words[1]) };
    struct config_get_out out = { 0 };
    struct answer answer;
    TRY(ask(cli, OP_CONFIG_GET, &in, &out, &answer));
    if (cli->opt.json)
        show_json(cli, OP_CONFIG_GET, &out);
    else
        printf("%.*s\n", STR_ARGS(printable(out.setting.value, &cli->arena)));
    return NULL;
}

/* --- changing --- */

static void tell_setting(const struct cli *cli, const struct config_setting *s, bool here)
{
    tell(cli, "%.*s is %.*s", STR_ARGS(s->key), STR_ARGS(s->value));
    if (s->layer > CONFIG_LAYER_USER)
        tell(cli, ", set by %.*s, which counts before your file", STR_ARGS(origin_of(s)));
    else if (s->waits && !here)
        tell(cli, " from the next start on: pith stop, then pith serve");
    tell(cli, "\n");
}

static struct err *set(struct cli *cli)
{
    const struct config_set_in in = { str_of(cli->words[1]), str_of(cli->words[2]) };
    struct config_set_out out = { 0 };
    struct answer answer;
    TRY(ask(cli, OP_CONFIG_SET, &in, &out, &answer));
    if (cli->opt.json)
        show_json(cli, OP_CONFIG_SET, &out);
    else
        tell_setting(cli, &out.setting, answer.here);
    return NULL;
}

static struct err *unset(struct cli *cli)
{
    const struct config_unset_in in = { str_of(cli->words[1]) };
    struct config_unset_out out = { 0 };
    struct answer answer;
    TRY(ask(cli, OP_CONFIG_UNSET, &in, &out, &answer));
    if (cli->opt.json)
        show_json(cli, OP_CONFIG_UNSET, &out);
    else if (out.removed)
        tell_setting(cli, &out.setting, answer.here);
    else
        tell(cli, "%s is not set in your file\n", cli->words[1]);
    return NULL;
}

static struct err *reload(struct cli *cli)
{
    struct config_reload_out out = { 0 };
    const struct json *tree;
    TRY(reach_json(cli, "config.reload", STR("{}"), &tree));
    TRY(shape_decode(OP_CONFIG_RELOAD->out, tree, &cli->arena, &out));
    if (cli->opt.json) {
        show_json(cli, OP_CONFIG_RELOAD, &out);
        return NULL;
    }
    for (size_t i = 0; i < out.changed.count; i++)
        tell_setting(cli, &out.changed.items[i], false);
    if (!out.changed.count)
        tell(cli, "nothing has changed\n");
    tell_problems(cli, &out.problems);
    return NULL;
}

/* The op needs the walk for its path, so without a daemon this calls what it would call. */
static struct err *trust(struct cli *cli)
{
    owned(config) struct config *cfg = NULL;
    const struct config_trust_in in = { .path = str_of(cli->n_words > 1 ? cli->words[1] : "."),
                                        .trusted = !cli->opt.remove };
    struct config_trust_out out = { 0 };
    const struct json *tree;
    struct str args;
    TRY(encode(cli, OP_CONFIG_TRUST->in, &in, &args));
    struct err *e = reach_json(cli, "config.trust", args, &tree);
    if (is_absent(e)) {
        err_free(e);
        TRY(open_config(cli, &cfg));
        e = config_trust(cfg, in.path.ptr, in.trusted, &cli->arena, &out.folder);
    } else if (!e) {
        e = shape_decode(OP_CONFIG_TRUST->out, tree, &cli->arena, &out);
    }
    if (e)
        return e;
    if (cli->opt.json)
        show_json(cli, OP_CONFIG_TRUST, &out);
    else
        tell(cli, "%.*s is %s\n", STR_ARGS(printable(out.folder, &cli->arena)),
             in.trusted ? "trusted, with its file as it is now" : "not trusted any more");
    return NULL;
}

/* --- files --- */

static struct err *path(struct cli *cli)
{
    const struct config_path_in in = {};
    struct config_path_out out = { 0 };
    struct answer answer;
    TRY(ask(cli, OP_CONFIG_PATH, &in, &out, &answer));
    if (cli->opt.json)
        show_json(cli, OP_CONFIG_PATH, &out);
    else
        render(cli, OP_CONFIG_PATH->out, answer.tree);
    return NULL;
}

/* Says what was found; whether there is no error among it. */
static bool report(struct cli *cli, const struct config_problem_list *list)
{
    bool valid = true;
    for (size_t i = 0; i < list->count; i++) {
        say_problem(cli, stdout, &list->items[i]);
        valid &= list->items[i].grade != CONFIG_GRADE_ERROR;
    }
    return valid;
}

static struct err *check_file(struct cli *cli, const char *file, struct config_validate_out *out)
{
    bool there;
    owned(buf) struct buf text;
    buf_init(&text, TOML_BYTES_MOST);
    TRY(places_read(file, &text, &there));
    if (!there)
        return err_new(ERR_NOT_FOUND, "no_such_file", "there is no %s", file);
    TRY(config_check_text(file, buf_text(&text), &cli->arena, &out->problems));
    out->valid = true;
    for (size_t i = 0; i < out->problems.count; i++)
        out->valid &= out->problems.items[i].grade != CONFIG_GRADE_ERROR;
    return NULL;
}

static struct err *validate(struct cli *cli)
{
    const struct config_validate_in in = { 0 };
    struct config_validate_out out = { 0 };
    struct answer answer;
    TRY(cli->n_words > 1 ? check_file(cli, cli->words[1], &out)
                         : ask(cli, OP_CONFIG_VALIDATE, &in, &out, &answer));
    if (cli->opt.json)
        show_json(cli, OP_CONFIG_VALIDATE, &out);
    else
        report(cli, &out.problems);
    if (!out.problems.count)
        tell(cli, "no mistakes\n");
    cli->exit_status = out.valid ? EXIT_OK : EXIT_FAILED;
    return NULL;
}

static struct err *init(struct cli *cli)
{
    struct config_places places;
    TRY(config_places_find(cli->data_dir, NULL, &places));
    TRY(config_init(&places));
    if (cli->opt.json)
        printf("{\"file\":\"%s\"}\n", places.file[PLACE_USER]);
    else
        tell(cli, "%s is there now; pith config edit opens it\n", places.file[PLACE_USER]);
    return NULL;
}

/* $VISUAL and $EDITOR may hold words with options, as for git. */
static struct err *run_editor(const char *file)
{
    int status;
    pid_t pid = fork();
    if (pid < 0)
        return err_sys("start the editor");
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", "exec ${VISUAL:-${EDITOR:-vi}} \"$1\"", "sh", file,
              (char *)NULL);
        _exit(127);
    }
    if (waitpid(pid, &status, 0) < 0)
        return err_sys("wait for the editor");
    if (status == 0)
        return NULL;
    return err_hint(err_new(ERR_CANCELLED, "editor_failed", "the editor ended with an error"),
                    "EDITOR names the editor");
}

static struct err *edit(struct cli *cli)
{
    bool there;
    struct config_places places;
    struct config_validate_out out = { 0 };
    owned(buf) struct buf before;
    buf_init(&before, TOML_BYTES_MOST);
    TRY(config_places_find(cli->data_dir, NULL, &places));
    const char *file = places.file[PLACE_USER];
    TRY(places_read(file, &before, &there));
    if (!there)
        TRY(config_init(&places));
    TRY(run_editor(file));
    TRY(check_file(cli, file, &out));
    tell_problems(cli, &out.problems);
    if (!out.valid)
        return err_hint(err_new(ERR_INVALID, "bad_config", "%s has mistakes in it", file),
                        "pith config edit");
    struct err *e = reload(cli);
    if (!is_absent(e))
        return e;
    err_free(e);
    return NULL;
}

/* --- the verbs --- */

const struct config_verb config_verbs[] = {
    { "show", "", "All settings.", 0, show },
    { "get", "KEY", "The value of one.", 1, get },
    { "set", "KEY VALUE", "Change one, in your own file.", 2, set },
    { "unset", "KEY", "Take one out of your own file.", 1, unset },
    { "validate", "[FILE]", "Look for mistakes.", 0, validate },
    { "path", "", "The files, lowest first.", 0, path },
    { "edit", "", "Open your own file in $EDITOR.", 0, edit },
    { "init", "", "Make your own file, with every setting commented out.", 0, init },
    { "reload", "", "Have the daemon read the files again.", 0, reload },
    { "trust", "[DIR]", "Let a folder's .pith/pith.toml count.", 0, trust },
};
const size_t config_verb_count = COUNT_OF(config_verbs);

static const struct config_verb *find_verb(const char *name)
{
    for (size_t i = 0; i < config_verb_count; i++)
        if (strcmp(config_verbs[i].name, name) == 0)
            return &config_verbs[i];
    return NULL;
}

static struct err *unknown_verb(const struct cli *cli, const char *name)
{
    owned(buf) struct buf all;
    const char *near = NULL;
    unsigned nearest = 3;
    buf_init(&all, 1 * KIB);
    for (size_t i = 0; i < config_verb_count; i++) {
        unsigned d = name ? str_distance(str_of(name), str_of(config_verbs[i].name)) : nearest;
        if (d < nearest) {
            nearest = d;
            near = config_verbs[i].name;
        }
        buf_printf(&all, "%s%s", i ? ", " : "", config_verbs[i].name);
    }
    struct err *e = usage_error(cli, "config", "config is followed by one of %.*s",
                                STR_ARGS(buf_text(&all)));
    return near ? hint_retyped(cli, e, name, str_of(near)) : e;
}

struct err *cmd_config(struct cli *cli)
{
    const struct config_verb *v = cli->n_words ? find_verb(cli->words[0]) : NULL;
    if (!v)
        return unknown_verb(cli, cli->n_words ? cli->words[0] : NULL);
    size_t given = cli->n_words - 1, most = v->least + (v->words[0] == '[');
    if (given < v->least || given > most)
        return usage_error(cli, "config", "it is: pith config %s%s%s", v->name,
                           v->words[0] ? " " : "", v->words);
    return v->run(cli);
}
