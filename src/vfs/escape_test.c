/* Ways out of a grant, each refused and recorded. */
#include "proc/testbed.h"
#include "trace/trace.h"
#include "vfs/vfs_priv.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static void link_to(const struct testbed *t, const char *target, const char *name)
{
    CHECK(symlink(target, testbed_path(t, name)) == 0);
}

/* How many events of refusal there are since the cursor, and that each has a path. */
static int refusals(struct trace_cursor *c)
{
    owned(arena) struct arena a;
    struct trace_reading r;
    int n = 0;
    arena_init(&a, 1 * MIB);
    while (trace_next(c, &a, &r)) {
        if (r.event.kind == TRACE_OP_DENIED) {
            CHECK(r.text.len > 0);
            n++;
        }
    }
    return n;
}

static void refused_everywhere(struct testbed *t, const char *path)
{
    static const struct {
        const char *op, *param, *rest;
    } calls[] = {
        { "fs.read", "path", "" },
        { "fs.write", "path", ",\"data\":\"x\",\"mode\":\"append\",\"create\":false" },
        { "fs.truncate", "path", ",\"size\":0" },
        { "fs.copy", "from", ",\"to\":\"copied\"" },
    };
    char args[PATH_MOST];
    for (size_t i = 0; i < COUNT_OF(calls); i++) {
        snprintf(args, sizeof args, "{\"%s\":\"%s\"%s}", calls[i].param, path, calls[i].rest);
        owned(err) struct err *e = testbed_call(t, calls[i].op, args);
        if (err_kind(e) != ERR_DENIED)
            CHECK_FAIL("%s %s: %s", calls[i].op, path, e ? err_text(e) : "allowed");
    }
}

TEST(names_that_lead_out_are_refused_and_recorded)
{
    owned(testbed) struct testbed t;
    struct trace_cursor cursor;
    char parent_relative[64];
    testbed_init(&t);
    testbed_file(&t, "other/secret", "secret");
    testbed_file(&t, "data/master.key", "key");
    trace_cursor_now(&cursor);
    refused_everywhere(&t, "../other/secret");
    refused_everywhere(&t, "x/../../other/secret");
    refused_everywhere(&t, "/etc/passwd");
    refused_everywhere(&t, "/");
    refused_everywhere(&t, testbed_path(&t, "other/secret"));
    refused_everywhere(&t, testbed_path(&t, "data/master.key"));
    refused_everywhere(&t, "//etc//passwd");
    snprintf(parent_relative, sizeof parent_relative, "%.60s", "./.././../etc/passwd");
    refused_everywhere(&t, parent_relative);
    CHECK_INT(refusals(&cursor), 8 * 4);
}

TEST(links_that_lead_out_are_refused_and_recorded)
{
    owned(testbed) struct testbed t;
    struct trace_cursor cursor;
    testbed_init(&t);
    testbed_file(&t, "other/secret", "secret");
    link_to(&t, "../other/secret", "ws/relative");
    link_to(&t, testbed_path(&t, "other/secret"), "ws/absolute");
    link_to(&t, "../other", "ws/dir");
    link_to(&t, "..", "ws/up");
    link_to(&t, "chain2", "ws/chain1");
    link_to(&t, "relative", "ws/chain2");
    link_to(&t, "round", "ws/round");
    link_to(&t, "/proc/self/environ", "ws/environ");
    link_to(&t, "/proc/self/root/etc/passwd", "ws/magic");
    trace_cursor_now(&cursor);
    static const char *const names[] = { "relative", "absolute", "dir/secret", "up/other/secret",
                                         "chain1",   "round",    "environ",    "magic" };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        refused_everywhere(&t, names[i]);
    CHECK_INT(refusals(&cursor), COUNT_OF(names) * 4);
    owned(err) struct err *e = testbed_call(&t, "fs.write",
                                            "{\"path\":\"relative\",\"data\":\"x\"}");
    CHECK_INT(err_kind(e), ERR_DENIED);
}

