/* undo: what files were before an op changed them.
 *
 *     owned(undo_batch) struct undo_batch b;
 *     undo_begin(c, &b);
 *     undo_keep(&b, path, dir, name);     what stands there, whatever it is
 *     undo_commit(&b);                    durable from here on; now change it
 *
 * A batch is what one call is about to change, and is taken back as a whole. Small contents lie in
 * rows of the user's database, large ones in sealed files beside it (store.h): first the files,
 * then the rows, then the change; so a crash leaves the old file, or the new one and its undo,
 * and at worst a sealed file without a row, which the next start sweeps away.
 *
 * Nothing is kept, and the op says so, if the batch alone is larger than the quota
 * (undo.mib_most), or if keeping fails: a full disk must not keep anyone from deleting. Within
 * the quota the oldest versions go, and those older than undo.kept_for. */
#pragma once
#include "dir/dir.h"
#include "proc/proc.h"
#include "store/store.h"

#include <sys/stat.h>

DEFINE_ID(undo, "und")

struct undo; /* opaque; see undo.c */

/* The store outlives it; it outlives the kernel, whose workers may be keeping something. Without
 * one nothing is kept. */
struct undo *undo_new(struct kernel *k, struct store_db *db);
void undo_free(struct undo *u);
DEFINE_OWNED(undo)

/* What stood at a path. The numbers lie on disk. */
enum undo_kind { UNDO_NOTHING, UNDO_FILE, UNDO_DIRECTORY, UNDO_LINK, UNDO_MOVED, UNDO_KINDS };

struct undo_version {
    int64_t id, at_ms;
    struct str batch, caller, op, path;
    enum undo_kind kind;
    mode_t mode;
    uint64_t size, file; /* file: where its contents lie; 0: in `contents` */
    struct str contents; /* of a link, where it leads; of what was moved, where it came from */
};

/* --- keeping --- */

struct undo_row;
struct undo_batch {
    struct call *call;
    struct undo *undo; /* NULL: nothing is kept */
    undo_id id;
    struct undo_row *first, **last;
    uint64_t bytes;
    bool committed;
};
void undo_begin(struct call *c, struct undo_batch *out);
void undo_batch_done(struct undo_batch *b); /* what was not committed is forgotten */
DEFINE_OWNED_VALUE(undo_batch)

/* `name` in `dir` is what `path`, absolute, means. */
void undo_keep(struct undo_batch *b, struct str path, struct dir *dir, const char *name);
/* Nothing stands at `path`, or its directory is not there either. */
void undo_keep_nothing(struct undo_batch *b, struct str path);
/* A file that is open for reading, from its beginning. */
void undo_keep_open(struct undo_batch *b, struct str path, int fd);
/* What stands at `from` is about to be at `to`. */
void undo_keep_move(struct undo_batch *b, struct str from, struct str to);
void undo_commit(struct undo_batch *b);
/* What the op returns: if it failed, nothing changed, and its batch is withdrawn. */
struct err *undo_ended(struct undo_batch *b, struct err *take_e);
/* The batch's id, in the call's arena, for the op's answer; without a pointer if nothing was kept.
 * `*out_has` becomes GIVEN or ABSENT. */
struct str undo_told(const struct undo_batch *b, unsigned char *out_has);

/* What takes another file's place bears this name in its directory for a moment. A batch's row is
 * there before; so the first batch after a start looks beside the newest rows' paths, and removes
 * what a crash left. */
enum { UNDO_DRAFT_MOST = 64 };
void undo_draft_name(undo_id batch, char out[UNDO_DRAFT_MOST]);

/* --- looking and giving back --- */

struct undo_versions {
    struct undo_version *row;
    size_t n;
};
/* Newest first, in the call's arena. */
struct err *undo_of_path(struct call *c, struct str path, size_t most, struct undo_versions *out);
struct err *undo_of_batch(struct call *c, struct str batch, struct undo_versions *out);
/* The last batch of this caller that was not taken back; STR_NONE if there is none. */
struct err *undo_last(struct call *c, struct str *out_batch);
struct err *undo_taken(struct call *c, struct str batch);
/* The contents of a file as it was. */
struct err *undo_give(struct call *c, const struct undo_version *v, int to);
/* All versions of `path` and of what is below it. */
struct err *undo_forget(struct call *c, struct str path, uint64_t *out_versions,
                        uint64_t *out_bytes);
