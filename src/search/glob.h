/* glob: whether a name or a path fits a pattern, as git has them.
 *
 *     *       any number of bytes but '/'          ?      one byte but '/'
 *     [a-z]   one of them; [!a-z] none; [[:alpha:]]       \x     x itself
 *     ** /    at the beginning of a part: any number of directories, also none
 *     / **    at the end: everything inside          (without the blanks)
 *
 * Time is at most the product of both lengths, whatever the pattern: only the last star and the
 * last double star ever have to be tried again. */
#pragma once
#include "base/base.h"

bool glob_fits(struct str pattern, struct str path);
/* Without wildcards and backslashes it can be compared. */
bool glob_is_plain(struct str pattern);
