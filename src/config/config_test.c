/* Layers, what is found wrong in them, changes, trust, and the copy of what worked. */
#include "config/config_priv.h"

#include "base/disk.h"
#include "base/log.h"
#include "config/trust.h"
#include "proc/testbed.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

const struct op_module *const op_modules[] = { &config_ops, NULL };

/* Places of its own: etc.toml, user/pith.toml, folder/.pith/pith.toml, data. */
struct fixture {
    struct testbed bed;
    struct config_places places;
    struct config *config;
    char *variables[4];
    const char *words[4];
};

static void put_path(const struct fixture *f, char out[PATH_MOST], const char *name)
{
    snprintf(out, PATH_MOST, "%s", testbed_path(&f->bed, name));
}

static void fixture_init(struct fixture *f)
{
    *f = (struct fixture){ 0 };
    testbed_init(&f->bed);
    put_path(f, f->places.file[PLACE_SYSTEM], "etc.toml");
    put_path(f, f->places.file[PLACE_USER], "user/pith.toml");
    put_path(f, f->places.file[PLACE_FOLDER], "folder/.pith/pith.toml");
    put_path(f, f->places.folder, "folder");
    put_path(f, f->places.data_dir, "data");
    put_path(f, f->places.home, "home");
    f->places.variables = f->variables;
    f->places.words = f->words;
    CHECK(mkdir(testbed_path(&f->bed, "user"), 0700) == 0);
    CHECK(mkdir(testbed_path(&f->bed, "folder"), 0700) == 0);
    CHECK(mkdir(testbed_path(&f->bed, "folder/.pith"), 0700) == 0);
    proc_allow(f->bed.proc, CAP_write_config);
    CHECK_OK(proc_grant_path(f->bed.proc, str_of(f->places.folder), CAPS_FILES, false));
}

static void start(struct fixture *f)
{
    config_free(f->config);
    f->config = config_new(&f->places);
    config_put(f->config, f->bed.kernel);
}

static void fixture_done(struct fixture *f)
{
    testbed_done(&f->bed);
    config_free(f->config);
}
DEFINE_OWNED_VALUE(fixture)

static struct config_setting setting_of(struct fixture *f, const char *key)
{
    struct config_setting s;
    CHECK_OK(config_get(f->config, str_of(key), &f->bed.arena, &s));
    return s;
}

/* "error FILE:3:5: text", without the directory. */
static struct str problem(struct fixture *f, size_t i)
{
    static const char *const grades[] = { "note", "warning", "error" };
    struct config_problem_list list = { 0 };
    struct arena *a = &f->bed.arena;
    CHECK_OK(config_problems(f->config, a, &list));
    if (i >= list.count)
        return STR("");
    struct str line = config_problem_line(&list.items[i], a);
    if (str_starts(line, str_of(f->bed.dir)))
        line = str_from(line, strlen(f->bed.dir) + 1);
    return arena_printf(a, "%s %.*s", grades[list.items[i].grade], STR_ARGS(line));
}

static struct str file_text(struct fixture *f, const char *name)
{
    owned(buf) struct buf text;
    buf_init(&text, 1 * MIB);
    CHECK_OK(disk_read_file(&disk_real, testbed_path(&f->bed, name), &text));
    return arena_str(&f->bed.arena, buf_text(&text));
}

/* --- rows --- */

TEST(every_built_in_value_is_one_that_its_row_takes)
{
    for (int i = 0; i < CONFIG_KEYS; i++) {
        struct setting_value v;
        owned(buf) struct buf text;
        buf_init(&text, 1 * KIB);
        setting_show(&settings[i], &settings[i].fallback, &text);
        CHECK_OK(setting_read(&settings[i], buf_text(&text), &v));
        CHECK(setting_same(&v, &settings[i].fallback));
        CHECK_INT(config_int(NULL, (enum config_key)i), v.number);
    }
}

TEST(a_secret_is_written_to_files_and_shown_to_nobody)
{
    static const struct setting row = { .path = "mail.password", .kind = KIND_SECRET };
    struct setting_value v;
    owned(buf) struct buf shown, written;
    buf_init(&shown, 1 * KIB);
    buf_init(&written, 1 * KIB);
    CHECK_OK(setting_read(&row, STR("hunter\"2"), &v));
    setting_show(&row, &v, &shown);
    CHECK_STR(buf_text(&shown), "(secret)");
    setting_write(&row, &v, &written);
    CHECK_STR(buf_text(&written), "\"hunter\\\"2\"");
    owned(err) struct err *e = setting_read(&row, STR("\xff hunter2"), &v);
    CHECK(e && !str_find(str_of(err_text(e)), STR("hunter2"), NULL));
}

