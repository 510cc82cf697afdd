/* call: one op, from words typed by its row. */
#include "cli/cli.h"

#include "base/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* @FILE and @- in a word. */
static struct err *read_named(struct str name, struct arena *a, struct str *out)
{
    owned(buf) struct buf text;
    buf_init(&text, CALL_ARGS_MOST);
    bool from_stdin = str_eq(name, STR("-"));
    struct str path = arena_str(a, name);
    owned_fd int opened = from_stdin ? -1 : open(path.ptr, O_RDONLY | O_CLOEXEC);
    int fd = from_stdin ? STDIN_FILENO : opened;
    if (fd < 0)
        return err_sys("read %s", path.ptr);
    for (ssize_t n = 1; n != 0;) {
        char *room = buf_room(&text, 64 * KIB);
        if (!room)
            return err_new(ERR_LIMIT, "too_large", "%s is larger than %lld bytes", path.ptr,
                           (long long)CALL_ARGS_MOST);
        n = read(fd, room, 64 * KIB);
        if (n < 0 && errno != EINTR)
            return err_sys("read %s", path.ptr);
        text.len += n > 0 ? (size_t)n : 0;
    }
    *out = arena_str(a, buf_text(&text));
    TRY_ROOM(out->ptr);
    return NULL;
}

static struct err *find_op(struct cli *cli, const struct op **out)
{
    if (!cli->n_words)
        return err_hint(usage_error(cli, "call", "call which op?"), "pith ops");
    *out = op_named(str_of(cli->words[0]));
    if (!*out)
        TRY(learn_op(cli, str_of(cli->words[0]), out));
    if (*out)
        return NULL;
    struct err *e = err_new(ERR_NOT_FOUND, "no_such_op", "there is no op %s", cli->words[0]);
    const char *near = op_suggest(str_of(cli->words[0]));
    return near ? hint_retyped(cli, e, cli->words[0], str_of(near)) : err_hint(e, "pith ops");
}

/* Whether what stood there before is kept, as the op's row and the settings say. Who does not know
 * does not promise it. */
static bool can_be_undone(struct cli *cli, const struct op *op)
{
    const struct json *answer = NULL;
    if (!op->undo)
        return false;
    err_free(reach_json(cli, "config.get", STR("{\"key\":\"undo.mib_most\"}"), &answer));
    struct str most = json_get_text(json_get(answer, STR("setting")), STR("value"), STR("0"));
    return !str_eq(most, STR("0"));
}

static struct str what_then(struct cli *cli, const struct op *op)
{
    if (can_be_undone(cli, op))
        return arena_printf(&cli->arena, "can be taken back by %s only as long as that is kept",
                            op->undo);
    return op->undo ? STR("cannot be taken back: nothing is kept (undo.mib_most)")
                    : STR("cannot be taken back");
}

/* What destroys something is asked about on a terminal, and needs --yes elsewhere. */
static struct err *confirm(struct cli *cli, const struct op *op, struct str args)
{
    char answer[8] = "";
    if (op->effect != EFFECT_IRREVERSIBLE || cli->opt.yes)
        return NULL;
    if (!isatty(STDIN_FILENO) || !cli->err_is_tty)
        return hint_retyped(
            cli,
            err_new(ERR_DENIED, "not_confirmed", "%s %.*s", op->name, STR_ARGS(what_then(cli, op))),
            NULL, STR("--yes"));
    fprintf(stderr, "%s %.*s %.*s. Go on? [y/N] ", op->name, STR_ARGS(printable(args, &cli->arena)),
            STR_ARGS(what_then(cli, op)));
    if (!fgets(answer, sizeof answer, stdin) || (answer[0] != 'y' && answer[0] != 'Y'))
        return err_new(ERR_CANCELLED, "not_confirmed", "nothing was done");
    return NULL;
}

static bool has_bytes(const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->fields[i].type == TYPE_BYTES)
            return true;
    return false;
}

/* --- streams --- */

