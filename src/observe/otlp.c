/* OTLP/HTTP, JSON: see otlp.h.
 *
 * This is the protobuf mapping with OTLP's own exceptions: ids are hex, enums are numbers, and
 * what has 64 bits is text. */
#include "observe/otlp.h"

#include "observe/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* As the protocol numbers them. */
enum { KIND_INTERNAL = 1, KIND_SERVER = 2, STATUS_OK = 1, STATUS_ERROR = 2, CUMULATIVE = 2 };

void otlp_source_init(struct otlp_source *s)
{
    snprintf(s->instance, sizeof s->instance, "%016" PRIx64 "%016" PRIx64, random_u64(),
             random_u64());
    if (gethostname(s->host, sizeof s->host - 1) != 0)
        s->host[0] = 0;
    s->host[sizeof s->host - 1] = 0;
}

/* --- small parts --- */

static void name_text(struct json_out *o, const char *name, const char *text)
{
    json_name(o, str_of(name)), json_text(o, str_of(text));
}

static void name_number(struct json_out *o, const char *name, uint64_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, n);
    name_text(o, name, text);
}

static void name_hex(struct json_out *o, const char *name, uint64_t high, uint64_t low, bool wide)
{
    char text[33];
    snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, high, low);
    name_text(o, name, wide ? text : text + 16);
}

static void begin_attribute(struct json_out *o, const char *key)
{
    json_begin_object(o);
    name_text(o, "key", key);
    json_name(o, STR("value"));
    json_begin_object(o);
}

static void end_attribute(struct json_out *o)
{
    json_end_object(o);
    json_end_object(o);
}

static void attribute_text(struct json_out *o, const char *key, const char *value)
{
    begin_attribute(o, key);
    name_text(o, "stringValue", value);
    end_attribute(o);
}

static void attribute_number(struct json_out *o, const char *key, uint64_t value)
{
    begin_attribute(o, key);
    name_number(o, "intValue", value);
    end_attribute(o);
}

static void begin_array(struct json_out *o, const char *name)
{
    json_name(o, str_of(name));
    json_begin_array(o);
}

/* From the document's start to the list of what the one scope has to say. */
static void begin_document(struct json_out *o, struct buf *out, const struct otlp_source *s,
                           const char *resources, const char *scopes, const char *list)
{
    json_out_init(o, out);
    json_begin_object(o);
    begin_array(o, resources);
    json_begin_object(o);
    json_name(o, STR("resource"));
    json_begin_object(o);
    begin_array(o, "attributes");
    attribute_text(o, "service.name", "pith");
    attribute_text(o, "service.version", PITH_VERSION);
    attribute_text(o, "service.instance.id", s->instance);
    attribute_text(o, "host.name", s->host);
    attribute_number(o, "process.pid", (uint64_t)getpid());
    json_end_array(o);
    json_end_object(o);
    begin_array(o, scopes);
    json_begin_object(o);
    json_name(o, STR("scope"));
    json_begin_object(o);
    name_text(o, "name", "pith");
    name_text(o, "version", PITH_VERSION);
    json_end_object(o);
    begin_array(o, list);
}

static void end_document(struct json_out *o)
{
    json_end_array(o);
    json_end_object(o);
    json_end_array(o);
    json_end_object(o);
    json_end_array(o);
    json_end_object(o);
}

/* --- traces --- */

static void write_attributes(struct json_out *o, const struct otlp_span *s)
{
    begin_array(o, "attributes");
    attribute_number(o, "pith.proc", s->proc);
    if (s->is_program) {
        attribute_text(o, "process.executable.name", s->name);
        attribute_number(o, "process.exit.code", (uint64_t)s->status);
    } else {
        attribute_text(o, "rpc.system", "pith");
        attribute_text(o, "rpc.method", s->name);
        attribute_number(o, "pith.bytes", s->bytes);
        if (s->failed)
            attribute_text(o, "error.type", s->text);
    }
    json_end_array(o);
}

static void write_status(struct json_out *o, const struct otlp_span *s)
{
    json_name(o, STR("status"));
    json_begin_object(o);
    json_name(o, STR("code")), json_int(o, s->failed ? STATUS_ERROR : STATUS_OK);
    if (s->failed)
        name_text(o, "message", s->text);
    json_end_object(o);
}

static void write_span(struct json_out *o, const struct otlp_span *s)
{
    json_begin_object(o);
    name_hex(o, "traceId", s->high, s->chain, true);
    name_hex(o, "spanId", 0, s->span, false);
    if (s->parent)
        name_hex(o, "parentSpanId", 0, s->parent, false);
    name_text(o, "name", s->name);
    json_name(o, STR("kind")), json_int(o, s->outer ? KIND_SERVER : KIND_INTERNAL);
    name_number(o, "startTimeUnixNano", s->began_ns);
    name_number(o, "endTimeUnixNano", s->ended_ns);
    write_attributes(o, s);
    write_status(o, s);
    json_end_object(o);
}

