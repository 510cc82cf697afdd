/* mem: the heap, with two answers to "no more".
 *
 * Small things of a size we chose: mem_new() and friends never return NULL; when memory runs
 * out the process ends with one line on standard error, and the store brings it back.
 * Sizes chosen outside (a body, a list, a file): mem_try() returns NULL, and the caller
 * answers ERR_LIMIT.
 *
 * Tests make the n-th allocation fail with mem_fail_at(); see base/mem_test.c. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

void *mem_new(size_t size) __attribute__((malloc, alloc_size(1), returns_nonnull)); /* zeroed */
void *mem_grow(void *take_old, size_t size) __attribute__((alloc_size(2), returns_nonnull));
char *mem_text(const char *text, size_t len);                      /* a zero-terminated copy */
void *mem_try(size_t size) __attribute__((malloc, alloc_size(1))); /* zeroed, or NULL */
void *mem_try_grow(void *old, size_t size); /* or NULL, and `old` is as it was */
void mem_free(void *p);

/* For an owned() heap pointer of any type. */
void mem_leave(void *p);
#define owned_mem __attribute__((cleanup(mem_leave)))

/* Tests: the n-th allocation from now on (1 = the next) fails; 0 turns it off.
 * Returns how many were asked for since the last call. */
long mem_fail_at(long n);

/* The exit status of a process that ran out of memory for small things. */
#define MEM_EXIT 71
