/* What is looked for: see needle.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "search/needle.h"

#include "base/lanes.h"

#include <pcre2.h>

enum { MATCH_STEPS_MOST = 5 * 1000 * 1000, JIT_STACK_MOST = 512 * 1024 };

struct needle {
    struct str text;   /* literal, on the heap; empty for a regular expression */
    size_t rare, also; /* offsets of two bytes of it that are seldom in text */
    pcre2_code *code;
    bool by_line;
};

struct needle_use {
    const struct needle *needle;
    pcre2_match_data *match;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

/* --- literal text --- */

/* The later here, the more often in text; what is not here is rare. */
static size_t commonness(char c)
{
    static const char order[] = "zqj(){}.,;:=\"'/-_xkvbywgpfmucdlhrsnioate \n";
    const char *at = c ? strchr(order, c) : NULL;
    return at ? (size_t)(at - order) + 1 : 0;
}

static void choose_rare(struct needle *n)
{
    n->rare = 0;
    for (size_t i = 1; i < n->text.len; i++)
        if (commonness(n->text.ptr[i]) < commonness(n->text.ptr[n->rare]))
            n->rare = i;
    n->also = n->rare ? 0 : n->text.len - 1;
    for (size_t i = 0; i < n->text.len; i++)
        if (i != n->rare && commonness(n->text.ptr[i]) < commonness(n->text.ptr[n->also]))
            n->also = i;
}

/* Sixteen beginnings at once: those where both rare bytes are in their places are compared. */
static const char *find_literal(const struct needle *n, const char *at, const char *end)
{
    const char *text = n->text.ptr;
    size_t len = n->text.len;
    lanes rare = (lanes){ 0 } + (unsigned char)text[n->rare];
    lanes also = (lanes){ 0 } + (unsigned char)text[n->also];
    for (; end - at >= (ptrdiff_t)(len + 15); at += 16) {
        lanes both = (lanes)(lanes_load(at + n->rare) == rare) &
                     (lanes)(lanes_load(at + n->also) == also);
        for (uint32_t mask = lanes_mask(both); mask; mask &= mask - 1) {
            const char *here = at + __builtin_ctz(mask);
            if (memcmp(here, text, len) == 0)
                return here;
        }
    }
    return at < end ? memmem(at, (size_t)(end - at), text, len) : NULL;
}

/* --- regular expressions --- */

/* With these, a match over many lines may pass by one that a line alone would have. */
static const struct str line_by_line[] = {
    STR_INIT("(?!"), STR_INIT("(?<"), STR_INIT("(?>"), STR_INIT("(?-"), STR_INIT("(?^"),
    STR_INIT("(?("), STR_INIT("(?|"), STR_INIT("(*"),  STR_INIT("++"),  STR_INIT("*+"),
    STR_INIT("?+"),  STR_INIT("}+"),  STR_INIT("\\A"), STR_INIT("\\Z"), STR_INIT("\\z"),
    STR_INIT("\\G"), STR_INIT("\\K"), STR_INIT("\\R"), STR_INIT("\\X"),
};

static bool needs_lines(struct str pattern)
{
    size_t at;
    for (size_t i = 0; i < COUNT_OF(line_by_line); i++)
        if (str_find(pattern, line_by_line[i], &at))
            return true;
    return false;
}

static struct err *bad_regex(struct str pattern, int code, size_t at)
{
    char why[160];
    pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
    struct err *e = err_new(ERR_INVALID, "bad_regex", "%.*s: %s, at byte %zu",
                            STR_ARGS(utf8_first(pattern, 200)), why, at + 1);
    err_detail(e, "at", "%zu", at);
    return err_hint(e, "with regex=false it is looked for as it stands");
}

static struct err *compile(struct needle *n, const struct needle_options *o)
{
    uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE |
                     PCRE2_NEVER_BACKSLASH_C;
    flags |= o->ignore_case ? PCRE2_CASELESS : 0;
    if (!o->regex) /* goes with few other flags */
        flags = (flags & ~(uint32_t)(PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C)) | PCRE2_LITERAL;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    int code = 0;
    PCRE2_SIZE at = 0;
    if (!context)
        return err_no_room();
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    if (o->word)
        pcre2_set_compile_extra_options(context, PCRE2_EXTRA_MATCH_WORD);
    n->code = pcre2_compile((PCRE2_SPTR)o->text.ptr, o->text.len, flags, &code, &at, context);
    pcre2_compile_context_free(context);
    if (!n->code)
        return bad_regex(o->text, code, at);
    pcre2_jit_compile(n->code, PCRE2_JIT_COMPLETE); /* if it cannot, it is interpreted */
    n->by_line = o->regex && needs_lines(o->text);
    return NULL;
}

struct err *needle_new(const struct needle_options *o, struct needle **out)
{
    owned(needle) struct needle *n = mem_new(sizeof *n);
    if (str_has_nul(o->text) || memchr(o->text.ptr, '\n', o->text.len))
        return err_new(ERR_INVALID, "not_a_line", "the text to look for is part of one line");
    if (o->regex || o->ignore_case || o->word) {
        TRY(compile(n, o));
    } else {
        n->text = (struct str){ mem_text(o->text.ptr, o->text.len), o->text.len };
        choose_rare(n);
    }
    *out = give(n);
    return NULL;
}

void needle_free(struct needle *n)
{
    if (!n)
        return;
    mem_free((char *)(uintptr_t)n->text.ptr);
    pcre2_code_free(n->code);
    mem_free(n);
}

struct needle_use *needle_use_new(const struct needle *n)
{
    struct needle_use *u = mem_new(sizeof *u);
    u->needle = n;
    if (!n->code)
        return u;
    u->match = pcre2_match_data_create(1, NULL);
    u->context = pcre2_match_context_create(NULL);
    u->stack = pcre2_jit_stack_create(32 * KIB, JIT_STACK_MOST, NULL);
    pcre2_set_match_limit(u->context, MATCH_STEPS_MOST);
    pcre2_jit_stack_assign(u->context, NULL, u->stack);
    return u;
}

void needle_use_free(struct needle_use *u)
{
    if (!u)
        return;
    pcre2_match_data_free(u->match);
    pcre2_match_context_free(u->context);
    pcre2_jit_stack_free(u->stack);
    mem_free(u);
}

/* -1 in *out_at: none. */
static struct err *match(struct needle_use *u, const char *text, size_t len, size_t from,
                         ptrdiff_t *out_at)
{
    *out_at = -1;
    int code = pcre2_match(u->needle->code, (PCRE2_SPTR)text, len, from, 0, u->match, u->context);
    if (code == PCRE2_ERROR_NOMATCH)
        return NULL;
    if (code < 0)
        return err_hint(err_new(ERR_LIMIT, "regex_too_costly",
                                "the expression takes too long on a line of this file"),
                        "nested repetitions, such as (a+)+, are the usual reason");
    *out_at = (ptrdiff_t)pcre2_get_ovector_pointer(u->match)[0];
    return NULL;
}

/* --- both --- */

static void set_line(struct str text, size_t at, struct needle_place *p)
{
    const char *before = at ? memrchr(text.ptr, '\n', at) : NULL;
    const char *behind = memchr(text.ptr + at, '\n', text.len - at);
    p->line = before ? (size_t)(before + 1 - text.ptr) : 0;
    p->line_end = behind ? (size_t)(behind - text.ptr) : text.len;
}

/* Whether the line alone has it, too, and where. */
static struct err *confirm(struct needle_use *u, struct str text, struct needle_place *p)
{
    ptrdiff_t at;
    TRY(match(u, text.ptr + p->line, p->line_end - p->line, 0, &at));
    p->found = at >= 0;
    p->at = p->line + (size_t)MAX_OF(at, 0);
    return NULL;
}

static struct err *find_regex(struct needle_use *u, struct str text, size_t from,
                              struct needle_place *p)
{
    p->found = false;
    for (ptrdiff_t at; from < text.len && !p->found; from = p->line_end + 1) {
        at = (ptrdiff_t)from;
        if (!u->needle->by_line)
            TRY(match(u, text.ptr, text.len, from, &at));
        if (at < 0 || (size_t)at >= text.len) /* the last may be the empty line behind all */
            return NULL;
        set_line(text, (size_t)at, p);
        TRY(confirm(u, text, p));
    }
    return NULL;
}

struct err *needle_find(struct needle_use *u, struct str text, size_t from, struct needle_place *p)
{
    if (u->needle->code)
        return find_regex(u, text, from, p);
    const char *here = find_literal(u->needle, text.ptr + from, text.ptr + text.len);
    p->found = here;
    if (here) {
        p->at = (size_t)(here - text.ptr);
        set_line(text, p->at, p);
    }
    return NULL;
}
