/* Where an asset comes from: the directory if one is set, else the program: see desk.h. */
#include "desk/desk_priv.h"

#include <stdlib.h>

static int by_path(const void *path, const void *asset)
{
    return str_cmp(*(const struct str *)path, ((const struct asset *)asset)->path);
}

const struct asset *asset_find(struct str path)
{
    if (dir_is_set())
        return dir_find(path);
    return bsearch(&path, web_assets, web_asset_count, sizeof web_assets[0], by_path);
}

size_t desk_count(void)
{
    return web_asset_count;
}
