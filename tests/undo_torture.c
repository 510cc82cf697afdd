/* kill -9 upon the daemon while files change, and what its undo is worth then:
 * undo_torture PITH [kills] [seed]
 *
 * Each client changes files of its own, one change at a time, and writes down here what each path
 * was before and is after. When the daemon was killed, and started again:
 *
 *   - each file is what the last acknowledged change made of it; the one change that was not
 *     answered has happened, or not, and is nothing in between;
 *   - the last acknowledged changes, taken back from the newest to the oldest, give exactly what
 *     was before each;
 *   - no file lies about that nobody named, and once all is forgotten none is kept beside the
 *     database.
 *
 * Then the same with each failpoint armed to kill at a random passing. The quota is small, so that
 * old versions go all the time. */
#include "torture.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CLIENTS = 4,
    FILES = 4,
    DONE_MOST = 64,
    TAKE_BACK = 6,
    TEXT_ROOM = 160 * 1024,
    ARGS_ROOM = 3 * TEXT_ROOM
};

static const char canary[] = "CANARY-7d1f";
static struct victim victim = { .setting = "undo.mib_most=8" };

/* What a path holds: the text of a number; 0: there is no file. */
struct change {
    int path[2]; /* -1: only one */
    long before[2], after[2];
    bool moved;
    char undo[64];
};

static struct client {
    long number, answers;
    unsigned long rand;
    long now[FILES];
    bool unsure; /* `pending` was sent and not answered */
    struct change pending, done[DONE_MOST];
    size_t n_done;
} clients[CLIENTS];

/* Of a client's own, since they run at the same time. */
static unsigned long chance(struct client *k, unsigned long below)
{
    k->rand = k->rand * 6364136223846793005u + 1442695040888963407u;
    return (k->rand >> 33) % below;
}

/* --- texts --- */

/* Some lie in rows of the database, some in files beside it. */
static size_t size_of(long number)
{
    return number % 3 == 0 ? 40000 + (size_t)(number * 7919 % 100000) : (size_t)(number % 200);
}

static size_t write_text(long number, char out[TEXT_ROOM])
{
    size_t len = (size_t)snprintf(out, TEXT_ROOM, "%s %ld\\n", canary, number);
    size_t fill = size_of(number);
    memset(out + len, 'a' + (int)(number % 26), fill);
    len += fill;
    out[len] = 0;
    return len;
}

static void path_of(const struct client *k, int file, char out[512])
{
    snprintf(out, 512, "%s/c%ld/f%d", victim.work, (long)(k - clients), file);
}

/* --- one change --- */

static void plan(struct client *k, struct change *c, char op[32], char *args)
{
    char a[512], b[512];
    static _Thread_local char text[TEXT_ROOM];
    int from = (int)chance(k, FILES), to = (int)((from + 1 + (int)chance(k, FILES - 1)) % FILES);
    long number = ++k->number;
    *c = (struct change){ .path = { from, -1 }, .before = { k->now[from] } };
    path_of(k, from, a);
    path_of(k, to, b);
    unsigned long what = k->now[from] ? chance(k, 5) : 0;
    if (what == 3) {
        snprintf(op, 32, "fs.delete");
        snprintf(args, ARGS_ROOM, "{\"path\":\"%s\"}", a);
    } else if (what == 4) {
        *c = (struct change){
            { from, to }, { k->now[from], k->now[to] }, { 0, k->now[from] }, .moved = true
        };
        snprintf(op, 32, "fs.move");
        snprintf(args, ARGS_ROOM, "{\"from\":\"%s\",\"to\":\"%s\",\"replace\":true}", a, b);
    } else if (what == 2) {
        static _Thread_local char old[TEXT_ROOM];
        write_text(k->now[from], old);
        write_text(number, text);
        c->after[0] = number;
        snprintf(op, 32, "fs.patch");
        snprintf(args, ARGS_ROOM, "{\"path\":\"%s\",\"edits\":[{\"old\":\"%s\",\"new\":\"%s\"}]}",
                 a, old, text);
    } else {
        write_text(number, text);
        c->after[0] = number;
        snprintf(op, 32, "fs.write");
        snprintf(args, ARGS_ROOM, "{\"path\":\"%s\",\"data\":\"%s\"}", a, text);
    }
}

static void make_true(struct client *k, const struct change *c)
{
    for (int i = 0; i < 2; i++)
        if (c->path[i] >= 0)
            k->now[c->path[i]] = c->after[i];
}