TEST(a_link_into_a_sibling_grant_is_refused_from_here_and_open_by_its_own_name)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "other/shared", "s");
    CHECK_OK(
        proc_grant_path(t.proc, str_of(testbed_path(&t, "other")), CAP_BIT(CAP_read_file), false));
    link_to(&t, "../other/shared", "ws/link");
    CHECK_REASON("path_escapes", testbed_call(&t, "fs.read", "{\"path\":\"link\"}"));
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"../other/shared\"}"));
    CHECK_REASON("no_grant",
                 testbed_call(&t, "fs.write", "{\"path\":\"../other/shared\",\"data\":\"\"}"));
}

static void make_socket(const char *path)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    owned_fd int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(strlen(path) < sizeof a.sun_path);
    memcpy(a.sun_path, path, strlen(path) + 1);
    CHECK(bind(fd, (struct sockaddr *)&a, sizeof a) == 0);
}

TEST(pipes_sockets_and_devices_are_not_opened)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    CHECK(mkfifo(testbed_path(&t, "ws/fifo"), 0600) == 0);
    make_socket(testbed_path(&t, "ws/socket"));
    refused_everywhere(&t, "fifo"); /* and does not hang */
    refused_everywhere(&t, "socket");
    if (mknod(testbed_path(&t, "ws/null"), S_IFCHR | 0600, 0x103) == 0) /* only root can */
        refused_everywhere(&t, "null");
    owned(err) struct err *e = testbed_call(&t, "fs.write", "{\"path\":\"fifo\",\"data\":\"x\"}");
    CHECK_TEXT(err_reason(e), "not_a_file");
}

TEST(a_file_with_another_name_is_refused_unless_the_grant_allows_it)
{
    owned(testbed) struct testbed t;
    testbed_init(&t);
    testbed_file(&t, "other/secret", "secret");
    CHECK(link(testbed_path(&t, "other/secret"), testbed_path(&t, "ws/hard")) == 0);
    refused_everywhere(&t, "hard");
    CHECK_REASON("hard_link", testbed_call(&t, "fs.read", "{\"path\":\"hard\"}"));
    CHECK_OK(proc_grant_path(t.proc, str_of(testbed_path(&t, "ws")), CAPS_FILES, true));
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"hard\"}"));
}

/* An owner holds everything; pith's own data and other processes stay out of reach. */
TEST(under_a_grant_of_everything_blocked_places_and_proc_stay_closed)
{
    owned(testbed) struct testbed t;
    char args[3 * PATH_MOST];
    testbed_init(&t);
    CHECK_OK(proc_grant_path(t.proc, STR("/"), CAPS_FILES, true));
    CHECK(proc_revoke_path(t.proc, str_of(testbed_path(&t, "ws"))));
    testbed_file(&t, "ws/a", "fine");
    testbed_file(&t, "data/master.key", "key");
    link_to(&t, testbed_path(&t, "ws/a"), "other/absolute");
    link_to(&t, "../data", "other/to_data");
    link_to(&t, "to_data/../data/master.key", "other/roundabout");
    link_to(&t, "../ws/../other/absolute", "other/fine");
    CHECK_OK(proc_set_cwd(t.proc, str_of(testbed_path(&t, "other"))));
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"absolute\"}"));
    CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"fine\"}"));
    refused_everywhere(&t, "to_data/master.key");
    refused_everywhere(&t, "roundabout");
    refused_everywhere(&t, "../data/master.key");
    refused_everywhere(&t, "/proc/self/environ");
    refused_everywhere(&t, "/proc/self/mem");
    refused_everywhere(&t, "/proc/self/fd/0");
    snprintf(args, sizeof args, "/proc/self/root%s", testbed_path(&t, "data/master.key"));
    refused_everywhere(&t, args);
    CHECK_REASON("not_a_file", testbed_call(&t, "fs.read", "{\"path\":\"/dev/zero\"}"));
    CHECK_OK(testbed_call(&t, "fs.stat", "{\"path\":\"to_data\",\"follow\":false}"));
    CHECK_STR(json_get_text(t.result, STR("kind"), STR("")), "symlink");
}

/* --- while somebody swaps what the path leads through --- */

struct swapper {
    const struct testbed *bed;
    atomic_bool stop;
    char inside[2 * PATH_MOST], link[2 * PATH_MOST];
};

