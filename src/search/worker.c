/* One worker of a search. Whatever it is at lies in its struct, so that it can leave the pool
 * between any two steps and go on later, on another thread.
 *
 *     no directory --take--> in a directory --file--> in a file
 *          ^--------all names--'      ^-------its end----'
 */
#include "search/search_priv.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

enum { TURN_NS = 30 * 1000 * 1000, BATCH_NS = 5 * 1000 * 1000, BATCH_HITS = 256, DEPTH_MOST = 128 };

void worker_init(struct worker *w, struct run *run)
{
    w->run = run;
    buf_init(&w->names, SEARCH_DIR_MOST);
    scan_init(&w->scan, run->in->context);
    w->use = run->needle ? needle_use_new(run->needle, &run->stop) : NULL;
}

void worker_done(struct worker *w)
{
    branch_unref(w->dir);
    buf_done(&w->names);
    scan_done(&w->scan);
    needle_use_free(w->use);
    hits_free(w->batch);
}

bool worker_has_work(const struct worker *w)
{
    return w->dir || w->scan.fd >= 0;
}

/* --- in a file --- */

static void read_file(struct worker *w, int take_fd, const struct stat *st)
{
    w->counts.files++;
    if (st->st_size || !w->run->needle)
        scan_open(&w->scan, take_fd, (uint64_t)st->st_size);
    else
        close(take_fd);
}

static void end_file(struct worker *w)
{
    w->counts.bytes += w->scan.read;
    scan_close(&w->scan);
}

static void step_file(struct worker *w)
{
    struct needle_place p;
    bool over = true;
    struct err *e = scan_next(&w->scan, w->use, w->run->in->binary, &p, &over);
    if (err_kind(e) == ERR_LIMIT) {
        run_fail(w->run, err_wrap(e, "%s", w->path));
        end_file(w);
    } else if (e) {
        err_free(e);
        w->counts.skipped++;
        end_file(w);
    } else if (over) {
        end_file(w);
    } else {
        hit_line(w, &p);
    }
}

/* --- in a directory --- */

static bool set_path(struct worker *w, const char *name)
{
    size_t len = strlen(name), dir = w->dir->len;
    if (dir + 1 + len > PATH_MOST)
        return false;
    memcpy(w->path, w->dir->path, dir);
    if (dir)
        w->path[dir++] = '/';
    memcpy(w->path + dir, name, len + 1);
    w->path_len = dir + len;
    return true;
}

static struct str path_below_root(const struct worker *w)
{
    size_t root = w->run->root;
    return str_from((struct str){ w->path, w->path_len }, root ? root + 1 : 0);
}

/* Whether the tree or the caller leaves it out. */
static bool is_left_out(const struct worker *w, const char *name, bool is_dir)
{
    const struct fs_search_in *in = w->run->in;
    enum ignore_answer a = IGNORE_UNKNOWN;
    if (!in->ignored && w->dir->ignores)
        a = ignores_ask(w->dir->ignores, (struct str){ w->path, w->path_len }, is_dir);
    if (a == IGNORE_HIDE || (name[0] == '.' && !in->hidden && a != IGNORE_SHOW))
        return true;
    return !in->ignored && strcmp(name, ".git") == 0;
}

static bool is_chosen(const struct worker *w, enum ignore_answer answer)
{
    return answer == IGNORE_SHOW || !name_rules_choose(w->run->names);
}

static void look_into(struct worker *w, const char *name)
{
    struct stat st;
    owned_fd int fd = dir_open(w->dir->dir, name, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0 || fstat(fd, &st) != 0 || !vfs_allows(w->dir->place, fd, &st, w->dir->dev))
        w->counts.skipped++;
    else
        read_file(w, give_fd(fd), &st);
}

/* What is mounted at the worker's path; NULL: nothing is. */
static const struct place *mounted_here(const struct worker *w)
{
    const struct place *root = w->run->place;
    bool all = str_eq(root->rest, STR("."));
    size_t above = root->path.len - (all ? 0 : root->rest.len);
    above += all && !str_ends(root->path, STR("/"));
    for (size_t i = 0; i < w->run->n_mounts; i++)
        if (str_eq(str_from(w->run->mounts[i]->path, above), (struct str){ w->path, w->path_len }))
            return w->run->mounts[i];
    return NULL;
}

static void push_dir(struct worker *w)
{
    if (w->dir->depth >= DEPTH_MOST || w->run->waiting >= SEARCH_DIRS_MOST) {
        w->counts.skipped++;
        return;
    }
    struct branch *d = branch_new(w->dir, (struct str){ w->path, w->path_len });
    const struct place *mounted = mounted_here(w);
    if (mounted)
        branch_mount(d, mounted);
    run_push(w->run, d);
}

static void push_opened(struct worker *w, struct dir *take_dir)
{
    struct branch *d = branch_new(w->dir, (struct str){ w->path, w->path_len });
    d->dir = take_dir;
    branch_unuse(w->dir);
    run_push(w->run, d);
}

/* A directory, or else a file. */
static struct err *open_at(struct call *c, const struct place *place, struct dir **out_dir,
                           int *out_fd, struct stat *out_st)
{
    TRY(vfs_stat(c, place, false, out_st, NULL));
    if (S_ISDIR(out_st->st_mode))
        return vfs_dir(c, place, out_dir);
    return vfs_open(c, place, VFS_FILE, O_RDONLY, out_fd, out_st);
}

