/* A traceparent that is taken has its parts where they stand, in every spelling of its version. */
#include "fuzz.h"

#include "trace/trace.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct trace_origin o;
    char again[64];
    if (!trace_parent_read(fuzz_text(data, size), &o))
        return 0;
    CLAIM(o.chain && o.span && size >= TRACE_PARENT_LEN);
    snprintf(again, sizeof again, "%016llx%016llx-%016llx", (unsigned long long)o.high,
             (unsigned long long)o.chain, (unsigned long long)o.span);
    CLAIM(memcmp(again, data + 3, 49) == 0);
    CLAIM(data[0] != 'f' || data[1] != 'f');
    return 0;
}
