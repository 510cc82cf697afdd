/* cli: the command line.
 *
 * A command is a row in commands.def and one function in a file cmd_<name>.c. It gets its words
 * and options parsed, writes data to standard output and everything else to standard error, and
 * returns an error or NULL; main() prints the error and turns its kind into the exit status.
 * Nothing here has abilities of its own: what touches the system goes through ops, as at every
 * other door. */
#pragma once
#include "base/base.h"
#include "op/op.h"

#include <stdio.h>

enum exit_status {
    EXIT_OK = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_UNREACHABLE = 3,
};

enum { OPTION_MANY_MOST = 32 };

/* Options; those of all commands, then those of some. */
struct options {
    bool json, quiet, no_color, yes, help, version;
    const char *timeout, *data, *profile;
    bool follow, raw, print, dry_run, fix, foreground, show_man, origin, remove;
    bool shell, read, write, no_terminal, no_input;
    const char *output, *since, *emit, *key, *port, *web, *least, *kind, *op, *chain;
    const char *dir, *network;
    const char *set[OPTION_MANY_MOST + 1]; /* these end with NULL */
    const char *env[OPTION_MANY_MOST + 1], *with[OPTION_MANY_MOST + 1];
};

struct cli {
    struct options opt;
    const char **words; /* behind the command's name */
    size_t n_words;
    struct arena arena; /* for the whole run */
    int argc;
    char **argv; /* as it was typed */
    char *data_dir;
    struct str data_option; /* "--data DIR", if it is not the usual one; else empty */
    bool out_is_tty, err_is_tty, color;
    int exit_status; /* when a command ends without an error, but not well */
};

struct command {
    const char *name, *words, *summary, *options, *examples;
    struct err *(*run)(struct cli *cli);
    bool hidden, offline; /* offline: does without the data directory */
    bool passes_options;  /* behind its first word they are another program's */
};
extern const struct command commands[];
extern const size_t command_count;
const struct command *command_named(const char *name);

/* The rows of options.def, for help and completion. */
struct option_row {
    const char *name, *letter, *value, *doc;
    const char *commands; /* NULL: all */
    size_t at;
    bool many;
};
extern const struct option_row option_rows[];
extern const size_t option_row_count;
bool option_is_for(const struct option_row *row, const char *command);

/* --- saying things (say.c) --- */
enum colour { PLAIN, BOLD, DIM, RED, GREEN, YELLOW, CYAN, COLOURS };
void say(const struct cli *cli, enum colour c, const char *fmt, ...) PRINTF_LIKE(3, 4); /* stdout */
const char *colour_code(enum colour c); /* what a terminal is sent before the text */
void tell(const struct cli *cli, const char *fmt, ...) PRINTF_LIKE(2, 3); /* stderr, not if quiet */
void say_error(const struct cli *cli, const struct err *e);
void say_json(const struct cli *cli, struct str json); /* one document, indented on a terminal */
/* Data as it is, and a line end; a terminal gets escapes for what would steer it, as JSON has them.
 */
void say_data(const struct cli *cli, struct str text);
/* Text from outside, made harmless for a terminal, in one line. */
struct str printable(struct str s, struct arena *a);
unsigned text_width(struct str s);

/* The next code point of `*s` as it may be shown: itself, or its escape, put into `room`. */
enum { SHOWN_MOST = 8 };
struct str next_shown(struct str *s, char room[SHOWN_MOST]);

/* Bytes that somebody else made, as they come (bytes.c). They are out when it returns. */
struct bytes_out {
    const struct cli *cli;
    FILE *to;
    bool is_tty;     /* so it gets nothing that steers it; not if --raw wants just that */
    struct buf held; /* the start of a character */
    size_t no_text;  /* so many bytes, of which nothing was said yet */
};
void bytes_out_init(struct bytes_out *b, const struct cli *cli, FILE *to);
void bytes_out_write(struct bytes_out *b, struct str piece);
void bytes_out_done(struct bytes_out *b);
DEFINE_OWNED_VALUE(bytes_out)
/* Text, none that steers a terminal, and no going back to the start of a line to write over it. */
bool is_harmless(struct str bytes);
/* Those that JSON has as {"$bytes": base64}; false: it does not. */
bool bytes_of(const struct json *value, struct arena *a, struct str *out);

struct str json_compact(const struct json *v, struct arena *a);
enum colour severity_colour(struct str name); /* of an event or a log line */

/* --- quantities (quantity.c) --- */
struct str took_text(int64_t ns, struct arena *a);  /* 1.2 ms */
struct str bytes_text(int64_t n, struct arena *a);  /* 3.4 MiB */
struct str count_text(int64_t n, struct arena *a);  /* 1,234 */
struct str rate_text(double n, struct arena *a);    /* 0.5, 1,234 */
struct str age_text(int64_t ms, struct arena *a);   /* 2 h 04 m */
struct str clock_text(int64_t ms, struct arena *a); /* 08:41:17.539 */

/* --- tables (table.c) --- */
unsigned terminal_width(const struct cli *cli);    /* 0: not a terminal */
struct str text_cut(struct str s, unsigned width); /* the longest start that is so wide */

