/* URLs and rules of who may be reached: no bytes crash their readers; what was read reads the same
 * again; and no rule with a name or a star opens what is not public. The text before the first zero
 * byte is a URL, the rest are rules. */
#include "fuzz.h"

#include "../services/net/target.h"

static void check_same_again(const struct target *t, struct arena *a)
{
    struct target again;
    struct err *e = target_read(t->url, a, &again);
    CLAIM(!e);
    CLAIM(target_same_origin(t, &again) && str_eq(t->url, again.url));
}

static void check_rules(struct str rules, const struct target *t)
{
    static const uint8_t inside[16] = { [10] = 0xff, [11] = 0xff, 10, 1, 2, 3 };
    struct egress *e = NULL;
    struct address to;
    size_t at;
    err_free(egress_new(rules, &e));
    memcpy(to.bytes, inside, 16);
    if (e) {
        err_free(egress_check_name(e, t->host, t->port));
        struct err *refused = egress_check_address(e, t->host, &to, t->port);
        CLAIM(refused || str_find(rules, STR("/"), &at) || str_find(rules, STR("10.1.2.3"), &at) ||
              str_find(rules, STR(":"), &at));
        err_free(refused);
    }
    egress_free(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = fuzz_text(data, size), url = str_cut(&rest, 0);
    owned(arena) struct arena a;
    struct target t;
    arena_init(&a, 4 * MIB);
    struct err *e = target_read(url, &a, &t);
    if (!e) {
        check_same_again(&t, &a);
        check_rules(rest, &t);
    }
    err_free(e);
    return 0;
}
