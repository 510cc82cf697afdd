/* -Dweb=false: a daemon without a desktop inside. */
#include "desk/desk_priv.h"

const struct asset web_assets[] = { { .immutable = false } };
const size_t web_asset_count = 0;
