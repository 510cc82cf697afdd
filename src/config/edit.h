/* edit: one value of a TOML text changed, everything else left byte for byte.
 *
 * Comments, order, blank lines, line ends and other people's keys stay. A value that is there
 * is replaced where it stands; a new one goes where a person would put it: into its [table], or
 * into a new one at the end. */
#pragma once
#include "base/base.h"

/* `path` is two or more bare names with dots between them, `literal` is TOML. ERR_INVALID when the
 * text is no TOML, or when something that is no plain value stands where the path leads. */
struct err *edit_set(struct str text, struct str path, struct str literal, struct buf *out);

/* Takes the value away with its line. */
struct err *edit_unset(struct str text, struct str path, struct buf *out, bool *out_was_there);
