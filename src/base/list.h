/* list: rings of structs that hold their own links.
 *
 * The head is a link, too, so that putting in and taking out have no special case. An item
 * that is in no list points at itself; taking it out again does nothing. */
#pragma once
#include "base/own.h"

#include <stdbool.h>

struct list {
    struct list *prev, *next;
};

static inline void list_init(struct list *l)
{
    l->prev = l->next = l;
}

static inline bool list_empty(const struct list *l)
{
    return l->next == l;
}

static inline void list_add(struct list *head, struct list *item) /* at the end */
{
    item->prev = head->prev;
    item->next = head;
    head->prev->next = item;
    head->prev = item;
}

static inline void list_remove(struct list *item)
{
    item->prev->next = item->next;
    item->next->prev = item->prev;
    list_init(item);
}

/* Takes the first out; NULL if there is none. */
static inline struct list *list_take(struct list *head)
{
    struct list *first = head->next;
    if (first == head)
        return NULL;
    list_remove(first);
    return first;
}

/* All items of `from` go to the end of `to`. */
static inline void list_move(struct list *to, struct list *from)
{
    for (struct list *item; (item = list_take(from));)
        list_add(to, item);
}

/* The item in hand may be taken out or freed; its neighbours may not. */
#define list_each(head, item)                                                        \
    for (struct list *item = (head)->next, *list_next_ = item->next; item != (head); \
         item = list_next_, list_next_ = item->next)
