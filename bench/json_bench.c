/* JSON against cJSON, on what pith sees most: a long conversation sent to a model, and the
 * small pieces that come back; then one in Chinese, and the numbers of an embedding. Each side
 * works as it would in earnest: ours in an arena that is reset, theirs on the heap; both write into
 * memory that is there already. */
#include "bench.h"

#include "base/json.h"

#include <cjson/cJSON.h>
#include <stdio.h>

struct document {
    struct buf text, written;
    struct arena arena, tree_arena;
    const struct json *tree;
    cJSON *their_tree;
};

static void parse_ours(void *arg)
{
    struct document *d = arg;
    const struct json *tree = NULL;
    err_free(json_parse(buf_text(&d->text), NULL, &d->arena, &tree));
    bench_keep(tree);
    arena_reset(&d->arena);
}

static void parse_theirs(void *arg)
{
    struct document *d = arg;
    cJSON *tree = cJSON_ParseWithLength(d->text.ptr, d->text.len);
    bench_keep(tree);
    cJSON_Delete(tree);
}

static void write_ours(void *arg)
{
    struct document *d = arg;
    struct json_out o;
    buf_clear(&d->written);
    json_out_init(&o, &d->written);
    json_value(&o, d->tree);
    bench_keep(d->written.ptr);
}

static void write_theirs(void *arg)
{
    struct document *d = arg;
    cJSON_PrintPreallocated(d->their_tree, d->written.ptr, (int)d->written.cap, false);
    bench_keep(d->written.ptr);
}

static void member(struct json_out *o, const char *name, struct str text)
{
    json_name(o, str_of(name));
    json_text(o, text);
}

static const char prose[] =
    "The scheduler wakes the task when its deadline passes, and not a moment earlier; what was "
    "due in between is merged into one run.\nSee \"Waiting\" in the manual.\n\n";
static const char foreign[] = "Größenordnung: naïve Zähler überlaufen — 例えば、時計が戻るとき。\n";
static const char code[] = "```c\nfor (int i = 0; i < n; i++)\n\tprintf(\"%d\\n\", i);\n```\n";

/* About a kilobyte: mostly plain prose, with quotes, newlines, code and some that is not ASCII. */
static void add_prose(struct buf *b, int i)
{
    buf_clear(b);
    for (int k = 0; k < 5; k++)
        buf_add(b, str_of(prose));
    buf_add(b, i % 3 ? str_of(code) : str_of(foreign));
}

static void write_tool_call(struct json_out *o, int i)
{
    char arguments[200], id[32];
    snprintf(id, sizeof id, "call_%08x", 0x9e3779b9u * (unsigned)i);
    snprintf(arguments, sizeof arguments,
             "{\"path\": \"src/base/file_%d.c\", \"offset\": %d, \"pattern\": \"a\\\\d+\"}", i,
             i * 17);
    json_name(o, STR("tool_calls"));
    json_begin_array(o);
    json_begin_object(o);
    member(o, "id", str_of(id));
    member(o, "type", STR("function"));
    json_name(o, STR("function"));
    json_begin_object(o);
    member(o, "name", STR("fs_read"));
    member(o, "arguments", str_of(arguments));
    json_end_object(o);
    json_end_object(o);
    json_end_array(o);
}

static void write_usage(struct json_out *o, int i)
{
    json_name(o, STR("usage"));
    json_begin_object(o);
    json_name(o, STR("input_tokens")), json_int(o, 1000 + i * 37);
    json_name(o, STR("output_tokens")), json_int(o, 200 + i);
    json_name(o, STR("cost")), json_real(o, 0.000125 * i);
    json_name(o, STR("cached")), json_bool(o, i % 2);
    json_end_object(o);
}

static void write_message(struct json_out *o, struct buf *prose_buf, int i)
{
    static const char *const roles[] = { "user", "assistant", "tool" };
    add_prose(prose_buf, i);
    json_begin_object(o);
    member(o, "role", str_of(roles[i % 3]));
    member(o, "content", buf_text(prose_buf));
    if (i % 3 == 1) {
        write_tool_call(o, i);
        write_usage(o, i);
    }
    json_end_object(o);
}

static void write_chat(struct buf *b)
{
    owned(buf) struct buf prose_buf;
    struct json_out o;
    buf_init(&prose_buf, 64 * KIB);
    json_out_init(&o, b);
    json_begin_object(&o);
    member(&o, "model", STR("plays-a-part-1"));
    json_name(&o, STR("temperature")), json_real(&o, 0.7);
    json_name(&o, STR("messages"));
    json_begin_array(&o);
    for (int i = 0; b->len < 280 * 1000; i++)
        write_message(&o, &prose_buf, i);
    json_end_array(&o);
    json_name(&o, STR("stream")), json_bool(&o, true);
    json_end_object(&o);
}

static void write_logprob(struct json_out *o, const char *token, double logprob)
{
    json_begin_object(o);
    member(o, "token", str_of(token));
    json_name(o, STR("logprob")), json_real(o, logprob);
    json_name(o, STR("bytes")), json_null(o);
    json_end_object(o);
}