TEST(the_example_is_valid_and_sets_nothing)
{
    owned(fixture) struct fixture f;
    owned(buf) struct buf text;
    struct config_problem_list list = { 0 };
    fixture_init(&f);
    buf_init(&text, 64 * KIB);
    config_example(&text);
    CHECK_OK(config_check_text("x", buf_text(&text), &f.bed.arena, &list));
    CHECK_INT(list.count, 0);
    for (int i = 0; i < CONFIG_KEYS; i++)
        CHECK(str_find(buf_text(&text), str_of(settings[i].doc), NULL));
}

TEST(init_writes_the_example_once)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK_OK(config_init(&f.places));
    CHECK(str_starts(file_text(&f, "user/pith.toml"), STR("# The configuration of pith.")));
    CHECK_REASON("file_exists", config_init(&f.places));
}

/* --- layers --- */

TEST(the_highest_layer_wins_and_each_value_knows_its_place)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "etc.toml", "[log]\nlevel = \"error\"\n[store]\nlog_frames = 200\n");
    testbed_file(&f.bed, "user/pith.toml", "\n[log]\n  level = \"debug\"\n");
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_DEBUG);
    CHECK_INT(config_int(f.config, CONFIG_STORE_LOG), 200);
    CHECK_INT(config_int(f.config, CONFIG_STORE_CACHE), STORE_CACHE_PAGES);
    CHECK(str_ends(setting_of(&f, "log.level").origin, STR("/user/pith.toml:3:11")));
    CHECK_INT(setting_of(&f, "store.cache_pages").layer, CONFIG_LAYER_BUILTIN);
    f.variables[0] = (char[]){ "PITH__LOG__LEVEL=warn" };
    f.variables[1] = (char[]){ "PITH__CALLS__TIMEOUT=1m30s" };
    start(&f);
    CHECK_STR(setting_of(&f, "log.level").origin, "PITH__LOG__LEVEL");
    CHECK_INT(config_int(f.config, CONFIG_CALLS_TIMEOUT), 90000);
    f.words[0] = "log.level=trace";
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_TRACE);
    CHECK_INT(setting_of(&f, "log.level").layer, CONFIG_LAYER_COMMAND);
}

TEST(the_short_variable_counts_and_an_empty_one_does_not)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    f.variables[0] = (char[]){ "PITH_LOG_LEVEL=error" };
    f.variables[1] = (char[]){ "PITH__LOG__LEVEL=" };
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_ERROR);
    CHECK_STR(problem(&f, 0), "");
}

TEST(a_path_begins_at_home)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    start(&f);
    CHECK_STR(config_path(f.config, CONFIG_WORKSPACE_PATH, &f.bed.arena),
              testbed_path(&f.bed, "home/pith"));
    CHECK_STR(setting_of(&f, "workspace.path").value, "~/pith");
}

/* --- what is found --- */

TEST(an_unknown_key_is_a_warning_with_a_suggestion)
{
    owned(fixture) struct fixture f;
    struct config_problem_list list = { 0 };
    fixture_init(&f);
    testbed_file(&f.bed, "user/pith.toml",
                 "\"log.level\" = \"warn\"\n[log]\nlevle = \"debug\"\n\"level\\u0000\" = 1\n");
    start(&f);
    CHECK_STR(problem(&f, 0), "warning user/pith.toml:1:15: there is no setting \"log.level\"");
    CHECK_STR(problem(&f, 1), "warning user/pith.toml:3:9: there is no setting log.levle");
    CHECK(str_starts(problem(&f, 2), STR("warning user/pith.toml:4:17: ")));
    CHECK_STR(problem(&f, 3), "");
    CHECK_OK(config_problems(f.config, &f.bed.arena, &list));
    CHECK_STR(list.items[1].hint, "did you mean log.level?");
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_INFO);
    CHECK_OK(state_error(f.config->now));
}

