/* run: a program in a sandbox, as if it ran here.
 *
 * All of it is calls: proc.spawn or proc.shell starts it, proc.output brings what it prints;
 * proc.write, proc.resize and proc.kill tell it what is typed, how large the terminal is and which
 * signals came (run_io.c); proc.wait how it ended. It belongs to the line that started it, so
 * whatever ends this command ends the program. */
#include "cli/cli.h"

#include "base/json.h"
#include "base/utf8.h"
#include "http/http.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { SHELL_LINE_WORDS = 1, OWN_WORDS_MOST = 12, SIGNALLED = 128 };

/* Words as those of `pith call`. */
struct order {
    const char *words[OWN_WORDS_MOST + 2 * OPTION_MANY_MOST];
    size_t n;
};

static void add(struct cli *cli, struct order *o, const char *name, const char *value)
{
    if (value)
        o->words[o->n++] = arena_printf(&cli->arena, "%s=%s", name, value).ptr;
}

/* What follows the program's name, as a JSON list. */
static struct err *add_arguments(struct cli *cli, struct order *o, size_t first, const char *before)
{
    owned(buf) struct buf text = { 0 };
    struct json_out list;
    buf_init(&text, CALL_ARGS_MOST);
    json_out_init(&list, &text);
    json_begin_array(&list);
    if (before)
        json_text(&list, str_of(before));
    for (size_t i = first; i < cli->n_words; i++) {
        if (!utf8_valid(str_of(cli->words[i])))
            return err_new(ERR_INVALID, "no_text", "argument %zu is not UTF-8", i);
        json_text(&list, str_of(cli->words[i]));
    }
    json_end_array(&list);
    if (text.full)
        return err_new(ERR_LIMIT, "too_large", "the arguments are larger than %lld bytes",
                       (long long)CALL_ARGS_MOST);
    add(cli, o, "args", arena_str(&cli->arena, buf_text(&text)).ptr);
    return NULL;
}

/* Being cut off is the mode full, for full isolation; services' manifests say none. */
static const char *network_mode(const char *asked)
{
    return asked && strcmp(asked, "none") == 0 ? "full" : asked;
}

static void add_options(struct cli *cli, struct order *o)
{
    const struct options *opt = &cli->opt;
    bool shared = opt->read || opt->write || opt->dir;
    add(cli, o, "dir", opt->dir ? opt->dir : shared ? "." : NULL);
    add(cli, o, "read", shared ? "true" : NULL);
    add(cli, o, "write", opt->write ? "true" : NULL);
    add(cli, o, "network", network_mode(opt->network));
    for (size_t i = 0; opt->env[i]; i++)
        add(cli, o, "env", opt->env[i]);
    for (size_t i = 0; opt->with[i]; i++)
        o->words[o->n++] = opt->with[i];
}

static struct err *check(const struct cli *cli)
{
    const struct options *opt = &cli->opt;
    if (!cli->n_words)
        return usage_error(cli, "run", "run which program?");
    if (opt->shell && cli->n_words > SHELL_LINE_WORDS)
        return err_hint(usage_error(cli, "run", "--shell takes the line as one word"),
                        "put it in quotes: pith run -c 'echo a; echo b'");
    for (size_t i = 0; opt->with[i]; i++)
        if (!strchr(opt->with[i], '='))
            return usage_error(cli, "run", "--with %s: it is --with NAME=VALUE", opt->with[i]);
    return NULL;
}

static struct err *to_json(struct cli *cli, const struct op *op, const struct order *o,
                           struct str *out)
{
    owned(buf) struct buf args = { 0 };
    struct json_out json;
    buf_init(&args, CALL_ARGS_MOST);
    json_out_init(&json, &args);
    struct err *e = shape_from_words(op->in, &(struct words){ o->words, o->n, NULL }, &cli->arena,
                                     &json);
    bool near = e && str_starts(str_of(err_hint_text(e)), STR("did you mean"));
    if (e && strcmp(err_reason(e), "unknown_parameter") == 0 && !near)
        return err_hint(e, "pith help %s", op->name); /* nobody meant that to be its line */
    if (e)
        return err_hint_text(e)[0] ? e : err_hint(e, "pith help %s", op->name);
    *out = arena_str(&cli->arena, buf_text(&args));
    TRY_ROOM(out->ptr);
    return NULL;
}

/* --- what would be done --- */

/* The plan is asked for what it knows of; the rest changes nothing in it. */
static void keep_known(struct order *o, const struct op *op)
{
    size_t kept = 0;
    for (size_t i = 0; i < o->n; i++) {
        struct str value = str_of(o->words[i]), name = str_cut(&value, '=');
        if (shape_field(op->in, name))
            o->words[kept++] = o->words[i];
    }
    o->n = kept;
}

