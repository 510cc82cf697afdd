/* ops.search: the words of what somebody wants to do against those of the ops' names, manual lines
 * and parameters.
 *
 * A word counts by the best of what it may mean (synonyms.def), and most in a name. An op that
 * answers to more of the query's words comes first, whatever each of them counts. */
#include "ops/op.h"

#include <stdlib.h>

static const struct {
    struct str word, others;
} said[] = {
#define SAID(word, others) { STR_INIT(word), STR_INIT(others) },
#include "op/synonyms.def"
#undef SAID
};

/* NULL: nothing but what it says. */
static const struct str *synonyms_of(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (str_eq_nocase(said[i].word, word))
            return &said[i].others;
    return NULL;
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

static struct str next_word(struct str *text)
{
    while (text->len && !is_word_char(text->ptr[0]))
        *text = str_from(*text, 1);
    size_t n = 0;
    while (n < text->len && is_word_char(text->ptr[n]))
        n++;
    struct str word = str_first(*text, n);
    *text = str_from(*text, n);
    return word;
}

/* 8 for the same word, 4 for its beginning, 2 for a slip of the finger. */
static unsigned word_score(struct str wanted, struct str word)
{
    if (str_eq_nocase(wanted, word))
        return 8;
    if (wanted.len >= 3 && word.len > wanted.len &&
        str_eq_nocase(wanted, str_first(word, wanted.len)))
        return 4;
    return wanted.len >= 4 && str_distance(wanted, word) == 1 ? 2 : 0;
}

static unsigned text_score(struct str wanted, struct str text)
{
    unsigned best = 0;
    for (struct str word; (word = next_word(&text)).len;)
        best = MAX_OF(best, word_score(wanted, word));
    return best;
}

/* One word, as it was said or meant, against one op. */
static unsigned op_word_score(const struct op *op, struct str wanted)
{
    unsigned in_params = 0;
    for (size_t i = 0; i < op->in->count; i++)
        in_params = MAX_OF(in_params, text_score(wanted, op->in->fields[i].name));
    return 4 * text_score(wanted, str_of(op->name)) + 2 * text_score(wanted, str_of(op->doc)) +
           in_params;
}

/* What was said counts twice as much as what may have been meant. */
static unsigned meaning_score(const struct op *op, struct str wanted)
{
    unsigned best = 2 * op_word_score(op, wanted);
    const struct str *others = synonyms_of(wanted);
    struct str rest = others ? *others : STR("");
    for (struct str other; (other = next_word(&rest)).len;)
        best = MAX_OF(best, op_word_score(op, other));
    return best;
}

static bool says_nothing(struct str word)
{
    const struct str *others = synonyms_of(word);
    return others && !others->len;
}

/* How many words an op answers to weighs more than how well. */
enum { PER_WORD = 64 };

static unsigned op_score(const struct op *op, struct str query)
{
    unsigned score = 0;
    for (struct str wanted; (wanted = next_word(&query)).len;) {
        unsigned one = says_nothing(wanted) ? 0 : meaning_score(op, wanted);
        score += one ? one + PER_WORD : 0;
    }
    return score;
}

struct hit {
    const struct op *op;
    unsigned score;
};

static int by_score(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    return x->score != y->score ? (x->score < y->score ? 1 : -1) : strcmp(x->op->name, y->op->name);
}

struct err *op_ops_search(struct call *c, const struct ops_search_in *in,
                          struct ops_search_out *out)
{
    size_t n = 0;
    struct hit *hits = arena_array(&c->arena, struct hit, op_count());
    TRY_ROOM(hits);
    for (size_t i = 0; i < op_count(); i++) {
        unsigned score = op_at(i) ? op_score(op_at(i), in->query) : 0;
        if (score)
            hits[n++] = (struct hit){ op_at(i), score };
    }
    qsort(hits, n, sizeof *hits, by_score);
    n = MIN_OF(n, in->limit);
    out->ops.items = arena_array(&c->arena, struct op_summary, n);
    TRY_ROOM(out->ops.items);
    for (; out->ops.count < n; out->ops.count++) {
        const struct op *op = hits[out->ops.count].op;
        out->ops.items[out->ops.count] = (struct op_summary){ .name = str_of(op->name),
                                                              .effect = (enum op_effect)op->effect,
                                                              .doc = str_of(op->doc) };
    }
    return NULL;
}