struct table {
    const struct cli *cli;
    size_t columns, n;
    struct str *cells; /* n * columns */
    size_t cap;
    bool head;      /* the first row is one */
    bool wrap;      /* the last column goes on in the next line; nothing is cut */
    bool right[16]; /* numbers stand to the right */
};
/* `heads` NULL: the columns speak for themselves. */
void table_init(struct table *t, struct cli *cli, size_t columns, const char *const *heads);
void table_row(struct table *t, const struct str *cells);
bool table_fits(const struct table *t); /* without anything being cut */
void table_squeeze(struct table *t);    /* leaves out columns in which nothing stands */
void table_print(struct table *t);      /* and done with it, as is table_drop() */
void table_drop(struct table *t);

/* A result as a person would want to read it (render.c). */
void render(struct cli *cli, const struct shape *s, const struct json *value);
/* What stands in it beside lists, to standard error. */
void render_beside(struct cli *cli, const struct shape *s, const struct json *value);

/* An observe_event in one line (event_line.c). */
void say_event(struct cli *cli, const struct json *event);
/* The result of observe.chain as a tree (story.c). */
void say_story(struct cli *cli, const struct json *story);

/* --- what to type next (advice.c) --- */
/* The text, its commands with the data directory that was asked for: they work as printed. */
struct str advice(const struct cli *cli, struct str text, struct arena *a);
struct str shell_word(struct str word, struct arena *a); /* in quotes, if it needs them */
/* The same command line with `wrong`, a word of argv, put right; NULL: with one more. */
struct str retyped(const struct cli *cli, const char *wrong, struct str right, struct arena *a);
struct err *hint_retyped(const struct cli *cli, struct err *e, const char *wrong, struct str right);

/* --- reaching the daemon (reach.c) --- */
struct reply {
    int status;
    bool raw;
    struct buf body;
};
struct reach_options {
    bool raw;
    bool for_ever; /* without --timeout */
    const char *key;
    struct err *(*on_line)(struct cli *cli, struct str line, void *arg); /* of a stream */
    void *on_line_arg;
};
/* ERR_UNAVAILABLE "not_running" when there is no daemon. An error answer becomes an error. */
struct err *reach(struct cli *cli, const char *op, struct str args,
                  const struct reach_options *options, struct buf *out_body);
struct err *reach_json(struct cli *cli, const char *op, struct str args,
                       const struct json **out_result);
char *reach_socket(const struct cli *cli); /* owned by the caller */
/* Asks the daemon about an op that a service has brought (learn.c). NULL: it has none such, or
 * there is no daemon. */
struct err *learn_op(struct cli *cli, struct str name, const struct op **out);

/* The summaries of the ops of a service that is there now, or NULL. */
const struct json *learn_ops(struct cli *cli, struct str service);

/* A line that stays open for several calls at once, again and again. */
struct line_call {
    const char *op;
    const char *args; /* JSON; NULL: none */
};
struct line_calls {
    const struct line_call *items;
    size_t count;
};
struct http_client;
/* `*conn` NULL: it is opened, and closed again after an error. Results, NULL for those that failed,
 * lie in the arena. */
struct err *reach_all(struct cli *cli, struct http_client **conn, const struct line_calls *calls,
                      struct arena *a, const struct json **out_results);

/* A line for one call after the other; what one of them started ends with the line, if it does
 * not stay. Of an answer that comes in pieces only the head is read, by line_head(). */
struct err *line_open(struct cli *cli, struct http_client **out);
struct err *line_send(struct cli *cli, struct http_client *line, const char *op, struct str args,
                      const struct reach_options *options);
struct err *line_head(struct cli *cli, struct http_client *line);
struct err *line_answer(struct cli *cli, struct http_client *line, struct arena *a,
                        const struct json **out_result);

/* --- pith observe VERB (cmd_observe.c) --- */
struct observe_verb {
    const char *name, *words, *doc;
    struct err *(*run)(struct cli *cli);
};
extern const struct observe_verb observe_verbs[];
extern const size_t observe_verb_count;

/* --- pith config VERB (cmd_config.c) --- */
struct config_verb {
    const char *name, *words, *doc; /* words: "KEY VALUE", or "[FILE]" when it may be left out */
    size_t least;                   /* words it needs */
    struct err *(*run)(struct cli *cli);
};
extern const struct config_verb config_verbs[];
extern const size_t config_verb_count;

/* --- pith run (run_io.c) --- */
/* What the program prints comes here, what is typed here goes there, until it has ended; then its
 * proc_row. It was started through `home`, and ends with that line. */
struct err *run_io(struct cli *cli, struct http_client *home, int64_t id, bool terminal,
                   const struct json **out_end);

/* --- where things are (paths.c) --- */
struct err *paths_init(struct cli *cli);

struct err *usage_error(const struct cli *cli, const char *command, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
struct err *help_op(struct cli *cli, const struct op *op);
void help_command(struct cli *cli, const struct command *c);
void help_service(struct cli *cli, struct str service); /* its ops, a line each */
/* The same for one that the daemon has taken in; false: it has not. */
bool help_learned_service(struct cli *cli, struct str service);
bool is_service(struct str name);

#define COMMAND(name, words, summary, options, examples, ...) \
    struct err *cmd_##name(struct cli *cli);
#include "cli/commands.def"
#undef COMMAND