static struct err *say_plan(struct cli *cli)
{
    const struct op *op = op_named(STR("sandbox.plan"));
    owned(buf) struct buf body = { 0 };
    const struct json *plan;
    struct order o = { .n = 0 };
    struct str args;
    add(cli, &o, "program", cli->opt.shell ? "/bin/sh" : cli->words[0]);
    TRY(add_arguments(cli, &o, cli->opt.shell ? 0 : 1, cli->opt.shell ? "-c" : NULL));
    add_options(cli, &o);
    keep_known(&o, op);
    TRY(to_json(cli, op, &o, &args));
    buf_init(&body, 16 * MIB);
    TRY(reach(cli, op->name, args, &(struct reach_options){ 0 }, &body));
    if (cli->opt.json) {
        say_json(cli, buf_text(&body));
        return NULL;
    }
    TRY(json_parse(buf_text(&body), NULL, &cli->arena, &plan), "the daemon's answer");
    const struct shape steps = { .name = "steps",
                                 .fields = shape_field(op->out, STR("steps")),
                                 .count = 1 };
    render(cli, &steps, plan);
    struct str missing = json_get_text(plan, STR("missing"), STR(""));
    return missing.len ? err_new(ERR_NOT_FOUND, "no_such_program", "%.*s", STR_ARGS(missing))
                       : NULL;
}

/* --- starting --- */

/* As large as this one. */
static void add_terminal(struct cli *cli, struct order *o)
{
    struct winsize size = { 0 };
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    add(cli, o, "terminal", "true");
    if (size.ws_col && size.ws_row) {
        add(cli, o, "columns", arena_printf(&cli->arena, "%u", size.ws_col).ptr);
        add(cli, o, "lines", arena_printf(&cli->arena, "%u", size.ws_row).ptr);
    }
}

static struct err *make_order(struct cli *cli, const struct op *op, bool terminal, struct str *out)
{
    struct order o = { .n = 0 };
    const char *term = getenv("TERM");
    if (cli->opt.shell) {
        add(cli, &o, "line", cli->words[0]);
    } else {
        add(cli, &o, "program", cli->words[0]);
        TRY(add_arguments(cli, &o, 1, NULL));
        if (terminal && term)
            add(cli, &o, "env", arena_printf(&cli->arena, "TERM=%s", term).ptr);
    }
    if (terminal)
        add_terminal(cli, &o);
    add_options(cli, &o);
    return to_json(cli, op, &o, out);
}

static struct err *start(struct cli *cli, struct http_client *home, bool terminal, int64_t *out_id)
{
    const struct op *op = op_named(cli->opt.shell ? STR("proc.shell") : STR("proc.spawn"));
    const struct json *started;
    struct str order;
    TRY(make_order(cli, op, terminal, &order));
    TRY(line_send(cli, home, op->name, order, &(struct reach_options){ 0 }));
    struct err *e = line_answer(cli, home, &cli->arena, &started);
    if (err_kind(e) == ERR_INVALID && !err_hint_text(e)[0])
        return err_hint(e, "pith help %s", op->name);
    TRY(e);
    *out_id = json_get_int(started, STR("id"), 0);
    return NULL;
}

/* --- ending --- */

/* As shells count. Why a signal ended it is not to be seen otherwise. */
static int status_of(struct cli *cli, const struct json *end)
{
    int signo = (int)json_get_int(end, STR("signal"), 0);
    if (!signo)
        return (int)json_get_int(end, STR("status"), 0);
    if (signo == SIGINT && cli->err_is_tty)
        tell(cli, "\n"); /* behind the ^C that the terminal shows */
    struct str why = json_get_text(end, STR("why"), STR("")); /* the limit that it met */
    if (signo != SIGINT && signo != SIGPIPE)
        tell(cli, "ended by signal %d, %s%s%.*s\n", signo, strsignal(signo), why.len ? ": " : "",
             STR_ARGS(printable(why, &cli->arena)));
    return SIGNALLED + signo;
}

/* The call that was waited for is none of people's business, nor is which setting bounds it. */
static struct err *took_too_long(const struct cli *cli, struct err *take_e)
{
    if (err_kind(take_e) != ERR_TIMEOUT || !cli->opt.timeout)
        return take_e;
    err_free(take_e);
    return err_hint(err_new(ERR_TIMEOUT, "timeout", "%s has not ended within %s, and was ended",
                            cli->opt.shell ? "the line" : cli->words[0], cli->opt.timeout),
                    "--timeout says how long it may take; without it, as long as it likes");
}

struct err *cmd_run(struct cli *cli)
{
    owned(http_client) struct http_client *home = NULL;
    const struct options *opt = &cli->opt;
    bool terminal = !opt->no_terminal && !opt->no_input && !opt->json && cli->out_is_tty &&
                    isatty(STDIN_FILENO);
    const struct json *end;
    int64_t id;
    TRY(check(cli));
    if (cli->opt.dry_run)
        return say_plan(cli);
    TRY(line_open(cli, &home));
    TRY(start(cli, home, terminal, &id));
    TRY(took_too_long(cli, run_io(cli, home, id, terminal, &end)));
    if (cli->opt.json)
        say_data(cli, arena_printf(&cli->arena, "{\"proc\":%.*s}",
                                   STR_ARGS(json_compact(end, &cli->arena))));
    cli->exit_status = status_of(cli, end);
    return NULL;
}
