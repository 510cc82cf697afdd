/* Advice that can be typed as it is printed: see cli.h. */
#include "cli/cli.h"

enum { RETYPED_MOST = 256 }; /* longer ones are not typed again, they are edited */

static bool is_plain(struct str word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_./=:,@%+";
    for (size_t i = 0; i < word.len; i++)
        if (!memchr(plain, word.ptr[i], strlen(plain)))
            return false;
    return word.len > 0;
}

struct str shell_word(struct str word, struct arena *a)
{
    owned(buf) struct buf out = { 0 };
    if (is_plain(word))
        return word;
    buf_init(&out, 4 * word.len + 3);
    buf_add_char(&out, '\'');
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\'')
            buf_add(&out, STR("'\\''"));
        else
            buf_add_char(&out, word.ptr[i]);
    }
    buf_add_char(&out, '\'');
    return arena_str(a, buf_text(&out));
}

/* Whether what follows "pith " looks into the data directory. */
static bool begins_with_command(struct str text)
{
    char name[32] = "";
    size_t len = 0;
    while (len < text.len && text.ptr[len] >= 'a' && text.ptr[len] <= 'z')
        len++;
    memcpy(name, text.ptr, MIN_OF(len, sizeof name - 1));
    const struct command *c = command_named(name);
    return str_starts(text, STR("-")) || (c && !c->offline);
}

static bool says(struct str text, const char *word)
{
    return word && str_find(text, str_of(word), NULL);
}

struct str advice(const struct cli *cli, struct str text, struct arena *a)
{
    owned(buf) struct buf out = { 0 };
    if (!cli->data_option.len || says(text, cli->opt.data) || says(text, cli->opt.profile))
        return text;
    buf_init(&out, 64 * KIB);
    for (size_t at; str_find(text, STR("pith "), &at);) {
        struct str before = str_first(text, at + strlen("pith "));
        bool is_word = at == 0 || text.ptr[at - 1] == ' ';
        buf_add(&out, before);
        text = str_from(text, before.len);
        if (is_word && begins_with_command(text))
            buf_printf(&out, "%.*s ", STR_ARGS(cli->data_option));
    }
    buf_add(&out, text);
    return arena_str(a, buf_text(&out));
}

struct str retyped(const struct cli *cli, const char *wrong, struct str right, struct arena *a)
{
    owned(buf) struct buf line = { 0 };
    buf_init(&line, RETYPED_MOST);
    buf_add(&line, STR("pith"));
    for (int i = 1; i < cli->argc && !line.full; i++) {
        bool mistyped = cli->argv[i] == wrong;
        struct str word = mistyped ? right : shell_word(str_of(cli->argv[i]), a);
        buf_printf(&line, " %.*s", STR_ARGS(word));
    }
    if (!wrong)
        buf_printf(&line, " %.*s", STR_ARGS(right));
    return line.full ? right : arena_str(a, buf_text(&line));
}

struct err *hint_retyped(const struct cli *cli, struct err *e, const char *wrong, struct str right)
{
    owned(arena) struct arena a;
    arena_init(&a, 256 * KIB);
    return err_hint(e, "%.*s", STR_ARGS(retyped(cli, wrong, right, &a)));
}
