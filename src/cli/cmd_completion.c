/* completion, complete: the scripts are three lines of shell that ask `pith complete`, which
 * answers from the tables: commands, options, ops, parameters, choices. */
#include "cli/cli.h"

#include "config/config.h"
#include "op/emit.h"

#include <stdio.h>

static const char bash_script[] =
    "# pith completion for bash\n"
    "_pith() {\n"
    "    local line; COMPREPLY=()\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} words=(\"${COMP_WORDS[@]:1:COMP_CWORD}\")\n"
    "    # bash cuts words at '=': put NAME=VALUE together again for the question\n"
    "    local joined=() w; for w in \"${words[@]}\"; do\n"
    "        if [[ $w == = || ( ${#joined[@]} -gt 0 && ${joined[-1]} == *= ) ]]; then\n"
    "            joined[-1]+=$w; else joined+=(\"$w\"); fi; done\n"
    "    while IFS=$'\\t' read -r line _; do\n"
    "        [[ $line == :files ]] && { compopt -o filenames; "
    "COMPREPLY+=($(compgen -f -- \"${cur#=}\")); continue; }\n"
    "        [[ ${joined[-1]} == *=* ]] && line=${line#*=}\n"
    "        COMPREPLY+=(\"$line\")\n"
    "        [[ $line == *= ]] && compopt -o nospace\n"
    "    done < <(pith complete -- \"${joined[@]}\" 2>/dev/null)\n"
    "}\n"
    "complete -F _pith pith\n";

static const char zsh_script[] =
    "#compdef pith\n"
    "# pith completion for zsh\n"
    "_pith() {\n"
    "    local -a plain open; local line name doc\n"
    "    while IFS=$'\\t' read -r name doc; do\n"
    "        if [[ $name == :files ]]; then compset -P '*='; _files; continue; fi\n"
    "        if [[ $name == *= ]]; then open+=(\"${name//:/\\\\:}:$doc\"); else "
    "plain+=(\"${name//:/\\\\:}:$doc\"); fi\n"
    "    done < <(pith complete -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)\n"
    "    (( ${#plain} )) && _describe -t pith pith plain\n"
    "    (( ${#open} )) && _describe -t pith pith open -S ''\n"
    "}\n"
    "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }\n"
    "compdef _pith pith\n";

static const char fish_script[] =
    "# pith completion for fish\n"
    "function __pith_complete\n"
    "    set -l words (commandline -opc) (commandline -ct)\n"
    "    for line in (pith complete -- $words[2..-1] 2>/dev/null)\n"
    "        if string match -q ':files*' -- $line\n"
    "            __fish_complete_path (string replace -r '.*=' '' -- $words[-1])\n"
    "        else\n"
    "            echo $line\n"
    "        end\n"
    "    end\n"
    "end\n"
    "complete -c pith -f -a '(__pith_complete)'\n";

struct err *cmd_completion(struct cli *cli)
{
    static const struct {
        const char *shell, *script;
    } scripts[] = { { "bash", bash_script }, { "zsh", zsh_script }, { "fish", fish_script } };
    for (size_t i = 0; cli->n_words && i < COUNT_OF(scripts); i++) {
        if (strcmp(cli->words[0], scripts[i].shell) == 0) {
            fputs(scripts[i].script, stdout);
            return NULL;
        }
    }
    return usage_error(cli, "completion", "for which shell? bash, zsh or fish");
}

/* --- candidates --- */

static void offer(struct str start, const char *name, const char *doc)
{
    if (str_starts(str_of(name), start))
        printf("%s\t%s\n", name, doc);
}

static void offer_options(const char *command, struct str start)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (option_is_for(&option_rows[i], command))
            offer(start, option_rows[i].name, option_rows[i].doc);
}

static void offer_ops(struct str start)
{
    for (size_t i = 0; i < op_count(); i++)
        if (op_at(i))
            offer(start, op_at(i)->name, op_at(i)->doc);
}

