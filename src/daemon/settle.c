/* Rights and memory of starting, let go: see settle.h. */
#include "daemon/settle.h"

#include "base/log.h"
#include "base/probe.h"
#include "sandbox/sandbox.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the host has is looked at before that, by trying it. A host without filters of system calls
 * cannot keep us to it; pith doctor says so, too. */
static void give_up_rights(void)
{
    for (enum probe_id id = 0; id < PROBES; id++)
        probe_get(id);
    struct err *e = sandbox_give_up();
    if (!e)
        return;
    LOG_WARN("degraded: the daemon keeps rights that it does not need", F_ERR(e));
    err_free(e);
}

/* Code and constants are the file's: what is needed again comes back from the kernel's cache. */
static int let_go(struct dl_phdr_info *object, size_t size, void *arg)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    (void)size, (void)arg;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        uintptr_t from = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
        uintptr_t end = object->dlpi_addr + part->p_vaddr + part->p_memsz;
        if (part->p_type == PT_LOAD && !(part->p_flags & PF_W))
            madvise((void *)from, end - from, MADV_DONTNEED);
    }
    return 0;
}

void settle(void)
{
    give_up_rights();
    dl_iterate_phdr(let_go, NULL);
}
