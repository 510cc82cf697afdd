/* wire: errors as JSON, the same at every door:
 *
 *     {"kind": "not_found", "reason": "no_such_file", "message": "…", "hint": "…", "details": {}}
 */
#pragma once
#include "base/json.h"

void err_encode(const struct err *e, struct json_out *o);

/* As it came from another pith; what is missing in it is made up for. */
struct err *err_decode(const struct json *object);
