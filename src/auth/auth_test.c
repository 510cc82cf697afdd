/* Codes, sessions, tokens, on a real store. */
#include "auth/auth_priv.h"
#include "config/config.h"
#include "ops/system.h"
#include "proc/testbed.h"

#include <stdio.h>
#include <stdlib.h>

const struct op_module *const op_modules[] = { &auth_ops, &system_ops, NULL };

struct fixture {
    struct testbed bed;
    struct config *config;
    struct store *store;
    struct auth *auth;
    struct proc *owner, *ended;
};

static void on_ended(void *arg, struct proc *p)
{
    ((struct fixture *)arg)->ended = p;
}

static void open_auth(struct fixture *f)
{
    static const user_id owner = { { 1, 2 } };
    CHECK_OK(store_open(testbed_path(&f->bed, "data"), NULL, &f->store));
    CHECK_OK(auth_open(f->bed.kernel, store_system(f->store), owner, &f->auth));
    auth_set_url(f->auth, "http://127.0.0.1:8000");
    auth_on_ended(f->auth, on_ended, f);
    CHECK_OK(auth_owner(f->auth, &f->owner));
}

static void close_auth(struct fixture *f)
{
    proc_unref(f->owner);
    auth_free(f->auth);
    store_free(f->store);
}

static void fixture_init(struct fixture *f)
{
    struct config_places places;
    *f = (struct fixture){ 0 };
    clock_use_manual(1000000000, 1700000000000);
    testbed_init(&f->bed);
    setenv("HOME", f->bed.dir, 1);
    CHECK_OK(config_places_find(testbed_path(&f->bed, "data"), NULL, &places));
    f->config = config_new(&places);
    config_put(f->config, f->bed.kernel);
    open_auth(f);
}

static void fixture_done(struct fixture *f)
{
    close_auth(f);
    testbed_done(&f->bed);
    config_free(f->config);
}
DEFINE_OWNED_VALUE(fixture)

static struct err *call_as(struct fixture *f, struct proc *p, const char *op, const char *args)
{
    struct proc *usual = f->bed.proc;
    f->bed.proc = proc_ref(p); /* as a door holds it */
    struct err *e = testbed_call(&f->bed, op, args);
    proc_unref(f->bed.proc);
    f->bed.proc = usual;
    return e;
}

static const char *result_text(const struct fixture *f, const char *name)
{
    static char text[256];
    struct str s = json_get_text(f->bed.result, str_of(name), STR("?"));
    snprintf(text, sizeof text, "%.*s", STR_ARGS(s));
    return text;
}

static void exchange(struct fixture *f, const char *code, struct err **out_e)
{
    char args[128];
    snprintf(args, sizeof args, "{\"code\":\"%s\",\"as\":\"token\",\"name\":\"test\"}", code);
    *out_e = call_as(f, auth_visitor(f->auth), "auth.exchange", args);
}

static void new_code(struct fixture *f, char out[64])
{
    CHECK_OK(call_as(f, f->owner, "auth.link", "{}"));
    snprintf(out, 64, "%s", result_text(f, "code"));
}

/* What a program has after it signed in. */
static void sign_in(struct fixture *f, char out_token[256])
{
    char code[64];
    struct err *e;
    new_code(f, code);
    exchange(f, code, &e);
    CHECK_OK(e);
    snprintf(out_token, 256, "%s", result_text(f, "token"));
}

TEST(a_link_leads_to_the_door_and_ends_with_its_code)
{
    owned(fixture) struct fixture f;
    char want[128];
    fixture_init(&f);
    CHECK_OK(call_as(&f, f.owner, "auth.link", "{}"));
    snprintf(want, sizeof want, "http://127.0.0.1:8000/sign-in#%s", result_text(&f, "code"));
    CHECK_STR(json_get_text(f.bed.result, STR("url"), STR("")), want);
}

TEST(a_code_works_once)
{
    owned(fixture) struct fixture f;
    char code[64];
    struct err *e;
    fixture_init(&f);
    new_code(&f, code);
    exchange(&f, code, &e);
    CHECK_OK(e);
    exchange(&f, code, &e);
    CHECK_REASON("bad_code", e);
}

TEST(a_code_ends_after_five_minutes)
{
    owned(fixture) struct fixture f;
    char code[64];
    struct err *e;
    fixture_init(&f);
    new_code(&f, code);
    clock_advance(SIGN_IN_CODE_MS * 1000000LL);
    exchange(&f, code, &e);
    CHECK_REASON("bad_code", e);
}

TEST(a_visitor_may_only_sign_in_and_ask_who_it_is)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    struct proc *visitor = auth_visitor(f.auth);
    CHECK_REASON("not_signed_in", call_as(&f, visitor, "time.now", "{}"));
    CHECK_REASON("not_signed_in", call_as(&f, visitor, "auth.link", "{}"));
    CHECK_OK(call_as(&f, visitor, "auth.who", "{}"));
    CHECK_STR(json_get_text(f.bed.result, STR("kind"), STR("")), "visitor");
}

TEST(a_token_acts_through_a_proc_with_its_scope)
{
    owned(fixture) struct fixture f;
    char token[256];
    struct proc *p, *again;
    fixture_init(&f);
    sign_in(&f, token);
    CHECK_OK(auth_proc(f.auth, str_of(token), &p));
    CHECK_OK(auth_proc(f.auth, str_of(token), &again));
    CHECK(p == again);
    CHECK_OK(call_as(&f, p, "time.now", "{}"));
    CHECK_REASON("no_capability", call_as(&f, p, "auth.link", "{}"));
    CHECK_OK(call_as(&f, p, "auth.who", "{}"));
    CHECK_STR(json_get_text(json_get(f.bed.result, STR("credential")), STR("name"), STR("")),
              "test");
}

