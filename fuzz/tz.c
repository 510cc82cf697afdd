/* In whatever reads as a zone, an instant's local time leads back to the instant, and each
 * local time gets an answer. The last eight bytes choose the instant. */
#include "fuzz.h"

#include "base/tz.h"

static void check_instant(const struct tz *tz, int64_t s)
{
    int64_t earlier, later;
    struct civil local = tz_civil_at(tz, s);
    CLAIM(civil_is_valid(&local));
    enum tz_fit fit = tz_to_utc(tz, &local, &earlier, &later);
    CLAIM(fit != TZ_NEVER && earlier <= s && s <= later);
    CLAIM((fit == TZ_ONCE) == (earlier == later));
}

/* Two hours on in local time, which may never come. */
static void check_local(const struct tz *tz, int64_t s)
{
    int64_t earlier, later;
    struct civil local = tz_civil_at(tz, s);
    local.hour += 2;
    enum tz_fit fit = tz_to_utc(tz, &local, &earlier, &later);
    int64_t reads = later + tz_at(tz, later).offset_s;
    CLAIM((fit == TZ_NEVER) == (reads != civil_to_s(&local)));
    CLAIM(earlier <= later);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    owned(tz) struct tz *tz = NULL;
    int64_t s = 0;
    owned(err) struct err *e = tz_read(fuzz_text(data, size), &tz);
    if (e)
        return 0;
    memcpy(&s, data + size - sizeof s, sizeof s); /* a zone has more than eight bytes */
    for (int shift = 10; shift < 40; shift += 5) {
        check_instant(tz, s >> shift);
        check_local(tz, s >> shift);
    }
    return 0;
}
