/* What is looked for: see needle.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "search/needle.h"

#include "base/lanes.h"
#include "search/effort.h"

#include <pcre2.h>

enum { MATCH_STEPS_MOST = 5 * 1000 * 1000, JIT_STACK_MOST = 512 * 1024 };

struct needle {
    struct str text;   /* literal, on the heap; empty for a regular expression */
    size_t rare, also; /* offsets of two bytes of it that are seldom in text */
    pcre2_code *code;
    pcre2_code *watched; /* the same, for text that is longer than */
    size_t span;
    bool by_line;
};

struct needle_use {
    const struct needle *needle;
    pcre2_match_data *match;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    struct effort effort;
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

static struct err *compile_as(const struct needle_options *o, uint32_t more, pcre2_code **out)
{
    uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_MULTILINE |
                     PCRE2_NEVER_BACKSLASH_C;
    flags |= more | (o->ignore_case ? PCRE2_CASELESS : 0);
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
    *out = pcre2_compile((PCRE2_SPTR)o->text.ptr, o->text.len, flags, &code, &at, context);
    pcre2_compile_context_free(context);
    if (!*out)
        return bad_regex(o->text, code, at);
    pcre2_jit_compile(*out, PCRE2_JIT_COMPLETE); /* if it cannot, it is interpreted */
    return NULL;
}

static struct err *compile(struct needle *n, const struct needle_options *o)
{
    n->span = SIZE_MAX;
    TRY(compile_as(o, 0, &n->code));
    if (!o->regex)
        return NULL;
    TRY(compile_as(o, PCRE2_AUTO_CALLOUT, &n->watched));
    n->span = effort_span(o->text);
    n->by_line = needs_lines(o->text);
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
    pcre2_code_free(n->watched);
    mem_free(n);
}

static int watch(pcre2_callout_block *at, void *effort)
{
    (void)at;
    return effort_is_spent(effort) ? PCRE2_ERROR_CALLOUT : 0;
}

struct needle_use *needle_use_new(const struct needle *n, const atomic_bool *stop)
{
    struct needle_use *u = mem_new(sizeof *u);
    u->needle = n;
    u->effort.stop = stop;
    if (!n->code)
        return u;
    u->match = pcre2_match_data_create(1, NULL);
    u->context = pcre2_match_context_create(NULL);
    u->stack = pcre2_jit_stack_create(32 * KIB, JIT_STACK_MOST, NULL);
    pcre2_set_match_limit(u->context, MATCH_STEPS_MOST);
    pcre2_set_callout(u->context, watch, &u->effort);
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

static struct err *called_off(void)
{
    return err_new(ERR_CANCELLED, "cancelled", "the search was called off");
}

static struct err *too_costly(const struct needle_use *u)
{
    if (effort_is_called_off(&u->effort))
        return called_off();
    return err_hint(err_new(ERR_LIMIT, "regex_too_costly",
                            "the expression takes too long on a line of this file"),
                    "nested repetitions, such as (a+)+, are the usual reason");
}

/* -1 in *out_at: none. */
static struct err *match(struct needle_use *u, struct str text, ptrdiff_t *out_at)
{
    const struct needle *n = u->needle;
    const pcre2_code *code = text.len > n->span ? n->watched : n->code;
    *out_at = -1;
    int got = pcre2_match(code, (PCRE2_SPTR)text.ptr, text.len, 0, 0, u->match, u->context);
    if ((got < 0 && got != PCRE2_ERROR_NOMATCH) || effort_is_spent(&u->effort))
        return too_costly(u);
    if (got >= 0)
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
    TRY(match(u, str_first(str_from(text, p->line), p->line_end - p->line), &at));
    p->found = at >= 0;
    p->at = p->line + (size_t)MAX_OF(at, 0);
    return NULL;
}

/* What is tried at once: as many whole lines as may be, at least one. */
static struct str lines_at(const struct needle *n, struct str text, size_t from)
{
    struct str rest = str_from(text, from);
    if (n->span == 0 || rest.len <= n->span)
        return rest;
    const char *feed = memrchr(rest.ptr, '\n', n->span);
    if (!feed)
        feed = memchr(rest.ptr + n->span, '\n', rest.len - n->span);
    return feed ? str_first(rest, (size_t)(feed + 1 - rest.ptr)) : rest;
}

/* Where the next line begins that may have it; behind the text if there is none. */
static struct err *next_line(struct needle_use *u, struct str text, size_t from, size_t *out_at)
{
    while (from < text.len) {
        struct str lines = lines_at(u->needle, text, from);
        ptrdiff_t at;
        TRY(match(u, lines, &at));
        if (at >= 0 && (size_t)at < lines.len) { /* not the empty line behind all */
            *out_at = from + (size_t)at;
            return NULL;
        }
        from += lines.len;
    }
    *out_at = text.len;
    return NULL;
}

static struct err *find_regex(struct needle_use *u, struct str text, size_t from,
                              struct needle_place *p)
{
    effort_begin(&u->effort);
    for (size_t at; from < text.len && !p->found; from = p->line_end + 1) {
        at = from;
        if (!u->needle->by_line)
            TRY(next_line(u, text, from, &at));
        if (at >= text.len)
            return NULL;
        set_line(text, at, p);
        TRY(confirm(u, text, p));
    }
    return NULL;
}

struct err *needle_find(struct needle_use *u, struct str text, size_t from, struct needle_place *p)
{
    p->found = false;
    if (effort_is_called_off(&u->effort))
        return called_off();
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
