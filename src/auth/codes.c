/* One-time codes: 128 random bits that work once, for a few minutes. */
#include "auth/auth_priv.h"

#include "base/random.h"

static struct code *oldest(struct auth *a)
{
    struct code *found = &a->codes[0];
    for (size_t i = 1; i < COUNT_OF(a->codes); i++)
        if (a->codes[i].expires_ms < found->expires_ms)
            found = &a->codes[i];
    return found;
}

const struct code *code_make(struct auth *a)
{
    struct code *c = oldest(a);
    base32_128_write(random_u64(), random_u64(), c->text);
    c->expires_ms = clock_wall_ms() + SIGN_IN_CODE_MS;
    return c;
}

/* Each is looked at, whichever fits, so that time tells nothing. */
static struct code *find(struct auth *a, struct str text)
{
    struct code *found = NULL;
    int64_t now = clock_wall_ms();
    for (size_t i = 0; i < COUNT_OF(a->codes); i++) {
        struct code *c = &a->codes[i];
        if (str_eq_secret(text, (struct str){ c->text, CODE_LEN }) && c->expires_ms > now)
            found = c;
    }
    return found;
}

bool code_is_good(struct auth *a, struct str text)
{
    return find(a, text);
}

bool code_use(struct auth *a, struct str text)
{
    struct code *found = find(a, text);
    if (found)
        *found = (struct code){ .expires_ms = 0 };
    return found;
}
