/* Calls to us: a service's side. */
#include "pith_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- announcing --- */

/* Shapes as the op service.export takes them: JSON, since they are read once. */
static void say_text(struct bytes_out *b, const char *text)
{
    bytes_add(b, "\"", 1);
    for (; text && *text; text++) {
        char escaped[8];
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\' || c < ' ')
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
        else
            snprintf(escaped, sizeof escaped, "%c", c);
        bytes_add(b, escaped, strlen(escaped));
    }
    bytes_add(b, "\"", 1);
}

static void say_word(struct bytes_out *b, const char *name, const char *text)
{
    bytes_add(b, ",", 1);
    say_text(b, name);
    bytes_add(b, ":", 1);
    say_text(b, text);
}

__attribute__((format(printf, 2, 3))) static void say_raw(struct bytes_out *b, const char *fmt, ...)
{
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    bytes_add(b, text, strlen(text));
}

static const char *const type_names[] = { "bool", "int", "count",  "real", "text", "path",  "bytes",
                                          "time", "ms",  "secret", "json", "enum", "record" };
static const char *const role_names[] = { "plain", "target", "content" };

static void say_fields(struct bytes_out *b, const struct pith_shape *s, int depth);

static void say_field(struct bytes_out *b, const struct pith_field *f, int depth)
{
    say_raw(b, "{\"name\":");
    say_text(b, f->name);
    say_word(b, "doc", f->doc);
    say_word(b, "type", type_names[f->type]);
    say_word(b, "role", role_names[f->role]);
    say_raw(b, ",\"list\":%s,\"optional\":%s,\"least\":%lld,\"most\":%lld",
            f->list ? "true" : "false", f->optional ? "true" : "false", (long long)f->least,
            (long long)f->most);
    if (f->choices) {
        say_raw(b, ",\"choices\":[");
        for (size_t i = 0; f->choices[i]; i++) {
            say_raw(b, i ? "," : "");
            say_text(b, f->choices[i]);
        }
        say_raw(b, "]");
    }
    if (f->rec) {
        say_raw(b, ",\"fields\":");
        say_fields(b, f->rec, depth + 1);
    }
    say_raw(b, "}");
}

/* A record inside itself cannot be announced; the daemon says so. */
static void say_fields(struct bytes_out *b, const struct pith_shape *s, int depth)
{
    say_raw(b, "[");
    for (size_t i = 0; s && depth < 16 && i < s->count; i++) {
        say_raw(b, i ? "," : "");
        say_field(b, &s->fields[i], depth);
    }
    say_raw(b, "]");
}

static void say_export(struct bytes_out *b, const struct pith_op *op)
{
    static const char *const effects[] = { "pure", "read",    "write",
                                           "exec", "network", "irreversible" };
    say_raw(b, "{\"number\":%u,\"input\":%u,\"output\":%u", op->nr, hash_of(op->in),
            hash_of(op->out));
    say_word(b, "name", op->name);
    say_word(b, "doc", op->doc);
    say_word(b, "effect", effects[op->effect]);
    say_word(b, "needs", op->needs ? op->needs : "");
    say_raw(b, ",\"idempotent\":%s,\"passes_fd\":%s", op->idempotent ? "true" : "false",
            op->passes_fd ? "true" : "false");
    if (!op->nr) { /* of a row that is in the table already, the daemon has all this */
        say_raw(b, ",\"in\":"), say_fields(b, op->in, 0);
        say_raw(b, ",\"out\":"), say_fields(b, op->out, 0);
        if (op->stream)
            say_raw(b, ",\"stream\":"), say_fields(b, op->stream, 0);
    }
    say_raw(b, "}");
}

int pith_export(struct pith *p, const struct pith_op *op, pith_serve_fn *fn, struct pith_error *e)
{
    struct bytes_out b = { 0 };
    const char *answer;
    struct export *x = calloc(1, sizeof *x);
    if (!x)
        return error_set(e, PITH_LIMIT, "no_memory", "out of memory");
    *x = (struct export){ op, fn, p->exports };
    p->exports = x; /* calls may come before the answer does */
    say_export(&b, op);
    bytes_add(&b, "", 1);
    int bad = pith_call_json(p, "service.export", b.ptr, &answer, e);
    free(b.ptr);
    if (!bad)
        return 0;
    for (struct export **at = &p->exports; *at; at = &(*at)->next) {
        if (*at != x)
            continue;
        *at = x->next;
        free(x);
        break;
    }
    return bad;
}

/* --- requests --- */

