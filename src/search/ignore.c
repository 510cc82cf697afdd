/* Rules that leave names out: see ignore.h. */
#include "search/ignore.h"

#include "search/glob.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

enum rule_way { RULE_SAME, RULE_ENDS, RULE_GLOB };

struct rule {
    struct str glob;
    enum rule_way way; /* how it is compared: most are plain names or "*.o" */
    bool negated, dir_only, tied;
};

/* What one file says. */
struct rules {
    char *text; /* the globs lie in it */
    struct rule *rows;
    size_t n, cap;
};

enum source { FROM_IGNORE, FROM_GITIGNORE, FROM_EXCLUDE, SOURCES };

struct ignores {
    atomic_uint refs;
    struct ignores *parent;
    size_t base; /* so many bytes of a path lead here, with their slash */
    bool git_top;
    struct rules from[SOURCES];
};

/* --- one rule --- */

static struct str trim_end(struct str line)
{
    while (line.len && (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\r') &&
           !(line.len > 1 && line.ptr[line.len - 2] == '\\'))
        line.len--;
    return line;
}

static bool rule_parse(struct str line, struct rule *out)
{
    *out = (struct rule){ 0 };
    line = trim_end(line);
    if (!line.len || line.ptr[0] == '#')
        return false;
    out->negated = line.ptr[0] == '!';
    line = str_from(line, out->negated);
    out->dir_only = line.len && line.ptr[line.len - 1] == '/';
    line.len -= out->dir_only;
    out->tied = line.len && memchr(line.ptr, '/', line.len);
    line = str_from(line, line.len && line.ptr[0] == '/');
    out->glob = line;
    struct str tail = str_from(line, 1);
    bool ends = line.len && line.ptr[0] == '*' && !out->tied && glob_is_plain(tail);
    out->way = glob_is_plain(line) ? RULE_SAME : ends ? RULE_ENDS : RULE_GLOB;
    return line.len > 0;
}

static struct str last_name(struct str path)
{
    const char *slash = memrchr(path.ptr, '/', path.len);
    return slash ? str_from(path, (size_t)(slash + 1 - path.ptr)) : path;
}

static bool rule_fits(const struct rule *r, struct str path, struct str name, bool is_dir)
{
    struct str subject = r->tied ? path : name;
    if (r->dir_only && !is_dir)
        return false;
    switch (r->way) {
    case RULE_SAME: return str_eq(subject, r->glob);
    case RULE_ENDS: return str_ends(subject, str_from(r->glob, 1));
    default: return glob_fits(r->glob, subject);
    }
}

/* --- the rules of a file --- */

static void rules_add(struct rules *r, const struct rule *rule)
{
    if (r->n == r->cap) {
        r->cap = r->cap * 2 + 8;
        r->rows = mem_grow(r->rows, r->cap * sizeof *r->rows);
    }
    r->rows[r->n++] = *rule;
}

static void rules_parse(struct rules *r, struct str text)
{
    struct rule rule;
    while (text.len && r->n < SEARCH_RULES_MOST)
        if (rule_parse(str_cut(&text, '\n'), &rule))
            rules_add(r, &rule);
}

static void rules_done(struct rules *r)
{
    mem_free(r->text);
    mem_free(r->rows);
}

static enum ignore_answer rules_ask(const struct rules *r, struct str path, struct str name,
                                    bool is_dir)
{
    for (size_t i = r->n; i-- > 0;)
        if (rule_fits(&r->rows[i], path, name, is_dir))
            return r->rows[i].negated ? IGNORE_SHOW : IGNORE_HIDE;
    return IGNORE_UNKNOWN;
}

static int open_beneath(struct dir *dir, const char *path)
{
    struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
                            .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV };
    char name[256];
    const char *slash = strchr(path, '/');
    if (dir_fd(dir) >= 0)
        return (int)syscall(SYS_openat2, dir_fd(dir), path, &how, sizeof how);
    if (!slash)
        return dir_open(dir, path, O_RDONLY | O_NONBLOCK, 0);
    snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
    owned(dir) struct dir *inner = dir_enter(dir, name);
    return inner ? open_beneath(inner, slash + 1) : -1;
}