void otlp_write_traces(struct buf *out, const struct otlp_source *s, const struct otlp_span *ring,
                       size_t cap, size_t first, size_t n)
{
    struct json_out o;
    begin_document(&o, out, s, "resourceSpans", "scopeSpans", "spans");
    for (size_t i = 0; i < n; i++)
        write_span(&o, &ring[(first + i) % cap]);
    end_document(&o);
}

/* --- metrics --- */

struct metrics_out {
    struct json_out o;
    uint64_t since_ns, now_ns;
    const char *open; /* the metric whose points are being written */
    bool is_sum;
};

static void end_metric(struct metrics_out *m)
{
    if (!m->open)
        return;
    json_end_array(&m->o);
    if (m->is_sum) {
        json_name(&m->o, STR("aggregationTemporality")), json_int(&m->o, CUMULATIVE);
        json_name(&m->o, STR("isMonotonic")), json_bool(&m->o, true);
    }
    json_end_object(&m->o);
    json_end_object(&m->o);
    m->open = NULL;
}

static void begin_metric(struct metrics_out *m, const char *name, const char *doc, bool is_sum)
{
    char full[NAME_MOST];
    end_metric(m);
    snprintf(full, sizeof full, "pith.%s", name);
    json_begin_object(&m->o);
    name_text(&m->o, "name", full);
    name_text(&m->o, "description", doc);
    json_name(&m->o, is_sum ? STR("sum") : STR("gauge"));
    json_begin_object(&m->o);
    begin_array(&m->o, "dataPoints");
    m->open = name;
    m->is_sum = is_sum;
}

static void begin_point(struct metrics_out *m, const char *label, const char *of)
{
    json_begin_object(&m->o);
    name_number(&m->o, "startTimeUnixNano", m->since_ns);
    name_number(&m->o, "timeUnixNano", m->now_ns);
    if (!label)
        return;
    begin_array(&m->o, "attributes");
    attribute_text(&m->o, label, of);
    json_end_array(&m->o);
}

static void write_figure(void *arg, const struct figure *f)
{
    struct metrics_out *m = arg;
    if (!m->open || strcmp(m->open, f->name) != 0)
        begin_metric(m, f->name, f->doc, f->form == FIGURE_COUNTER);
    begin_point(m, f->label, f->of);
    json_name(&m->o, STR("asDouble")), json_real(&m->o, f->value);
    json_end_object(&m->o);
}

/* Edges, and one more count than edges: the last is of what took longer still. */
static void write_buckets(struct json_out *o, const struct op_figures *f)
{
    uint64_t in_this = 0;
    begin_array(o, "explicitBounds");
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
        if (figure_edge(b))
            json_real(o, (double)histogram_bound_ns(b) / 1e9);
    json_end_array(o);
    begin_array(o, "bucketCounts");
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
        char text[24];
        in_this += f->bucket[b];
        if (!figure_edge(b) && b + 1 < HISTOGRAM_BUCKETS)
            continue;
        snprintf(text, sizeof text, "%" PRIu64, in_this);
        json_text(o, str_of(text));
        in_this = 0;
    }
    json_end_array(o);
}

static void write_histogram(void *arg, const struct op *op, const struct op_figures *f)
{
    struct metrics_out *m = arg;
    uint64_t count = 0; /* of the buckets: they must agree */
    for (size_t b = 0; b < HISTOGRAM_BUCKETS; b++)
        count += f->bucket[b];
    begin_point(m, "op", op->name);
    name_number(&m->o, "count", count);
    json_name(&m->o, STR("sum")), json_real(&m->o, (double)f->ns / 1e9);
    write_buckets(&m->o, f);
    json_end_object(&m->o);
}

static void write_errors(void *arg, const struct op *op, const struct op_figures *f)
{
    struct metrics_out *m = arg;
    begin_point(m, "op", op->name);
    json_name(&m->o, STR("asDouble")), json_real(&m->o, (double)f->errors);
    json_end_object(&m->o);
}

static void write_durations(struct metrics_out *m)
{
    json_begin_object(&m->o);
    name_text(&m->o, "name", "pith.op_duration");
    name_text(&m->o, "description", "How long calls took, from the door's ask to its answer.");
    name_text(&m->o, "unit", "s");
    json_name(&m->o, STR("histogram"));
    json_begin_object(&m->o);
    begin_array(&m->o, "dataPoints");
    op_figures_each(write_histogram, m);
    json_end_array(&m->o);
    json_name(&m->o, STR("aggregationTemporality")), json_int(&m->o, CUMULATIVE);
    json_end_object(&m->o);
    json_end_object(&m->o);
}

void otlp_write_metrics(struct buf *out, const struct otlp_source *s, uint64_t since_ns,
                        uint64_t now_ns)
{
    struct metrics_out m = { .since_ns = since_ns, .now_ns = now_ns };
    begin_document(&m.o, out, s, "resourceMetrics", "scopeMetrics", "metrics");
    figures_each(write_figure, &m);
    begin_metric(&m, "op_errors", "Calls that ended with an error, by op.", true);
    op_figures_each(write_errors, &m);
    end_metric(&m);
    write_durations(&m);
    end_document(&m.o);
}
