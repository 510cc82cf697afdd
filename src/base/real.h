/* real: doubles as decimal text and back, exactly, whatever the locale.
 *
 * Reading rounds correctly. Writing yields the fewest digits that read back as the same
 * double and, among those, the nearest. */
#pragma once
#include "base/str.h"

/* `text` is [-+] digits [. digits] [e|E [-+] digits], which the caller has checked. Infinite
 * when past the largest double. `*out_digits`: how many digits count, without zeros at either
 * end; 0 for zero itself. */
double real_read(struct str text, unsigned *out_digits);

/* Finite numbers only. Always with a point or an exponent: 1.0, 0.1, 1e300. */
enum { REAL_LEN = 32 };
size_t real_write(double v, char out[REAL_LEN]);

/* For people: about three digits that count, no exponent where a person would not want one. */
size_t real_write_short(double v, char out[REAL_LEN]);
