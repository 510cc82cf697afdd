/* The heap: see mem.h. The counter that tests use costs one relaxed load when off. */
#include "base/mem.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long asked, fail_at;

long mem_fail_at(long n)
{
    atomic_store(&fail_at, n);
    return atomic_exchange(&asked, 0);
}

static bool made_to_fail(void)
{
    if (atomic_load_explicit(&fail_at, memory_order_relaxed) == 0)
        return false;
    return atomic_fetch_add(&asked, 1) + 1 == atomic_load(&fail_at);
}

static _Noreturn void out_of_memory(void)
{
    static const char line[] = "pith: out of memory; ending so that the store can bring us back\n";
    (void)!write(STDERR_FILENO, line, sizeof line - 1);
    _exit(MEM_EXIT);
}

void *mem_try(size_t size)
{
    return made_to_fail() ? NULL : calloc(1, size ? size : 1);
}

void *mem_try_grow(void *old, size_t size)
{
    return made_to_fail() ? NULL : realloc(old, size ? size : 1);
}

void *mem_new(size_t size)
{
    void *p = mem_try(size);
    if (!p)
        out_of_memory();
    return p;
}

void *mem_grow(void *take_old, size_t size)
{
    void *p = mem_try_grow(take_old, size);
    if (!p)
        out_of_memory();
    return p;
}

char *mem_text(const char *text, size_t len)
{
    char *copy = mem_new(len + 1);
    if (len)
        memcpy(copy, text, len);
    return copy;
}

void mem_free(void *p)
{
    free(p);
}

void mem_leave(void *p)
{
    free(*(void **)p);
}
