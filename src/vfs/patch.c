/* fs.patch: exact text, replaced where it stands.
 *
 * All edits are made in memory, each in what the one before it left, and the file is replaced
 * once, as fs.write does it. In between nobody else may have written it: that is looked at again
 * right before. Whoever gets "no match" is told where the file is nearly like that. */
#include "ops/vfs.h"

#include "trace/trace.h"
#include "vfs/vfs_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

enum { PLACES_TOLD = 8, HEX_ROOM = crypto_hash_sha256_BYTES * 2 + 1 };

/* --- where it nearly matches --- */

static size_t line_of(struct str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at; i++)
        line += text.ptr[i] == '\n';
    return line;
}

/* How many lines of `old` follow here, blanks at both ends aside. */
static size_t alike(struct str here, struct str old)
{
    size_t n = 0;
    while (old.len && here.len) {
        struct str want = str_trim(str_cut(&old, '\n')), line = str_trim(str_cut(&here, '\n'));
        if (!str_eq(want, line))
            break;
        n++;
    }
    return n;
}

struct near {
    size_t line, lines; /* from where, and how many are alike; 0: nowhere */
};

/* Blank lines begin nothing that would help. */
static struct near find_near(struct str text, struct str old)
{
    struct near best = { 0 };
    while (old.len && !str_trim((struct str){ old.ptr, strcspn(old.ptr, "\n") }).len)
        str_cut(&old, '\n');
    for (size_t line = 1; old.len && text.len; line++, str_cut(&text, '\n')) {
        size_t n = alike(text, old);
        if (n > best.lines)
            best = (struct near){ line, n };
    }
    return best;
}

static struct err *no_match(const struct fs_edit *edit, size_t nr, struct str text)
{
    struct near near = find_near(text, edit->old);
    struct str rest = edit->old;
    size_t lines = 0;
    for (; rest.len; lines++)
        str_cut(&rest, '\n');
    struct err *e = err_new(ERR_CONFLICT, "no_match", "edit %zu: the old text is not in the file",
                            nr + 1);
    err_detail(e, "edit", "%zu", nr);
    if (!near.lines)
        return err_hint(e, "read the file again; nothing in it is like the first line");
    err_detail(e, "near_line", "%zu", near.line);
    err_detail(e, "lines_alike", "%zu", near.lines);
    if (near.lines == lines)
        return err_hint(e, "line %zu is alike but for blanks or line ends", near.line);
    return err_hint(e, "from line %zu on %zu of %zu lines are alike; line %zu differs", near.line,
                    near.lines, lines, near.line + near.lines);
}

static struct err *many_matches(const struct fs_edit *edit, size_t nr, struct str text, size_t n)
{
    char lines[PLACES_TOLD * 24] = "";
    size_t len = 0, from = 0, at;
    for (int told = 0; told < PLACES_TOLD && str_find(str_from(text, from), edit->old, &at);
         told++) {
        len += (size_t)snprintf(lines + len, sizeof lines - len, "%s%zu", told ? ", " : "",
                                line_of(text, from + at));
        from += at + edit->old.len;
    }
    struct err *e = err_new(ERR_CONFLICT, "many_matches",
                            "edit %zu: the old text stands in %zu places, at lines %s%s", nr + 1, n,
                            lines, n > PLACES_TOLD ? ", …" : "");
    err_detail(e, "edit", "%zu", nr);
    err_detail(e, "lines", "%s", lines);
    return err_hint(e, "take in more of what is around it, or say all=true");
}

/* --- the edits --- */

static size_t count_matches(struct str text, struct str what)
{
    size_t n = 0, at;
    for (; str_find(text, what, &at); n++)
        text = str_from(text, at + what.len);
    return n;
}

/* `text` with the edit made, in `out`. */
static struct err *make_edit(const struct fs_edit *edit, size_t nr, struct str text,
                             struct buf *out, uint64_t *replaced)
{
    size_t n = count_matches(text, edit->old), at;
    bool all = edit->has_all == GIVEN && edit->all;
    if (n == 0)
        return no_match(edit, nr, text);
    if (n > 1 && !all)
        return many_matches(edit, nr, text, n);
    while (str_find(text, edit->old, &at)) {
        buf_add(out, str_first(text, at));
        buf_add(out, edit->new);
        text = str_from(text, at + edit->old.len);
    }
    buf_add(out, text);
    *replaced += n;
    return NULL;
}