static struct pith_request *find_request(const struct pith *p, uint64_t id)
{
    for (struct pith_request *r = p->requests; r; r = r->next)
        if (r->id == id)
            return r;
    return NULL;
}

static const struct export *find_export(const struct pith *p, const struct packet *k,
                                        struct pith_str name)
{
    for (const struct export *x = p->exports; x; x = x->next) {
        if (name.len
                ? strlen(x->op->name) == name.len && memcmp(x->op->name, name.ptr, name.len) == 0
                : x->op->nr == k->entry.op)
            return x;
    }
    return NULL;
}

static struct pith_request *request_new(struct pith *p, const struct packet *k)
{
    struct pith_request *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->pith = p;
    r->id = k->entry.id;
    r->credits = PITH_CREDITS;
    r->deadline_ns = k->entry.left_ms ? (uint64_t)now_ns() + k->entry.left_ms * UINT64_C(1000000)
                                      : 0;
    r->next = p->requests;
    p->requests = r;
    p->n_requests++;
    return r;
}

static void request_end(struct pith_request *r)
{
    struct pith *p = r->pith;
    for (struct pith_request **at = &p->requests; *at; at = &(*at)->next) {
        if (*at != r)
            continue;
        *at = r->next;
        break;
    }
    p->n_requests--;
    memory_done(&r->memory);
    free(r);
}

void forget_requests(struct pith *p)
{
    while (p->requests) {
        struct pith_request *r = p->requests;
        r->cancelled = true;
        if (r->on_cancel)
            r->on_cancel(r, r->arg);
        if (p->requests == r) /* it was not answered in there */
            request_end(r);
    }
}

/* What stands in front of the arguments: see pith_wire.h. */
static struct pith_str take_name(const struct packet *k, struct pith_str *rest)
{
    struct pith_str name = { rest->ptr, 0 };
    if (!(k->entry.flags & PITH_NAMED) || !rest->len || (uint8_t)rest->ptr[0] >= rest->len)
        return name;
    name = (struct pith_str){ rest->ptr + 1, (uint8_t)rest->ptr[0] };
    *rest = (struct pith_str){ rest->ptr + 1 + name.len, rest->len - 1 - name.len };
    return name;
}

static struct pith_str take_rules(const struct packet *k, struct pith_str *rest)
{
    uint32_t len;
    if (!(k->entry.flags & PITH_RULES) || rest->len < sizeof len)
        return (struct pith_str){ "", 0 };
    memcpy(&len, rest->ptr, sizeof len);
    if (len > rest->len - sizeof len)
        return (struct pith_str){ "", 0 };
    struct pith_str rules = { rest->ptr + sizeof len, len };
    *rest = (struct pith_str){ rules.ptr + len, rest->len - sizeof len - len };
    return rules;
}

void on_call(struct pith *p, const struct packet *k)
{
    struct pith_request *r = request_new(p, k);
    if (!r)
        return;
    struct pith_str args = pith_copy(r, k->payload, k->entry.len); /* texts live as long as `r` */
    struct pith_str name = take_name(k, &args);
    r->rules = take_rules(k, &args);
    r->export = find_export(p, k, name);
    if (!r->export) {
        pith_fail(r, PITH_NOT_FOUND, "not_exported", "this service does not export that op");
        return;
    }
    const struct pith_op *op = r->export->op;
    r->in = memory_get(&r->memory, op->in->size);
    r->out = memory_get(&r->memory, op->out->size);
    if (k->entry.shape == hash_of(op->in) && unpack(op->in, args.ptr, args.len, &r->memory, r->in))
        r->export->fn(r, r->in);
    else
        pith_fail(r, PITH_UNSUPPORTED, "other_shape",
                  "%s has other arguments than this service was built for", op->name);
}

void on_cancel(struct pith *p, const struct packet *k)
{
    struct pith_request *r = find_request(p, k->entry.id);
    if (!r || r->cancelled)
        return;
    r->cancelled = true;
    if (r->on_cancel)
        r->on_cancel(r, r->arg);
}

void on_room(struct pith *p, const struct packet *k)
{
    struct pith_request *r = find_request(p, k->entry.id);
    if (!r)
        return;
    bool was_full = !r->credits;
    r->credits += k->entry.extra;
    if (was_full && r->on_room)
        r->on_room(r, r->arg);
}

/* --- answering --- */

void *pith_out(struct pith_request *r)
{
    return r->out;
}

void *pith_alloc(struct pith_request *r, size_t bytes)
{
    return memory_get(&r->memory, bytes ? bytes : 1);
}