TEST(a_wrong_value_is_an_error_that_names_place_and_bounds)
{
    static const struct {
        const char *text, *problem;
    } rows[] = {
        { "[http]\nconnections_most = 3\n",
          "error user/pith.toml:2:20: http.connections_most must be a whole number from 4 to "
          "1000000, not 3" },
        { "http.connections_most = \"9\"", "error user/pith.toml:1:25: http.connections_most must "
                                           "be a whole number from 4 to 1000000, not a string" },
        { "log.level = \"loud\"", "error user/pith.toml:1:13: log.level must be one of trace, "
                                  "debug, info, warn, error, not \"loud\"" },
        { "log.level = 1", "error user/pith.toml:1:13: log.level must be one of trace, debug, "
                           "info, warn, error, not 1" },
        { "[log.level]", "error user/pith.toml:1:6: log.level must be one of trace, debug, info, "
                         "warn, error, not a table" },
        { "calls.timeout = \"2d\"", "error user/pith.toml:1:17: calls.timeout must be a duration "
                                    "from 1ms to 1d, not \"2d\"" },
        { "workspace.path = \"here\"", "error user/pith.toml:1:18: workspace.path must be a path "
                                       "that begins with / or ~/, not \"here\"" },
        { "net.allow = \"10.0.0.0/8 10.0.0.0/33\"",
          "error user/pith.toml:1:13: net.allow must be at most 128 places such as 192.168.1.0/24 "
          "10.0.0.7:5432 *.example.com *:25, with blanks between them, not \"10.0.0.0/33\"" },
        { "a = \n", "error user/pith.toml:1:5: a value is missing here" },
    };
    owned(fixture) struct fixture f;
    fixture_init(&f);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        testbed_file(&f.bed, "user/pith.toml", rows[i].text);
        start(&f);
        CHECK_STR(problem(&f, 0), rows[i].problem);
        CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_INFO);
    }
}

TEST(an_error_is_not_lost_behind_many_warnings)
{
    owned(fixture) struct fixture f;
    owned(buf) struct buf text;
    fixture_init(&f);
    buf_init(&text, 64 * KIB);
    for (int i = 0; i < 2 * PROBLEMS_MOST; i++)
        buf_printf(&text, "a%d = 1\n", i);
    buf_printf(&text, "log.level = 1\n%c", 0);
    testbed_file(&f.bed, "user/pith.toml", text.ptr);
    start(&f);
    CHECK_REASON("bad_config", state_error(f.config->now));
}

TEST(a_file_that_cannot_be_read_is_an_error_and_no_end)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    CHECK(mkfifo(f.places.file[PLACE_USER], 0600) == 0);
    start(&f);
    CHECK(str_find(problem(&f, 0), STR("is not a file"), NULL));
}

/* --- the copy of what worked --- */

TEST(a_broken_file_at_the_start_gives_way_to_what_worked_last)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "user/pith.toml", "log.level = \"debug\"\nshutdown.bound = \"1s\"\n");
    start(&f);
    config_keep(f.config);
    testbed_file(&f.bed, "user/pith.toml", "log.level = \"warn\"\nshutdown.bound = \"1y\"\n");
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_DEBUG);
    CHECK_INT(config_int(f.config, CONFIG_SHUTDOWN_BOUND), 1000);
    CHECK_INT(setting_of(&f, "log.level").layer, CONFIG_LAYER_KEPT);
    CHECK(str_starts(problem(&f, 0), STR("error user/pith.toml:2:18: ")));
    CHECK(str_starts(problem(&f, 1), STR("warning data/config.kept.toml: the files are broken")));
    config_keep(f.config);
    CHECK(str_find(file_text(&f, "data/config.kept.toml"), STR("log.level = \"debug\""), NULL));
}

TEST(without_a_copy_what_is_right_in_the_files_counts)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "etc.toml", "log.level = \"error\"\n");
    testbed_file(&f.bed, "user/pith.toml", "log.level = \"loud\"\nshutdown.bound = \"1s\"\n");
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_ERROR);
    CHECK_INT(config_int(f.config, CONFIG_SHUTDOWN_BOUND), 1000);
}

TEST(a_wrong_variable_is_left_out_and_the_files_stay)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "user/pith.toml", "log.level = \"debug\"\n");
    f.variables[0] = (char[]){ "PITH__LOG__LEVEL=loud" };
    f.variables[1] = (char[]){ "PITH__LOG__LEVLE=warn" };
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_DEBUG);
    CHECK(str_starts(problem(&f, 0), STR("error PITH__LOG__LEVEL: log.level must be")));
    CHECK_STR(problem(&f, 1), "warning PITH__LOG__LEVLE: there is no setting log.levle");
    CHECK_OK(config_set(f.config, STR("calls.timeout"), STR("1m")));
}

/* --- changes --- */

static void count(void *arg)
{
    ++*(int *)arg;
}

