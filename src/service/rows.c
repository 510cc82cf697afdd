/* Rows that services announce: checked, put into the table, taken out of it. See service.h. */
#include "service/service_priv.h"

#include "base/json.h"

enum { FIRST_NR = 50000, LAST_NR = 59999, ROWS_MOST = 256 };

/* Of a service's rows that are no more. Each is taken for as large as a usual one at least: all of
 * them are walked when another comes. */
enum { OLD_BYTES_MOST = 32 * 1024 * 1024, OLD_ROW_LEAST = 8 * 1024 };

/* --- what it needs of its caller --- */

/* A path is asked about by what its parameter says, and so is a name, if the row says which. */
static struct err *check_scope(const struct row *r, struct need *n)
{
    enum scope scope = cap_row(n->cap)->scope;
    const struct field *f = n->param < 0 ? NULL : &r->op.in->fields[n->param];
    bool given = f && !f->list && !f->optional;
    bool good = scope == SCOPE_PATH   ? given && f->type == TYPE_PATH
                : scope == SCOPE_NAME ? !f || (given && f->type == TYPE_TEXT)
                                      : !f;
    if (good)
        return NULL;
    return err_new(ERR_INVALID, "need_of_what", "needs: %s %s", cap_row(n->cap)->name,
                   scope == SCOPE_PATH   ? "is of a path that must be given"
                   : scope == SCOPE_NAME ? "is of a text that must be given, or of nothing"
                                         : "is of nothing");
}

static struct err *need_of(struct row *r, struct str text, struct need *out)
{
    struct str rest = str_trim(text), name = str_cut(&rest, ' ');
    struct str of = str_cut(&rest, ' ');
    *out = (struct need){ .param = -1, .flag = -1 };
    if (!cap_named(name, &out->cap))
        return err_new(ERR_INVALID, "no_such_capability", "needs: there is no capability %.*s",
                       STR_ARGS(utf8_first(name, NAME_MOST)));
    if (str_eq(of, STR("of"))) {
        const struct field *f = shape_field(r->op.in, str_trim(rest));
        if (!f)
            return err_new(ERR_INVALID, "no_such_parameter", "needs: there is no parameter %.*s",
                           STR_ARGS(utf8_first(rest, NAME_MOST)));
        out->param = (int)(f - r->op.in->fields);
    }
    return check_scope(r, out);
}

static struct err *needs_of(struct row *r, struct str text)
{
    struct need *needs = arena_array(&r->arena, struct need, NEEDS_MOST);
    TRY_ROOM(needs);
    while (str_trim(text).len) {
        if (r->op.n_needs == NEEDS_MOST)
            return err_new(ERR_LIMIT, "too_many_needs", "needs: at most %d", NEEDS_MOST);
        TRY(need_of(r, str_cut(&text, ','), &needs[r->op.n_needs]));
        r->op.n_needs++;
    }
    if (!r->op.n_needs)
        needs[r->op.n_needs++] = (struct need){ .cap = CAP_call_service, .param = -1, .flag = -1 };
    r->op.needs = needs;
    return NULL;
}

/* --- the row --- */

static struct err *check_name(const struct service *s, struct str name)
{
    struct str word = name, family = str_cut(&word, '.');
    bool good = word.len > 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }
    if (!good || !str_eq(family, s->manifest.says.name))
        return err_hint(err_new(ERR_INVALID, "bad_op_name",
                                "%.*s is no name for an op of the service %.*s", STR_ARGS(name),
                                STR_ARGS(s->manifest.says.name)),
                        "its ops are called %.*s. and a word of small letters, digits and _",
                        STR_ARGS(s->manifest.says.name));
    return NULL;
}

static uint16_t free_number(struct services *ss)
{
    for (int tried = FIRST_NR; tried <= LAST_NR; tried++) {
        ss->last_nr = ss->last_nr >= LAST_NR || !ss->last_nr ? FIRST_NR : ss->last_nr + 1;
        if (!op_numbered(ss->last_nr))
            return ss->last_nr;
    }
    return 0;
}

static struct err *fill(struct service *s, struct row *r, const struct service_export_in *in)
{
    struct str name = arena_str(&r->arena, in->name), doc = arena_str(&r->arena, in->doc);
    TRY_ROOM(name.ptr && doc.ptr);
    if (!service_says_plainly(doc))
        return err_new(ERR_INVALID, "bad_doc", "%s is described with control characters", name.ptr);
    r->op = (struct op){ .nr = free_number(s->home),
                         .name = name.ptr,
                         .doc = doc.ptr,
                         .effect = (enum effect)in->effect,
                         .how = HOW_LOOP,
                         .idempotent = in->idempotent,
                         .passes_fd = in->passes_fd,
                         .service = r->service.ptr,
                         .start = call_forward,
                         .owner = s->home };
    if (!r->op.nr)
        return err_new(ERR_LIMIT, "too_many_ops", "there are no numbers for ops left");
    TRY(shape_from_fields(&in->in, name.ptr, &r->arena, &r->op.in), "in");
    TRY(shape_from_fields(&in->out, name.ptr, &r->arena, &r->op.out), "out");
    if (in->has_stream == GIVEN)
        TRY(shape_from_fields(&in->stream, name.ptr, &r->arena, &r->op.stream), "stream");
    if (shape_hash(r->op.in) != in->input || shape_hash(r->op.out) != in->output)
        return err_hint(err_new(ERR_INVALID, "other_shape",
                                "%s is announced with other fields than it is packed by", name.ptr),
                        "build the service again, with this pith's libpith");
    return needs_of(r, in->needs);
}