static void offer_values(const struct field *f, struct str start)
{
    char text[2 * NAME_MOST];
    for (size_t i = 0; f->type == TYPE_ENUM && i < f->choices->count; i++) {
        snprintf(text, sizeof text, "%.*s=%.*s", STR_ARGS(f->name),
                 STR_ARGS(f->choices->rows[i].name));
        offer(start, text, f->choices->rows[i].doc);
    }
    for (size_t i = 0; f->type == TYPE_BOOL && i < 2; i++) {
        snprintf(text, sizeof text, "%.*s=%s", STR_ARGS(f->name), i ? "true" : "false");
        offer(start, text, "");
    }
    if (f->type == TYPE_PATH || f->type == TYPE_BYTES || f->type == TYPE_SECRET)
        printf(":files\t\n");
}

static bool is_given(const struct cli *cli, struct str name)
{
    for (size_t i = 2; i + 1 < cli->n_words; i++) {
        struct str word = str_of(cli->words[i]);
        if (str_eq(str_cut(&word, '='), name))
            return true;
    }
    return false;
}

/* Words without a name go to the required parameters in their order. */
static bool next_word_takes_files(const struct cli *cli, const struct op *op)
{
    for (size_t i = 0; i < op->in->count; i++) {
        const struct field *f = &op->in->fields[i];
        if (!f->optional && !is_given(cli, f->name))
            return f->type == TYPE_PATH && cli->n_words == 3;
    }
    return false;
}

static void offer_params(const struct cli *cli, const struct op *op, struct str start)
{
    struct str rest = start, name = str_cut(&rest, '=');
    const struct field *f = name.len < start.len ? shape_field(op->in, name) : NULL;
    char text[2 * NAME_MOST];
    if (f) {
        offer_values(f, start);
        return;
    }
    for (size_t i = 0; i < op->in->count; i++) {
        if (is_given(cli, op->in->fields[i].name) && !op->in->fields[i].list)
            continue;
        snprintf(text, sizeof text, "%.*s=", STR_ARGS(op->in->fields[i].name));
        offer(start, text, op->in->fields[i].doc);
    }
    if (start.len && next_word_takes_files(cli, op))
        printf(":files\t\n");
}

/* The second word: a key, or a file. */
static void offer_config_words(const struct config_verb *v, struct str start,
                               const struct config_setting_list *list)
{
    if (v->words[0] == '[')
        printf(":files\t\n");
    for (size_t i = 0; v->words[0] == 'K' && i < list->count; i++)
        offer(start, list->items[i].key.ptr, list->items[i].doc.ptr);
}

static void offer_choices(struct str key, struct str start, const struct config_setting_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct config_setting *s = &list->items[i];
        for (size_t k = 0; str_eq(s->key, key) && k < s->choices.count; k++)
            offer(start, s->choices.items[k].ptr, "");
    }
}

/* pith config VERB KEY VALUE */
static void offer_config(const struct cli *cli, struct str start)
{
    owned(arena) struct arena a;
    owned(config) struct config *built_in = config_new(&(struct config_places){ 0 });
    struct config_setting_list list = { 0 };
    arena_init(&a, 1 * MIB);
    err_free(config_show(built_in, &a, &list));
    for (size_t i = 0; i < config_verb_count; i++) {
        const struct config_verb *v = &config_verbs[i];
        if (cli->n_words == 2)
            offer(start, v->name, v->doc);
        else if (cli->n_words == 3 && strcmp(v->name, cli->words[1]) == 0)
            offer_config_words(v, start, &list);
    }
    if (cli->n_words == 4)
        offer_choices(str_of(cli->words[2]), start, &list);
}

static bool is_observe_verb(struct str name)
{
    for (size_t i = 0; i < observe_verb_count; i++)
        if (str_eq(name, str_of(observe_verbs[i].name)))
            return true;
    return false;
}

static void offer_observe(const struct cli *cli, struct str start)
{
    for (size_t i = 0; cli->n_words == 2 && i < op_count(); i++) {
        struct str name = op_at(i) ? str_of(op_at(i)->name) : STR("");
        if (str_eq(str_cut(&name, '.'), STR("observe")) && !is_observe_verb(name))
            offer(start, name.ptr, op_at(i)->doc);
    }
    for (size_t i = 0; cli->n_words == 2 && i < observe_verb_count; i++)
        offer(start, observe_verbs[i].name, observe_verbs[i].doc);
    if (cli->n_words == 3 && strcmp(cli->words[1], "chain") == 0)
        offer(start, "last", "The newest story.");
}

