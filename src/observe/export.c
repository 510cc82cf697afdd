/* The export to a collector. */
#include "observe/figures.h"

#include "ops/observe.h"

struct err *observe_export_read(struct call *c, struct observe_export *out)
{
    (void)c;
    *out = (struct observe_export){ .state = STR("off: observe.otlp_url is not set") };
    return NULL;
}