static void remember(struct client *k, const struct change *c)
{
    if (k->n_done == DONE_MOST) {
        memmove(k->done, k->done + 1, (DONE_MOST - 1) * sizeof k->done[0]);
        k->n_done--;
    }
    k->done[k->n_done++] = *c;
}

static void take_id(const struct buf *body, const char *name, char out[64])
{
    size_t at;
    out[0] = 0;
    if (!str_find(buf_text(body), str_of(name), &at))
        return;
    const char *from = body->ptr + at + strlen(name);
    snprintf(out, 64, "%.*s", (int)MIN_OF(strcspn(from, "\""), 63), from);
}

static void *storm(void *arg)
{
    struct client *k = arg;
    char op[32], *args = malloc(ARGS_ROOM);
    owned(buf) struct buf body;
    owned(http_client) struct http_client *c = victim_connect(&victim, 5000);
    buf_init(&body, 1 * MIB);
    for (bool alive = c != NULL; alive;) {
        plan(k, &k->pending, op, args);
        k->unsure = true;
        alive = victim_ask(c, op, args, &body);
        if (!alive && body.len && strstr(body.ptr, "\"error\"") && !strstr(body.ptr, "stopping"))
            torture_fail(op, body.ptr);
        if (!alive)
            break;
        k->unsure = false;
        k->answers++;
        make_true(k, &k->pending);
        take_id(&body, "\"undo\":\"", k->pending.undo);
        if (!k->pending.undo[0])
            torture_fail(op, "kept nothing");
        remember(k, &k->pending);
    }
    free(args);
    return NULL;
}

static void storm_until_killed(pid_t pid, long ms)
{
    pthread_t threads[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++) {
        clients[i].rand = torture_chance(1ul << 30) * 8 + i;
        pthread_create(&threads[i], NULL, storm, &clients[i]);
    }
    victim_kill_after(pid, ms);
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(threads[i], NULL);
}

/* --- what is there --- */

static bool holds(const struct client *k, int file, long number)
{
    static char text[TEXT_ROOM], found[TEXT_ROOM + 1];
    char path[512];
    path_of(k, file, path);
    owned_fd int fd = open(path, O_RDONLY);
    if (fd < 0 || !number)
        return fd < 0 && !number;
    size_t len = write_text(number, text);
    for (size_t i = 0; i < len; i++) /* JSON made a line end of it */
        if (text[i] == '\\') {
            text[i] = '\n';
            memmove(text + i + 1, text + i + 2, --len - i);
            break;
        }
    ssize_t n = read(fd, found, sizeof found);
    return n == (ssize_t)len && memcmp(text, found, len) == 0;
}

static void must_hold(const struct client *k, int file, long number, const char *when)
{
    char path[512], why[256];
    if (holds(k, file, number))
        return;
    path_of(k, file, path);
    snprintf(why, sizeof why, "%s: it does not hold %ld", when, number);
    torture_fail(path, why);
}

static bool pending_is(const struct client *k, const long states[2])
{
    const struct change *c = &k->pending;
    return holds(k, c->path[0], states[0]) && (c->path[1] < 0 || holds(k, c->path[1], states[1]));
}

/* The change that was not answered; whether it has happened. */
static bool settle(struct client *k)
{
    char path[512];
    if (!k->unsure)
        return false;
    k->unsure = false;
    if (pending_is(k, k->pending.before))
        return false;
    if (pending_is(k, k->pending.after)) {
        make_true(k, &k->pending);
        return true;
    }
    path_of(k, k->pending.path[0], path);
    torture_fail(path, "the change that was not answered is half made");
}

/* From the newest on. One that moved something is passed over where a change came between of which
 * nobody knows the name. */
static long take_back(struct client *k, struct http_client *c, struct buf *body, bool between)
{
    bool dirty[FILES] = { false };
    long n = 0;
    if (between)
        for (int i = 0; i < 2; i++)
            if (k->pending.path[i] >= 0)
                dirty[k->pending.path[i]] = true;
    for (; n < TAKE_BACK && k->n_done; n++) {
        const struct change *d = &k->done[--k->n_done];
        char args[128];
        bool passed = d->moved && (dirty[d->path[0]] || dirty[d->path[1]]);
        if (passed) {
            dirty[d->path[0]] = dirty[d->path[1]] = true;
            continue;
        }
        snprintf(args, sizeof args, "{\"undo\":\"%s\"}", d->undo);
        if (!victim_ask(c, "fs.undo", args, body))
            torture_fail("fs.undo", body->len ? body->ptr : "no answer");
        for (int i = 0; i < 2; i++) {
            if (d->path[i] < 0)
                continue;
            must_hold(k, d->path[i], d->before[i], "after fs.undo");
            k->now[d->path[i]] = d->before[i];
            dirty[d->path[i]] = false;
        }
    }
    k->n_done = 0; /* what is older was made before what was passed over */
    return n;
}

