/* A program for service_test.c: a service that does what it is told to, good or bad. Its first
 * word is how it behaves from the start; what its calls say, it does then. */
#include <pith.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

struct ask {
    struct pith_str what;
};
struct two {
    int64_t a, b;
};
struct sum {
    int64_t sum;
};

static const struct pith_field ask_fields[] = { PITH_FIELD(struct ask, what, PITH_TEXT, "What.") };
static const struct pith_shape ask = PITH_SHAPE(struct ask, ask_fields);
static const struct pith_field two_fields[] = { PITH_FIELD(struct two, a, PITH_INT, "One number."),
                                                PITH_FIELD(struct two, b, PITH_INT, "Another.") };
static const struct pith_shape two = PITH_SHAPE(struct two, two_fields);
static const struct pith_field sum_fields[] = { PITH_FIELD(struct sum, sum, PITH_INT, "Both.") };
static const struct pith_shape sum = PITH_SHAPE(struct sum, sum_fields);

static const struct pith_op add_op = { 60501, "stest.add", "",   0,    true,
                                       false, NULL,        &two, &sum, NULL };
static const struct pith_op do_op = { .name = "peer.do",
                                      .doc = "Does it.",
                                      .effect = PITH_WRITE,
                                      .needs = "time_access",
                                      .in = &ask,
                                      .out = &ask };
static const struct pith_op again_op = { .name = "peer.again",
                                         .doc = "Does it, and may twice.",
                                         .effect = PITH_WRITE,
                                         .idempotent = true,
                                         .in = &ask,
                                         .out = &ask };
static const struct pith_field steering_fields[] = { PITH_FIELD(struct ask, what, PITH_TEXT,
                                                                "What\033]0;x\007.") };
static const struct pith_shape steering = PITH_SHAPE(struct ask, steering_fields);
static const struct pith_field unnamed_fields[] = { { "what\033[2J", "", PITH_TEXT, 0, 0, 0, 0, 0,
                                                      0, 0, NULL, NULL } };
static const struct pith_shape unnamed = PITH_SHAPE(struct ask, unnamed_fields);
static const struct pith_op steering_ops[] = {
    { .name = "peer.x", .doc = "Steers\033]0;x\007.", .in = &ask, .out = &ask },
    { .name = "peer.x", .doc = "Steers.", .in = &steering, .out = &ask },
    { .name = "peer.x", .doc = "Steers.", .in = &ask, .out = &unnamed },
};
static const struct pith_op foreign_op = {
    .name = "fs.peer", .doc = "Is not its own.", .in = &ask, .out = &ask
};

static bool is(struct pith_str s, const char *word)
{
    return s.len == strlen(word) && memcmp(s.ptr, word, s.len) == 0;
}

/* A file says that it was here before. */
static bool first_time(const char *path)
{
    if (access(path, F_OK) == 0)
        return false;
    FILE *f = fopen(path, "w");
    return f && fclose(f) == 0;
}

static void on_do(struct pith_request *r, const void *in)
{
    struct pith_str what = ((const struct ask *)in)->what;
    if (is(what, "crash") || (what.len && what.ptr[0] == '/' && first_time(what.ptr)))
        raise(SIGKILL);
    if (is(what, "hang"))
        pause();
    if (is(what, "leave"))
        _exit(3);
    if (is(what, "eat")) { /* more than it may, and all of it is used */
        char *all = malloc(200 << 20);
        for (size_t i = 0; all && i < 200 << 20; i += 4096)
            ((volatile char *)all)[i] = 1;
        free(all);
    }
    if (is(what, "mount"))
        mount("none", "/tmp", "tmpfs", 0, NULL);
    printf("did %.*s\n", PITH_STR_ARGS(what));
    fflush(stdout);
    ((struct ask *)pith_out(r))->what = what;
    pith_reply(r);
}

static void on_add(struct pith_request *r, const void *in)
{
    const struct two *t = in;
    ((struct sum *)pith_out(r))->sum = t->a + t->b;
    pith_reply(r);
}

/* None of them is taken. */
static int steer(struct pith *p)
{
    struct pith_error e;
    for (size_t i = 0; i < sizeof steering_ops / sizeof *steering_ops; i++)
        if (pith_export(p, &steering_ops[i], on_do, &e) == 0 || e.kind != PITH_INVALID)
            return 1;
    return 0;
}

static int refuse(const struct pith_error *e)
{
    fprintf(stderr, "%s\n", pith_error_text(e));
    return 1;
}

int main(int argc, char **argv)
{
    struct pith_error e;
    struct pith *p = pith_open(&e);
    const char *how = argc > 1 ? argv[1] : "";
    if (!p)
        return refuse(&e);
    if (strcmp(how, "mute") == 0)
        pause();
    if (strcmp(how, "broken") == 0)
        return fputs("about to\nbreak\033[0m\n", stderr), 7;
    if (strcmp(how, "steers") == 0 && steer(p) != 0)
        return 9;
    if (strcmp(how, "foreign") == 0)
        return pith_export(p, &foreign_op, on_do, &e) < 0 ? refuse(&e) : 0;
    if (strcmp(how, "static") == 0
            ? pith_export(p, &add_op, on_add, &e) < 0
            : pith_export(p, &do_op, on_do, &e) < 0 || pith_export(p, &again_op, on_do, &e) < 0)
        return refuse(&e);
    int ended = pith_serve(p);
    pith_close(p);
    return ended < 0;
}