TEST(set_writes_the_persons_file_and_applies_at_once)
{
    owned(fixture) struct fixture f;
    int changes = 0;
    fixture_init(&f);
    testbed_file(&f.bed, "user/pith.toml", "# mine\n[log]\nlevel = 'warn' # why\n[other]\nx = 1\n");
    start(&f);
    config_on_change(f.config, count, &changes);
    CHECK_OK(testbed_call(&f.bed, "config.set", "{\"key\":\"log.level\",\"value\":\"debug\"}"));
    const struct json *now = json_get(f.bed.result, STR("setting"));
    CHECK_STR(json_get_text(now, STR("value"), STR("")), "debug");
    CHECK_STR(file_text(&f, "user/pith.toml"),
              "# mine\n[log]\nlevel = \"debug\" # why\n[other]\nx = 1\n");
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_DEBUG);
    CHECK_INT(changes, 1);
    CHECK_OK(testbed_call(&f.bed, "config.unset", "{\"key\":\"log.level\"}"));
    CHECK_STR(file_text(&f, "user/pith.toml"), "# mine\n[log]\n[other]\nx = 1\n");
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_INFO);
}

TEST(the_first_set_makes_the_file_and_its_directories)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    put_path(&f, f.places.file[PLACE_USER], "a/b/pith.toml");
    start(&f);
    CHECK_OK(config_set(f.config, STR("calls.timeout"), STR("90")));
    CHECK_STR(file_text(&f, "a/b/pith.toml"), "[calls]\ntimeout = \"90ms\"\n");
}

TEST(a_file_behind_a_link_stays_behind_it)
{
    owned(fixture) struct fixture f;
    struct stat st;
    fixture_init(&f);
    testbed_file(&f.bed, "dotfile", "log.level = \"warn\"\n");
    CHECK(symlink("../dotfile", f.places.file[PLACE_USER]) == 0);
    start(&f);
    CHECK_OK(config_set(f.config, STR("log.level"), STR("debug")));
    CHECK(lstat(f.places.file[PLACE_USER], &st) == 0 && S_ISLNK(st.st_mode));
    CHECK_STR(file_text(&f, "dotfile"), "log.level = \"debug\"\n");
}

TEST(a_change_that_will_not_do_changes_nothing)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "user/pith.toml", "log.level = \"warn\"\n");
    start(&f);
    CHECK_REASON("bad_value",
                 testbed_call(&f.bed, "config.set", "{\"key\":\"log.level\",\"value\":\"loud\"}"));
    owned(err) struct err *e = testbed_call(&f.bed, "config.set",
                                            "{\"key\":\"log.levle\",\"value\":\"debug\"}");
    CHECK_TEXT(err_reason(e), "no_such_setting");
    CHECK_TEXT(err_hint_text(e), "did you mean log.level?");
    CHECK_STR(file_text(&f, "user/pith.toml"), "log.level = \"warn\"\n");
    CHECK_REASON("bad_value", testbed_call(&f.bed, "config.set",
                                           "{\"key\":\"net.deny\",\"value\":\"evil.test:99999\"}"));
    proc_disallow(f.bed.proc, CAP_write_config);
    CHECK_REASON("no_capability",
                 testbed_call(&f.bed, "config.set", "{\"key\":\"log.level\",\"value\":\"debug\"}"));
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_WARN);
}

TEST(a_reload_takes_good_files_and_refuses_broken_ones)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    start(&f);
    testbed_file(&f.bed, "user/pith.toml", "log.level = \"debug\"\nstore.log_frames = 500\n");
    CHECK_OK(testbed_call(&f.bed, "config.reload", "{}"));
    const struct json *changed = json_get(f.bed.result, STR("changed"));
    CHECK_INT(changed->count, 2);
    CHECK(!json_get_bool(&changed->items[0], STR("waits"), true));
    CHECK(json_get_bool(&changed->items[1], STR("waits"), false));
    testbed_file(&f.bed, "user/pith.toml", "log.level = \"debug\n");
    CHECK_REASON("bad_config", testbed_call(&f.bed, "config.reload", "{}"));
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_DEBUG);
    CHECK_OK(testbed_call(&f.bed, "config.validate", "{}"));
    CHECK(!json_get_bool(f.bed.result, STR("valid"), true));
    CHECK_OK(testbed_call(&f.bed, "config.validate", "{\"text\":\"log.level = 'warn'\"}"));
    CHECK(json_get_bool(f.bed.result, STR("valid"), false));
}

