/* auth.*: see auth.h. */
#include "auth/auth_priv.h"

#include "config/config.h"

/* The proc of a credential bears its id as a name. */
static struct str id_of(const struct call *c)
{
    const struct proc *p = proc_of(c);
    bool has_one = proc_kind(p) == PROC_SESSION || proc_kind(p) == PROC_TOKEN;
    return has_one ? proc_name(p) : STR("");
}

/* --- signing in --- */

struct err *op_auth_link(struct call *c, const struct auth_link_in *in, struct auth_link_out *out)
{
    (void)in;
    struct auth *a = auth_of(c->kernel);
    if (!auth_url(a).len)
        return err_hint(err_new(ERR_UNAVAILABLE, "no_door", "this pith listens on no address"),
                        "pith config set http.address 127.0.0.1, then start it again");
    pthread_mutex_lock(&a->lock);
    const struct code *code = code_make(a);
    out->code = arena_str(&c->arena, (struct str){ code->text, CODE_LEN });
    out->expires = code->expires_ms;
    pthread_mutex_unlock(&a->lock);
    out->url = arena_printf(&c->arena, "%.*s/sign-in#%.*s", STR_ARGS(auth_url(a)),
                            STR_ARGS(out->code));
    return NULL;
}

/* Only a good code is worth a worker, and is used up there: a flood of wrong ones takes nobody's
 * place. */
static struct err *use_code(const struct call *c, struct secret code)
{
    struct auth *a = auth_of(c->kernel);
    struct str text = str_trim(code.value);
    pthread_mutex_lock(&a->lock);
    bool good = c->may_wait ? code_use(a, text) : code_is_good(a, text);
    pthread_mutex_unlock(&a->lock);
    if (good)
        return NULL;
    return err_hint(err_new(ERR_UNAUTHENTICATED, "bad_code",
                            "that code was used already, is too old, or never was one"),
                    "pith open");
}

struct err *op_auth_exchange(struct call *c, const struct auth_exchange_in *in,
                             struct auth_exchange_out *out)
{
    struct auth *a = auth_of(c->kernel);
    struct credential_text made;
    bool cookie = in->as == AUTH_AS_COOKIE;
    TRY(use_code(c, in->code));
    if (!c->may_wait)
        return call_would_wait(c);
    TRY(credential_make(a, cookie ? AUTH_KIND_SESSION : AUTH_KIND_TOKEN, AUTH_SCOPE_DESKTOP,
                        in->name, config_int(config_of(c->kernel), CONFIG_SIGN_IN_LIFETIME),
                        &made));
    struct str text = arena_str(&c->arena, str_of(made.text));
    out->id = arena_str(&c->arena, str_of(made.id));
    out->expires = made.expires_ms;
    if (cookie)
        out->cookie.value = text, out->has_cookie = GIVEN;
    else
        out->token = text, out->has_token = GIVEN;
    return NULL;
}

struct err *op_auth_logout(struct call *c, const struct auth_logout_in *in,
                           struct auth_logout_out *out)
{
    (void)in;
    TRY(credential_end(auth_of(c->kernel), id_of(c), &out->ended));
    out->cookie.value = STR("");
    out->has_cookie = out->ended && proc_kind(proc_of(c)) == PROC_SESSION ? GIVEN : ABSENT;
    return NULL;
}

/* --- seeing --- */

static struct auth_credential shown(const struct credential *c, struct arena *a)
{
    return (struct auth_credential){ .id = arena_str(a, str_of(c->id)),
                                     .kind = c->kind,
                                     .name = arena_str(a, str_of(c->name)),
                                     .scope = c->scope,
                                     .created = c->created_ms,
                                     .expires = c->expires_ms,
                                     .used = c->used_ms,
                                     .has_used = c->used_ms ? GIVEN : ABSENT };
}

static const enum auth_kind kinds[PROC_KINDS] = {
    [PROC_SYSTEM] = AUTH_KIND_SYSTEM,   [PROC_OWNER] = AUTH_KIND_OWNER,
    [PROC_SESSION] = AUTH_KIND_SESSION, [PROC_TOKEN] = AUTH_KIND_TOKEN,
    [PROC_VISITOR] = AUTH_KIND_VISITOR, [PROC_NATIVE] = AUTH_KIND_NATIVE,
    [PROC_SERVICE] = AUTH_KIND_SERVICE,
};

static struct err *list_capabilities(struct call *c, struct auth_who_out *out)
{
    struct str *names = arena_array(&c->arena, struct str, CAPS);
    TRY_ROOM(names);
    uint64_t held = proc_holds(proc_of(c));
    out->capabilities.items = names;
    for (int i = 0; i < CAPS; i++)
        if (held & CAP_BIT(i))
            names[out->capabilities.count++] = str_of(cap_row((enum cap)i)->name);
    return NULL;
}

struct err *op_auth_who(struct call *c, const struct auth_who_in *in, struct auth_who_out *out)
{
    (void)in;
    struct auth *a = auth_of(c->kernel);
    out->kind = kinds[proc_kind(proc_of(c))];
    out->proc = proc_id(proc_of(c));
    out->url = auth_url(a);
    out->has_url = out->url.len ? GIVEN : ABSENT;
    pthread_mutex_lock(&a->lock);
    const struct credential *mine = map_get(&a->by_id, id_of(c));
    if (mine)
        out->credential = shown(mine, &c->arena), out->has_credential = GIVEN;
    pthread_mutex_unlock(&a->lock);
    return list_capabilities(c, out);
}

struct err *op_auth_list(struct call *c, const struct auth_list_in *in, struct auth_list_out *out)
{
    (void)in;
    struct auth *a = auth_of(c->kernel);
    pthread_mutex_lock(&a->lock);
    struct auth_credential *rows = arena_array(&c->arena, struct auth_credential,
                                               a->by_id.count + 1);
    if (rows)
        list_each (&a->all, link)
            rows[out->credentials.count++] = shown(CONTAINER_OF(link, struct credential, link),
                                                   &c->arena);
    pthread_mutex_unlock(&a->lock);
    TRY_ROOM(rows);
    out->credentials.items = rows;
    return NULL;
}

/* --- changing --- */

struct err *op_auth_revoke(struct call *c, const struct auth_revoke_in *in,
                           struct auth_revoke_out *out)
{
    return credential_end(auth_of(c->kernel), in->id, &out->revoked);
}

struct err *op_auth_token_create(struct call *c, const struct auth_token_create_in *in,
                                 struct auth_token_create_out *out)
{
    struct credential_text made;
    TRY(credential_make(auth_of(c->kernel), AUTH_KIND_TOKEN, in->scope, in->name,
                        (int64_t)in->lifetime, &made));
    out->id = arena_str(&c->arena, str_of(made.id));
    out->token = arena_str(&c->arena, str_of(made.text));
    out->expires = made.expires_ms;
    return NULL;
}