/* It is resolved beneath the grant. A link to a directory that we are in would never end. */
static void follow(struct worker *w)
{
    struct place place = *w->dir->place;
    struct stat st;
    owned_fd int fd = -1;
    owned(dir) struct dir *dir = NULL;
    size_t at = w->dir->at;
    place.rest = str_from((struct str){ w->path, w->path_len }, at ? at + 1 : 0);
    struct err *e = open_at(w->run->call, &place, &dir, &fd, &st);
    bool circle = !e && dir && dir_is_inside(w->dir, &st);
    w->counts.skipped += e || circle;
    err_free(e);
    if (e || circle)
        return;
    if (dir)
        push_opened(w, give(dir));
    else if (w->run->needle)
        read_file(w, give_fd(fd), &st);
}

static void choose(struct worker *w, const char *name, unsigned char type)
{
    bool is_dir = type == DT_DIR;
    enum ignore_answer a = name_rules_ask(w->run->names, path_below_root(w), is_dir);
    if (a == IGNORE_HIDE)
        return;
    if (!w->run->needle && is_chosen(w, a))
        hit_name(w, is_dir);
    if (is_dir)
        push_dir(w);
    else if (type == DT_LNK && w->run->in->follow && w->dir->depth < DEPTH_MOST)
        follow(w);
    else if (type == DT_REG && w->run->needle && is_chosen(w, a))
        look_into(w, name);
}

static unsigned char type_of(const struct worker *w, const struct name *n)
{
    struct stat st;
    if (n->type != DT_UNKNOWN || dir_stat(w->dir->dir, n->text, &st) != 0)
        return n->type;
    return (unsigned char)IFTODT(st.st_mode);
}

static void leave_dir(struct worker *w)
{
    branch_unuse(w->dir);
    branch_unref(give(w->dir));
}

static void step_name(struct worker *w)
{
    if (w->name >= w->names.len) {
        leave_dir(w);
        return;
    }
    const struct name *n = (const void *)(w->names.ptr + w->name);
    w->name += n->size;
    if (strcmp(n->text, ".") == 0 || strcmp(n->text, "..") == 0)
        return;
    unsigned char type = type_of(w, n);
    if (!set_path(w, n->text))
        w->counts.skipped++;
    else if (!is_left_out(w, n->text, type == DT_DIR))
        choose(w, n->text, type);
}

/* --- taking a directory --- */

static void note_rules(struct worker *w)
{
    struct ignore_files files = { 0 };
    struct branch *d = w->dir;
    if (w->run->in->ignored)
        return;
    for (size_t at = 0; at < w->names.len;) {
        const struct name *n = (const void *)(w->names.ptr + at);
        if (n->text[0] == '.')
            ignore_files_note(&files, n->text);
        at += n->size;
    }
    struct ignores *above = d->parent ? d->parent->ignores : d->ignores;
    struct ignores *own = ignores_enter(above, d->dir, (struct str){ d->path, d->len }, &files);
    ignores_unref(d->ignores);
    d->ignores = own;
}

static bool take_dir(struct worker *w)
{
    w->dir = run_pop(w->run);
    if (!w->dir)
        return false;
    w->name = 0;
    if (branch_open(w->dir, w->run->call) && branch_read(w->dir, &w->names)) {
        note_rules(w);
    } else {
        w->counts.skipped++;
        leave_dir(w);
    }
    return true;
}

/* Where it begins: a tree, or one file. */
static struct err *begin(struct worker *w)
{
    struct run *run = w->run;
    struct stat st;
    owned_fd int fd = -1;
    owned(dir) struct dir *dir = NULL;
    bool all = str_eq(run->place->rest, STR("."));
    struct str path = all ? STR("") : run->place->rest;
    TRY(open_at(run->call, run->place, &dir, &fd, &st));
    run->root = path.len;
    if (dir) {
        struct branch *d = branch_of(run->place, path, give(dir));
        d->ignores = run->in->ignored ? NULL : ignores_above(run->call, run->place);
        run_push(run, d);
        return NULL;
    }
    memcpy(w->path, path.ptr, path.len + 1);
    w->path_len = path.len;
    if (run->needle)
        read_file(w, give_fd(fd), &st);
    else
        hit_name(w, false);
    return NULL;
}

/* --- its turn --- */

static void hand_over(struct worker *w)
{
    if (w->batch)
        run_hand_over(w->run, give(w->batch));
}

static enum left work(struct worker *w)
{
    struct run *run = w->run;
    for (int64_t now = clock_mono_ns(), end = now + TURN_NS;; now = clock_mono_ns()) {
        if (w->batch && (w->batch->n >= BATCH_HITS || now - w->batch->since_ns > BATCH_NS))
            hand_over(w);
        if (atomic_load_explicit(&run->stop, memory_order_relaxed) || job_cancelled(&w->job))
            return LEFT_STOPPED;
        if (atomic_load_explicit(&run->held, memory_order_relaxed) > SEARCH_HELD_HIGH)
            return LEFT_FULL;
        if (now > end)
            return LEFT_TURN;
        if (w->scan.fd >= 0)
            step_file(w);
        else if (w->dir)
            step_name(w);
        else if (!take_dir(w))
            return LEFT_IDLE;
    }
}

void worker_run(struct job *j)
{
    struct worker *w = CONTAINER_OF(j, struct worker, job);
    struct run *run = w->run;
    if (!run->begun) {
        run->begun = true; /* only one worker is in the pool before that */
        struct err *e = begin(w);
        if (e)
            run_fail(run, e);
    }
    w->left = work(w);
    hand_over(w);
}
