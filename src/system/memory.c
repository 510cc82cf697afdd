/* mem.*: what memory the daemon holds, for whom, and giving back what is free. See system.h.
 *
 * Two counts are told apart: what the kernel says that we hold (rss), and what those who hold it
 * say that it is for. What each module keeps for later (pages of databases, warm sandboxes) it
 * registers with system_add_memory(); mem.gc asks all of them, and then hands the heap's free
 * pages back to the kernel. */
#include "system/system_priv.h"

#include "proc/proc.h"

#include <dirent.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void system_add_memory(struct system *s, const struct mem_source *source)
{
    if (s->n_sources < MEM_PARTS_MOST)
        s->sources[s->n_sources++] = *source;
}

static uint64_t count_names(const char *path)
{
    DIR *d = opendir(path);
    uint64_t n = 0;
    for (const struct dirent *entry; d && (entry = readdir(d));)
        n += entry->d_name[0] != '.';
    if (d)
        closedir(d);
    return n;
}

/* VmHWM: what we held at most. */
static uint64_t peak_bytes(void)
{
    char line[256];
    unsigned long long kib = 0;
    FILE *f = fopen("/proc/self/status", "re");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "VmHWM: %llu kB", &kib) == 1)
            break;
    if (f)
        fclose(f);
    return kib * 1024;
}

static struct err *list_parts(struct system *s, struct arena *a, struct mem_part_list *out)
{
    out->items = arena_array(a, struct mem_part, MEM_PARTS_MOST);
    TRY_ROOM(out->items);
    for (size_t i = 0; i < s->n_sources; i++) {
        struct mem_part *part = &out->items[out->count++];
        part->name = str_of(s->sources[i].name);
        s->sources[i].look(s->sources[i].arg, &part->bytes, &part->idle);
    }
    return NULL;
}

void op_mem_stats(struct call *c, const struct mem_stats_in *in)
{
    (void)in;
    struct mem_stats_out *out = c->out;
    struct mallinfo2 heap = mallinfo2();
    out->rss = system_resident_bytes();
    out->rss_peak = peak_bytes();
    out->allocated = heap.uordblks;
    out->idle = heap.fordblks;
    out->mapped = heap.hblkhd;
    out->threads = count_names("/proc/self/task");
    out->descriptors = count_names("/proc/self/fd") - 1; /* the one we look through */
    out->programs = procs_memory(procs_of(c->kernel));
    call_done(c, list_parts(system_of(c), &c->arena, &out->parts));
}

static void add_part(struct mem_part_list *parts, const char *name, size_t bytes)
{
    if (bytes)
        parts->items[parts->count++] = (struct mem_part){ str_of(name), bytes, 0 };
}

static struct err *proc_stats(struct call *c, uint64_t id, struct mem_proc_stats_out *out)
{
    struct proc *p;
    struct proc_memory m;
    struct proc_usage f;
    TRY(proc_find_seen(c, id, &p));
    out->parts.items = arena_array(&c->arena, struct mem_part, 4);
    TRY_ROOM(out->parts.items);
    proc_memory(p, &m);
    proc_usage(p, &f);
    add_part(&out->parts, "itself and its grants", m.own);
    add_part(&out->parts, "plans", m.plans);
    add_part(&out->parts, "rules", m.rules);
    add_part(&out->parts, "calls", m.calls);
    out->held = m.own + m.plans + m.rules + m.calls;
    out->calls = m.calls;
    out->program = f.memory;
    out->limit = proc_limits_of(p).memory;
    out->pressed = f.pressed;
    return NULL;
}

void op_mem_proc_stats(struct call *c, const struct mem_proc_stats_in *in)
{
    call_done(c, proc_stats(c, in->id, c->out));
}

void op_mem_gc(struct call *c, const struct mem_gc_in *in)
{
    (void)in;
    struct system *s = system_of(c);
    struct mem_gc_out *out = c->out;
    out->before = system_resident_bytes();
    struct err *e = list_parts(s, &c->arena, &out->parts);
    for (size_t i = 0; !e && i < s->n_sources; i++) {
        uint64_t bytes = 0, idle = 0;
        if (s->sources[i].give_back)
            s->sources[i].give_back(s->sources[i].arg);
        s->sources[i].look(s->sources[i].arg, &bytes, &idle);
        struct mem_part *part = &out->parts.items[i];
        part->bytes = part->bytes > bytes ? part->bytes - bytes : 0; /* given back */
        part->idle = idle;
    }
    malloc_trim(0);
    out->after = system_resident_bytes();
    call_done(c, e);
}
