/* file_name: names of files as text, and back, without loss.
 *
 * The kernel takes any bytes for a name, JSON takes UTF-8. So a byte that is not part of UTF-8
 * becomes a code point of its own, U+10FE00 + byte, from the last private plane; and so does
 * each byte of characters that a name has from there, which makes the way back unambiguous:
 * bytes -> text -> bytes always yields the same bytes.
 *
 * Only bytes from 0x80 up come out of such a code point: no '/', no '.', no NUL. */
#pragma once
#include "base/arena.h"

/* Whether the name is its own text, as nearly all are. */
bool file_name_is_text(struct str name);

/* Writes the name as text: at most four bytes for each of its own. */
void file_name_write(struct str name, struct buf *out);

/* The name that `text`, which is UTF-8, stands for: itself, or made in the arena. Without a
 * pointer if the arena is full. */
struct str file_name_read(struct str text, struct arena *a);

/* The byte that a code point stands for, or -1. */
int file_name_byte(int32_t code_point);