/* --- announcing --- */

static struct row *row_named(const struct service *s, struct str name)
{
    list_each (&s->rows, item) {
        struct row *r = CONTAINER_OF(item, struct row, link);
        if (str_eq(name, str_of(r->op.name)))
            return r;
    }
    return NULL;
}

static void retire(struct service *s, struct row *r)
{
    if (r->in_table)
        op_remove(&r->op);
    r->in_table = false;
    s->n_rows--;
    list_remove(&r->link);
    list_add(&s->home->old_rows, &r->link);
}

static void row_free(struct row *r)
{
    list_remove(&r->link);
    arena_done(&r->arena);
    mem_free(r);
}

/* A row of pith's own table: it is only looked whether both mean the same. */
static struct err *check_own(const struct service *s, const struct op *op,
                             const struct service_export_in *in)
{
    if (!op->service || op->owner || !str_eq(str_of(op->service), s->manifest.says.name))
        return err_new(ERR_DENIED, "not_its_op", "%s is not answered by the service %.*s", op->name,
                       STR_ARGS(s->manifest.says.name));
    if (op->in_hash != in->input || op->out_hash != in->output)
        return err_hint(err_new(ERR_CONFLICT, "other_shape",
                                "%s means other fields here than in the service", op->name),
                        "build pith and its services together");
    return NULL;
}

static struct err *enter(struct service *s, struct row *r)
{
    TRY(op_add(&r->op));
    r->in_table = true;
    list_remove(&r->link);
    list_add(&s->rows, &r->link);
    s->n_rows++;
    return NULL;
}

/* The row lives longer than the call that announced it, and so do its texts. */
static struct err *fill_from(struct service *s, struct str text, struct row *r)
{
    struct service_export_in in = { 0 };
    const struct json *tree;
    arena_init(&r->arena, 1 * MIB);
    r->announced = arena_str(&r->arena, text);
    r->service = arena_str(&r->arena, s->manifest.says.name);
    TRY_ROOM(r->announced.ptr && r->service.ptr);
    TRY(json_parse(r->announced, NULL, &r->arena, &tree));
    TRY(shape_decode(OP_SERVICE_EXPORT->in, tree, &r->arena, &in));
    TRY(check_name(s, in.name));
    return fill(s, r, &in);
}

/* A row that was taken out, and says the same: a service that comes and goes takes no more room
 * each time. */
static struct row *row_again(const struct service *s, struct str text)
{
    list_each (&s->home->old_rows, item) {
        struct row *r = CONTAINER_OF(item, struct row, link);
        if (str_eq(r->service, s->manifest.says.name) && str_eq(r->announced, text) &&
            !op_numbered(r->op.nr))
            return r;
    }
    return NULL;
}

/* Rows that are no more stay; so whoever announces the same op in ever new words comes to an end.
 */
static struct err *check_old(const struct service *s)
{
    size_t held = 0;
    list_each (&s->home->old_rows, item) {
        const struct row *r = CONTAINER_OF(item, struct row, link);
        if (str_eq(r->service, s->manifest.says.name))
            held += MAX_OF(r->arena.held, (size_t)OLD_ROW_LEAST);
    }
    if (held < OLD_BYTES_MOST)
        return NULL;
    return err_hint(err_new(ERR_LIMIT, "too_many_changes",
                            "the service %.*s has announced its ops in other words too often",
                            STR_ARGS(s->manifest.says.name)),
                    "start pith anew, or give the service another name");
}

static struct err *make_row(struct service *s, struct str text, struct row **out)
{
    struct row *r = mem_new(sizeof *r);
    list_init(&r->link);
    struct err *e = fill_from(s, text, r);
    if (!e)
        e = enter(s, r);
    if (e)
        row_free(r);
    else
        *out = r;
    return e;
}

struct err *row_announce(struct service *s, const struct service_export_in *in, struct str text,
                         uint16_t *out_nr)
{
    struct row *old = row_named(s, in->name);
    const struct op *op = old ? NULL : op_named(in->name);
    if (op) {
        *out_nr = op->nr;
        return check_own(s, op, in);
    }
    if (old && str_eq(old->announced, text)) {
        *out_nr = old->op.nr;
        return NULL;
    }
    if (s->n_rows == ROWS_MOST)
        return err_new(ERR_LIMIT, "too_many_ops", "a service announces at most %d ops", ROWS_MOST);
    struct row *r = row_again(s, text);
    if (!r)
        TRY(check_old(s));
    if (old)
        retire(s, old);
    TRY(r ? enter(s, r) : make_row(s, text, &r));
    *out_nr = r->op.nr;
    return NULL;
}

void rows_withdraw(struct service *s)
{
    while (!list_empty(&s->rows))
        retire(s, CONTAINER_OF(s->rows.next, struct row, link));
}

void rows_free(struct list *rows)
{
    while (!list_empty(rows))
        row_free(CONTAINER_OF(rows->next, struct row, link));
}

struct err *service_op_names(const struct service *s, struct arena *a, struct str_list *out)
{
    *out = (struct str_list){ arena_array(a, struct str, op_count()), 0 };
    TRY_ROOM(out->items);
    for (size_t i = 0; i < op_count(); i++) {
        const struct op *op = op_at(i);
        if (op && op->service && str_eq(str_of(op->service), s->manifest.says.name))
            out->items[out->count++] = str_of(op->name);
    }
    return NULL;
}