static void no_strangers(const struct client *k)
{
    char path[512];
    snprintf(path, sizeof path, "%s/c%ld", victim.work, (long)(k - clients));
    DIR *d = opendir(path);
    for (const struct dirent *e; d && (e = readdir(d));)
        if (e->d_name[0] != 'f' && strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            torture_fail(e->d_name, "a draft is left");
    if (d)
        closedir(d);
}

static long kept_files;
static bool shows;

static int look_into(const char *path, const struct stat *st, int type, struct FTW *at)
{
    static char bytes[1 << 16];
    (void)st, (void)at;
    kept_files += type == FTW_F && strstr(path, ".kept/");
    int fd = type == FTW_F ? open(path, O_RDONLY) : -1;
    ssize_t n;
    for (off_t from = 0; fd >= 0 && (n = pread(fd, bytes, sizeof bytes, from)) > 0;
         from += (off_t)sizeof bytes - 64)
        shows |= memmem(bytes, (size_t)n, canary, sizeof canary - 1) != NULL;
    if (fd >= 0)
        close(fd);
    return 0;
}

/* Everything is forgotten: nothing may be left beside the database. */
static void forget_all(struct http_client *c, struct buf *body)
{
    char args[512];
    snprintf(args, sizeof args, "{\"path\":\"%s\"}", victim.work);
    if (!victim_ask(c, "fs.forget", args, body))
        torture_fail("fs.forget", body->len ? body->ptr : "no answer");
    kept_files = 0;
    nftw(victim.dir, look_into, 16, FTW_PHYS);
    if (kept_files)
        torture_fail(victim.dir, "versions are left of which the index knows nothing");
    if (shows)
        torture_fail(victim.dir, "shows what was written");
}

static long taken_back;

static void check(bool forget)
{
    pid_t pid = victim_start(&victim, NULL);
    owned(buf) struct buf body;
    owned(http_client) struct http_client *c = victim_connect(&victim, 20000);
    buf_init(&body, 4 * MIB);
    if (!c)
        torture_fail("the daemon", "did not come back");
    for (struct client *k = clients; k < clients + CLIENTS; k++) {
        bool between = settle(k);
        for (int f = 0; f < FILES; f++)
            must_hold(k, f, k->now[f], "after the kill");
        taken_back += take_back(k, c, &body, between);
        for (int f = 0; f < FILES; f++)
            must_hold(k, f, k->now[f], "after all was taken back");
    }
    char args[512];
    snprintf(args, sizeof args, "{\"path\":\"%s/touch\",\"data\":\"\"}", victim.work);
    if (!victim_ask(c, "fs.write", args, &body)) /* the first change sweeps */
        torture_fail("fs.write", body.len ? body.ptr : "no answer");
    for (struct client *k = clients; k < clients + CLIENTS; k++)
        no_strangers(k);
    if (forget)
        forget_all(c, &body);
    victim_stop(pid);
}

int main(int argc, char **argv)
{
    static char points[POINTS_MOST][64];
    long kills = argc > 2 ? strtol(argv[2], NULL, 10) : 20, answers = 0;
    if (argc < 2)
        torture_fail("usage", "undo_torture PITH [kills] [seed]");
    torture_seed(argc > 3 ? argv[3] : NULL);
    victim_init(&victim, argv[1]);
    for (long i = 0; i < CLIENTS; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/c%ld", victim.work, i);
        if (mkdir(path, 0700) != 0)
            torture_fail(path, "no directory");
    }
    for (long i = 0; i < kills; i++) {
        storm_until_killed(victim_start(&victim, NULL), 30 + (long)torture_chance(300));
        check(i % 4 == 3);
    }
    size_t n_points = victim_points(&victim, points);
    for (size_t i = 0; i < n_points; i++) {
        char fail[128];
        snprintf(fail, sizeof fail, "%.63s=kill@%lu", points[i], 1 + torture_chance(30));
        storm_until_killed(victim_start(&victim, fail), 300);
        check(i % 4 == 3);
    }
    check(true);
    for (size_t i = 0; i < CLIENTS; i++)
        answers += clients[i].answers;
    printf("%ld kills at random, %zu at failpoints; %ld acknowledged changes, %ld taken back\n",
           kills, n_points, answers, taken_back);
    victim_done(&victim);
    return 0;
}
