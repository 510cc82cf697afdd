/* help: from the tables of commands, options and ops; works without a daemon. */
#include "cli/cli.h"

#include "base/json.h"
#include "config/config.h"

#include <stdio.h>

static void say_options(struct cli *cli, const char *command, bool own)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *o = &option_rows[i];
        if ((o->commands != NULL) != own || !option_is_for(o, command))
            continue;
        struct str left = arena_printf(&cli->arena, "%s%s%s%s%s", o->letter ? o->letter : "",
                                       o->letter ? ", " : "", o->name, o->value ? " " : "",
                                       o->value ? o->value : "");
        printf("  %-20.*s %s\n", STR_ARGS(left), o->doc);
    }
}

static void say_examples(struct cli *cli, const char *examples)
{
    struct str rest = str_of(examples);
    while (rest.len) {
        struct str line = str_cut(&rest, '\n');
        say(cli, PLAIN, "  %.*s\n", STR_ARGS(line));
    }
}

/* --- the ops of a service --- */

static bool in_service(const struct op *op, struct str service)
{
    struct str name = str_of(op->name);
    return str_eq(str_cut(&name, '.'), service);
}

bool is_service(struct str name)
{
    for (size_t i = 0; i < op_count(); i++)
        if (op_at(i) && in_service(op_at(i), name))
            return true;
    return false;
}

static void ops_begin(struct cli *cli, struct table *t, struct str service)
{
    say(cli, BOLD, "Operations of %.*s\n", STR_ARGS(service));
    table_init(t, cli, 2, NULL);
    t->wrap = true;
}

static void ops_add(struct cli *cli, struct table *t, struct str name, struct str doc)
{
    table_row(t, (struct str[]){ arena_printf(&cli->arena, "  %.*s", STR_ARGS(name)), doc });
}

static void ops_print(struct table *t)
{
    table_print(t);
    printf("\npith help OP says what it takes and gives.\n");
}

void help_service(struct cli *cli, struct str service)
{
    struct table t;
    ops_begin(cli, &t, service);
    for (size_t i = 0; i < op_count(); i++)
        if (op_at(i) && in_service(op_at(i), service))
            ops_add(cli, &t, str_of(op_at(i)->name), str_of(op_at(i)->doc));
    ops_print(&t);
}

bool help_learned_service(struct cli *cli, struct str service)
{
    const struct json *ops = learn_ops(cli, service);
    struct table t;
    if (!ops || !ops->count)
        return false;
    ops_begin(cli, &t, service);
    json_each (ops, op)
        ops_add(cli, &t, printable(json_get_text(op, STR("name"), STR("")), &cli->arena),
                printable(json_get_text(op, STR("doc"), STR("")), &cli->arena));
    ops_print(&t);
    return true;
}

/* --- a command --- */

void help_command(struct cli *cli, const struct command *c)
{
    say(cli, PLAIN, "%s\n\n", c->summary);
    say_examples(cli, c->examples);
    printf("\n");
    say(cli, BOLD, "Usage");
    printf("  pith %s%s%s [OPTIONS]\n", c->name, c->words[0] ? " " : "", c->words);
    if (c->options[0]) {
        say(cli, BOLD, "\nOptions\n");
        say_options(cli, c->name, true);
    }
    say(cli, BOLD, "\nOptions of every command\n");
    say_options(cli, NULL, false);
    if (is_service(str_of(c->name))) {
        printf("\n");
        help_service(cli, str_of(c->name));
    }
}

/* --- an op --- */