static void offer_words(const struct cli *cli, const char *command, struct str start)
{
    static const char *const shells[] = { "bash", "zsh", "fish" };
    const struct op *op = cli->n_words > 2 ? op_named(str_of(cli->words[1])) : NULL;
    if (strcmp(command, "call") == 0 && cli->n_words == 2)
        offer_ops(start);
    else if (strcmp(command, "call") == 0 && op)
        offer_params(cli, op, start);
    else if (strcmp(command, "help") == 0) {
        offer_ops(start);
        offer(start, "exit-codes", "What the exit status says.");
    } else if (strcmp(command, "config") == 0) {
        offer_config(cli, start);
    } else if (strcmp(command, "observe") == 0) {
        offer_observe(cli, start);
    } else if (strcmp(command, "run") == 0) {
        printf(":files\t\n");
    }
    for (size_t i = 0; strcmp(command, "completion") == 0 && i < COUNT_OF(shells); i++)
        offer(start, shells[i], "");
}

/* The values an option is known to take; `before` is what stands before a value in its word. */
static void offer_option_values(const struct option_row *row, struct str before, struct str start)
{
    static const struct {
        const char *what, *words[5];
    } known[] = { { "FORM", { "name", "wide" } },
                  { "SEVERITY", { "debug", "info", "warn", "error" } },
                  { "MODE", { "none", "private", "shared", "bridged" } } };
    char text[2 * NAME_MOST];
    for (size_t k = 0; k < COUNT_OF(known); k++)
        for (size_t i = 0; strcmp(row->value, known[k].what) == 0 && known[k].words[i]; i++) {
            snprintf(text, sizeof text, "%.*s%s", STR_ARGS(before), known[k].words[i]);
            offer(start, text, "");
        }
    for (size_t i = 0; strcmp(row->value, "FORMAT") == 0 && i < emitter_count; i++) {
        snprintf(text, sizeof text, "%.*s%s", STR_ARGS(before), emitters[i].format);
        offer(start, text, "");
    }
    if (strcmp(row->value, "DIR") == 0)
        printf(":files\t\n");
}

static const struct option_row *option_with_value(const char *command, struct str word)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (word.len && row->value && option_is_for(row, command) &&
            (str_eq(word, str_of(row->name)) || str_eq(word, str_of(row->letter))))
            return row;
    }
    return NULL;
}

/* Leaves the words that are no options nor their values, and the last. Yields the option whose
 * value the last word is, if it is one. */
static const struct option_row *drop_options(struct cli *cli)
{
    const struct option_row *open = NULL;
    size_t kept = 0;
    for (size_t i = 0; i + 1 < cli->n_words; i++) {
        const char *word = cli->words[i];
        if (open)
            open = NULL;
        else if (word[0] == '-' && word[1])
            open = option_with_value(kept ? cli->words[0] : NULL, str_of(word));
        else
            cli->words[kept++] = word;
    }
    if (cli->n_words)
        cli->words[kept++] = cli->words[cli->n_words - 1];
    cli->n_words = kept;
    return open;
}

/* The words of a line behind `pith`, the last of them unfinished. */
struct err *cmd_complete(struct cli *cli)
{
    const struct option_row *open = drop_options(cli);
    struct str start = cli->n_words ? str_of(cli->words[cli->n_words - 1]) : STR("");
    const char *command = cli->n_words > 1 ? cli->words[0] : NULL;
    struct str value = start, name = str_cut(&value, '=');
    const struct option_row *joined = name.len < start.len ? option_with_value(command, name)
                                                           : NULL;
    if (open || joined) {
        offer_option_values(open ? open : joined, open ? STR("") : str_first(start, name.len + 1),
                            start);
        return NULL;
    }
    if (str_starts(start, STR("-")))
        offer_options(command, start);
    else if (command)
        offer_words(cli, command, start);
    bool wants_command = !command || strcmp(command, "help") == 0;
    for (size_t i = 0; wants_command && i < command_count; i++)
        if (!commands[i].hidden)
            offer(start, commands[i].name, commands[i].summary);
    return NULL;
}