/* `ws/d` is in turn a directory of the workspace and a link to one outside. */
static void *swap(void *arg)
{
    struct swapper *s = arg;
    while (!atomic_load(&s->stop))
        renameat2(AT_FDCWD, s->inside, AT_FDCWD, s->link, RENAME_EXCHANGE);
    return NULL;
}

static void swapper_start(struct swapper *s, const struct testbed *t, pthread_t *out_thread)
{
    *s = (struct swapper){ .bed = t };
    snprintf(s->inside, sizeof s->inside, "%s/ws/d", t->dir);
    snprintf(s->link, sizeof s->link, "%s/ws/l", t->dir);
    pthread_create(out_thread, NULL, swap, s);
}

static void swapper_stop(struct swapper *s, pthread_t thread)
{
    atomic_store(&s->stop, true);
    pthread_join(thread, NULL);
}

static void grant_everything(struct testbed *t)
{
    CHECK_OK(proc_grant_path(t->proc, STR("/"), CAPS_FILES, true));
    CHECK(proc_revoke_path(t->proc, str_of(testbed_path(t, "ws"))));
}

static void race(const char *outside, bool everything)
{
    owned(testbed) struct testbed t;
    struct swapper s;
    pthread_t thread;
    unsigned inside = 0, refused = 0;
    testbed_init(&t);
    if (everything)
        grant_everything(&t);
    CHECK(mkdir(testbed_path(&t, "ws/d"), 0700) == 0);
    testbed_file(&t, "ws/d/file", "inside");
    testbed_file(&t, "other/file", "SECRET");
    testbed_file(&t, "data/file", "SECRET");
    link_to(&t, outside, "ws/l");
    swapper_start(&s, &t, &thread);
    /* On a busy machine the swapper may not have its turn for a while: go on until both were met.
     */
    for (int i = 0; i < 3000 || (i < 300000 && !(inside && refused)); i++) {
        owned(err) struct err *e = testbed_call(&t, "fs.read", "{\"path\":\"d/file\"}");
        struct str bytes = json_get_text(json_get(t.result, STR("data")), STR("$bytes"), STR(""));
        if (!e && !str_eq(bytes, STR("aW5zaWRl")))
            CHECK_FAIL("read %.*s", STR_ARGS(bytes));
        e ? refused++ : inside++;
    }
    swapper_stop(&s, thread);
    CHECK(inside > 0 && refused > 0);
}

TEST(swapping_a_directory_for_a_link_never_leads_out_of_a_grant)
{
    race("../other", false);
}

TEST(swapping_a_directory_for_a_link_never_leads_to_a_blocked_place)
{
    race("../data", true);
}

/* Every op that takes a path, through the directory that is swapped. */
static const char *const swapped_calls[][2] = {
    { "fs.write", "{\"path\":\"d/file\",\"data\":\"inside\"}" },
    { "fs.write", "{\"path\":\"d/file\",\"data\":\"!\",\"mode\":\"append\"}" },
    { "fs.write", "{\"path\":\"d/file\",\"data\":\"!\",\"mode\":\"patch\",\"offset\":2}" },
    { "fs.create", "{\"path\":\"d/new\",\"data\":\"inside\"}" },
    { "fs.truncate", "{\"path\":\"d/file\",\"size\":6}" },
    { "fs.move", "{\"from\":\"d/file\",\"to\":\"d/moved\"}" },
    { "fs.move", "{\"from\":\"d/moved\",\"to\":\"d/file\",\"replace\":true}" },
    { "fs.move", "{\"from\":\"d/sub\",\"to\":\"taken\"}" },
    { "fs.move", "{\"from\":\"taken\",\"to\":\"d/sub\"}" },
    { "fs.copy", "{\"from\":\"d/file\",\"to\":\"stolen\",\"replace\":true}" },
    { "fs.copy", "{\"from\":\"d/sub\",\"to\":\"stolen.d\",\"recursive\":true}" },
    { "fs.copy", "{\"from\":\"stolen.d\",\"to\":\"d/copied\",\"recursive\":true}" },
    { "fs.mkdir", "{\"path\":\"d/a/b\",\"parents\":true}" },
    { "fs.mkdir", "{\"path\":\"d/made\"}" },
    { "fs.list", "{\"path\":\"d\"}" },
    { "fs.exists", "{\"path\":\"d/only-outside\"}" },
    { "fs.stat", "{\"path\":\"d/only-outside\"}" },
    { "fs.setcwd", "{\"path\":\"d\"}" },
    { "fs.read", "{\"path\":\"only-outside\"}" },
    { "fs.setcwd", "{\"path\":\"..\"}" },
    { "fs.rmdir", "{\"path\":\"d/a\",\"recursive\":true}" },
    { "fs.rmdir", "{\"path\":\"d/copied\",\"recursive\":true}" },
    { "fs.rmdir", "{\"path\":\"d/made\"}" },
    { "fs.rmdir", "{\"path\":\"stolen.d\",\"recursive\":true}" },
    { "fs.delete", "{\"path\":\"d/new\"}" },
};