TEST(show_and_path_tell_everything)
{
    owned(fixture) struct fixture f;
    fixture_init(&f);
    testbed_file(&f.bed, "user/pith.toml", "log.levle = 1\n");
    start(&f);
    CHECK_OK(testbed_call(&f.bed, "config.show", "{}"));
    CHECK_INT(json_get(f.bed.result, STR("settings"))->count, CONFIG_KEYS);
    CHECK_INT(json_get(f.bed.result, STR("problems"))->count, 1);
    CHECK_OK(testbed_call(&f.bed, "config.path", "{}"));
    const struct json *files = json_get(f.bed.result, STR("files"));
    CHECK_INT(files->count, PLACE_FILES + 1);
    CHECK(!json_get_bool(&files->items[0], STR("exists"), true));
    CHECK(json_get_bool(&files->items[1], STR("used"), false));
}

/* --- trust --- */

TEST(a_folders_file_counts_once_it_is_trusted_and_while_it_stays_the_same)
{
    owned(fixture) struct fixture f;
    struct str folder;
    fixture_init(&f);
    testbed_file(&f.bed, "folder/.pith/pith.toml", "log.level = \"debug\"\n");
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_INFO);
    CHECK_STR(problem(&f, 0), "note folder/.pith/pith.toml: this folder is not trusted, and the "
                              "file is not used");
    owned(buf) struct buf args;
    buf_init(&args, PATH_MOST);
    buf_printf(&args, "{\"path\":\"%s\"}%c", f.places.folder, 0);
    CHECK_OK(testbed_call(&f.bed, "config.trust", args.ptr));
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_DEBUG);
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_DEBUG);
    testbed_file(&f.bed, "user/pith.toml", "broken");
    CHECK_OK(config_trust(f.config, f.places.folder, false, &f.bed.arena, &folder));
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_INFO);
    testbed_file(&f.bed, "user/pith.toml", "");
    CHECK_OK(config_trust(f.config, f.places.folder, true, &f.bed.arena, &folder));
    testbed_file(&f.bed, "folder/.pith/pith.toml", "log.level = \"trace\"\n");
    start(&f);
    CHECK_INT(config_int(f.config, CONFIG_LOG_LEVEL), LEVEL_INFO);
    CHECK(str_find(problem(&f, 0), STR("it has changed since it was trusted"), NULL));
}

TEST(trust_can_be_taken_back_and_leaves_others)
{
    owned(fixture) struct fixture f;
    enum trust trust;
    fixture_init(&f);
    CHECK_OK(trust_give(f.places.data_dir, "/a b", STR("x")));
    CHECK_OK(trust_give(f.places.data_dir, "/a", STR("")));
    CHECK_OK(trust_look(f.places.data_dir, "/a", STR(""), &trust));
    CHECK_INT(trust, TRUST_GIVEN);
    CHECK_OK(trust_take(f.places.data_dir, "/a"));
    CHECK_OK(trust_look(f.places.data_dir, "/a", STR(""), &trust));
    CHECK_INT(trust, TRUST_NONE);
    CHECK_OK(trust_look(f.places.data_dir, "/a b", STR("x"), &trust));
    CHECK_INT(trust, TRUST_GIVEN);
    CHECK_REASON("bad_folder", trust_give(f.places.data_dir, "/a\nb", STR("x")));
}

TEST(a_folders_file_may_not_set_what_is_the_persons)
{
    owned(fixture) struct fixture f;
    struct str folder;
    fixture_init(&f);
    testbed_file(&f.bed, "folder/.pith/pith.toml", "limits.ops_per_second = 1\n");
    start(&f);
    CHECK_OK(config_trust(f.config, f.places.folder, true, &f.bed.arena, &folder));
    CHECK_INT(config_int(f.config, CONFIG_LIMITS_OPS_PER_SECOND), 0);
    CHECK_STR(problem(&f, 0), "warning folder/.pith/pith.toml:1:25: limits.ops_per_second cannot "
                              "be set by a folder's file");
}

TEST(only_a_folder_with_a_sound_file_can_be_trusted)
{
    owned(fixture) struct fixture f;
    struct str folder;
    fixture_init(&f);
    start(&f);
    CHECK_REASON("no_folder_file",
                 config_trust(f.config, f.places.folder, true, &f.bed.arena, &folder));
    testbed_file(&f.bed, "folder/.pith/pith.toml", "log.level = 1\n");
    CHECK_REASON("bad_config",
                 config_trust(f.config, f.places.folder, true, &f.bed.arena, &folder));
    proc_revoke_path(f.bed.proc, str_of(f.places.folder));
    owned(buf) struct buf args;
    buf_init(&args, PATH_MOST);
    buf_printf(&args, "{\"path\":\"%s\"}%c", f.places.folder, 0);
    CHECK_REASON("no_grant", testbed_call(&f.bed, "config.trust", args.ptr));
}
