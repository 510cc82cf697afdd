/* emit: the op table for those outside C.
 *
 * `pith ops --emit=FORMAT` prints what lives elsewhere: TypeScript types, JSON Schema, .proto,
 * a manual page, reference documentation. All of it is derived from the rows that this binary
 * was built with; `./check` compares the committed copies. */
#pragma once
#include "op/op.h"

struct emitter {
    const char *format, *file, *doc; /* file: where the committed copy stands */
    void (*emit)(struct buf *out);
};
extern const struct emitter emitters[];
extern const size_t emitter_count;
const struct emitter *emitter_named(struct str format); /* or NULL */

/* For the emitters: the rows in the order of their names, and every record and enum that they
 * use, each once, what it is made of before itself. */
struct emit_set {
    const struct op *ops[OPS_MOST];
    const struct shape *recs[SHAPE_FIELDS_MOST * 4];
    const struct choices *enums[SHAPE_FIELDS_MOST * 2];
    size_t n_ops, n_recs, n_enums;
};
struct emit_set *emit_set_new(void);
void emit_set_free(struct emit_set *s);
DEFINE_OWNED(emit_set)

/* fs_entry, fs.read -> FsEntry, FsRead */
void emit_camel(struct buf *out, const char *name);

void emit_ts(struct buf *out);
void emit_h(struct buf *out);
void emit_c(struct buf *out);
void emit_proto(struct buf *out);
void emit_schema(struct buf *out);
void emit_man(struct buf *out);
void emit_md(struct buf *out);
void emit_dict(struct buf *out); /* words for the fuzzers */