struct pith_str pith_copy(struct pith_request *r, const char *text, size_t len)
{
    char *copy = memory_get(&r->memory, len + 1);
    memcpy(copy, text, len);
    return (struct pith_str){ copy, len };
}

static void add_text(struct bytes_out *b, const char *text)
{
    uint32_t len = (uint32_t)strlen(text);
    bytes_add(b, &len, sizeof len);
    bytes_add(b, text, len);
}

void pith_hint(struct pith_request *r, const char *hint)
{
    r->hint = pith_copy(r, hint, strlen(hint)).ptr;
}

static void say_failed(struct pith_request *r, int kind, const char *reason, const char *text)
{
    struct pith *p = r->pith;
    struct pith_entry e = { .kind = PITH_ENTRY_ERROR, .id = r->id, .extra = (uint32_t)kind };
    p->scratch.len = 0;
    add_text(&p->scratch, reason);
    add_text(&p->scratch, text);
    add_text(&p->scratch, r->hint ? r->hint : "");
    add_text(&p->scratch, "");
    say(p, &e, p->scratch.ptr, p->scratch.len);
}

/* False: it was too large for the memory that there is. */
static bool say_packed(struct pith_request *r, struct pith_entry *e, const struct pith_shape *s,
                       const void *value)
{
    struct pith *p = r->pith;
    p->scratch.len = 0;
    pack(&p->scratch, s, value);
    e->id = r->id;
    e->shape = hash_of(s);
    return say(p, e, p->scratch.ptr, p->scratch.len) || p->gone;
}

static void answer(struct pith_request *r, struct pith_entry *e)
{
    if (!say_packed(r, e, r->export->op->out, r->out))
        say_failed(r, PITH_LIMIT, "no_memory", "there is no memory to pass the answer");
    request_end(r);
}

void pith_reply(struct pith_request *r)
{
    struct pith_entry e = { .kind = PITH_ENTRY_RESULT };
    answer(r, &e);
}

void pith_reply_fd(struct pith_request *r, int take_fd)
{
    struct pith_entry e = { .kind = PITH_ENTRY_RESULT, .flags = PITH_PASSES };
    if (!pass_fd(r->pith, r->id, PITH_PASSED_RESULT, take_fd))
        r->pith->gone = true;
    close(take_fd);
    answer(r, &e);
}

void pith_fail(struct pith_request *r, int kind, const char *reason, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    say_failed(r, kind, reason, text);
    request_end(r);
}

bool pith_item(struct pith_request *r, const void *item)
{
    struct pith_entry e = { .kind = PITH_ENTRY_ITEM };
    if (!r->credits)
        return false;
    r->credits--;
    if (!say_packed(r, &e, r->export->op->stream, item)) /* a stream with a hole is none */
        r->pith->gone = true;
    return r->credits > 0;
}

void pith_on(struct pith_request *r, pith_request_fn *on_cancelled, pith_request_fn *on_more,
             void *arg)
{
    r->on_cancel = on_cancelled;
    r->on_room = on_more;
    r->arg = arg;
}

bool pith_cancelled(const struct pith_request *r)
{
    return r->cancelled;
}

uint64_t pith_left_ms(const struct pith_request *r)
{
    uint64_t now = (uint64_t)now_ns();
    if (!r->deadline_ns)
        return UINT64_MAX;
    return r->deadline_ns > now ? (r->deadline_ns - now) / 1000000 : 0;
}

struct pith *pith_of(const struct pith_request *r)
{
    return r->pith;
}

bool pith_stopping(const struct pith *p)
{
    return p->stopping;
}

size_t pith_requests(const struct pith *p)
{
    return p->n_requests;
}

const void *pith_in(const struct pith_request *r)
{
    return r->in;
}

struct pith_str pith_rules(const struct pith_request *r)
{
    return r->rules;
}

int pith_ready(struct pith *p, struct pith_error *e)
{
    const char *answer;
    if (p->ready)
        return 0;
    p->ready = pith_call_json(p, "service.ready", "{}", &answer, e) == 0;
    return p->ready ? 0 : -1;
}

int pith_serve(struct pith *p)
{
    struct pith_error e;
    if (pith_ready(p, &e) < 0)
        return fprintf(stderr, "%s\n", pith_error_text(&e)), -1;
    while (!(p->stopping && !p->n_requests))
        if (pith_wait(p, -1) < 0)
            return -1;
    pith_flush(p);
    return 0;
}