/* What a directory holds: names, sizes and contents. */
static struct str contents(const struct testbed *t, const char *name, struct arena *a)
{
    char command[3 * PATH_MOST], text[8192];
    snprintf(command, sizeof command,
             "cd '%s' && find . -printf '%%P %%y %%s\\n' | sort && grep -rs . . | sort",
             testbed_path(t, name));
    FILE *f = popen(command, "r");
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    CHECK(f && pclose(f) == 0 && n > 0);
    return arena_str(a, (struct str){ text, n });
}

static bool tells_of_outside(const struct testbed *t)
{
    owned(buf) struct buf text;
    struct json_out o;
    buf_init(&text, 64 * KIB);
    json_out_init(&o, &text);
    json_value(&o, t->result);
    return str_find(buf_text(&text), STR("only-outside"), NULL) ||
           str_find(buf_text(&text), STR("\"exists\":true"), NULL);
}

/* A directory with a file of that name, a file that both have, and one further down. */
static void furnish(const struct testbed *t, const char *dir, const char *name, const char *holds)
{
    char file[128];
    mkdir(testbed_path(t, dir), 0700);
    snprintf(file, sizeof file, "%s/sub", dir);
    CHECK(mkdir(testbed_path(t, file), 0700) == 0);
    snprintf(file, sizeof file, "%s/sub/file", dir);
    testbed_file(t, file, holds);
    snprintf(file, sizeof file, "%s/file", dir);
    testbed_file(t, file, holds);
    snprintf(file, sizeof file, "%s/%s", dir, name);
    testbed_file(t, file, holds);
}

static void call_each(struct testbed *t)
{
    for (size_t i = 0; i < COUNT_OF(swapped_calls); i++) {
        owned(err) struct err *e = testbed_call(t, swapped_calls[i][0], swapped_calls[i][1]);
        if (!e && tells_of_outside(t))
            CHECK_FAIL("%s %s told what lies outside", swapped_calls[i][0], swapped_calls[i][1]);
    }
}

static void race_of_every_op(const char *outside, const char *link, bool everything)
{
    owned(testbed) struct testbed t;
    owned(arena) struct arena a;
    struct swapper s;
    pthread_t thread;
    testbed_init(&t);
    arena_init(&a, 1 * MIB);
    if (everything)
        grant_everything(&t);
    furnish(&t, "ws/d", "only-inside", "inside");
    furnish(&t, outside, "only-outside", "SECRET");
    link_to(&t, link, "ws/l");
    struct str before = contents(&t, outside, &a);
    swapper_start(&s, &t, &thread);
    for (int i = 0; i < 200; i++)
        call_each(&t);
    swapper_stop(&s, thread);
    CHECK_STR(contents(&t, outside, &a), before.ptr);
    CHECK(!str_find(contents(&t, "ws", &a), STR("SECRET"), NULL));
}

TEST(no_op_reaches_out_of_its_grant_while_names_are_swapped)
{
    race_of_every_op("other", "../other", false);
}

TEST(no_op_reaches_a_blocked_place_while_names_are_swapped)
{
    race_of_every_op("data", "../data", true);
}