TEST(what_is_not_a_credential_is_refused)
{
    owned(fixture) struct fixture f;
    char token[256], wrong[260];
    struct proc *p;
    fixture_init(&f);
    sign_in(&f, token);
    CHECK_REASON("bad_credential", auth_proc(f.auth, STR(""), &p));
    CHECK_REASON("bad_credential", auth_proc(f.auth, STR("."), &p));
    for (size_t n = 1; n < strlen(token); n++)
        CHECK_REASON("bad_credential", auth_proc(f.auth, str_first(str_of(token), n), &p));
    snprintf(wrong, sizeof wrong, "%s0", token);
    CHECK_REASON("bad_credential", auth_proc(f.auth, str_of(wrong), &p));
    memcpy(wrong, token, sizeof token);
    wrong[strlen(token) - 1] ^= 1;
    CHECK_REASON("bad_credential", auth_proc(f.auth, str_of(wrong), &p));
}

TEST(who_signs_out_is_out_and_what_was_open_is_told)
{
    owned(fixture) struct fixture f;
    char token[256];
    struct proc *p;
    fixture_init(&f);
    sign_in(&f, token);
    CHECK_OK(auth_proc(f.auth, str_of(token), &p));
    CHECK_OK(call_as(&f, p, "auth.logout", "{}"));
    CHECK(json_get_bool(f.bed.result, STR("ended"), false));
    CHECK_REASON("bad_credential", auth_proc(f.auth, str_of(token), &p));
    while (loop_turn(f.bed.loop))
        ;
    CHECK(f.ended == p);
}

TEST(credentials_outlive_a_restart_and_codes_do_not)
{
    owned(fixture) struct fixture f;
    char token[256], code[64];
    struct proc *p;
    struct err *e;
    fixture_init(&f);
    sign_in(&f, token);
    new_code(&f, code);
    close_auth(&f);
    open_auth(&f);
    CHECK_OK(auth_proc(f.auth, str_of(token), &p));
    exchange(&f, code, &e);
    CHECK_REASON("bad_code", e);
}

TEST(a_revoked_credential_stays_away)
{
    owned(fixture) struct fixture f;
    char token[256], args[512];
    struct proc *p;
    fixture_init(&f);
    sign_in(&f, token);
    snprintf(args, sizeof args, "{\"id\":\"%.*s\"}", 30, token);
    CHECK_OK(call_as(&f, f.owner, "auth.revoke", args));
    CHECK(json_get_bool(f.bed.result, STR("revoked"), false));
    CHECK_OK(call_as(&f, f.owner, "auth.revoke", args));
    CHECK(!json_get_bool(f.bed.result, STR("revoked"), true));
    close_auth(&f);
    open_auth(&f);
    CHECK_REASON("bad_credential", auth_proc(f.auth, str_of(token), &p));
}

TEST(no_credential_takes_all_of_what_the_door_holds)
{
    owned(fixture) struct fixture f;
    char token[256];
    struct proc *p;
    fixture_init(&f);
    sign_in(&f, token);
    CHECK_OK(auth_proc(f.auth, str_of(token), &p));
    CHECK_INT(proc_limits_of(p).calls_at_once, CREDENTIAL_CALLS_MOST);
}

TEST(a_token_ends_when_its_time_is_over)
{
    owned(fixture) struct fixture f;
    char token[256];
    struct proc *p;
    fixture_init(&f);
    CHECK_OK(call_as(&f, f.owner, "auth.token_create",
                     "{\"name\":\"short\",\"scope\":\"metrics\",\"lifetime\":60000}"));
    snprintf(token, sizeof token, "%s", result_text(&f, "token"));
    CHECK_OK(auth_proc(f.auth, str_of(token), &p));
    CHECK_REASON("no_capability", call_as(&f, p, "time.now", "{}"));
    clock_advance(60000 * 1000000LL);
    CHECK_REASON("bad_credential", auth_proc(f.auth, str_of(token), &p));
}

TEST(what_a_token_opened_ends_with_its_time)
{
    owned(fixture) struct fixture f;
    char token[256];
    struct proc *p;
    fixture_init(&f);
    CHECK_OK(call_as(&f, f.owner, "auth.token_create",
                     "{\"name\":\"short\",\"scope\":\"standard\",\"lifetime\":60000}"));
    snprintf(token, sizeof token, "%s", result_text(&f, "token"));
    CHECK_OK(auth_proc(f.auth, str_of(token), &p));
    proc_ref(p); /* as a connection holds it */
    CHECK_OK(call_as(&f, p, "time.now", "{}"));
    clock_advance(60000 * 1000000LL);
    while (loop_turn(f.bed.loop))
        ;
    CHECK(f.ended == p);
    CHECK_REASON("credential_ended", call_as(&f, p, "time.now", "{}"));
    proc_unref(p);
}

TEST(no_secret_is_told_twice)
{
    owned(fixture) struct fixture f;
    char token[256];
    owned(buf) struct buf text;
    struct json_out o;
    size_t at;
    fixture_init(&f);
    sign_in(&f, token);
    CHECK_OK(call_as(&f, f.owner, "auth.list", "{}"));
    buf_init(&text, MIB);
    json_out_init(&o, &text);
    json_value(&o, f.bed.result);
    CHECK(str_find(buf_text(&text), STR("tok_"), &at));
    CHECK(!str_find(buf_text(&text), str_from(str_of(token), 31), &at));
}
