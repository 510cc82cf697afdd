/* The table that is compiled in, sorted by path: web_table.c, or no_web.c. */
#pragma once
#include "desk/desk.h"

extern const struct asset web_assets[];
extern const size_t web_asset_count;

/* The asset in the directory, or NULL: dir.c. */
const struct asset *dir_find(struct str path);
bool dir_is_set(void);