static struct str default_text(struct cli *cli, const struct field *f)
{
    struct arena *a = &cli->arena;
    if (!f->optional)
        return STR("");
    if (f->has_at != NO_HAS || f->list)
        return STR("optional");
    if (f->type == TYPE_COUNT && f->fallback.integer && f->fallback.integer % MIB == 0)
        return arena_printf(a, "default %lldMiB", (long long)(f->fallback.integer / MIB));
    switch (f->type) {
    case TYPE_BOOL: return f->fallback.integer ? STR("default true") : STR("default false");
    case TYPE_ENUM:
        return arena_printf(a, "default %.*s",
                            STR_ARGS(f->choices->rows[f->fallback.integer].name));
    case TYPE_TEXT:
    case TYPE_PATH: return arena_printf(a, "default \"%.*s\"", STR_ARGS(f->fallback.text));
    case TYPE_REAL: return arena_printf(a, "default %g", f->fallback.real);
    default: return arena_printf(a, "default %lld", (long long)f->fallback.integer);
    }
}

static struct str doc_text(struct cli *cli, const struct field *f)
{
    struct str doc = str_of(f->doc);
    for (size_t i = 0; f->type == TYPE_ENUM && i < f->choices->count; i++)
        doc = arena_printf(&cli->arena, "%.*s%s%.*s", STR_ARGS(doc),
                           i ? ", " : " One of: ", STR_ARGS(f->choices->rows[i].name));
    return doc;
}

/* Schemas know whole numbers alone, and where they begin. */
static bool is_count(const struct field *f)
{
    return f->type == TYPE_INT && !f->list && f->least >= 0 && f->most > 0;
}

static void say_fields(struct cli *cli, const char *title, const struct shape *s)
{
    struct table t;
    if (!s->count)
        return;
    say(cli, BOLD, "\n%s\n", title);
    table_init(&t, cli, 4, NULL);
    t.wrap = true;
    for (size_t i = 0; i < s->count; i++) {
        const struct field *f = &s->fields[i];
        const char *type = f->type == TYPE_REC    ? f->rec->name
                           : f->type == TYPE_ENUM ? f->choices->name
                           : is_count(f)          ? type_name(TYPE_COUNT)
                                                  : type_name(f->type);
        table_row(
            &t, (struct str[]){ arena_printf(&cli->arena, "  %.*s", STR_ARGS(f->name)),
                                arena_printf(&cli->arena, "%s%s", f->list ? "list of " : "", type),
                                default_text(cli, f), doc_text(cli, f) });
    }
    table_print(&t);
}

/* --- records and choices --- */

/* A named type that ops take or give: a record, or words of which one is chosen. */
struct named {
    const struct shape *rec;
    const struct choices *choices;
};

static bool name_is(struct str name, const char *of)
{
    return of && str_eq(name, str_of(of));
}

enum { DEEPEST = 4 }; /* a record may hold itself */

static bool find_named(const struct shape *s, struct str name, unsigned deep, struct named *out)
{
    for (size_t i = 0; s && i < s->count; i++) {
        const struct field *f = &s->fields[i];
        if (f->rec && name_is(name, f->rec->name))
            out->rec = f->rec;
        else if (f->choices && name_is(name, f->choices->name))
            out->choices = f->choices;
        else if (!f->rec || deep == DEEPEST || !find_named(f->rec, name, deep + 1, out))
            continue;
        return true;
    }
    return false;
}

static void say_choices(struct cli *cli, const struct choices *c)
{
    struct table t;
    table_init(&t, cli, 2, NULL);
    t.wrap = true;
    for (size_t i = 0; i < c->count; i++)
        table_row(&t,
                  (struct str[]){ arena_printf(&cli->arena, "  %.*s", STR_ARGS(c->rows[i].name)),
                                  str_of(c->rows[i].doc) });
    table_print(&t);
}

static bool help_named(struct cli *cli, struct str name)
{
    struct named found = { 0 };
    for (size_t i = 0; i < op_count() && !found.rec && !found.choices; i++) {
        const struct op *op = op_at(i);
        if (op && op->stream && name_is(name, op->stream->name))
            found.rec = op->stream;
        else if (op && !find_named(op->in, name, 0, &found) &&
                 !find_named(op->out, name, 0, &found))
            find_named(op->stream, name, 0, &found);
    }
    if (found.rec) {
        say(cli, BOLD, "%s", found.rec->name);
        printf("  %s\n", found.rec->doc);
        say_fields(cli, "Fields", found.rec);
    } else if (found.choices) {
        say(cli, BOLD, "%s", found.choices->name);
        printf("  %s\n\n", found.choices->doc);
        say_choices(cli, found.choices);
    }
    return found.rec || found.choices;
}

