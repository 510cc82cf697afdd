/* From argv to a command, and from its error to an exit status: see cli.h. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const struct command commands[] = {
#define HIDDEN         .hidden = true, .offline = true
#define OFFLINE        .offline = true
#define PASSES_OPTIONS .passes_options = true
#define COMMAND(name, words, summary, options, examples, ...) \
    { #name, words, summary, options, examples, cmd_##name, __VA_ARGS__ },
#include "cli/commands.def"
#undef COMMAND
#undef HIDDEN
#undef OFFLINE
#undef PASSES_OPTIONS
};
const size_t command_count = COUNT_OF(commands);

const struct option_row option_rows[] = {
#define FLAG(member, name, letter, commands, doc) \
    { name, letter, NULL, doc, commands, offsetof(struct options, member) },
#define VALUE(member, name, letter, commands, value, doc) \
    { name, letter, value, doc, commands, offsetof(struct options, member) },
#define MANY(member, name, letter, commands, value, doc) \
    { name, letter, value, doc, commands, offsetof(struct options, member), true },
#include "cli/options.def"
#undef FLAG
#undef VALUE
#undef MANY
};
const size_t option_row_count = COUNT_OF(option_rows);

const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

bool option_is_for(const struct option_row *row, const char *command)
{
    return !row->commands || (command && strcmp(row->commands, command) == 0);
}

struct err *usage_error(const struct cli *cli, const char *command, const char *fmt, ...)
{
    (void)cli;
    char text[ERR_TEXT_MOST];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    struct err *e = err_new(ERR_INVALID, "usage", "%s", text);
    return command ? err_hint(e, "pith help %s", command) : err_hint(e, "pith help");
}

/* --- options --- */

static const struct option_row *find_option(const char *command, struct str name)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (option_is_for(row, command) &&
            (str_eq(name, str_of(row->name)) || str_eq(name, str_of(row->letter))))
            return row;
    }
    return NULL;
}

/* `wrong` is the word as it was typed: the option's name, and perhaps "=value" behind it. */
static struct err *unknown_option(const struct cli *cli, const char *command, const char *wrong)
{
    struct str value = str_of(wrong), name = str_cut(&value, '=');
    const char *near = NULL;
    unsigned nearest = 3;
    for (size_t i = 0; i < option_row_count; i++) {
        unsigned d = str_distance(name, str_of(option_rows[i].name));
        if (d < nearest && option_is_for(&option_rows[i], command)) {
            nearest = d;
            near = option_rows[i].name;
        }
    }
    struct err *e = usage_error(cli, command, "there is no option %.*s here", STR_ARGS(name));
    char right[256];
    snprintf(right, sizeof right, "%s%s", near ? near : "", wrong + name.len);
    return near ? hint_retyped(cli, e, wrong, str_of(right)) : e;
}

/* argv[*i], which starts with '-'; takes the word behind it, too, if the option has a value. */
static struct err *take_option(struct cli *cli, const char *command, int argc, char **argv, int *i)
{
    struct str value = str_of(argv[*i]), name = str_cut(&value, '=');
    bool joined = name.len < strlen(argv[*i]);
    const struct option_row *row = find_option(command, name);
    char *member;
    if (!row)
        return unknown_option(cli, command, argv[*i]);
    member = (char *)&cli->opt + row->at;
    if (!row->value) {
        if (joined)
            return usage_error(cli, command, "%.*s takes no value", STR_ARGS(name));
        *(bool *)member = true;
        return NULL;
    }
    if (!joined && ++*i == argc)
        return usage_error(cli, command, "%.*s needs a value: %s", STR_ARGS(name), row->value);
    const char *text = joined ? value.ptr : argv[*i], **to = (const char **)(void *)member;
    for (size_t n = 0; row->many && *to; to++)
        if (++n == OPTION_MANY_MOST)
            return usage_error(cli, command, "%.*s is given more than %d times", STR_ARGS(name),
                               OPTION_MANY_MOST);
    *to = text;
    return NULL;
}

/* -5 is a number. */
static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] && !(word[1] >= '0' && word[1] <= '9');
}

/* True if what follows are words, whatever they look like. */
static bool takes_word(struct cli *cli, const char *command, const char *word)
{
    const struct command *c = command_named(command);
    cli->words[cli->n_words++] = word;
    return c && c->passes_options;
}

/* Options of all commands stand anywhere, a command's own behind it; behind "--" there are none. */
static struct err *parse(struct cli *cli, int argc, char **argv, const char **out_command)
{
    bool options_end = false;
    *out_command = NULL;
    cli->words = arena_array(&cli->arena, const char *, (size_t)argc);
    for (int i = 1; i < argc; i++) {
        if (!options_end && strcmp(argv[i], "--") == 0)
            options_end = true;
        else if (!options_end && is_option(argv[i]))
            TRY(take_option(cli, *out_command, argc, argv, &i));
        else if (!*out_command)
            *out_command = argv[i];
        else
            options_end |= takes_word(cli, *out_command, argv[i]);
    }
    return NULL;
}

/* --- the command --- */

