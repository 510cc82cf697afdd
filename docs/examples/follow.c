/* Prints what happens in pith, until Ctrl-C or for as many events as one says.
 *
 *     cc follow.c -lpith -o follow && ./follow 10 */
#include <inttypes.h>
#include <pith_ops.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct told {
    long left; /* negative: for ever */
    bool over;
    int status;
};

static bool on_event(void *arg, const void *item)
{
    struct told *t = arg;
    const struct pith_observe_event *e = item;
    printf("%" PRId64 "  proc %" PRIu64 "  %.*s", e->time, e->proc, PITH_STR_ARGS(e->kind));
    if (e->has_op == PITH_GIVEN)
        printf("  %.*s", PITH_STR_ARGS(e->op));
    if (e->has_text == PITH_GIVEN)
        printf("  %.*s", PITH_STR_ARGS(e->text));
    putchar('\n');
    fflush(stdout);
    return --t->left != 0; /* no more, and the stream ends */
}

static void on_end(void *arg, const void *out, const struct pith_error *e)
{
    struct told *t = arg;
    (void)out;
    t->over = true;
    t->status = e && strcmp(e->reason, "cancelled") != 0;
    if (t->status)
        fprintf(stderr, "%s\n", pith_error_text(e));
}

int main(int argc, char **argv)
{
    struct pith_error e;
    struct pith *p = pith_open(&e);
    struct told t = { .left = argc > 1 ? atol(argv[1]) : -1 };
    struct pith_observe_follow_in in = { .kind = PITH_STR("op."), .has_kind = PITH_GIVEN };
    struct pith_use use = { .done = on_end, .item = on_event, .arg = &t };
    if (!p)
        return fprintf(stderr, "%s\n", pith_error_text(&e)), 1;
    pith_submit(p, &pith_op_observe_follow, &in, &use);
    while (!t.over)
        pith_wait(p, -1);
    pith_close(p);
    return t.status;
}