struct listener {
    const struct op *op;
    bool takes_bytes; /* and not what stands around them */
    struct bytes_out out, err;
};

static void print_item(struct cli *cli, const struct op *op, const struct json *item)
{
    if (!cli->opt.json && cli->out_is_tty) {
        render(cli, op->stream, item);
    } else {
        owned(arena) struct arena a;
        arena_init(&a, 64 * MIB);
        say_data(cli, json_compact(item, &a));
    }
    fflush(stdout);
}

/* An item without bytes says what they are, as the head of an answer does: that is not data. */
static void print_item_bytes(struct cli *cli, struct listener *l, const struct json *item,
                             struct arena *a)
{
    bool complains = str_eq(json_get_text(item, STR("stream"), STR("")), STR("err"));
    bool any = false;
    for (size_t i = 0; i < l->op->stream->count; i++) {
        struct str bytes;
        if (!bytes_of(json_get(item, l->op->stream->fields[i].name), a, &bytes))
            continue;
        bytes_out_write(complains ? &l->err : &l->out, bytes);
        any = true;
    }
    if (!any)
        render_beside(cli, l->op->stream, item);
}

static struct err *take_line(struct cli *cli, struct str line, void *arg)
{
    struct listener *l = arg;
    owned(arena) struct arena a;
    const struct json *tree;
    arena_init(&a, 64 * MIB);
    TRY(json_parse(line, NULL, &a, &tree), "the stream");
    const struct json *item = json_get(tree, STR("item")), *e = json_get(tree, STR("error"));
    if (item && l->takes_bytes)
        print_item_bytes(cli, l, item, &a);
    else if (item)
        print_item(cli, l->op, item);
    if (e)
        return err_decode(e);
    return NULL;
}

static struct err *call_stream(struct cli *cli, const struct op *op, struct str args)
{
    struct listener l = { .op = op, .takes_bytes = has_bytes(op->stream) && !cli->opt.json };
    const struct reach_options options = { .key = cli->opt.key,
                                           .on_line = take_line,
                                           .on_line_arg = &l };
    owned(buf) struct buf body;
    buf_init(&body, 512 * MIB);
    bytes_out_init(&l.out, cli, stdout);
    bytes_out_init(&l.err, cli, stderr);
    struct err *e = reach(cli, op->name, args, &options, &body);
    bytes_out_done(&l.out);
    bytes_out_done(&l.err);
    return e;
}

/* --- one answer --- */

/* The word that says where a list begins, or NULL. */
static const char *word_after(const struct cli *cli)
{
    for (size_t i = 1; i < cli->n_words; i++)
        if (str_starts(str_of(cli->words[i]), STR("after=")))
            return cli->words[i];
    return NULL;
}

/* A list that was cut goes on behind its last name, the first text of its last record. */
static void say_more(struct cli *cli, const struct json *result)
{
    struct arena *a = &cli->arena;
    const struct json *list = NULL;
    json_each_member (result, m)
        list = m->value.kind == JSON_ARRAY && m->value.count ? &m->value : list;
    if (!list || !json_get_bool(result, STR("more"), false))
        return;
    const struct json *last = &list->items[list->count - 1];
    if (last->kind != JSON_OBJECT || !last->count || last->members[0].value.kind != JSON_TEXT)
        return;
    struct str name = last->members[0].value.text;
    struct str after = arena_printf(a, "after=%.*s", STR_ARGS(name));
    struct str line = retyped(cli, word_after(cli), shell_word(after, a), a);
    tell(cli, "more:  %.*s\n", STR_ARGS(printable(advice(cli, line, a), a)));
}

static struct err *print_result(struct cli *cli, const struct op *op, struct str body)
{
    const struct json *tree;
    if (cli->opt.json) {
        say_json(cli, body);
        return NULL;
    }
    TRY(json_parse(body, NULL, &cli->arena, &tree), "the daemon's answer");
    if (tree->kind == JSON_OBJECT && tree->count == 0)
        tell(cli, "done\n");
    else
        render(cli, op->out, tree);
    fflush(stdout);
    say_more(cli, tree);
    return NULL;
}

