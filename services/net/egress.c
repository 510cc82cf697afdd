/* Rules of who may reach what: see egress.h. */
#include "egress.h"

#include <idn2.h>

struct rule {
    int64_t priority;
    bool allow;
    struct where where;
};

struct egress {
    struct arena arena;
    struct rule rules[EGRESS_RULES_MOST];
    size_t count;
};

/* --- names --- */

static struct err *bad_host(struct str host)
{
    return err_new(ERR_INVALID, "bad_host", "'%.*s' is not the name of a host",
                   STR_ARGS(utf8_first(host, 100)));
}

struct err *egress_host(struct str host, struct arena *a, struct str *out_host)
{
    struct str given = host;
    struct address address;
    char *ascii = NULL;
    if (host.len > 2 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = (struct str){ host.ptr + 1, host.len - 2 };
    if (address_read(host, &address)) {
        *out_host = address_text(&address, a);
        return NULL;
    }
    host = arena_str(a, host);
    if (!host.len || str_has_nul(host) ||
        idn2_to_ascii_8z(host.ptr, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
        return bad_host(given);
    host = arena_str(a, str_of(ascii));
    idn2_free(ascii);
    if (str_ends(host, STR(".")))
        host.len--;
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] >= 'A' && host.ptr[i] <= 'Z')
            ((char *)(uintptr_t)host.ptr)[i] |= 0x20;
    bool is_address = address_read(host, &address);
    if (!is_address && !host_is_name(host))
        return bad_host(given);
    *out_host = is_address ? address_text(&address, a) : host;
    return NULL;
}

/* --- reading rules --- */

static struct err *bad_rule(struct str line)
{
    return err_hint(err_new(ERR_INVALID, "bad_rule", "'%.*s' is not a rule of who may be reached",
                            STR_ARGS(utf8_first(line, 200))),
                    "such as: allow *.example.com:443");
}

/* A name in the form in which it is looked up. */
static struct err *read_what(struct str what, struct arena *a, struct rule *r)
{
    if (!where_read(what, &r->where))
        return bad_rule(what);
    if (r->where.what != WHERE_HOST && r->where.what != WHERE_UNDER)
        return NULL;
    return egress_host(r->where.host, a, &r->where.host);
}

static struct str next_word(struct str *line)
{
    *line = str_trim(*line);
    return str_cut(line, ' ');
}

static struct err *read_rule(struct str line, struct arena *a, struct rule *r)
{
    struct str rest = line, word = next_word(&rest);
    *r = (struct rule){ 0 };
    if (str_to_int(word, &r->priority))
        word = next_word(&rest);
    r->allow = str_eq(word, STR("allow"));
    if (!r->allow && !str_eq(word, STR("deny")))
        return bad_rule(line);
    return read_what(str_trim(rest), a, r);
}

struct err *egress_new(struct str rules, struct egress **out_egress)
{
    owned(egress) struct egress *e = mem_new(sizeof *e);
    arena_init(&e->arena, 1 * MIB);
    while (rules.len) {
        struct str line = str_trim(str_cut(&rules, '\n'));
        if (!line.len)
            continue;
        if (e->count == EGRESS_RULES_MOST)
            return err_new(ERR_LIMIT, "too_many_rules", "there are more than %d rules",
                           EGRESS_RULES_MOST);
        TRY(read_rule(line, &e->arena, &e->rules[e->count]));
        e->count++;
    }
    *out_egress = give(e);
    return NULL;
}

void egress_free(struct egress *e)
{
    if (!e)
        return;
    arena_done(&e->arena);
    mem_free(e);
}

/* --- deciding --- */

struct question {
    struct str host;
    const struct address *to; /* NULL: only the name is known yet */
    enum place_kind kind;
    uint16_t port;
};

static bool name_fits(const struct where *w, struct str host)
{
    if (w->what == WHERE_HOST)
        return str_eq(host, w->host);
    return host.len > w->host.len + 1 && str_ends(host, w->host) &&
           host.ptr[host.len - w->host.len - 1] == '.';
}

/* Names and the star open only what is public, but shut anything. */
static bool opens(const struct rule *r, const struct question *q)
{
    if (!r->allow || !q->to || q->kind == PLACE_PUBLIC)
        return true;
    return r->where.what == WHERE_HOST && q->kind == PLACE_LOOPBACK &&
           str_eq(r->where.host, STR("localhost"));
}

/* What is shut is shut in every spelling; what is open is open as it was said. */
static bool network_fits(const struct rule *r, const struct address *to)
{
    struct address inner = address_innermost(to);
    return network_holds(&r->where.network, to) ||
           (!r->allow && network_holds(&r->where.network, &inner));
}

/* Before an address is known a network may yet turn out to fit: then it is worth a look-up. */
static bool address_fits(const struct rule *r, const struct question *q)
{
    struct address literal;
    const struct address *to = q->to ? q->to : address_read(q->host, &literal) ? &literal : NULL;
    if (!to)
        return r->allow;
    return r->where.what == WHERE_HERE ? address_is_here(to) : network_fits(r, to);
}

static bool fits(const struct rule *r, const struct question *q)
{
    if (r->where.port && r->where.port != q->port)
        return false;
    if (r->where.what == WHERE_NETWORK || r->where.what == WHERE_HERE)
        return address_fits(r, q);
    return (r->where.what == WHERE_ANY || name_fits(&r->where, q->host)) && opens(r, q);
}

static bool is_stronger(const struct rule *a, const struct rule *b)
{
    return !b || a->priority > b->priority || (a->priority == b->priority && !a->allow);
}

static bool is_allowed(const struct egress *e, const struct question *q)
{
    const struct rule *best = NULL;
    for (size_t i = 0; i < e->count; i++)
        if (fits(&e->rules[i], q) && is_stronger(&e->rules[i], best))
            best = &e->rules[i];
    return best && best->allow;
}

/* --- answers --- */

static struct err *refuse(const struct question *q, struct arena *a)
{
    struct str to = q->to ? address_text(q->to, a) : STR_NONE;
    bool said = str_eq(to, q->host);
    struct err *e = err_new(ERR_DENIED, "egress_denied", "%.*s:%u may not be reached%s%.*s%s%s",
                            STR_ARGS(q->host), q->port, q->to ? ": " : "",
                            STR_ARGS(said ? STR_NONE : to),
                            q->to && !said ? " is "
                            : q->to        ? "it is "
                                           : "",
                            q->to ? place_kind_name(q->kind) : "");
    if (q->to && q->kind != PLACE_PUBLIC)
        err_hint(e,
                 "pith config set net.allow %.*s:%u (for the owner), or a grant of network_access",
                 STR_ARGS(to), q->port);
    else
        err_hint(e,
                 "pith config set net.allow %.*s:%u (for the owner), or a grant of network_access",
                 STR_ARGS(q->host), q->port);
    err_detail(e, "host", "%.*s", STR_ARGS(q->host));
    return err_detail(e, "port", "%u", q->port);
}

static struct err *answer(const struct egress *e, const struct question *q)
{
    owned(arena) struct arena scratch = { 0 };
    if (is_allowed(e, q))
        return NULL;
    arena_init(&scratch, 64 * KIB);
    return refuse(q, &scratch);
}

/* Names of which it is known where they lead, whoever looks them up. */
static const struct {
    const char *name, *addresses[2];
} known_names[] = {
    { "localhost", { "127.0.0.1", "::1" } },
    { "metadata.google.internal", { "169.254.169.254" } },
    { "instance-data.ec2.internal", { "169.254.169.254" } },
    { "instance-data", { "169.254.169.254" } },
};

static bool is_or_is_under(struct str host, struct str name)
{
    return str_eq(host, name) || (str_ends(host, name) && host.len > name.len &&
                                  host.ptr[host.len - name.len - 1] == '.');
}

/* Any of them will do: which one is connected to is judged again. */
static struct err *check_known(const struct egress *e, struct str host, uint16_t port,
                               const char *const addresses[2])
{
    struct err *refused = NULL;
    for (int i = 0; i < 2 && addresses[i]; i++) {
        struct address to;
        address_read(str_of(addresses[i]), &to);
        err_free(refused);
        refused = egress_check_address(e, host, &to, port);
        if (!refused)
            return NULL;
    }
    return refused;
}

/* Where a proxy looks names up, this is all that is ever asked. */
struct err *egress_check_name(const struct egress *e, struct str host, uint16_t port)
{
    struct address literal;
    if (address_read(host, &literal))
        return egress_check_address(e, host, &literal, port);
    for (size_t i = 0; i < COUNT_OF(known_names); i++)
        if (is_or_is_under(host, str_of(known_names[i].name)))
            return check_known(e, host, port, known_names[i].addresses);
    return answer(e, &(struct question){ .host = host, .port = port });
}

struct err *egress_check_address(const struct egress *e, struct str host, const struct address *to,
                                 uint16_t port)
{
    return answer(
        e, &(struct question){ .host = host, .to = to, .kind = address_kind(to), .port = port });
}
