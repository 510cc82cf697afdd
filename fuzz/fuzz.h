/* fuzz: what every harness includes. A harness feeds bytes to one parser and aborts when
 * something it says about the result is not so; crashes and leaks the sanitizers see. */
#pragma once
#include "base/base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stays on in every build, unlike a debugger's attention. */
#define CLAIM(condition)  \
    do {                  \
        if (!(condition)) \
            abort();      \
    } while (0)

static inline struct str fuzz_text(const uint8_t *data, size_t size)
{
    return (struct str){ (const char *)data, size };
}
