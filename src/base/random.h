/* random: unpredictable bytes from the kernel, or repeatable ones for tests. */
#pragma once
#include <stddef.h>
#include <stdint.h>

void random_bytes(void *out, size_t n); /* ends the process if the kernel refuses */
uint64_t random_u64(void);

/* Tests: from now on the bytes follow from `seed`; 0 puts the kernel's back. */
void random_use_seed(uint64_t seed);
