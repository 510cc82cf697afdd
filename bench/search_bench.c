/* fs.search over 100,000 files, against ripgrep doing the same, its start included.
 *
 * The tree is made in the temporary folder and goes with the run: source-like lines, 2 KiB a file
 * on average, ignore rules in it. Both find the same lines, which is checked first. */
#include "bench.h"

#include "base/loop.h"
#include "ops/search.h"
#include "proc/proc.h"
#include "search/search.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern const struct op_module search_ops;
const struct op_module *const op_modules[] = { &search_ops, NULL };

enum { DIRS = 1000, FILES_EACH = 100, LINES_MOST = 80 };

static char root[] = "/tmp/pith-search-XXXXXX";
static struct kernel *kernel;
static struct loop *loop;
static struct proc *proc;

/* --- the tree --- */

static uint32_t chance(void)
{
    static uint32_t state = 1;
    state = state * 1664525 + 1013904223;
    return state >> 8;
}

static void make_file(const char *path, int nr)
{
    static const char *const lines[] = {
        "static int count_words(const char *text, size_t len)\n",
        "{\n",
        "}\n",
        "\n",
        "    for (size_t i = 0; i < len; i++)\n",
        "        n += text[i] == ' ';\n",
        "    return n; /* the caller adds one */\n",
        "#include \"base/base.h\"\n",
    };
    FILE *f = fopen(path, "w");
    if (!f)
        abort();
    for (uint32_t i = chance() % LINES_MOST; i; i--)
        fputs(lines[chance() % COUNT_OF(lines)], f);
    if (nr % 100 == 7)
        fprintf(f, "int number_%d = find_the_needle(%d);\n", nr, nr);
    fclose(f);
}

static void make_tree(void)
{
    char path[256];
    if (!mkdtemp(root) || chdir(root) != 0 || mkdir(".git", 0755) != 0)
        abort();
    FILE *rules = fopen(".gitignore", "w");
    if (!rules || fputs("*.o\nbuild/\n/generated\n*.tmp\n!keep.tmp\n", rules) < 0 || fclose(rules))
        abort();
    for (int d = 0; d < DIRS; d++) {
        snprintf(path, sizeof path, "d%02d", d % 30);
        mkdir(path, 0755);
        snprintf(path, sizeof path, "d%02d/e%03d", d % 30, d);
        mkdir(path, 0755);
        for (int i = 0; i < FILES_EACH; i++) {
            snprintf(path, sizeof path, "d%02d/e%03d/file%d.%s", d % 30, d, i, i % 20 ? "c" : "o");
            make_file(path, d * FILES_EACH + i);
        }
    }
}

static void remove_tree(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", root);
    if (chdir("/") != 0 || system(command) != 0)
        perror(root);
}

/* --- ours and theirs --- */

struct question {
    struct fs_search_in in;
    const char *args[6]; /* of ripgrep */
    uint64_t hits;
};

static void over(struct call *c)
{
    loop_stop(kernel_loop(c->kernel));
}

static bool take(struct call *c, const void *item)
{
    (void)c;
    bench_keep(item);
    return true;
}

static void ours(void *arg)
{
    struct question *q = arg;
    struct fs_search_out out = { 0 };
    struct call c;
    call_init(&c, kernel, proc_caller(proc), op_named(STR("fs.search")));
    c.in = &q->in;
    c.out = &out;
    c.on_done = over;
    c.on_item = take;
    kernel_call(&c);
    loop_run(loop);
    if (c.err)
        abort();
    q->hits = out.hits;
    call_end(&c, NULL);
}

static void run_ripgrep(const struct question *q, int to)
{
    char *args[10] = { (char *)"rg", (char *)"-n", (char *)"--column" };
    posix_spawn_file_actions_t actions;
    pid_t pid;
    int status;
    for (size_t i = 0; q->args[i]; i++)
        args[i + 3] = (char *)(uintptr_t)q->args[i];
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to, 1);
    if (posix_spawnp(&pid, "rg", &actions, NULL, args, environ) != 0 ||
        waitpid(pid, &status, 0) < 0)
        abort();
    posix_spawn_file_actions_destroy(&actions);
}

static void theirs(void *arg)
{
    owned_fd int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    run_ripgrep(arg, nowhere);
}

static void check_same(struct question *q)
{
    char path[] = "/tmp/pith-search-out-XXXXXX", bytes[65536];
    owned_fd int fd = mkostemp(path, O_CLOEXEC);
    uint64_t lines = 0;
    unlink(path);
    run_ripgrep(q, fd);
    lseek(fd, 0, SEEK_SET);
    for (ssize_t n; (n = read(fd, bytes, sizeof bytes)) > 0;)
        for (ssize_t i = 0; i < n; i++)
            lines += bytes[i] == '\n';
    ours(q);
    if (q->hits != lines) {
        fprintf(stderr, "%s: %llu hits, ripgrep has %llu\n", q->args[0],
                (unsigned long long)q->hits, (unsigned long long)lines);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    make_tree();
    ops_init();
    loop = loop_new(LOOP_LIVE);
    kernel = kernel_new(loop);
    struct procs *procs = procs_new(kernel);
    struct search *search = search_new(kernel);
    if (proc_new_session(procs, str_of(root), &proc))
        abort();
    const struct fs_search_in usual = { .path = STR("."),
                                        .limit = SEARCH_HITS_MOST,
                                        .has_text = GIVEN };
    struct question literal = { usual, { "find_the_needle", "." }, 0 };
    struct question regex = { usual, { "number_\\d+5 =", "." }, 0 };
    struct question common = { usual, { "return", "." }, 0 };
    struct question nothing = { usual, { "-i", "no such word", "." }, 0 };
    literal.in.text = STR("find_the_needle");
    regex.in.text = STR("number_\\d+5 =");
    regex.in.regex = true;
    common.in.text = STR("return");
    nothing.in.text = STR("no such word");
    nothing.in.ignore_case = true;
    struct question *all[] = { &literal, &regex, &common, &nothing };
    for (size_t i = 0; i < COUNT_OF(all); i++)
        check_same(all[i]);
    const struct bench benches[] = {
        { "a rare word in 100,000 files", "ripgrep", ours, theirs, &literal, 0, 1.5, 9 },
        { "an expression", "ripgrep", ours, theirs, &regex, 0, 1.5, 9 },
        { "a word that is everywhere", "ripgrep", ours, theirs, &common, 0, 1.5, 9 },
        { "words in any case, not there", "ripgrep", ours, theirs, &nothing, 0, 1.5, 9 },
    };
    int status = bench_main(benches, COUNT_OF(benches), argc, argv);
    search_free(search);
    proc_unref(proc);
    kernel_free(kernel);
    procs_free(procs);
    loop_free(loop);
    remove_tree();
    return status;
}
