/* A service: answers greet.hello, and counts down in greet.countdown. As pith sees it:
 * service.toml.
 *
 *     cc service.c -lpith -o greet && pith call service.add path=$PWD/service.toml
 *     pith call greet.hello who=world
 *     pith call greet.countdown from=3 */
#include <pith_ops.h>
#include <stdio.h>

struct hello_in {
    struct pith_str who;
    uint64_t times;
    uint8_t has_times;
};
struct hello_out {
    struct pith_str greeting;
};
struct number {
    uint64_t from;
};

static const struct pith_field hello_in_fields[] = {
    PITH_FIELD(struct hello_in, who, PITH_TEXT, "Whom to greet."),
    PITH_OPTIONAL(struct hello_in, times, PITH_COUNT, "How warmly; once if left out."),
};
static const struct pith_field hello_out_fields[] = {
    PITH_FIELD(struct hello_out, greeting, PITH_TEXT, "What one says."),
};
static const struct pith_field number_fields[] = {
    PITH_FIELD(struct number, from, PITH_COUNT, "A number."),
};
static const struct pith_shape hello_in = PITH_SHAPE(struct hello_in, hello_in_fields);
static const struct pith_shape hello_out = PITH_SHAPE(struct hello_out, hello_out_fields);
static const struct pith_shape number = PITH_SHAPE(struct number, number_fields);

static const struct pith_op hello = { .name = "greet.hello",
                                      .doc = "Greet somebody.",
                                      .effect = PITH_PURE,
                                      .idempotent = true,
                                      .in = &hello_in,
                                      .out = &hello_out };
static const struct pith_op countdown = { .name = "greet.countdown",
                                          .doc = "Count down.",
                                          .effect = PITH_PURE,
                                          .needs = "time_access",
                                          .in = &number,
                                          .out = &number,
                                          .stream = &number };

static void on_hello(struct pith_request *r, const void *args)
{
    const struct hello_in *in = args;
    struct hello_out *out = pith_out(r);
    char text[200];
    int len = snprintf(text, sizeof text, "Hello%s, %.*s!",
                       in->has_times == PITH_GIVEN && in->times > 1 ? ", hello" : "",
                       (int)(in->who.len < 100 ? in->who.len : 100), in->who.ptr);
    out->greeting = pith_copy(r, text, (size_t)len);
    pith_reply(r);
}

static void count_on(struct pith_request *r, void *left)
{
    uint64_t *from = left;
    bool room = !pith_cancelled(r);
    for (; *from && room; --*from)
        room = pith_item(r, &(struct number){ *from });
    if (*from && !pith_cancelled(r))
        return; /* called again when there is room */
    ((struct number *)pith_out(r))->from = *from;
    pith_reply(r);
}

static void on_countdown(struct pith_request *r, const void *args)
{
    uint64_t *left = pith_alloc(r, sizeof *left);
    *left = ((const struct number *)args)->from;
    pith_on(r, count_on, count_on, left);
    count_on(r, left);
}

int main(void)
{
    struct pith_error e;
    struct pith *p = pith_open(&e);
    if (!p || pith_export(p, &hello, on_hello, &e) < 0 ||
        pith_export(p, &countdown, on_countdown, &e) < 0)
        return fprintf(stderr, "%s\n", pith_error_text(&e)), 1;
    int ended = pith_serve(p);
    pith_close(p);
    return ended < 0;
}