static struct err *too_large(void)
{
    return err_detail(err_new(ERR_LIMIT, "too_large",
                              "files of more than %lld bytes are not patched",
                              (long long)PATCH_FILE_MOST),
                      "most", "%lld", (long long)PATCH_FILE_MOST);
}

static struct err *make_edits(const struct fs_patch_in *in, struct buf *text, uint64_t *replaced)
{
    for (size_t i = 0; i < in->edits.count; i++) {
        owned(buf) struct buf next;
        buf_init(&next, PATCH_FILE_MOST);
        TRY(make_edit(&in->edits.items[i], i, buf_text(text), &next, replaced));
        if (next.full)
            return too_large();
        struct buf old = *text;
        *text = next;
        next = old;
    }
    return NULL;
}

/* --- the file --- */

static void hash(struct str text, char out[HEX_ROOM])
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(sum, (const unsigned char *)text.ptr, text.len);
    sodium_bin2hex(out, HEX_ROOM, sum, sizeof sum);
}

static struct err *changed(const char *what)
{
    return err_hint(err_new(ERR_CONFLICT, "changed", "%s", what),
                    "read it again before changing it");
}

static struct err *read_whole(struct call *c, int fd, struct buf *out)
{
    ssize_t n;
    do {
        TRY(call_stopped(c));
        char *room = buf_room(out, 64 * KIB);
        if (!room)
            return too_large();
        n = read(fd, room, 64 * KIB);
        if (n < 0 && errno != EINTR)
            return err_sys("read");
        out->len += n > 0 ? (size_t)n : 0;
    } while (n != 0);
    return NULL;
}

static struct err *check_expected(const struct fs_patch_in *in, const struct stat *st,
                                  struct str text)
{
    char sum[HEX_ROOM];
    if (in->has_modified == GIVEN && in->modified != vfs_time_ms(st->st_mtim))
        return changed("the file was written since that time");
    hash(text, sum);
    if (in->has_sha256 == GIVEN && !str_eq_nocase(in->sha256, str_of(sum)))
        return changed("the file holds something else than that hash says");
    return NULL;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static struct err *read_file(struct call *c, const struct fs_patch_in *in, struct buf *out,
                             struct stat *out_st)
{
    owned_fd int fd = -1;
    TRY(vfs_open(c, call_place(c, 0), VFS_FILE, O_RDONLY, &fd, out_st));
    TRY(read_whole(c, fd, out));
    return check_expected(in, out_st, buf_text(out));
}

static struct err *put_back(struct call *c, const struct stat *was, struct str text,
                            struct undo_batch *b)
{
    owned(target) struct target t = { 0 };
    TRY(target_find(c, call_place(c, 1), &t));
    if (!is_same(was, &t.old))
        return changed("the file was written while it was patched");
    undo_keep(b, t.path, t.dir, t.name);
    undo_commit(b);
    return target_replace(&t, (struct bytes){ .ptr = text.ptr, .len = text.len }, true, b);
}

struct err *op_fs_patch(struct call *c, const struct fs_patch_in *in, struct fs_patch_out *out)
{
    char sum[HEX_ROOM];
    struct stat st;
    owned(buf) struct buf text;
    owned(undo_batch) struct undo_batch b;
    buf_init(&text, PATCH_FILE_MOST + 64 * KIB);
    undo_begin(c, &b);
    TRY(read_file(c, in, &text, &st), "patch %.*s",
        STR_ARGS(utf8_first(call_place(c, 0)->path, 512)));
    TRY(make_edits(in, &text, &out->replaced), "patch %.*s",
        STR_ARGS(utf8_first(call_place(c, 0)->path, 512)));
    TRY(undo_ended(&b, put_back(c, &st, buf_text(&text), &b)));
    out->undo = undo_told(&b, &out->has_undo);
    out->size = text.len;
    hash(buf_text(&text), sum);
    out->sha256 = arena_str(&c->arena, str_of(sum));
    TRY_ROOM(out->sha256.ptr);
    call_moved(c, COUNTER_FS_WRITTEN_BYTES, text.len);
    return NULL;
}
