/* What is to be told: see watch_priv.h. */
#include "watch/watch_priv.h"

enum { DROPPED = -1 };

/* What two changes of a path, one after the other, are together. */
static const int together[][FS_CHANGE_KIND_GAP + 1] = {
    [FS_CHANGE_KIND_CREATED] = { [FS_CHANGE_KIND_CREATED] = FS_CHANGE_KIND_CREATED,
                                 [FS_CHANGE_KIND_MODIFIED] = FS_CHANGE_KIND_CREATED,
                                 [FS_CHANGE_KIND_DELETED] = DROPPED },
    [FS_CHANGE_KIND_MODIFIED] = { [FS_CHANGE_KIND_CREATED] = FS_CHANGE_KIND_MODIFIED,
                                  [FS_CHANGE_KIND_MODIFIED] = FS_CHANGE_KIND_MODIFIED,
                                  [FS_CHANGE_KIND_DELETED] = FS_CHANGE_KIND_DELETED },
    [FS_CHANGE_KIND_DELETED] = { [FS_CHANGE_KIND_CREATED] = FS_CHANGE_KIND_MODIFIED,
                                 [FS_CHANGE_KIND_MODIFIED] = FS_CHANGE_KIND_MODIFIED,
                                 [FS_CHANGE_KIND_DELETED] = FS_CHANGE_KIND_DELETED },
};

void changes_init(struct changes *c)
{
    *c = (struct changes){ 0 };
    list_init(&c->order);
    map_init(&c->by_path);
}

struct change *changes_take(struct changes *c)
{
    struct list *item = list_take(&c->order);
    if (!item)
        return NULL;
    struct change *first = CONTAINER_OF(item, struct change, link);
    map_remove(&c->by_path, (struct str){ first->path, first->len });
    return first;
}

static void forget_all(struct changes *c)
{
    for (struct change *one; (one = changes_take(c));)
        mem_free(one);
}

void changes_done(struct changes *c)
{
    forget_all(c);
    map_done(&c->by_path);
}

bool changes_empty(const struct changes *c)
{
    return !c->gap && list_empty(&c->order);
}

void changes_lose(struct changes *c)
{
    forget_all(c);
    c->gap = true;
}

static void join(struct changes *c, struct change *old, enum fs_change_kind kind, bool directory)
{
    int both = together[old->kind][kind];
    old->kind = (enum fs_change_kind)both;
    old->directory = directory;
    if (both != DROPPED)
        return;
    map_remove(&c->by_path, (struct str){ old->path, old->len });
    list_remove(&old->link);
    mem_free(old);
}

void changes_add(struct changes *c, struct str path, enum fs_change_kind kind, bool directory)
{
    struct change *old = map_get(&c->by_path, path);
    if (old) {
        join(c, old, kind, directory);
        return;
    }
    if (c->by_path.count >= WATCH_CHANGES_MOST) {
        changes_lose(c);
        return;
    }
    struct change *one = mem_new(sizeof *one + path.len + 1);
    one->kind = kind;
    one->directory = directory;
    one->len = path.len;
    memcpy(one->path, path.ptr, path.len);
    list_add(&c->order, &one->link);
    map_put(&c->by_path, (struct str){ one->path, one->len }, one);
}