/* A file that cannot be read, or is none, has no rules. What is past the limit is not read. */
static void rules_read(struct rules *r, struct dir *dir, const char *path)
{
    owned_fd int fd = open_beneath(dir, path);
    owned(buf) struct buf text;
    ssize_t n = 1;
    buf_init(&text, SEARCH_RULE_FILE_MOST);
    while (fd >= 0 && n > 0) {
        char *room = buf_room(&text, 4096);
        n = room ? read(fd, room, 4096) : 0;
        text.len += n > 0 ? (size_t)n : 0;
    }
    struct str all = buf_text(&text);
    if (str_starts(all, STR("\xef\xbb\xbf")))
        all = str_from(all, 3);
    if (!all.len)
        return;
    r->text = mem_text(all.ptr, all.len);
    rules_parse(r, (struct str){ r->text, all.len });
}

/* --- the rules of a directory --- */

void ignore_files_note(struct ignore_files *f, const char *name)
{
    f->ignore |= strcmp(name, ".ignore") == 0;
    f->gitignore |= strcmp(name, ".gitignore") == 0;
    f->git |= strcmp(name, ".git") == 0;
}

struct ignores *ignores_ref(struct ignores *ig)
{
    if (ig)
        atomic_fetch_add(&ig->refs, 1);
    return ig;
}

void ignores_unref(struct ignores *ig)
{
    while (ig && atomic_fetch_sub(&ig->refs, 1) == 1) {
        struct ignores *parent = ig->parent;
        for (size_t i = 0; i < SOURCES; i++)
            rules_done(&ig->from[i]);
        mem_free(ig);
        ig = parent;
    }
}

struct ignores *ignores_enter(struct ignores *parent, struct dir *dir, struct str path,
                              const struct ignore_files *files)
{
    if (!files->ignore && !files->gitignore && !files->git)
        return ignores_ref(parent);
    struct ignores *ig = mem_new(sizeof *ig);
    atomic_init(&ig->refs, 1);
    ig->parent = ignores_ref(parent);
    ig->base = path.len ? path.len + 1 : 0;
    ig->git_top = files->git;
    if (files->ignore)
        rules_read(&ig->from[FROM_IGNORE], dir, ".ignore");
    if (files->gitignore)
        rules_read(&ig->from[FROM_GITIGNORE], dir, ".gitignore");
    if (files->git)
        rules_read(&ig->from[FROM_EXCLUDE], dir, ".git/info/exclude");
    return ig;
}

enum ignore_answer ignores_ask(const struct ignores *ig, struct str path, bool is_dir)
{
    struct str name = last_name(path);
    for (enum source from = 0; from < SOURCES; from++)
        for (const struct ignores *at = ig; at; at = at->parent) {
            enum ignore_answer a = rules_ask(&at->from[from], str_from(path, at->base), name,
                                             is_dir);
            if (a)
                return a;
            if (at->git_top && from != FROM_IGNORE)
                break;
        }
    return IGNORE_UNKNOWN;
}

/* --- the rules of a caller --- */

struct name_rules {
    struct rules rules;
    bool choose;
};

struct name_rules *name_rules_new(const struct str *globs, size_t n)
{
    struct name_rules *r = mem_new(sizeof *r);
    struct rule rule;
    for (size_t i = 0; i < n; i++)
        if (rule_parse(globs[i], &rule)) {
            rules_add(&r->rules, &rule);
            r->choose |= !rule.negated;
        }
    return r;
}

void name_rules_free(struct name_rules *r)
{
    if (!r)
        return;
    rules_done(&r->rules);
    mem_free(r);
}

enum ignore_answer name_rules_ask(const struct name_rules *r, struct str path, bool is_dir)
{
    enum ignore_answer a = rules_ask(&r->rules, path, last_name(path), is_dir);
    return a == IGNORE_HIDE ? IGNORE_SHOW : a == IGNORE_SHOW ? IGNORE_HIDE : a;
}

bool name_rules_choose(const struct name_rules *r)
{
    return r->choose;
}