static bool is_taken_before(const struct shape *s, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (s->fields[k].rec == s->fields[i].rec)
            return true;
    return false;
}

/* What one has to write oneself. What these hold in turn, pith help RECORD says. */
static void say_records(struct cli *cli, const struct shape *s)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct shape *rec = s->fields[i].rec;
        if (rec && !is_taken_before(s, i))
            say_fields(cli, arena_printf(&cli->arena, "%s: %s", rec->name, rec->doc).ptr, rec);
    }
}

static void say_needs(const struct op *op)
{
    printf("effect %s", effect_name(op->effect));
    for (size_t i = 0; i < op->n_needs; i++) {
        const struct need *n = &op->needs[i];
        printf("%s%s", i ? ", " : "; needs ", cap_row(n->cap)->name);
        if (n->param >= 0)
            printf(" of %.*s", STR_ARGS(op->in->fields[n->param].name));
        if (n->flag >= 0)
            printf(" if %.*s", STR_ARGS(op->in->fields[n->flag].name));
    }
    printf("\n");
}

/* After which time it is ended, and by which setting. */
static struct err *say_time(struct cli *cli, const struct op *op)
{
    owned(config) struct config *built_in = config_new(&(struct config_places){ 0 });
    struct config_setting_list all = { 0 };
    bool custom = op_timing(op) == TIMING_CUSTOM;
    struct str key = custom ? STR("calls.timeout")
                            : arena_printf(&cli->arena, "timeouts.%s", timing_name(op_timing(op)));
    TRY(config_show(built_in, &cli->arena, &all));
    for (size_t i = 0; i < all.count; i++)
        if (str_eq(all.items[i].key, key))
            printf("ends after %.*s, which is %.*s if nobody has set it; --timeout says another\n",
                   STR_ARGS(key), STR_ARGS(all.items[i].value));
    return NULL;
}

struct err *help_op(struct cli *cli, const struct op *op)
{
    say(cli, BOLD, "%s", op->name);
    printf("  %s\n\n  pith call %s", op->doc, op->name);
    for (size_t i = 0; i < op->in->count; i++)
        if (!op->in->fields[i].optional)
            printf(" %.*s=…", STR_ARGS(op->in->fields[i].name));
    printf("\n");
    say_fields(cli, "Parameters", op->in);
    say_records(cli, op->in);
    say_fields(cli, op->stream ? "Each item" : "Result", op->stream ? op->stream : op->out);
    printf("\n");
    say_needs(op);
    return say_time(cli, op);
}

/* --- everything --- */

static void help_exit_codes(struct cli *cli)
{
    static const struct {
        int code;
        const char *meaning;
    } rows[] = {
        { 0, "ok" },
        { 1, "failed" },
        { 2, "used wrongly: an unknown word, a bad value" },
        { 3, "the daemon cannot be reached" },
        { 4, "not signed in" },
        { 5, "denied, or a person must approve" },
        { 6, "not found" },
        { 7, "took longer than it was given" },
        { 130, "interrupted" },
    };
    say(cli, BOLD, "Exit codes\n");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        printf("  %3d  %s\n", rows[i].code, rows[i].meaning);
}

static void help_all(struct cli *cli)
{
    say(cli, BOLD, "pith");
    printf(" — an operating system for AI agents on your own machine\n\n"
           "  pith serve                      # start the daemon\n"
           "  pith call time.now              # call an operation\n"
           "  pith ops                        # see them all\n\n");
    say(cli, BOLD, "Commands\n");
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i].hidden)
            printf("  %-12s %s\n", commands[i].name, commands[i].summary);
    say(cli, BOLD, "\nOptions\n");
    say_options(cli, NULL, false);
    printf("\npith help COMMAND, OP, SERVICE (such as fs), TYPE (such as proc_row) and exit-codes "
           "say more.\n");
}

