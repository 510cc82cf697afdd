/* charset: bytes of a page as UTF-8, whatever they were written in. */
#pragma once
#include "base/base.h"

/* By its byte order mark, what the server said ("text/html; charset=…", may be empty), what the
 * page says of itself; else it is UTF-8 if it can be, and windows-1252 if not. What cannot be read
 * becomes U+FFFD. `out` gets a copy, without zero bytes. */
void charset_to_utf8(struct str bytes, struct str content_type, struct buf *out);