static struct err *print_bytes(struct cli *cli, const struct op *op, struct str body)
{
    const struct json *tree;
    TRY(json_parse(body, NULL, &cli->arena, &tree), "the daemon's answer");
    for (size_t i = 0; i < op->out->count; i++) {
        struct str bytes;
        if (!bytes_of(json_get(tree, op->out->fields[i].name), &cli->arena, &bytes))
            continue;
        if (!is_harmless(bytes))
            return err_hint(
                err_new(ERR_INVALID, "binary", "these %zu bytes are not text", bytes.len),
                "--raw writes them as they are; | xxd shows them");
        fwrite(bytes.ptr, 1, bytes.len, stdout);
        if (bytes.len && !str_ends(bytes, STR("\n")))
            tell(cli, "\n");
    }
    return NULL;
}

/* What belongs to its caller ends with this connection, that is now: whoever does not know that
 * looks for it in vain. */
static void say_what_ended(struct cli *cli, const struct op *op, struct str args)
{
    static const struct {
        const char *op, *what, *instead;
    } all[] = {
        { "proc.spawn", "the program",
          "stay=true keeps it; pith run PROGRAM shows what it prints" },
        { "proc.shell", "the program",
          "stay=true keeps it; pith run -c LINE shows what it prints" },
        { "fs.mount", "the mount", "stay=true keeps it until pith ends" },
        { "stream.open", "the stream", "fs.write writes a file as a whole" },
    };
    const struct json *given;
    owned(err) struct err *e = json_parse(args, NULL, &cli->arena, &given);
    for (size_t i = 0; !e && i < COUNT_OF(all); i++)
        if (strcmp(op->name, all[i].op) == 0 && !json_get_bool(given, STR("stay"), false))
            tell(cli, "%s ended with this call, as nobody was left who had it: %s\n", all[i].what,
                 all[i].instead);
}

static struct err *call(struct cli *cli, const struct op *op, struct str args)
{
    owned(buf) struct buf body;
    bool bytes = has_bytes(op->out) && !cli->opt.json;
    const struct reach_options options = { .raw = bytes && (cli->opt.raw || !cli->out_is_tty),
                                           .key = cli->opt.key };
    buf_init(&body, 512 * MIB);
    TRY(reach(cli, op->name, args, &options, &body));
    if (options.raw)
        return NULL;
    if (bytes)
        return print_bytes(cli, op, buf_text(&body));
    TRY(print_result(cli, op, buf_text(&body)));
    say_what_ended(cli, op, args);
    return NULL;
}

/* A wrong request that nobody knew better about, found here or by the daemon. */
static struct err *point_to_help(struct err *e, const struct op *op)
{
    if (!e || err_kind(e) != ERR_INVALID || err_hint_text(e)[0])
        return e;
    return err_hint(e, "pith help %s", op->name);
}

struct err *cmd_call(struct cli *cli)
{
    const struct op *op = NULL;
    owned(buf) struct buf args = { 0 };
    struct json_out o;
    TRY(find_op(cli, &op));
    buf_init(&args, CALL_ARGS_MOST);
    json_out_init(&o, &args);
    const struct words words = { cli->words + 1, cli->n_words - 1, read_named };
    struct err *e = shape_from_words(op->in, &words, &cli->arena, &o);
    if (e)
        return point_to_help(e, op);
    if (args.full)
        return err_new(ERR_LIMIT, "too_large", "the arguments are larger than %lld bytes",
                       (long long)CALL_ARGS_MOST);
    if (cli->opt.dry_run) {
        say_json(cli, buf_text(&args));
        return NULL;
    }
    TRY(confirm(cli, op, buf_text(&args)));
    return point_to_help(
        op->stream ? call_stream(cli, op, buf_text(&args)) : call(cli, op, buf_text(&args)), op);
}
