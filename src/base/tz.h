/* tz: IANA time zones, from the system's compiled files.
 *
 * Our own reader of TZif (RFC 9636, versions 1 to 4), since the C library keeps one zone for
 * the whole process. Past the last switch in the file its closing rule goes on forever. Instants
 * are seconds UTC since 1970; those over 2^55 from it count as 2^55. A zone never changes once
 * read, and may be used by several threads. */
#pragma once
#include "base/civil.h"
#include "base/err.h"

struct tz; /* see tz_priv.h */

/* A name such as "Europe/Berlin". ERR_NOT_FOUND "no_such_zone"; ERR_INVALID for what cannot be
 * a name: nothing leads out of the system's folder. */
struct err *tz_open(struct str name, struct tz **out_tz);
/* From the bytes of a TZif file. ERR_INVALID "bad_tz"; ERR_UNSUPPORTED for the "right" zones,
 * whose clocks count leap seconds. */
struct err *tz_read(struct str bytes, struct tz **out_tz);
void tz_free(struct tz *tz);
DEFINE_OWNED(tz)

struct tz_local {
    int32_t offset_s; /* east of UTC */
    bool dst;
    struct str abbreviation; /* lives as long as the zone */
};
struct tz_local tz_at(const struct tz *tz, int64_t utc_s);
struct civil tz_civil_at(const struct tz *tz, int64_t utc_s);

enum tz_fit {
    TZ_ONCE,
    TZ_TWICE, /* clocks went back over it: `earlier` and `later` both read so */
    TZ_NEVER, /* clocks skipped it: `later` is what calendars mean, as far behind the switch as
               * it would have been without one; `earlier` is as far before it */
};
enum tz_fit tz_to_utc(const struct tz *tz, const struct civil *local, int64_t *out_earlier,
                      int64_t *out_later);