/* One piece of a streamed answer, with what providers pack around a word or two. */
static void write_chunk(struct buf *b)
{
    static const char *const tokens[] = { " the", " \"next\"", "\n", " Größe", " one", " or" };
    struct json_out o;
    json_out_init(&o, b);
    json_begin_object(&o);
    member(&o, "id", STR("chatcmpl-9f86d081884c7d659a2feaa0c55ad015"));
    member(&o, "object", STR("chat.completion.chunk"));
    json_name(&o, STR("created")), json_int(&o, 1795132800);
    member(&o, "model", STR("plays-a-part-1-2026-11-20"));
    member(&o, "system_fingerprint", STR("fp_44709d6fcb"));
    json_name(&o, STR("choices"));
    json_begin_array(&o);
    json_begin_object(&o);
    json_name(&o, STR("index")), json_int(&o, 0);
    json_name(&o, STR("delta"));
    json_begin_object(&o);
    member(&o, "role", STR("assistant"));
    member(&o, "content", STR(" the \"next\"\n Größe one or another, as the table of states says"));
    write_tool_call(&o, 7);
    json_end_object(&o);
    json_name(&o, STR("logprobs"));
    json_begin_array(&o);
    for (size_t i = 0; i < COUNT_OF(tokens); i++)
        write_logprob(&o, tokens[i], -0.03125 * (double)(i + 1));
    json_end_array(&o);
    json_name(&o, STR("finish_reason")), json_null(&o);
    json_end_object(&o);
    json_end_array(&o);
    write_usage(&o, 11);
    json_name(&o, STR("usage_details"));
    json_begin_object(&o);
    json_name(&o, STR("reasoning_tokens")), json_int(&o, 0);
    json_name(&o, STR("accepted_prediction_tokens")), json_int(&o, 0);
    json_name(&o, STR("rejected_prediction_tokens")), json_int(&o, 0);
    json_end_object(&o);
    member(&o, "service_tier", STR("default"));
    member(&o, "obfuscation", STR("aG93IG1hbnkgYnl0ZXMgZGlkIHlvdSBleHBlY3QgaGVyZT8="));
    json_end_object(&o);
}

static void write_chinese(struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b);
    json_begin_array(&o);
    while (b->len < 100 * 1000)
        json_text(
            &o,
            STR("调度器在截止时间到达时唤醒任务，一刻也不会提前；其间到期的事情会合并为一次运行。\n"
                "参见手册中的“等待”一节。每个代理都有自己的收件箱，满了就拒绝。"));
    json_end_array(&o);
}

static void write_embedding(struct buf *b)
{
    struct json_out o;
    json_out_init(&o, b);
    random_use_seed(1);
    json_begin_array(&o);
    for (int i = 0; i < 1536; i++)
        json_real(&o, (double)(int64_t)random_u64() * 0x1p-66);
    json_end_array(&o);
    random_use_seed(0);
}

static void prepare(struct document *d, void (*write)(struct buf *))
{
    buf_init(&d->text, 1 * MIB);
    buf_init(&d->written, 1 * MIB);
    arena_init(&d->arena, 16 * MIB);
    arena_init(&d->tree_arena, 16 * MIB);
    buf_room(&d->written, 1 * MIB);
    write(&d->text);
    owned(err) struct err *e = json_parse(buf_text(&d->text), NULL, &d->tree_arena, &d->tree);
    d->their_tree = cJSON_ParseWithLength(d->text.ptr, d->text.len);
    if (e || !d->their_tree)
        fprintf(stderr, "a document is no JSON: %s\n", err_text(e));
}

static void finish(struct document *d)
{
    buf_done(&d->text);
    buf_done(&d->written);
    arena_done(&d->arena);
    arena_done(&d->tree_arena);
    cJSON_Delete(d->their_tree);
}

int main(int argc, char **argv)
{
    enum { CHAT, CHUNK, CHINESE, EMBEDDING, DOCUMENTS };
    static void (*const writers[])(struct buf *) = { write_chat, write_chunk, write_chinese,
                                                     write_embedding };
    struct document d[DOCUMENTS];
    for (int i = 0; i < DOCUMENTS; i++)
        prepare(&d[i], writers[i]);
#define PARSE(name, i)                                                                   \
    {                                                                                    \
        "json.parse." name, "cJSON", parse_ours, parse_theirs, &d[i], d[i].text.len, 0.5 \
    }
#define WRITE(name, i)                                                                   \
    {                                                                                    \
        "json.write." name, "cJSON", write_ours, write_theirs, &d[i], d[i].text.len, 0.5 \
    }
    const struct bench benches[] = {
        PARSE("chat", CHAT),           PARSE("chunk", CHUNK),         PARSE("chinese", CHINESE),
        PARSE("embedding", EMBEDDING), WRITE("chat", CHAT),           WRITE("chunk", CHUNK),
        WRITE("chinese", CHINESE),     WRITE("embedding", EMBEDDING),
    };
    int status = bench_main(benches, COUNT_OF(benches), argc, argv);
    for (int i = 0; i < DOCUMENTS; i++)
        finish(&d[i]);
    return status;
}