/* --- pith(1) --- */

static void man_text(const char *text)
{
    for (; *text; text++) {
        if (*text == '-')
            fputs("\\-", stdout);
        else if (*text == '\\')
            fputs("\\e", stdout);
        else
            putchar(*text);
    }
}

static void man_command(const struct command *c)
{
    printf(".SS pith %s", c->name);
    printf(c->words[0] ? " %s\n" : "%s\n", c->words);
    man_text(c->summary);
    printf("\n.PP\n.nf\n.RS\n");
    man_text(c->examples);
    printf("\n.RE\n.fi\n");
}

static void man_files(void)
{
    printf(".SH FILES\nIn the data directory, which is ~/.local/share/pith or\n"
           "$XDG_DATA_HOME/pith, if nothing else is said:\n"
           ".TP\n.B control.sock\nWhere the daemon is reached, over HTTP.\n"
           ".TP\n.B master.key\nThe key to the data. Without it they cannot be read.\n"
           ".TP\n.B pith.log\nThe log; see pith logs.\n");
}

static void help_man(void)
{
    printf(".\\\" Made by `pith help --man` from the command tables; not to be edited.\n"
           ".TH PITH 1 \"\" \"pith %s\" \"User Commands\"\n.SH NAME\n"
           "pith \\- an operating system for AI agents on your own machine\n"
           ".SH SYNOPSIS\n.B pith\n.RI [ COMMAND ]\n.RI [ WORDS ...]\n.RI [ OPTIONS ]\n"
           ".SH COMMANDS\n",
           PITH_VERSION);
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i].hidden)
            man_command(&commands[i]);
    printf(".SH OPTIONS\n");
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *o = &option_rows[i];
        printf(".TP\n.B ");
        if (o->letter)
            printf("\\%s, ", o->letter);
        man_text(o->name);
        printf(o->value ? " %s\n" : "%s\n", o->value ? o->value : "");
        if (o->commands)
            printf("With pith %s: ", o->commands);
        man_text(o->doc);
        putchar('\n');
    }
    man_files();
    printf(".SH EXIT STATUS\n0 ok, 1 failed, 2 used wrongly, 3 daemon not reachable, 4 not signed "
           "in, 5 denied, 6 not found, 7 timeout, 130 interrupted.\n"
           ".SH ENVIRONMENT\n.TP\n.B PITH_DATA_DIR\nThe data directory.\n.TP\n.B PITH_LOG_LEVEL\n"
           "trace, debug, info, warn or error.\n.TP\n.B PITH__SECTION__NAME\nAny setting; two "
           "underscores are the dot.\n.TP\n.B NO_COLOR, FORCE_COLOR, CLICOLOR\n"
           "Whether there are colours.\n.SH SEE ALSO\n.BR pith-ops (7)\n");
}

struct err *cmd_help(struct cli *cli)
{
    const char *topic = cli->n_words ? cli->words[0] : NULL;
    const struct command *c = topic ? command_named(topic) : NULL;
    const struct op *op = topic ? op_named(str_of(topic)) : NULL;
    if (topic && !c && !op)
        TRY(learn_op(cli, str_of(topic), &op));
    if (cli->opt.show_man)
        help_man();
    else if (!topic)
        help_all(cli);
    else if (strcmp(topic, "exit-codes") == 0)
        help_exit_codes(cli);
    else if (c)
        help_command(cli, c);
    else if (op)
        return help_op(cli, op);
    else if (is_service(str_of(topic)))
        help_service(cli, str_of(topic));
    else if (!help_named(cli, str_of(topic)) && !help_learned_service(cli, str_of(topic)))
        return err_hint(err_new(ERR_NOT_FOUND, "no_such_topic", "there is no help for %s", topic),
                        "pith ops %.*s", STR_ARGS(shell_word(str_of(topic), &cli->arena)));
    return NULL;
}
