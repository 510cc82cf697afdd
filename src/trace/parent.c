/* W3C Trace Context: see parent.h. */
#include "trace/trace.h"

#include <pthread.h>
#include <stdio.h>

/* A place is found by the chain, and belongs to it if `check` says so: both words are written
 * without a lock, and a pair that does not match is as good as none. */
enum { PLACES = 4096 };
static struct {
    _Atomic uint64_t check, high;
} places[PLACES];

static size_t place_of(uint64_t chain)
{
    return chain * UINT64_C(0x9e3779b97f4a7c15) >> 52;
}
_Static_assert(PLACES == 1 << (64 - 52), "places are found by the upper bits");

static uint64_t own_high;
static void choose_high(void)
{
    own_high = random_u64() | 1; /* no nought */
}

uint64_t trace_high(uint64_t chain)
{
    static pthread_once_t chosen = PTHREAD_ONCE_INIT;
    size_t i = place_of(chain);
    uint64_t high = atomic_load(&places[i].high);
    if ((atomic_load(&places[i].check) ^ high) == chain && chain)
        return high;
    pthread_once(&chosen, choose_high);
    return own_high;
}

void trace_join(const struct trace_origin *o, uint32_t who)
{
    size_t i = place_of(o->chain);
    bool known = (atomic_load(&places[i].check) ^ atomic_load(&places[i].high)) == o->chain;
    if (known && atomic_load(&places[i].high) == o->high)
        return;
    atomic_store(&places[i].high, o->high);
    atomic_store(&places[i].check, o->high ^ o->chain);
    trace_emit_sampled(CATEGORY_TRACE, &(struct trace_event){ .cycles = cycles_now(),
                                                              .kind = TRACE_JOINED,
                                                              .chain = o->chain,
                                                              .parent = o->span,
                                                              .caller = who });
}

/* --- the header: 00-TRACE ID-SPAN-FLAGS --- */

/* Lower case only, as the standard has it. */
static bool read_hex(const char *from, size_t n, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        char c = from[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                                                : 16;
        if (digit > 15)
            return false;
        *out = *out << 4 | digit;
    }
    return true;
}

bool trace_parent_read(struct str text, struct trace_origin *out)
{
    uint64_t version, high, chain, span, flags;
    if (text.len < TRACE_PARENT_LEN || text.ptr[2] != '-' || text.ptr[35] != '-' ||
        text.ptr[52] != '-')
        return false;
    if (!read_hex(text.ptr, 2, &version) || version == 0xff)
        return false;
    if (text.len > TRACE_PARENT_LEN && (version == 0 || text.ptr[TRACE_PARENT_LEN] != '-'))
        return false;
    if (!read_hex(text.ptr + 3, 16, &high) || !read_hex(text.ptr + 19, 16, &chain) ||
        !read_hex(text.ptr + 36, 16, &span) || !read_hex(text.ptr + 53, 2, &flags))
        return false;
    if (!chain || !span)
        return false;
    *out = (struct trace_origin){ high, chain, span };
    return true;
}

void trace_id_write(uint64_t chain, char out[TRACE_ID_LEN + 1])
{
    snprintf(out, TRACE_ID_LEN + 1, "%016llx%016llx", (unsigned long long)trace_high(chain),
             (unsigned long long)chain);
}

/* Always with the flag "recorded": what is left out of the rings is still in the figures. */
void trace_parent_write(uint64_t chain, uint64_t span, char out[TRACE_PARENT_LEN + 1])
{
    snprintf(out, TRACE_PARENT_LEN + 1, "00-%016llx%016llx-%016llx-01",
             (unsigned long long)trace_high(chain), (unsigned long long)chain,
             (unsigned long long)span);
}