static struct err *unknown_command(const struct cli *cli, const char *name)
{
    char as_call[NAME_MOST + 8];
    const char *near = NULL;
    unsigned nearest = 3;
    snprintf(as_call, sizeof as_call, "call %s", name);
    if (op_named(str_of(name)))
        return hint_retyped(cli, usage_error(cli, NULL, "%s is an operation, not a command", name),
                            name, str_of(as_call));
    for (size_t i = 0; i < command_count; i++) {
        unsigned d = str_distance(str_of(name), str_of(commands[i].name));
        if (d < nearest && !commands[i].hidden) {
            nearest = d;
            near = commands[i].name;
        }
    }
    struct err *e = usage_error(cli, NULL, "there is no command %s", name);
    return near ? hint_retyped(cli, e, name, str_of(near)) : e;
}

/* `pith fs` shows what there is; `pith fs list …` lacks a word and a dot. */
static struct err *service_named(struct cli *cli, const char *service)
{
    if (!cli->n_words) {
        help_service(cli, str_of(service));
        return NULL;
    }
    struct str op = arena_printf(&cli->arena, "%s.%s", service, cli->words[0]);
    struct err *e = usage_error(cli, NULL, "%s names operations, it is not a command", service);
    if (!op_named(op))
        return err_hint(e, "pith help %s", service);
    return err_hint(e, "pith call %.*s", STR_ARGS(op));
}

static void say_next(struct cli *cli, bool running)
{
    const char *const rows[][2] = {
        { running ? "  pith call time.now" : "  pith serve",
          running ? "call an operation" : "start the daemon in this terminal" },
        { "  pith ops", "see everything pith can do" },
        { "  pith help", "the commands" },
    };
    struct table t;
    say(cli, BOLD, "\nNext\n");
    table_init(&t, cli, 2, NULL);
    t.wrap = true;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        table_row(
            &t, (struct str[]){ advice(cli, str_of(rows[i][0]), &cli->arena), str_of(rows[i][1]) });
    table_print(&t);
}

/* Nothing said: how things are, and what to do next. */
static struct err *greet(struct cli *cli)
{
    if (!cli->out_is_tty)
        return cmd_help(cli);
    cli->opt.quiet = true; /* what to do next is said below */
    struct err *e = cmd_status(cli);
    say_next(cli, !e && !cli->exit_status);
    return e;
}

/* `pith call fs.read --help` asks about the op. */
static struct err *help_here(struct cli *cli, const struct command *c)
{
    const struct op *op = c->run == cmd_call && cli->n_words ? op_named(str_of(cli->words[0]))
                                                             : NULL;
    if (op)
        return help_op(cli, op);
    help_command(cli, c);
    return NULL;
}

static struct err *run(struct cli *cli, const char *name)
{
    const struct command *c = name ? command_named(name) : NULL;
    if (cli->opt.version)
        return cmd_version(cli);
    if (name && !c && is_service(str_of(name)))
        return service_named(cli, name);
    if (name && !c && !cli->n_words && help_learned_service(cli, str_of(name)))
        return NULL;
    if (name && !c)
        return unknown_command(cli, name);
    if (cli->opt.help)
        return c ? help_here(cli, c) : cmd_help(cli);
    if (c && !c->words[0] && cli->n_words)
        return usage_error(cli, name, "%s takes no words, but %s came", name, cli->words[0]);
    return c ? c->run(cli) : greet(cli);
}

static void find_colours(struct cli *cli)
{
    const char *no = getenv("NO_COLOR"), *force = getenv("FORCE_COLOR"),
               *always = getenv("CLICOLOR_FORCE"), *off = getenv("CLICOLOR");
    cli->out_is_tty = isatty(STDOUT_FILENO);
    cli->err_is_tty = isatty(STDERR_FILENO);
    cli->color = cli->out_is_tty && !(off && off[0] == '0');
    cli->color |= (force && force[0] && force[0] != '0') ||
                  (always && always[0] && always[0] != '0');
    cli->color &= !cli->opt.no_color && !(no && no[0]);
}

static int exit_status_of(const struct err *e)
{
    if (strcmp(err_reason(e), "not_running") == 0)
        return EXIT_UNREACHABLE;
    return err_kind_row(err_kind(e))->exit;
}

int main(int argc, char **argv)
{
    struct cli cli = { .argc = argc, .argv = argv };
    const char *command;
    arena_init(&cli.arena, 256 * MIB);
    ops_init();
    struct err *e = parse(&cli, argc, argv, &command);
    find_colours(&cli);
    struct err *lost = paths_init(&cli); /* advice about a wrong option needs it, too */
    if (e)
        err_free(lost);
    else
        e = lost;
    if (!e)
        e = run(&cli, command);
    int status = e ? exit_status_of(e) : cli.exit_status;
    if (e)
        say_error(&cli, e);
    err_free(e);
    arena_done(&cli.arena);
    mem_free(cli.data_dir);
    if (fflush(stdout) != 0 || ferror(stdout)) /* a full disk, or a reader that left */
        return status ? status : EXIT_FAILED;
    return status;
}
