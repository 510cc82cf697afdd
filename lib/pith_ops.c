/* Made by `pith ops --emit=c` from the op tables; not to be edited. */
#include "pith_ops.h"

static const char *const choices_auth_as[] = {
    "cookie", "token", NULL,
};
static const char *const choices_auth_kind[] = {
    "system", "owner", "session", "token", "visitor", "native", "service", NULL,
};
static const char *const choices_auth_scope[] = {
    "desktop", "standard", "read", "metrics", "admin", NULL,
};
static const char *const choices_batch_mode[] = {
    "sequential", "parallel", NULL,
};
static const char *const choices_batch_failure[] = {
    "stop", "go_on", "undo", NULL,
};
static const char *const choices_config_layer[] = {
    "builtin", "system", "user", "folder", "kept", "environment", "command", NULL,
};
static const char *const choices_config_grade[] = {
    "note", "warning", "error", NULL,
};
static const char *const choices_fs_hash_kind[] = {
    "sha256", "blake2b", NULL,
};
static const char *const choices_fs_kind[] = {
    "file", "directory", "symlink", "other", NULL,
};
static const char *const choices_fs_mount_kind[] = {
    "local", "memory", "overlay", NULL,
};
static const char *const choices_fs_version_kind[] = {
    "nothing", "file", "directory", "symlink", "moved", NULL,
};
static const char *const choices_fs_change_kind[] = {
    "watching", "created", "modified", "deleted", "gap", NULL,
};
static const char *const choices_fs_write_mode[] = {
    "replace", "append", "patch", NULL,
};
static const char *const choices_observe_subject[] = {
    "op", "proc", NULL,
};
static const char *const choices_observe_outcome[] = {
    "done", "failed", "denied", "running", "note", NULL,
};
static const char *const choices_observe_severity[] = {
    "debug", "info", "warn", "error", NULL,
};
static const char *const choices_observe_form[] = {
    "counter", "gauge", NULL,
};
static const char *const choices_observe_order[] = {
    "newest", "oldest", NULL,
};
static const char *const choices_op_effect[] = {
    "pure", "read", "write", "exec", "network", "irreversible", NULL,
};
static const char *const choices_caller_kind[] = {
    "system", "owner", "session", "token", "visitor", "native", "service", "agent", "app", "skill", "plugin", "channel", NULL,
};
static const char *const choices_proc_state[] = {
    "creating", "initializing", "ready", "running", "waiting", "suspended", "ending", "exited", "reaped", NULL,
};
static const char *const choices_proc_why[] = {
    "memory", "processes", "cpu_seconds", "wall_time", "children", "handles", "network_bytes", "ops_per_second", "calls_at_once", "killed", "called_off", "parent_ended", "stopping", NULL,
};
static const char *const choices_proc_signal[] = {
    "kill", "term", "int", "hup", "usr1", "usr2", NULL,
};
static const char *const choices_proc_stream[] = {
    "out", "err", NULL,
};
static const char *const choices_network_mode[] = {
    "full", "private", "shared", "bridged", NULL,
};
static const char *const choices_service_state[] = {
    "stopped", "waiting", "starting", "ready", "stopping", "failed", NULL,
};
static const char *const choices_service_per[] = {
    "system", "user", NULL,
};
static const char *const choices_service_network[] = {
    "none", "private", "shared", NULL,
};
static const char *const choices_task_state[] = {
    "pending", "running", "completed", "failed", "cancelled", NULL,
};

static const struct pith_field fields_of_pith_auth_credential[] = {
    { "id", "Its id, which is no secret.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_credential, id), 0, 0, 0, NULL, NULL },
    { "kind", "Session or token.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_auth_credential, kind), 0, 0, 0, NULL, choices_auth_kind },
    { "name", "What it was called when it was made.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_credential, name), 0, 0, 0, NULL, NULL },
    { "scope", "What it allows.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_auth_credential, scope), 0, 0, 0, NULL, choices_auth_scope },
    { "created", "When it was made.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_auth_credential, created), 0, 0, 0, NULL, NULL },
    { "expires", "When it ends by itself.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_auth_credential, expires), 0, 0, 0, NULL, NULL },
    { "used", "When it was last used since pith started.",
      PITH_TIME, PITH_PLAIN, false, true, offsetof(struct pith_auth_credential, used), offsetof(struct pith_auth_credential, has_used), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_auth_credential = {
    "auth_credential", fields_of_pith_auth_credential, 7, sizeof(struct pith_auth_credential), 0x30269545u
};

static const struct pith_field fields_of_pith_batch_call[] = {
    { "op", "The op.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_batch_call, op), 0, 1, 128, NULL, NULL },
    { "args", "Its arguments, an object.",
      PITH_JSON, PITH_PLAIN, false, true, offsetof(struct pith_batch_call, args), offsetof(struct pith_batch_call, has_args), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_batch_call = {
    "batch_call", fields_of_pith_batch_call, 2, sizeof(struct pith_batch_call), 0x1122c445u
};

static const struct pith_field fields_of_pith_task_error[] = {
    { "kind", "The kind of error, such as not_found.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_task_error, kind), 0, 0, 0, NULL, NULL },
    { "reason", "The reason, for programs.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_task_error, reason), 0, 0, 0, NULL, NULL },
    { "text", "The reason, for people.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_task_error, text), 0, 0, 0, NULL, NULL },
    { "hint", "What to do next.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_task_error, hint), offsetof(struct pith_task_error, has_hint), 0, 0, NULL, NULL },
    { "details", "Particulars by name.",
      PITH_JSON, PITH_PLAIN, false, false, offsetof(struct pith_task_error, details), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_task_error = {
    "task_error", fields_of_pith_task_error, 5, sizeof(struct pith_task_error), 0xe284eb55u
};

static const struct pith_field fields_of_pith_batch_result[] = {
    { "ok", "Whether it ended well.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_batch_result, ok), 0, 0, 0, NULL, NULL },
    { "result", "What the op gave.",
      PITH_JSON, PITH_PLAIN, false, true, offsetof(struct pith_batch_result, result), offsetof(struct pith_batch_result, has_result), 0, 0, NULL, NULL },
    { "error", "Why it failed; a call that was left out has neither.",
      PITH_REC, PITH_PLAIN, false, true, offsetof(struct pith_batch_result, error), offsetof(struct pith_batch_result, has_error), 0, 0, &pith_shape_task_error, NULL },
    { "undone", "Whether it was taken back.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_batch_result, undone), offsetof(struct pith_batch_result, has_undone), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_batch_result = {
    "batch_result", fields_of_pith_batch_result, 4, sizeof(struct pith_batch_result), 0x910d01cdu
};

static const struct pith_field fields_of_pith_config_setting[] = {
    { "key", "Its name, such as log.level.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, key), 0, 1, 128, NULL, NULL },
    { "value", "Its value; a secret's is not shown.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, value), 0, 0, 0, NULL, NULL },
    { "standard", "What it is when nobody sets it.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, standard), 0, 0, 0, NULL, NULL },
    { "layer", "Where its value comes from.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, layer), 0, 0, 0, NULL, choices_config_layer },
    { "origin", "Where exactly: FILE:LINE:COLUMN, or a variable; else empty.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, origin), 0, 0, 0, NULL, NULL },
    { "takes", "What it may be set to.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, takes), 0, 0, 0, NULL, NULL },
    { "choices", "The words it takes, if it is one of some.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_config_setting, choices), 0, 0, 0, NULL, NULL },
    { "restart", "Whether a change waits for the next start.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, restart), 0, 0, 0, NULL, NULL },
    { "waits", "Whether it has been changed and waits for that.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, waits), 0, 0, 0, NULL, NULL },
    { "doc", "What it sets.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_setting, doc), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_config_setting = {
    "config_setting", fields_of_pith_config_setting, 10, sizeof(struct pith_config_setting), 0xd169d811u
};

static const struct pith_field fields_of_pith_config_file[] = {
    { "layer", "Whose it is.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_config_file, layer), 0, 0, 0, NULL, choices_config_layer },
    { "path", "Where it is.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_config_file, path), 0, 1, 4096, NULL, NULL },
    { "exists", "Whether it is there.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_config_file, exists), 0, 0, 0, NULL, NULL },
    { "used", "Whether its values count now.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_config_file, used), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_config_file = {
    "config_file", fields_of_pith_config_file, 4, sizeof(struct pith_config_file), 0x2c655b7bu
};

static const struct pith_field fields_of_pith_config_problem[] = {
    { "grade", "How much it matters.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_config_problem, grade), 0, 0, 0, NULL, choices_config_grade },
    { "file", "The file, or the variable.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_problem, file), 0, 0, 0, NULL, NULL },
    { "line", "The line; 0: it is not about one.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_config_problem, line), 0, 0, 0, NULL, NULL },
    { "column", "The column.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_config_problem, column), 0, 0, 0, NULL, NULL },
    { "text", "What is the matter.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_problem, text), 0, 0, 0, NULL, NULL },
    { "hint", "What to do about it; may be empty.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_config_problem, hint), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_config_problem = {
    "config_problem", fields_of_pith_config_problem, 6, sizeof(struct pith_config_problem), 0xd18e4663u
};

static const struct pith_field fields_of_pith_fs_entry[] = {
    { "name", "The name.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry, name), 0, 1, 255, NULL, NULL },
    { "kind", "What it is.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry, kind), 0, 0, 0, NULL, choices_fs_kind },
    { "size", "Its size in bytes.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry, size), 0, 0, 0, NULL, NULL },
    { "modified", "When its contents last changed.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry, modified), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_fs_entry = {
    "fs_entry", fields_of_pith_fs_entry, 4, sizeof(struct pith_fs_entry), 0x775513c1u
};

static const struct pith_field fields_of_pith_fs_mount_row[] = {
    { "at", "Where.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_mount_row, at), 0, 1, 4096, NULL, NULL },
    { "kind", "What keeps it.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_fs_mount_row, kind), 0, 0, 0, NULL, choices_fs_mount_kind },
    { "read_only", "Whether it cannot be changed.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_mount_row, read_only), 0, 0, 0, NULL, NULL },
    { "stays", "Whether it stays when its owner ends.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_mount_row, stays), 0, 0, 0, NULL, NULL },
    { "owner", "The proc that mounted it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_mount_row, owner), 0, 0, 0, NULL, NULL },
    { "source", "The directory; of an overlay, the one that is never written. Only told to its owner.",
      PITH_PATH, PITH_PLAIN, false, true, offsetof(struct pith_fs_mount_row, source), offsetof(struct pith_fs_mount_row, has_source), 1, 4096, NULL, NULL },
    { "used", "Of memory: how many bytes it holds, names among them.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_mount_row, used), offsetof(struct pith_fs_mount_row, has_used), 0, 0, NULL, NULL },
    { "most", "Of memory: how many it may hold.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_mount_row, most), offsetof(struct pith_fs_mount_row, has_most), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_fs_mount_row = {
    "fs_mount_row", fields_of_pith_fs_mount_row, 8, sizeof(struct pith_fs_mount_row), 0x5db57596u
};

static const struct pith_field fields_of_pith_fs_edit[] = {
    { "old", "What is there now, exactly, with its blanks and line ends.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_fs_edit, old), 0, 1, 1048576, NULL, NULL },
    { "new", "What is there then.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_fs_edit, new_), 0, 0, 1048576, NULL, NULL },
    { "all", "Everywhere it stands; else it must stand there exactly once.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_edit, all), offsetof(struct pith_fs_edit, has_all), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_fs_edit = {
    "fs_edit", fields_of_pith_fs_edit, 3, sizeof(struct pith_fs_edit), 0x80fa80a3u
};

static const struct pith_field fields_of_pith_fs_hit[] = {
    { "path", "The file, as one would name it to fs.read.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_hit, path), 0, 1, 4096, NULL, NULL },
    { "directory", "Whether it is a directory; only where no text was looked for.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_hit, directory), 0, 0, 0, NULL, NULL },
    { "line", "Which line, from 1.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_hit, line), offsetof(struct pith_fs_hit, has_line), 1, 9007199254740991, NULL, NULL },
    { "column", "Where in that line, in bytes, from 1.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_hit, column), offsetof(struct pith_fs_hit, has_column), 1, 9007199254740991, NULL, NULL },
    { "text", "The line; of a long one, the part around the place.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_hit, text), offsetof(struct pith_fs_hit, has_text), 0, 1048576, NULL, NULL },
    { "before", "The lines before it.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_fs_hit, before), offsetof(struct pith_fs_hit, has_before), 0, 20, NULL, NULL },
    { "after", "The lines behind it.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_fs_hit, after), offsetof(struct pith_fs_hit, has_after), 0, 20, NULL, NULL },
};
const struct pith_shape pith_shape_fs_hit = {
    "fs_hit", fields_of_pith_fs_hit, 7, sizeof(struct pith_fs_hit), 0xc4414772u
};

static const struct pith_field fields_of_pith_fs_entry_below[] = {
    { "path", "From that directory on.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry_below, path), 0, 1, 4096, NULL, NULL },
    { "kind", "What it is.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry_below, kind), 0, 0, 0, NULL, choices_fs_kind },
    { "size", "Its size in bytes.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry_below, size), 0, 0, 0, NULL, NULL },
    { "modified", "When its contents last changed.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_fs_entry_below, modified), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_fs_entry_below = {
    "fs_entry_below", fields_of_pith_fs_entry_below, 4, sizeof(struct pith_fs_entry_below), 0x4ddf2f71u
};

static const struct pith_field fields_of_pith_fs_version[] = {
    { "undo", "The change, as fs.undo and fs.restore take it.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_fs_version, undo), 0, 1, 128, NULL, NULL },
    { "time", "When it was changed.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_fs_version, time), 0, 0, 0, NULL, NULL },
    { "op", "By which op.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_fs_version, op), 0, 0, 0, NULL, NULL },
    { "caller", "By whom; empty if that was taken back.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_fs_version, caller), 0, 0, 0, NULL, NULL },
    { "kind", "What stood there.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_fs_version, kind), 0, 0, 0, NULL, choices_fs_version_kind },
    { "size", "The size of the file in bytes.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_version, size), 0, 0, 0, NULL, NULL },
    { "from", "Where it came from, if it was moved there.",
      PITH_PATH, PITH_PLAIN, false, true, offsetof(struct pith_fs_version, from), offsetof(struct pith_fs_version, has_from), 1, 4096, NULL, NULL },
};
const struct pith_shape pith_shape_fs_version = {
    "fs_version", fields_of_pith_fs_version, 7, sizeof(struct pith_fs_version), 0x11387966u
};

static const struct pith_field fields_of_pith_fs_change[] = {
    { "kind", "What happened.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_fs_change, kind), 0, 0, 0, NULL, choices_fs_change_kind },
    { "path", "Where, as one would name it to fs.read.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_change, path), 0, 1, 4096, NULL, NULL },
    { "directory", "Whether it is a directory.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_change, directory), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_fs_change = {
    "fs_change", fields_of_pith_fs_change, 3, sizeof(struct pith_fs_change), 0xd7f41610u
};

static const struct pith_field fields_of_pith_kernel_op_stats[] = {
    { "op", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_op_stats, op), 0, 1, 128, NULL, NULL },
    { "calls", "How often.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_op_stats, calls), 0, 0, 0, NULL, NULL },
    { "errors", "How often it failed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_op_stats, errors), 0, 0, 0, NULL, NULL },
    { "p50_ns", "Half of the calls took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_op_stats, p50_ns), 0, 0, 0, NULL, NULL },
    { "p95_ns", "95 of 100 took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_op_stats, p95_ns), 0, 0, 0, NULL, NULL },
    { "p99_ns", "99 of 100 took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_op_stats, p99_ns), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_kernel_op_stats = {
    "kernel_op_stats", fields_of_pith_kernel_op_stats, 6, sizeof(struct pith_kernel_op_stats), 0xe7c6a913u
};

static const struct pith_field fields_of_pith_mem_part[] = {
    { "name", "What for: heap, pages of databases, plans of procs, …",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_mem_part, name), 0, 0, 0, NULL, NULL },
    { "bytes", "Bytes in use.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_part, bytes), 0, 0, 0, NULL, NULL },
    { "idle", "Bytes that mem.gc could give back.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_part, idle), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_mem_part = {
    "mem_part", fields_of_pith_mem_part, 3, sizeof(struct pith_mem_part), 0x862ed62fu
};

static const struct pith_field fields_of_pith_net_verdict[] = {
    { "address", "The address.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_net_verdict, address), 0, 0, 0, NULL, NULL },
    { "what", "What kind of place it is.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_net_verdict, what), 0, 0, 0, NULL, NULL },
    { "allowed", "Whether it may be reached.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_net_verdict, allowed), 0, 0, 0, NULL, NULL },
    { "why", "If not, why.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_verdict, why), offsetof(struct pith_net_verdict, has_why), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_net_verdict = {
    "net_verdict", fields_of_pith_net_verdict, 4, sizeof(struct pith_net_verdict), 0x37d18fd1u
};

static const struct pith_field fields_of_pith_net_header[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_net_header, name), 0, 1, 256, NULL, NULL },
    { "value", "Its value.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_net_header, value), 0, 0, 65536, NULL, NULL },
};
const struct pith_shape pith_shape_net_header = {
    "net_header", fields_of_pith_net_header, 2, sizeof(struct pith_net_header), 0xe0d08e95u
};

static const struct pith_field fields_of_pith_net_piece[] = {
    { "id", "With the head: what net.send calls this exchange.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_net_piece, id), offsetof(struct pith_net_piece, has_id), 0, 0, NULL, NULL },
    { "status", "With the head: the status.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_net_piece, status), offsetof(struct pith_net_piece, has_status), 0, 0, NULL, NULL },
    { "url", "With the head: where the answer came from, after redirects.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_piece, url), offsetof(struct pith_net_piece, has_url), 0, 0, NULL, NULL },
    { "headers", "With the head: its headers.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_net_piece, headers), 0, 0, 0, &pith_shape_net_header, NULL },
    { "data", "Else: the next bytes of the body.",
      PITH_BYTES, PITH_PLAIN, false, true, offsetof(struct pith_net_piece, data), offsetof(struct pith_net_piece, has_data), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_net_piece = {
    "net_piece", fields_of_pith_net_piece, 5, sizeof(struct pith_net_piece), 0x8ea93c48u
};

static const struct pith_field fields_of_pith_net_visit[] = {
    { "address", "In the first item alone: where the proxy listens.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, address), offsetof(struct pith_net_visit, has_address), 0, 0, NULL, NULL },
    { "port", "The proxy's port in the first item; else the one that was reached.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, port), offsetof(struct pith_net_visit, has_port), 0, 0, NULL, NULL },
    { "user", "In the first item: whom it lets in.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, user), offsetof(struct pith_net_visit, has_user), 0, 0, NULL, NULL },
    { "password", "In the first item: by what; it ends with the proxy.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, password), offsetof(struct pith_net_visit, has_password), 0, 0, NULL, NULL },
    { "host", "What was to be reached.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, host), offsetof(struct pith_net_visit, has_host), 0, 0, NULL, NULL },
    { "refused", "Why it was not.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, refused), offsetof(struct pith_net_visit, has_refused), 0, 0, NULL, NULL },
    { "sent", "Bytes from the program, once it is over.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, sent), offsetof(struct pith_net_visit, has_sent), 0, 0, NULL, NULL },
    { "received", "And to it.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_net_visit, received), offsetof(struct pith_net_visit, has_received), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_net_visit = {
    "net_visit", fields_of_pith_net_visit, 8, sizeof(struct pith_net_visit), 0x22a58671u
};

static const struct pith_field fields_of_pith_observe_anomaly[] = {
    { "time", "When.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, time), 0, 0, 0, NULL, NULL },
    { "subject", "What was unusual.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, subject), 0, 0, 0, NULL, choices_observe_subject },
    { "text", "In words: what, and how far.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, text), 0, 0, 0, NULL, NULL },
    { "op", "The op.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_anomaly, op), offsetof(struct pith_observe_anomaly, has_op), 0, 0, NULL, NULL },
    { "proc", "Who called.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, proc), 0, 0, 0, NULL, NULL },
    { "chain", "The story.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_anomaly, chain), offsetof(struct pith_observe_anomaly, has_chain), 0, 0, NULL, NULL },
    { "value", "What it was: nanoseconds, or calls a second.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, value), 0, 0, 0, NULL, NULL },
    { "mean", "What is usual.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, mean), 0, 0, 0, NULL, NULL },
    { "sd", "The standard deviation of that.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, sd), 0, 0, 0, NULL, NULL },
    { "sigmas", "How many of these it was away.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomaly, sigmas), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_anomaly = {
    "observe_anomaly", fields_of_pith_observe_anomaly, 10, sizeof(struct pith_observe_anomaly), 0x82ac6147u
};

static const struct pith_field fields_of_pith_observe_step[] = {
    { "depth", "How many steps stand above it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, depth), 0, 0, 0, NULL, NULL },
    { "children", "How many follow one level below it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, children), 0, 0, 0, NULL, NULL },
    { "time", "When it began.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, time), 0, 0, 0, NULL, NULL },
    { "at", "The same, in nanoseconds from the start of the story.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, at), 0, 0, 0, NULL, NULL },
    { "took", "Nanoseconds, if it took any.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_observe_step, took), offsetof(struct pith_observe_step, has_took), 0, 0, NULL, NULL },
    { "outcome", "How it went.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, outcome), 0, 0, 0, NULL, choices_observe_outcome },
    { "kind", "What it was: op.done, proc.exited, …",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, kind), 0, 0, 0, NULL, NULL },
    { "severity", "How much it matters.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, severity), 0, 0, 0, NULL, choices_observe_severity },
    { "op", "The op that was called.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_step, op), offsetof(struct pith_observe_step, has_op), 0, 0, NULL, NULL },
    { "proc", "Who did it; 0: pith itself.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, proc), 0, 0, 0, NULL, NULL },
    { "who", "That proc's name, if it is known.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_step, who), offsetof(struct pith_observe_step, has_who), 0, 0, NULL, NULL },
    { "text", "In words.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_step, text), offsetof(struct pith_observe_step, has_text), 0, 0, NULL, NULL },
    { "span", "The step.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_step, span), offsetof(struct pith_observe_step, has_span), 0, 0, NULL, NULL },
    { "parent", "The step above it, also if that came from elsewhere.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_step, parent), offsetof(struct pith_observe_step, has_parent), 0, 0, NULL, NULL },
    { "values", "Its figures by name.",
      PITH_JSON, PITH_PLAIN, false, false, offsetof(struct pith_observe_step, values), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_step = {
    "observe_step", fields_of_pith_observe_step, 15, sizeof(struct pith_observe_step), 0x4b500c52u
};

static const struct pith_field fields_of_pith_observe_figure[] = {
    { "name", "Its name, as at /metrics without pith_.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_figure, name), 0, 0, 0, NULL, NULL },
    { "form", "What it is.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_observe_figure, form), 0, 0, 0, NULL, choices_observe_form },
    { "label", "What it is of, where there are several of the name.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_figure, label), offsetof(struct pith_observe_figure, has_label), 0, 0, NULL, NULL },
    { "value", "How much it is.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_figure, value), 0, 0, 0, NULL, NULL },
    { "doc", "What it counts.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_figure, doc), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_figure = {
    "observe_figure", fields_of_pith_observe_figure, 5, sizeof(struct pith_observe_figure), 0xc4a56e9au
};

static const struct pith_field fields_of_pith_observe_bucket[] = {
    { "most", "Seconds that none of them took longer than.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_bucket, most), 0, 0, 0, NULL, NULL },
    { "calls", "How many took no longer, those of the buckets before among them.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_bucket, calls), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_bucket = {
    "observe_bucket", fields_of_pith_observe_bucket, 2, sizeof(struct pith_observe_bucket), 0xff23dffau
};

static const struct pith_field fields_of_pith_observe_histogram[] = {
    { "op", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_histogram, op), 0, 0, 0, NULL, NULL },
    { "calls", "How many there were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_histogram, calls), 0, 0, 0, NULL, NULL },
    { "errors", "How many failed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_histogram, errors), 0, 0, 0, NULL, NULL },
    { "sum", "Seconds they took in all.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_histogram, sum), 0, 0, 0, NULL, NULL },
    { "buckets", "Those of /metrics; what took longer still is in none.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_histogram, buckets), 0, 0, 0, &pith_shape_observe_bucket, NULL },
};
const struct pith_shape pith_shape_observe_histogram = {
    "observe_histogram", fields_of_pith_observe_histogram, 5, sizeof(struct pith_observe_histogram), 0x84ba5275u
};

static const struct pith_field fields_of_pith_observe_event[] = {
    { "time", "When.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_observe_event, time), 0, 0, 0, NULL, NULL },
    { "kind", "What: op.done, proc.born, …",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_event, kind), 0, 0, 0, NULL, NULL },
    { "severity", "How much it matters.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_observe_event, severity), 0, 0, 0, NULL, choices_observe_severity },
    { "proc", "Who caused it; 0: pith itself.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_event, proc), 0, 0, 0, NULL, NULL },
    { "chain", "Whose story it belongs to, if to one.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_event, chain), offsetof(struct pith_observe_event, has_chain), 0, 0, NULL, NULL },
    { "span", "The step in it.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_event, span), offsetof(struct pith_observe_event, has_span), 0, 0, NULL, NULL },
    { "parent", "The step that led to this one.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_event, parent), offsetof(struct pith_observe_event, has_parent), 0, 0, NULL, NULL },
    { "op", "The op that was called.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_event, op), offsetof(struct pith_observe_event, has_op), 0, 0, NULL, NULL },
    { "text", "In words.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_event, text), offsetof(struct pith_observe_event, has_text), 0, 0, NULL, NULL },
    { "values", "Its figures by name.",
      PITH_JSON, PITH_PLAIN, false, false, offsetof(struct pith_observe_event, values), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_event = {
    "observe_event", fields_of_pith_observe_event, 10, sizeof(struct pith_observe_event), 0x503c69dfu
};

static const struct pith_field fields_of_pith_observe_proc[] = {
    { "proc", "Its number.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, proc), 0, 0, 0, NULL, NULL },
    { "name", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, name), 0, 0, 0, NULL, NULL },
    { "kind", "What it is: owner, session, native, …",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, kind), 0, 0, 0, NULL, NULL },
    { "age", "How long it has been there.",
      PITH_MS, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, age), 0, 0, 0, NULL, NULL },
    { "calls", "How often it called.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, calls), 0, 0, 0, NULL, NULL },
    { "errors", "How often that failed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, errors), 0, 0, 0, NULL, NULL },
    { "bytes", "How much content it read and wrote.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, bytes), 0, 0, 0, NULL, NULL },
    { "p50_ns", "Half of its calls took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, p50_ns), 0, 0, 0, NULL, NULL },
    { "p95_ns", "95 of 100 took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, p95_ns), 0, 0, 0, NULL, NULL },
    { "p99_ns", "99 of 100 took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_proc, p99_ns), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_proc = {
    "observe_proc", fields_of_pith_observe_proc, 10, sizeof(struct pith_observe_proc), 0x81dbe361u
};

static const struct pith_field fields_of_pith_observe_category[] = {
    { "name", "The first word of their kinds.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_category, name), 0, 0, 0, NULL, NULL },
    { "events", "How many there were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_category, events), 0, 0, 0, NULL, NULL },
    { "rate", "How many a second, of late.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_category, rate), 0, 0, 0, NULL, NULL },
    { "left_out", "How many of them were not written, to keep the cost down.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_category, left_out), 0, 0, 0, NULL, NULL },
    { "sampled", "The share that is written now; 1: all.",
      PITH_REAL, PITH_PLAIN, false, false, offsetof(struct pith_observe_category, sampled), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_category = {
    "observe_category", fields_of_pith_observe_category, 5, sizeof(struct pith_observe_category), 0xe02410c9u
};

static const struct pith_field fields_of_pith_observe_op[] = {
    { "op", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_op, op), 0, 0, 0, NULL, NULL },
    { "calls", "How often.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_op, calls), 0, 0, 0, NULL, NULL },
    { "errors", "How often it failed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_op, errors), 0, 0, 0, NULL, NULL },
    { "p50_ns", "Half of the calls took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_op, p50_ns), 0, 0, 0, NULL, NULL },
    { "p95_ns", "95 of 100 took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_op, p95_ns), 0, 0, 0, NULL, NULL },
    { "p99_ns", "99 of 100 took no longer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_op, p99_ns), 0, 0, 0, NULL, NULL },
    { "mean_ns", "What it took on average.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_op, mean_ns), 0, 0, 0, NULL, NULL },
    { "sd_ns", "Its standard deviation, of late; not of ops whose time is their caller's choice.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_observe_op, sd_ns), offsetof(struct pith_observe_op, has_sd_ns), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_op = {
    "observe_op", fields_of_pith_observe_op, 8, sizeof(struct pith_observe_op), 0xf77440d7u
};

static const struct pith_field fields_of_pith_observe_ring[] = {
    { "ring", "Its place.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_ring, ring), 0, 0, 0, NULL, NULL },
    { "events", "How many were written, in slots.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_ring, events), 0, 0, 0, NULL, NULL },
    { "kept", "How many of them are still there.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_ring, kept), 0, 0, 0, NULL, NULL },
    { "shared", "Whether several threads share it.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_observe_ring, shared), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_ring = {
    "observe_ring", fields_of_pith_observe_ring, 4, sizeof(struct pith_observe_ring), 0x9f21f7a1u
};

static const struct pith_field fields_of_pith_observe_export[] = {
    { "on", "Whether it runs.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_observe_export, on), 0, 0, 0, NULL, NULL },
    { "state", "How it is, or why it is off.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_export, state), 0, 0, 0, NULL, NULL },
    { "sent", "Spans that a collector has taken.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_export, sent), 0, 0, 0, NULL, NULL },
    { "queued", "Spans that wait.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_export, queued), 0, 0, 0, NULL, NULL },
    { "dropped", "Spans that were given up.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_export, dropped), 0, 0, 0, NULL, NULL },
    { "failures", "Requests that failed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_export, failures), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_observe_export = {
    "observe_export", fields_of_pith_observe_export, 6, sizeof(struct pith_observe_export), 0x17771e6du
};

static const struct pith_field fields_of_pith_op_need[] = {
    { "capability", "The verb.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_op_need, capability), 0, 1, 128, NULL, NULL },
    { "parameter", "The parameter that says over what.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_op_need, parameter), offsetof(struct pith_op_need, has_parameter), 1, 128, NULL, NULL },
};
const struct pith_shape pith_shape_op_need = {
    "op_need", fields_of_pith_op_need, 2, sizeof(struct pith_op_need), 0x35c5b9c8u
};

static const struct pith_field fields_of_pith_op_summary[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_op_summary, name), 0, 1, 128, NULL, NULL },
    { "effect", "What it does to the world.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_op_summary, effect), 0, 0, 0, NULL, choices_op_effect },
    { "doc", "Its manual line.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_op_summary, doc), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_op_summary = {
    "op_summary", fields_of_pith_op_summary, 3, sizeof(struct pith_op_summary), 0xbed11c5au
};

static const struct pith_field fields_of_pith_proc_bounds[] = {
    { "memory", "Bytes, of all its processes.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, memory), 0, 0, 0, NULL, NULL },
    { "cpu_seconds", "Processor time of all its processes, in seconds.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, cpu_seconds), 0, 0, 0, NULL, NULL },
    { "cpu_percent", "Share of one processor; 200: two of them.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, cpu_percent), 0, 0, 0, NULL, NULL },
    { "handles", "Streams, watches, mounts and tasks that it holds; of a program also: descriptors of each process, from its start.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, handles), 0, 0, 0, NULL, NULL },
    { "processes", "Processes and threads at once.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, processes), 0, 0, 0, NULL, NULL },
    { "children", "Procs that it has started, at once.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, children), 0, 0, 0, NULL, NULL },
    { "wall", "How long it may live.",
      PITH_MS, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, wall), 0, 0, 0, NULL, NULL },
    { "ops_per_second", "Calls begun in a second.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, ops_per_second), 0, 0, 0, NULL, NULL },
    { "calls_at_once", "Calls under way.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, calls_at_once), 0, 0, 0, NULL, NULL },
    { "network_bytes", "Bytes moved by ops that leave the machine, both ways.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_bounds, network_bytes), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_bounds = {
    "proc_bounds", fields_of_pith_proc_bounds, 10, sizeof(struct pith_proc_bounds), 0xeb098bd1u
};

static const struct pith_field fields_of_pith_proc_holding[] = {
    { "kind", "What: program, task, watch, ring, grant, …",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding, kind), 0, 0, 0, NULL, NULL },
    { "count", "How many.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding, count), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_holding = {
    "proc_holding", fields_of_pith_proc_holding, 2, sizeof(struct pith_proc_holding), 0xe7791a90u
};

static const struct pith_field fields_of_pith_proc_entry[] = {
    { "id", "Its number; it is never another's, as long as pith runs.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, id), 0, 0, 0, NULL, NULL },
    { "parent", "The proc with which it ends; 0: it is pith itself.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, parent), 0, 0, 0, NULL, NULL },
    { "kind", "What it is.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, kind), 0, 0, 0, NULL, choices_caller_kind },
    { "name", "What it is called.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, name), 0, 0, 0, NULL, NULL },
    { "state", "How far its life has come.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, state), 0, 0, 0, NULL, choices_proc_state },
    { "started", "Since when it is there.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, started), 0, 0, 0, NULL, NULL },
    { "calls", "Ops that it has called.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, calls), 0, 0, 0, NULL, NULL },
    { "errors", "Of these: failed or refused.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, errors), 0, 0, 0, NULL, NULL },
    { "running", "Of these: under way.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, running), 0, 0, 0, NULL, NULL },
    { "children", "Procs that end with it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, children), 0, 0, 0, NULL, NULL },
    { "network", "Bytes that its calls moved over the network.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, network), 0, 0, 0, NULL, NULL },
    { "own", "Whether you may end, stop and limit it.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, own), 0, 0, 0, NULL, NULL },
    { "pressed", "Warning: it holds more than four fifths of the memory that it may.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, pressed), 0, 0, 0, NULL, NULL },
    { "priority", "-20 first, 19 last.",
      PITH_INT, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, priority), 0, 0, 0, NULL, NULL },
    { "limits", "How much it may have.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_proc_entry, limits), 0, 0, 0, &pith_shape_proc_bounds, NULL },
    { "holds", "What it holds.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_proc_entry, holds), 0, 0, 0, &pith_shape_proc_holding, NULL },
    { "pid", "Of a program: the first process of its sandbox.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_entry, pid), offsetof(struct pith_proc_entry, has_pid), 0, 0, NULL, NULL },
    { "memory", "Of a program: bytes that it holds.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_entry, memory), offsetof(struct pith_proc_entry, has_memory), 0, 0, NULL, NULL },
    { "cpu", "Of a program: processor time so far.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_proc_entry, cpu), offsetof(struct pith_proc_entry, has_cpu), 0, 0, NULL, NULL },
    { "processes", "Of a program: processes and threads.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_entry, processes), offsetof(struct pith_proc_entry, has_processes), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_entry = {
    "proc_entry", fields_of_pith_proc_entry, 20, sizeof(struct pith_proc_entry), 0x9446910bu
};

static const struct pith_field fields_of_pith_proc_path_grant[] = {
    { "path", "Which.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_path_grant, path), 0, 0, 0, NULL, NULL },
    { "capabilities", "What it may do there.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_proc_path_grant, capabilities), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_path_grant = {
    "proc_path_grant", fields_of_pith_proc_path_grant, 2, sizeof(struct pith_proc_path_grant), 0x9a9c4fa3u
};

static const struct pith_field fields_of_pith_proc_name_rule[] = {
    { "capability", "Which.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_name_rule, capability), 0, 0, 0, NULL, NULL },
    { "pattern", "The names: * any letters, ? one.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_name_rule, pattern), 0, 0, 0, NULL, NULL },
    { "allow", "Whether they are allowed or refused.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_proc_name_rule, allow), 0, 0, 0, NULL, NULL },
    { "priority", "The highest decides; among equals, a refusal.",
      PITH_INT, PITH_PLAIN, false, false, offsetof(struct pith_proc_name_rule, priority), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_name_rule = {
    "proc_name_rule", fields_of_pith_proc_name_rule, 4, sizeof(struct pith_proc_name_rule), 0xd69e0a61u
};

static const struct pith_field fields_of_pith_proc_row[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_row, id), 0, 0, 0, NULL, NULL },
    { "program", "What was started: a path, or a name in the system's directories.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_row, program), 0, 0, 0, NULL, NULL },
    { "command", "The same with its arguments, or the line that a shell reads, as people write it; cut if it is long.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_row, command), 0, 0, 0, NULL, NULL },
    { "state", "How far its life has come.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_row, state), 0, 0, 0, NULL, choices_proc_state },
    { "owner", "The proc that started it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_row, owner), 0, 0, 0, NULL, NULL },
    { "started", "When.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_proc_row, started), 0, 0, 0, NULL, NULL },
    { "pid", "The process of its sandbox, while there is one.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, pid), offsetof(struct pith_proc_row, has_pid), 0, 0, NULL, NULL },
    { "status", "Its exit status, if it ended of itself.",
      PITH_INT, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, status), offsetof(struct pith_proc_row, has_status), 0, 0, NULL, NULL },
    { "signal", "The signal that ended it, if one did.",
      PITH_INT, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, signal), offsetof(struct pith_proc_row, has_signal), 0, 0, NULL, NULL },
    { "why", "What ended it, if it did not end of itself; or, if it failed, the limit that it met.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, why), offsetof(struct pith_proc_row, has_why), 0, 0, NULL, choices_proc_why },
    { "by", "killed: by which proc.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, by), offsetof(struct pith_proc_row, has_by), 0, 0, NULL, NULL },
    { "user", "Processor time of its own and of what it started.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, user), offsetof(struct pith_proc_row, has_user), 0, 0, NULL, NULL },
    { "system", "And of the kernel, for it.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, system), offsetof(struct pith_proc_row, has_system), 0, 0, NULL, NULL },
    { "memory_peak", "The most memory it held, in bytes.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_row, memory_peak), offsetof(struct pith_proc_row, has_memory_peak), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_row = {
    "proc_row", fields_of_pith_proc_row, 14, sizeof(struct pith_proc_row), 0xe4ba0074u
};

static const struct pith_field fields_of_pith_proc_chunk[] = {
    { "stream", "Where it came from.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_chunk, stream), 0, 0, 0, NULL, choices_proc_stream },
    { "data", "What it is.",
      PITH_BYTES, PITH_PLAIN, false, false, offsetof(struct pith_proc_chunk, data), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_chunk = {
    "proc_chunk", fields_of_pith_proc_chunk, 2, sizeof(struct pith_proc_chunk), 0xe0c35e5du
};

static const struct pith_field fields_of_pith_proc_kind_count[] = {
    { "kind", "The kind.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_kind_count, kind), 0, 0, 0, NULL, choices_caller_kind },
    { "state", "The state.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_kind_count, state), 0, 0, 0, NULL, choices_proc_state },
    { "count", "How many.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_kind_count, count), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_kind_count = {
    "proc_kind_count", fields_of_pith_proc_kind_count, 3, sizeof(struct pith_proc_kind_count), 0x62a8a656u
};

static const struct pith_field fields_of_pith_proc_holding_stats[] = {
    { "kind", "Which.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding_stats, kind), 0, 0, 0, NULL, NULL },
    { "order", "When it is given back: lower first, and last taken first.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding_stats, order), 0, 0, 0, NULL, NULL },
    { "held", "How many are held now.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding_stats, held), 0, 0, 0, NULL, NULL },
    { "taken", "How many ever were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding_stats, taken), 0, 0, 0, NULL, NULL },
    { "swept", "Of these: given back because their proc ended.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding_stats, swept), 0, 0, 0, NULL, NULL },
    { "longest_us", "The longest that giving one back so has taken.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_holding_stats, longest_us), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_proc_holding_stats = {
    "proc_holding_stats", fields_of_pith_proc_holding_stats, 6, sizeof(struct pith_proc_holding_stats), 0x4e7022f3u
};

static const struct pith_field fields_of_pith_sandbox_plan_row[] = {
    { "step", "What is done.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sandbox_plan_row, step), 0, 1, 128, NULL, NULL },
    { "to", "To what.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sandbox_plan_row, to), 0, 0, 0, NULL, NULL },
    { "how", "In which way: flags, figures, contents.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sandbox_plan_row, how), 0, 0, 0, NULL, NULL },
    { "why", "What it is for.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sandbox_plan_row, why), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_sandbox_plan_row = {
    "sandbox_plan_row", fields_of_pith_sandbox_plan_row, 4, sizeof(struct pith_sandbox_plan_row), 0x62e401b2u
};

static const struct pith_field fields_of_pith_service_field[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_field, name), 0, 1, 128, NULL, NULL },
    { "doc", "What it is.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_field, doc), 0, 0, 1000, NULL, NULL },
    { "type", "Its type, such as text, or record.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_field, type), 0, 1, 16, NULL, NULL },
    { "role", "plain, target or content.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_service_field, role), offsetof(struct pith_service_field, has_role), 0, 16, NULL, NULL },
    { "list", "Whether it is a list of these.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_service_field, list), offsetof(struct pith_service_field, has_list), 0, 0, NULL, NULL },
    { "optional", "Whether it may be left out.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_service_field, optional), offsetof(struct pith_service_field, has_optional), 0, 0, NULL, NULL },
    { "least", "The least value, length or number of items.",
      PITH_INT, PITH_PLAIN, false, true, offsetof(struct pith_service_field, least), offsetof(struct pith_service_field, has_least), 0, 0, NULL, NULL },
    { "most", "The most.",
      PITH_INT, PITH_PLAIN, false, true, offsetof(struct pith_service_field, most), offsetof(struct pith_service_field, has_most), 0, 0, NULL, NULL },
    { "choices", "Of an enum: its values.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_service_field, choices), offsetof(struct pith_service_field, has_choices), 0, 256, NULL, NULL },
    { "fields", "Of a record: what is in it.",
      PITH_REC, PITH_PLAIN, true, true, offsetof(struct pith_service_field, fields), offsetof(struct pith_service_field, has_fields), 0, 128, &pith_shape_service_field, NULL },
};
const struct pith_shape pith_shape_service_field = {
    "service_field", fields_of_pith_service_field, 10, sizeof(struct pith_service_field), 0x77ee6ab9u
};

static const struct pith_field fields_of_pith_service_row[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_row, name), 0, 0, 0, NULL, NULL },
    { "state", "How it is.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_service_row, state), 0, 0, 0, NULL, choices_service_state },
    { "about", "What it is for.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_row, about), 0, 0, 0, NULL, NULL },
    { "ops", "The ops that it answers.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_service_row, ops), 0, 0, 0, NULL, NULL },
    { "own", "Whether it is pith's own.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_service_row, own), 0, 0, 0, NULL, NULL },
    { "starts", "How often it was started since pith was.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_service_row, starts), 0, 0, 0, NULL, NULL },
    { "faults", "How often it has ended by a fault since it last worked.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_service_row, faults), 0, 0, 0, NULL, NULL },
    { "calls", "Calls that it is answering, or that wait for it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_service_row, calls), 0, 0, 0, NULL, NULL },
    { "pid", "The process of its sandbox, while it runs.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_service_row, pid), offsetof(struct pith_service_row, has_pid), 0, 0, NULL, NULL },
    { "error", "Why it ended the last time, if that was a fault.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_service_row, error), offsetof(struct pith_service_row, has_error), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_service_row = {
    "service_row", fields_of_pith_service_row, 10, sizeof(struct pith_service_row), 0x299a42b0u
};

static const struct pith_field fields_of_pith_service_sandbox[] = {
    { "network", "How it is connected; usually not at all.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_service_sandbox, network), offsetof(struct pith_service_sandbox, has_network), 0, 0, NULL, choices_service_network },
    { "read", "Files and directories that it sees, besides its own.",
      PITH_PATH, PITH_PLAIN, true, true, offsetof(struct pith_service_sandbox, read), offsetof(struct pith_service_sandbox, has_read), 0, 64, NULL, NULL },
    { "write", "Those that it may change, too.",
      PITH_PATH, PITH_PLAIN, true, true, offsetof(struct pith_service_sandbox, write), offsetof(struct pith_service_sandbox, has_write), 0, 64, NULL, NULL },
    { "memory", "Bytes of all its processes; usually 512 MiB.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_service_sandbox, memory), offsetof(struct pith_service_sandbox, has_memory), 1048576, 9007199254740991, NULL, NULL },
    { "processes", "Processes and threads; usually 64.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_service_sandbox, processes), offsetof(struct pith_service_sandbox, has_processes), 1, 100000, NULL, NULL },
    { "files", "Descriptors; usually 1024.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_service_sandbox, files), offsetof(struct pith_service_sandbox, has_files), 8, 100000, NULL, NULL },
};
const struct pith_shape pith_shape_service_sandbox = {
    "service_sandbox", fields_of_pith_service_sandbox, 6, sizeof(struct pith_service_sandbox), 0xebbfe37eu
};

static const struct pith_field fields_of_pith_service_manifest[] = {
    { "name", "Its name, and the first word of its ops: letters, digits, _.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_manifest, name), 0, 1, 32, NULL, NULL },
    { "program", "Its program, absolute or from where the manifest is.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_service_manifest, program), 0, 1, 4096, NULL, NULL },
    { "args", "What it is started with.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_service_manifest, args), offsetof(struct pith_service_manifest, has_args), 0, 100, NULL, NULL },
    { "about", "What it is for.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_service_manifest, about), offsetof(struct pith_service_manifest, has_about), 0, 1000, NULL, NULL },
    { "per", "How many processes there are; usually one for everybody.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_service_manifest, per), offsetof(struct pith_service_manifest, has_per), 0, 0, NULL, choices_service_per },
    { "idle_stop", "After this long without a call it is stopped; usually 5m, 0 never.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_service_manifest, idle_stop), offsetof(struct pith_service_manifest, has_idle_stop), 1, 32, NULL, NULL },
    { "health", "How often it is asked whether it still works; usually 30s, 0 never.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_service_manifest, health), offsetof(struct pith_service_manifest, has_health), 1, 32, NULL, NULL },
    { "start_within", "It must be ready after this long; usually 10s.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_service_manifest, start_within), offsetof(struct pith_service_manifest, has_start_within), 1, 32, NULL, NULL },
    { "allow", "Capabilities that it has when it calls; those about files reach over read and write.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_service_manifest, allow), offsetof(struct pith_service_manifest, has_allow), 0, 64, NULL, NULL },
    { "settings", "Settings of pith's that it is told when it starts: net.proxy as PITH_NET_PROXY. A file that one names is shared with it.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_service_manifest, settings), offsetof(struct pith_service_manifest, has_settings), 0, 32, NULL, NULL },
    { "sandbox", "What it may reach.",
      PITH_REC, PITH_PLAIN, false, true, offsetof(struct pith_service_manifest, sandbox), offsetof(struct pith_service_manifest, has_sandbox), 0, 0, &pith_shape_service_sandbox, NULL },
};
const struct pith_shape pith_shape_service_manifest = {
    "service_manifest", fields_of_pith_service_manifest, 11, sizeof(struct pith_service_manifest), 0x74ef8aadu
};

static const struct pith_field fields_of_pith_storage_entry[] = {
    { "key", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_storage_entry, key), 0, 1, 256, NULL, NULL },
    { "value", "The value.",
      PITH_JSON, PITH_PLAIN, false, false, offsetof(struct pith_storage_entry, value), 0, 0, 0, NULL, NULL },
    { "updated", "When it was last set.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_storage_entry, updated), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_storage_entry = {
    "storage_entry", fields_of_pith_storage_entry, 3, sizeof(struct pith_storage_entry), 0x523b25efu
};

static const struct pith_field fields_of_pith_stream_row[] = {
    { "id", "The stream.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_stream_row, id), 0, 0, 0, NULL, NULL },
    { "path", "The file that it will be.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_stream_row, path), 0, 0, 0, NULL, NULL },
    { "written", "How many bytes came so far.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_row, written), 0, 0, 0, NULL, NULL },
    { "opened", "Since when.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_stream_row, opened), 0, 0, 0, NULL, NULL },
    { "total", "Of how many, if that was said.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_stream_row, total), offsetof(struct pith_stream_row, has_total), 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_stream_row = {
    "stream_row", fields_of_pith_stream_row, 5, sizeof(struct pith_stream_row), 0x0add7ae3u
};

static const struct pith_field fields_of_pith_stream_piece[] = {
    { "position", "Where in the file it begins.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_piece, position), 0, 0, 0, NULL, NULL },
    { "total", "How many bytes are to be read in all.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_piece, total), 0, 0, 0, NULL, NULL },
    { "data", "The piece.",
      PITH_BYTES, PITH_PLAIN, false, false, offsetof(struct pith_stream_piece, data), 0, 0, 1048576, NULL, NULL },
};
const struct pith_shape pith_shape_stream_piece = {
    "stream_piece", fields_of_pith_stream_piece, 3, sizeof(struct pith_stream_piece), 0x6b1dc0a8u
};

static const struct pith_field fields_of_pith_sys_probe[] = {
    { "name", "What.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_probe, name), 0, 1, 128, NULL, NULL },
    { "ok", "Whether it is there.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_sys_probe, ok), 0, 0, 0, NULL, NULL },
    { "found", "What was found.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_probe, found), 0, 0, 0, NULL, NULL },
    { "purpose", "What pith uses it for.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_probe, purpose), 0, 0, 0, NULL, NULL },
    { "remedy", "What to do if it is missing.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_probe, remedy), 0, 0, 0, NULL, NULL },
};
const struct pith_shape pith_shape_sys_probe = {
    "sys_probe", fields_of_pith_sys_probe, 5, sizeof(struct pith_sys_probe), 0xcf660a28u
};

static const struct pith_field fields_of_pith_task_row[] = {
    { "id", "Its id.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_task_row, id), 0, 0, 0, NULL, NULL },
    { "op", "The op that was called.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_task_row, op), 0, 0, 0, NULL, NULL },
    { "state", "How far it has come.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_task_row, state), 0, 0, 0, NULL, choices_task_state },
    { "proc", "Who submitted it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_task_row, proc), 0, 0, 0, NULL, NULL },
    { "created", "When.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_task_row, created), 0, 0, 0, NULL, NULL },
    { "started", "When it began to run.",
      PITH_TIME, PITH_PLAIN, false, true, offsetof(struct pith_task_row, started), offsetof(struct pith_task_row, has_started), 0, 0, NULL, NULL },
    { "ended", "When it ended.",
      PITH_TIME, PITH_PLAIN, false, true, offsetof(struct pith_task_row, ended), offsetof(struct pith_task_row, has_ended), 0, 0, NULL, NULL },
    { "kept_until", "When it will be forgotten.",
      PITH_TIME, PITH_PLAIN, false, true, offsetof(struct pith_task_row, kept_until), offsetof(struct pith_task_row, has_kept_until), 0, 0, NULL, NULL },
    { "done", "How much of it is done, if it says so.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_task_row, done), offsetof(struct pith_task_row, has_done), 0, 0, NULL, NULL },
    { "total", "Of how much, if that is known.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_task_row, total), offsetof(struct pith_task_row, has_total), 0, 0, NULL, NULL },
    { "items", "Of a stream: how many items there were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_task_row, items), 0, 0, 0, NULL, NULL },
    { "last_items", "Of a stream: the last of them.",
      PITH_JSON, PITH_PLAIN, false, true, offsetof(struct pith_task_row, last_items), offsetof(struct pith_task_row, has_last_items), 0, 0, NULL, NULL },
    { "result", "What the op gave.",
      PITH_JSON, PITH_PLAIN, false, true, offsetof(struct pith_task_row, result), offsetof(struct pith_task_row, has_result), 0, 0, NULL, NULL },
    { "error", "Why it failed.",
      PITH_REC, PITH_PLAIN, false, true, offsetof(struct pith_task_row, error), offsetof(struct pith_task_row, has_error), 0, 0, &pith_shape_task_error, NULL },
};
const struct pith_shape pith_shape_task_row = {
    "task_row", fields_of_pith_task_row, 14, sizeof(struct pith_task_row), 0x215af1fau
};

static const struct pith_field fields_of_pith_auth_exchange_in[] = {
    { "code", "The code.",
      PITH_SECRET, PITH_PLAIN, false, false, offsetof(struct pith_auth_exchange_in, code), 0, 1, 128, NULL, NULL },
    { "as", "What to get for it.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_auth_exchange_in, as), offsetof(struct pith_auth_exchange_in, has_as), 0, 0, NULL, choices_auth_as },
    { "name", "What to call it in lists, such as the browser's name.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_auth_exchange_in, name), offsetof(struct pith_auth_exchange_in, has_name), 0, 128, NULL, NULL },
};
static const struct pith_shape shape_of_auth_exchange_in = {
    "auth.exchange", fields_of_pith_auth_exchange_in, 3, sizeof(struct pith_auth_exchange_in), 0x5d956280u
};

static const struct pith_field fields_of_pith_auth_exchange_out[] = {
    { "id", "The new credential's id.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_exchange_out, id), 0, 0, 0, NULL, NULL },
    { "expires", "When it ends by itself.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_auth_exchange_out, expires), 0, 0, 0, NULL, NULL },
    { "token", "For Authorization: Bearer; told only now.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_auth_exchange_out, token), offsetof(struct pith_auth_exchange_out, has_token), 0, 0, NULL, NULL },
    { "cookie", "Set by the door as a cookie.",
      PITH_SECRET, PITH_PLAIN, false, true, offsetof(struct pith_auth_exchange_out, cookie), offsetof(struct pith_auth_exchange_out, has_cookie), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_auth_exchange_out = {
    "auth.exchange", fields_of_pith_auth_exchange_out, 4, sizeof(struct pith_auth_exchange_out), 0xa965deebu
};
const struct pith_op pith_op_auth_exchange = {
    251, "auth.exchange", "Give a one-time code for a session or a token.",
    PITH_WRITE, false, false, NULL,
    &shape_of_auth_exchange_in, &shape_of_auth_exchange_out, NULL
};
int pith_auth_exchange(struct pith *p, const struct pith_auth_exchange_in *in,
    struct pith_auth_exchange_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_auth_exchange, in, out, e);
}

static const struct pith_shape shape_of_auth_link_in = {
    "auth.link", NULL, 0, sizeof(struct pith_auth_link_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_auth_link_out[] = {
    { "url", "To be opened in a browser on this machine.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_link_out, url), 0, 0, 0, NULL, NULL },
    { "code", "The code in it, for who types it.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_link_out, code), 0, 0, 0, NULL, NULL },
    { "expires", "Until when it works, once.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_auth_link_out, expires), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_auth_link_out = {
    "auth.link", fields_of_pith_auth_link_out, 3, sizeof(struct pith_auth_link_out), 0xc5e15f80u
};
const struct pith_op pith_op_auth_link = {
    250, "auth.link", "Make a one-time link that signs a browser in.",
    PITH_WRITE, false, false, "control_access",
    &shape_of_auth_link_in, &shape_of_auth_link_out, NULL
};
int pith_auth_link(struct pith *p, const struct pith_auth_link_in *in,
    struct pith_auth_link_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_auth_link, in, out, e);
}

static const struct pith_shape shape_of_auth_list_in = {
    "auth.list", NULL, 0, sizeof(struct pith_auth_list_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_auth_list_out[] = {
    { "credentials", "In the order in which they were made.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_auth_list_out, credentials), 0, 0, 0, &pith_shape_auth_credential, NULL },
};
static const struct pith_shape shape_of_auth_list_out = {
    "auth.list", fields_of_pith_auth_list_out, 1, sizeof(struct pith_auth_list_out), 0x15424500u
};
const struct pith_op pith_op_auth_list = {
    254, "auth.list", "All sessions and tokens.",
    PITH_READ, false, false, "control_access",
    &shape_of_auth_list_in, &shape_of_auth_list_out, NULL
};
int pith_auth_list(struct pith *p, const struct pith_auth_list_in *in,
    struct pith_auth_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_auth_list, in, out, e);
}

static const struct pith_shape shape_of_auth_logout_in = {
    "auth.logout", NULL, 0, sizeof(struct pith_auth_logout_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_auth_logout_out[] = {
    { "ended", "Whether there was one.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_auth_logout_out, ended), 0, 0, 0, NULL, NULL },
    { "cookie", "Taken back by the door.",
      PITH_SECRET, PITH_PLAIN, false, true, offsetof(struct pith_auth_logout_out, cookie), offsetof(struct pith_auth_logout_out, has_cookie), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_auth_logout_out = {
    "auth.logout", fields_of_pith_auth_logout_out, 2, sizeof(struct pith_auth_logout_out), 0x5f9633d0u
};
const struct pith_op pith_op_auth_logout = {
    252, "auth.logout", "End the session or token that one came with.",
    PITH_WRITE, false, false, NULL,
    &shape_of_auth_logout_in, &shape_of_auth_logout_out, NULL
};
int pith_auth_logout(struct pith *p, const struct pith_auth_logout_in *in,
    struct pith_auth_logout_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_auth_logout, in, out, e);
}

static const struct pith_field fields_of_pith_auth_revoke_in[] = {
    { "id", "Which one.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_auth_revoke_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_auth_revoke_in = {
    "auth.revoke", fields_of_pith_auth_revoke_in, 1, sizeof(struct pith_auth_revoke_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_auth_revoke_out[] = {
    { "revoked", "Whether there was one.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_auth_revoke_out, revoked), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_auth_revoke_out = {
    "auth.revoke", fields_of_pith_auth_revoke_out, 1, sizeof(struct pith_auth_revoke_out), 0x1228e1bbu
};
const struct pith_op pith_op_auth_revoke = {
    255, "auth.revoke", "End a session or a token, and what is open under it.",
    PITH_WRITE, true, false, "control_access",
    &shape_of_auth_revoke_in, &shape_of_auth_revoke_out, NULL
};
int pith_auth_revoke(struct pith *p, const struct pith_auth_revoke_in *in,
    struct pith_auth_revoke_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_auth_revoke, in, out, e);
}

static const struct pith_field fields_of_pith_auth_token_create_in[] = {
    { "name", "What to call it in lists.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_token_create_in, name), 0, 1, 128, NULL, NULL },
    { "scope", "What it allows.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_auth_token_create_in, scope), offsetof(struct pith_auth_token_create_in, has_scope), 0, 0, NULL, choices_auth_scope },
    { "lifetime", "How long it works; 90 days unless said.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_auth_token_create_in, lifetime), offsetof(struct pith_auth_token_create_in, has_lifetime), 60000, 315360000000, NULL, NULL },
};
static const struct pith_shape shape_of_auth_token_create_in = {
    "auth.token_create", fields_of_pith_auth_token_create_in, 3, sizeof(struct pith_auth_token_create_in), 0xcd93801fu
};

static const struct pith_field fields_of_pith_auth_token_create_out[] = {
    { "id", "Its id, for auth.revoke.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_token_create_out, id), 0, 0, 0, NULL, NULL },
    { "token", "For Authorization: Bearer; told only now.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_auth_token_create_out, token), 0, 0, 0, NULL, NULL },
    { "expires", "When it ends.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_auth_token_create_out, expires), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_auth_token_create_out = {
    "auth.token_create", fields_of_pith_auth_token_create_out, 3, sizeof(struct pith_auth_token_create_out), 0x0d03b51eu
};
const struct pith_op pith_op_auth_token_create = {
    256, "auth.token_create", "Make a token for a program.",
    PITH_WRITE, false, false, "control_access",
    &shape_of_auth_token_create_in, &shape_of_auth_token_create_out, NULL
};
int pith_auth_token_create(struct pith *p, const struct pith_auth_token_create_in *in,
    struct pith_auth_token_create_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_auth_token_create, in, out, e);
}

static const struct pith_shape shape_of_auth_who_in = {
    "auth.who", NULL, 0, sizeof(struct pith_auth_who_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_auth_who_out[] = {
    { "kind", "How one is known.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_auth_who_out, kind), 0, 0, 0, NULL, choices_auth_kind },
    { "proc", "The proc that acts for one.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_auth_who_out, proc), 0, 0, 0, NULL, NULL },
    { "capabilities", "What one holds; those over files reach only where grants do.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_auth_who_out, capabilities), 0, 0, 0, NULL, NULL },
    { "credential", "What one came with.",
      PITH_REC, PITH_PLAIN, false, true, offsetof(struct pith_auth_who_out, credential), offsetof(struct pith_auth_who_out, has_credential), 0, 0, &pith_shape_auth_credential, NULL },
    { "url", "Where the desktop is, if this pith has that door.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_auth_who_out, url), offsetof(struct pith_auth_who_out, has_url), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_auth_who_out = {
    "auth.who", fields_of_pith_auth_who_out, 5, sizeof(struct pith_auth_who_out), 0x576ff94eu
};
const struct pith_op pith_op_auth_who = {
    253, "auth.who", "Who one is, and what one may.",
    PITH_READ, false, false, NULL,
    &shape_of_auth_who_in, &shape_of_auth_who_out, NULL
};
int pith_auth_who(struct pith *p, const struct pith_auth_who_in *in,
    struct pith_auth_who_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_auth_who, in, out, e);
}

static const struct pith_field fields_of_pith_batch_run_in[] = {
    { "calls", "The calls.",
      PITH_REC, PITH_CONTENT, true, false, offsetof(struct pith_batch_run_in, calls), 0, 1, 1000, &pith_shape_batch_call, NULL },
    { "mode", "Their order.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_batch_run_in, mode), offsetof(struct pith_batch_run_in, has_mode), 0, 0, NULL, choices_batch_mode },
    { "on_failure", "What a failed one means for the rest.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_batch_run_in, on_failure), offsetof(struct pith_batch_run_in, has_on_failure), 0, 0, NULL, choices_batch_failure },
};
static const struct pith_shape shape_of_batch_run_in = {
    "batch.run", fields_of_pith_batch_run_in, 3, sizeof(struct pith_batch_run_in), 0x8103e0e0u
};

static const struct pith_field fields_of_pith_batch_run_out[] = {
    { "results", "In the order of the calls.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_batch_run_out, results), 0, 0, 0, &pith_shape_batch_result, NULL },
    { "succeeded", "How many ended well.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_batch_run_out, succeeded), 0, 0, 0, NULL, NULL },
    { "failed", "How many did not.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_batch_run_out, failed), 0, 0, 0, NULL, NULL },
    { "left_out", "How many were not begun.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_batch_run_out, left_out), 0, 0, 0, NULL, NULL },
    { "undone", "How many were taken back.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_batch_run_out, undone), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_batch_run_out = {
    "batch.run", fields_of_pith_batch_run_out, 5, sizeof(struct pith_batch_run_out), 0xbca1005fu
};
const struct pith_op pith_op_batch_run = {
    248, "batch.run", "Call many ops at once; each one's needs are asked as if it came alone.",
    PITH_EXEC, false, false, NULL,
    &shape_of_batch_run_in, &shape_of_batch_run_out, NULL
};
int pith_batch_run(struct pith *p, const struct pith_batch_run_in *in,
    struct pith_batch_run_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_batch_run, in, out, e);
}

static const struct pith_field fields_of_pith_config_get_in[] = {
    { "key", "Its name, such as log.level.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_config_get_in, key), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_config_get_in = {
    "config.get", fields_of_pith_config_get_in, 1, sizeof(struct pith_config_get_in), 0x7abba5dau
};

static const struct pith_field fields_of_pith_config_get_out[] = {
    { "setting", "The setting.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_config_get_out, setting), 0, 0, 0, &pith_shape_config_setting, NULL },
};
static const struct pith_shape shape_of_config_get_out = {
    "config.get", fields_of_pith_config_get_out, 1, sizeof(struct pith_config_get_out), 0xcd09a9fdu
};
const struct pith_op pith_op_config_get = {
    211, "config.get", "One setting.",
    PITH_READ, false, false, "read_config",
    &shape_of_config_get_in, &shape_of_config_get_out, NULL
};
int pith_config_get(struct pith *p, const struct pith_config_get_in *in,
    struct pith_config_get_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_get, in, out, e);
}

static const struct pith_shape shape_of_config_path_in = {
    "config.path", NULL, 0, sizeof(struct pith_config_path_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_config_path_out[] = {
    { "files", "The files.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_config_path_out, files), 0, 0, 0, &pith_shape_config_file, NULL },
};
static const struct pith_shape shape_of_config_path_out = {
    "config.path", fields_of_pith_config_path_out, 1, sizeof(struct pith_config_path_out), 0xb50750cdu
};
const struct pith_op pith_op_config_path = {
    216, "config.path", "The files of the configuration, lowest first.",
    PITH_READ, false, false, "read_config",
    &shape_of_config_path_in, &shape_of_config_path_out, NULL
};
int pith_config_path(struct pith *p, const struct pith_config_path_in *in,
    struct pith_config_path_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_path, in, out, e);
}

static const struct pith_shape shape_of_config_reload_in = {
    "config.reload", NULL, 0, sizeof(struct pith_config_reload_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_config_reload_out[] = {
    { "changed", "The settings that are different now.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_config_reload_out, changed), 0, 0, 0, &pith_shape_config_setting, NULL },
    { "problems", "What was found.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_config_reload_out, problems), 0, 0, 0, &pith_shape_config_problem, NULL },
};
static const struct pith_shape shape_of_config_reload_out = {
    "config.reload", fields_of_pith_config_reload_out, 2, sizeof(struct pith_config_reload_out), 0x0c8bf9cdu
};
const struct pith_op pith_op_config_reload = {
    215, "config.reload", "Read the files again, and apply what can be applied without a restart.",
    PITH_WRITE, true, false, "write_config",
    &shape_of_config_reload_in, &shape_of_config_reload_out, NULL
};
int pith_config_reload(struct pith *p, const struct pith_config_reload_in *in,
    struct pith_config_reload_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_reload, in, out, e);
}

static const struct pith_field fields_of_pith_config_set_in[] = {
    { "key", "The setting, such as log.level.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_config_set_in, key), 0, 1, 128, NULL, NULL },
    { "value", "Its value, such as debug or 5m.",
      PITH_TEXT, PITH_CONTENT, false, false, offsetof(struct pith_config_set_in, value), 0, 0, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_config_set_in = {
    "config.set", fields_of_pith_config_set_in, 2, sizeof(struct pith_config_set_in), 0x7090deb3u
};

static const struct pith_field fields_of_pith_config_set_out[] = {
    { "setting", "The setting as it is now.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_config_set_out, setting), 0, 0, 0, &pith_shape_config_setting, NULL },
    { "file", "The file that was changed.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_config_set_out, file), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_config_set_out = {
    "config.set", fields_of_pith_config_set_out, 2, sizeof(struct pith_config_set_out), 0xc0389dcau
};
const struct pith_op pith_op_config_set = {
    212, "config.set", "Set a value in the person's file, and leave the rest of it as it is.",
    PITH_WRITE, true, false, "write_config",
    &shape_of_config_set_in, &shape_of_config_set_out, NULL
};
int pith_config_set(struct pith *p, const struct pith_config_set_in *in,
    struct pith_config_set_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_set, in, out, e);
}

static const struct pith_shape shape_of_config_show_in = {
    "config.show", NULL, 0, sizeof(struct pith_config_show_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_config_show_out[] = {
    { "settings", "The settings.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_config_show_out, settings), 0, 0, 0, &pith_shape_config_setting, NULL },
    { "problems", "What was found.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_config_show_out, problems), 0, 0, 0, &pith_shape_config_problem, NULL },
};
static const struct pith_shape shape_of_config_show_out = {
    "config.show", fields_of_pith_config_show_out, 2, sizeof(struct pith_config_show_out), 0x07d2a3a4u
};
const struct pith_op pith_op_config_show = {
    210, "config.show", "All settings, and what was found wrong with the configuration.",
    PITH_READ, false, false, "read_config",
    &shape_of_config_show_in, &shape_of_config_show_out, NULL
};
int pith_config_show(struct pith *p, const struct pith_config_show_in *in,
    struct pith_config_show_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_show, in, out, e);
}

static const struct pith_field fields_of_pith_config_trust_in[] = {
    { "path", "The folder.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_config_trust_in, path), 0, 1, 4096, NULL, NULL },
    { "trusted", "false takes it back.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_config_trust_in, trusted), offsetof(struct pith_config_trust_in, has_trusted), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_config_trust_in = {
    "config.trust", fields_of_pith_config_trust_in, 2, sizeof(struct pith_config_trust_in), 0xf7277d7au
};

static const struct pith_field fields_of_pith_config_trust_out[] = {
    { "folder", "The folder, without links.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_config_trust_out, folder), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_config_trust_out = {
    "config.trust", fields_of_pith_config_trust_out, 1, sizeof(struct pith_config_trust_out), 0x609555a4u
};
const struct pith_op pith_op_config_trust = {
    217, "config.trust", "Let a folder's .pith/pith.toml count, as it is now.",
    PITH_WRITE, true, false, "write_config, read_file of path",
    &shape_of_config_trust_in, &shape_of_config_trust_out, NULL
};
int pith_config_trust(struct pith *p, const struct pith_config_trust_in *in,
    struct pith_config_trust_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_trust, in, out, e);
}

static const struct pith_field fields_of_pith_config_unset_in[] = {
    { "key", "The setting, such as log.level.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_config_unset_in, key), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_config_unset_in = {
    "config.unset", fields_of_pith_config_unset_in, 1, sizeof(struct pith_config_unset_in), 0x7abba5dau
};

static const struct pith_field fields_of_pith_config_unset_out[] = {
    { "setting", "The setting as it is now.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_config_unset_out, setting), 0, 0, 0, &pith_shape_config_setting, NULL },
    { "removed", "Whether it was in the file.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_config_unset_out, removed), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_config_unset_out = {
    "config.unset", fields_of_pith_config_unset_out, 2, sizeof(struct pith_config_unset_out), 0xf1ef0f31u
};
const struct pith_op pith_op_config_unset = {
    213, "config.unset", "Take a value out of the person's file.",
    PITH_WRITE, true, false, "write_config",
    &shape_of_config_unset_in, &shape_of_config_unset_out, NULL
};
int pith_config_unset(struct pith *p, const struct pith_config_unset_in *in,
    struct pith_config_unset_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_unset, in, out, e);
}

static const struct pith_field fields_of_pith_config_validate_in[] = {
    { "text", "A text to be looked at instead of the files.",
      PITH_TEXT, PITH_CONTENT, false, true, offsetof(struct pith_config_validate_in, text), offsetof(struct pith_config_validate_in, has_text), 0, 1048576, NULL, NULL },
};
static const struct pith_shape shape_of_config_validate_in = {
    "config.validate", fields_of_pith_config_validate_in, 1, sizeof(struct pith_config_validate_in), 0x79c9cb62u
};

static const struct pith_field fields_of_pith_config_validate_out[] = {
    { "valid", "Whether there is no error.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_config_validate_out, valid), 0, 0, 0, NULL, NULL },
    { "problems", "What was found, with its place.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_config_validate_out, problems), 0, 0, 0, &pith_shape_config_problem, NULL },
};
static const struct pith_shape shape_of_config_validate_out = {
    "config.validate", fields_of_pith_config_validate_out, 2, sizeof(struct pith_config_validate_out), 0x88283090u
};
const struct pith_op pith_op_config_validate = {
    214, "config.validate", "Look for mistakes in the files, or in a text that may become one.",
    PITH_READ, false, false, "read_config",
    &shape_of_config_validate_in, &shape_of_config_validate_out, NULL
};
int pith_config_validate(struct pith *p, const struct pith_config_validate_in *in,
    struct pith_config_validate_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_config_validate, in, out, e);
}

static const struct pith_field fields_of_pith_doc_markdown_in[] = {
    { "html", "The page, in whatever letters it was written.",
      PITH_BYTES, PITH_CONTENT, false, false, offsetof(struct pith_doc_markdown_in, html), 0, 0, 16777216, NULL, NULL },
    { "type", "What the server said it is: text/html; charset=…",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_in, type), offsetof(struct pith_doc_markdown_in, has_type), 0, 256, NULL, NULL },
    { "url", "Where it came from; links are relative to that.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_in, url), offsetof(struct pith_doc_markdown_in, has_url), 0, 8192, NULL, NULL },
    { "links", "With the addresses of links and pictures.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_in, links), offsetof(struct pith_doc_markdown_in, has_links), 0, 0, NULL, NULL },
    { "whole", "All of the page: menus, footers and all.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_in, whole), offsetof(struct pith_doc_markdown_in, has_whole), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_doc_markdown_in = {
    "doc.markdown", fields_of_pith_doc_markdown_in, 5, sizeof(struct pith_doc_markdown_in), 0x28af9a0bu
};

static const struct pith_field fields_of_pith_doc_markdown_out[] = {
    { "text", "Markdown.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_doc_markdown_out, text), 0, 0, 0, NULL, NULL },
    { "title", "Its title.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_doc_markdown_out, title), 0, 0, 0, NULL, NULL },
    { "description", "What it says of itself.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_out, description), offsetof(struct pith_doc_markdown_out, has_description), 0, 0, NULL, NULL },
    { "language", "Its language, such as en.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_out, language), offsetof(struct pith_doc_markdown_out, has_language), 0, 0, NULL, NULL },
    { "author", "Who wrote it.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_out, author), offsetof(struct pith_doc_markdown_out, has_author), 0, 0, NULL, NULL },
    { "published", "When it was published, as it says.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_doc_markdown_out, published), offsetof(struct pith_doc_markdown_out, has_published), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_doc_markdown_out = {
    "doc.markdown", fields_of_pith_doc_markdown_out, 6, sizeof(struct pith_doc_markdown_out), 0x8e88f9abu
};
const struct pith_op pith_op_doc_markdown = {
    340, "doc.markdown", "A page of HTML as Markdown: what it is about, without what is around that.",
    PITH_PURE, false, false, NULL,
    &shape_of_doc_markdown_in, &shape_of_doc_markdown_out, NULL
};
int pith_doc_markdown(struct pith *p, const struct pith_doc_markdown_in *in,
    struct pith_doc_markdown_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_doc_markdown, in, out, e);
}

static const struct pith_field fields_of_pith_doc_pdf_text_in[] = {
    { "data", "The PDF.",
      PITH_BYTES, PITH_CONTENT, false, false, offsetof(struct pith_doc_pdf_text_in, data), 0, 1, 67108864, NULL, NULL },
};
static const struct pith_shape shape_of_doc_pdf_text_in = {
    "doc.pdf_text", fields_of_pith_doc_pdf_text_in, 1, sizeof(struct pith_doc_pdf_text_in), 0xee5a42cdu
};

static const struct pith_field fields_of_pith_doc_pdf_text_out[] = {
    { "text", "Its text; a form feed ends each page.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_doc_pdf_text_out, text), 0, 0, 0, NULL, NULL },
    { "pages", "How many pages there are.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_doc_pdf_text_out, pages), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_doc_pdf_text_out = {
    "doc.pdf_text", fields_of_pith_doc_pdf_text_out, 2, sizeof(struct pith_doc_pdf_text_out), 0xa5c25ddeu
};
const struct pith_op pith_op_doc_pdf_text = {
    341, "doc.pdf_text", "The text of a PDF.",
    PITH_PURE, false, false, NULL,
    &shape_of_doc_pdf_text_in, &shape_of_doc_pdf_text_out, NULL
};
int pith_doc_pdf_text(struct pith *p, const struct pith_doc_pdf_text_in *in,
    struct pith_doc_pdf_text_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_doc_pdf_text, in, out, e);
}

static const struct pith_field fields_of_pith_doc_text_in[] = {
    { "data", "The text, in whatever letters it was written.",
      PITH_BYTES, PITH_CONTENT, false, false, offsetof(struct pith_doc_text_in, data), 0, 0, 67108864, NULL, NULL },
    { "type", "What the server said it is: text/plain; charset=…",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_doc_text_in, type), offsetof(struct pith_doc_text_in, has_type), 0, 256, NULL, NULL },
};
static const struct pith_shape shape_of_doc_text_in = {
    "doc.text", fields_of_pith_doc_text_in, 2, sizeof(struct pith_doc_text_in), 0xf6fede49u
};

static const struct pith_field fields_of_pith_doc_text_out[] = {
    { "text", "The same in UTF-8.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_doc_text_out, text), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_doc_text_out = {
    "doc.text", fields_of_pith_doc_text_out, 1, sizeof(struct pith_doc_text_out), 0x79ce4890u
};
const struct pith_op pith_op_doc_text = {
    342, "doc.text", "Any text as UTF-8.",
    PITH_PURE, false, false, NULL,
    &shape_of_doc_text_in, &shape_of_doc_text_out, NULL
};
int pith_doc_text(struct pith *p, const struct pith_doc_text_in *in,
    struct pith_doc_text_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_doc_text, in, out, e);
}

static const struct pith_field fields_of_pith_fs_chmod_in[] = {
    { "path", "What to change.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_chmod_in, path), 0, 1, 4096, NULL, NULL },
    { "mode", "The bits, as a number: 420 is 0644, 493 is 0755.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_chmod_in, mode), 0, 0, 511, NULL, NULL },
};
static const struct pith_shape shape_of_fs_chmod_in = {
    "fs.chmod", fields_of_pith_fs_chmod_in, 2, sizeof(struct pith_fs_chmod_in), 0x70c6f4acu
};

static const struct pith_field fields_of_pith_fs_chmod_out[] = {
    { "before", "What they were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_chmod_out, before), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_chmod_out = {
    "fs.chmod", fields_of_pith_fs_chmod_out, 1, sizeof(struct pith_fs_chmod_out), 0x05514952u
};
const struct pith_op pith_op_fs_chmod = {
    387, "fs.chmod", "Set the permission bits of a file or a directory; a link is followed.",
    PITH_WRITE, false, false, "write_file of path",
    &shape_of_fs_chmod_in, &shape_of_fs_chmod_out, NULL
};
int pith_fs_chmod(struct pith *p, const struct pith_fs_chmod_in *in,
    struct pith_fs_chmod_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_chmod, in, out, e);
}

static const struct pith_field fields_of_pith_fs_copy_in[] = {
    { "from", "What to copy.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_copy_in, from), 0, 1, 4096, NULL, NULL },
    { "to", "The name of the copy.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_copy_in, to), 0, 1, 4096, NULL, NULL },
    { "replace", "Take the place of a file that is there.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_copy_in, replace), offsetof(struct pith_fs_copy_in, has_replace), 0, 0, NULL, NULL },
    { "recursive", "Copy a directory, too.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_copy_in, recursive), offsetof(struct pith_fs_copy_in, has_recursive), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_copy_in = {
    "fs.copy", fields_of_pith_fs_copy_in, 4, sizeof(struct pith_fs_copy_in), 0x6dd14f7au
};

static const struct pith_field fields_of_pith_fs_copy_out[] = {
    { "files", "How many files were copied.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_copy_out, files), 0, 0, 0, NULL, NULL },
    { "bytes", "How many bytes they hold.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_copy_out, bytes), 0, 0, 0, NULL, NULL },
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_copy_out, undo), offsetof(struct pith_fs_copy_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_copy_out = {
    "fs.copy", fields_of_pith_fs_copy_out, 3, sizeof(struct pith_fs_copy_out), 0x1493a2c3u
};
const struct pith_op pith_op_fs_copy = {
    18, "fs.copy", "Copy a file, or a directory with all that is in it.",
    PITH_WRITE, false, false, "read_file of from, create_file of to, write_file of to if replace",
    &shape_of_fs_copy_in, &shape_of_fs_copy_out, NULL
};
int pith_fs_copy(struct pith *p, const struct pith_fs_copy_in *in,
    struct pith_fs_copy_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_copy, in, out, e);
}

static const struct pith_field fields_of_pith_fs_create_in[] = {
    { "path", "File to make.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_create_in, path), 0, 1, 4096, NULL, NULL },
    { "data", "What it holds at first.",
      PITH_BYTES, PITH_CONTENT, false, true, offsetof(struct pith_fs_create_in, data), offsetof(struct pith_fs_create_in, has_data), 0, 8388608, NULL, NULL },
};
static const struct pith_shape shape_of_fs_create_in = {
    "fs.create", fields_of_pith_fs_create_in, 2, sizeof(struct pith_fs_create_in), 0xec5ccd0du
};

static const struct pith_field fields_of_pith_fs_create_out[] = {
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_create_out, undo), offsetof(struct pith_fs_create_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_create_out = {
    "fs.create", fields_of_pith_fs_create_out, 1, sizeof(struct pith_fs_create_out), 0xb602485fu
};
const struct pith_op pith_op_fs_create = {
    12, "fs.create", "Make a new file; it must not be there yet.",
    PITH_WRITE, false, false, "create_file of path",
    &shape_of_fs_create_in, &shape_of_fs_create_out, NULL
};
int pith_fs_create(struct pith *p, const struct pith_fs_create_in *in,
    struct pith_fs_create_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_create, in, out, e);
}

static const struct pith_field fields_of_pith_fs_delete_in[] = {
    { "path", "What to delete.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_delete_in, path), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_fs_delete_in = {
    "fs.delete", fields_of_pith_fs_delete_in, 1, sizeof(struct pith_fs_delete_in), 0xbac4bff3u
};

static const struct pith_field fields_of_pith_fs_delete_out[] = {
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_delete_out, undo), offsetof(struct pith_fs_delete_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_delete_out = {
    "fs.delete", fields_of_pith_fs_delete_out, 1, sizeof(struct pith_fs_delete_out), 0xb602485fu
};
const struct pith_op pith_op_fs_delete = {
    13, "fs.delete", "Delete a file or a symbolic link.",
    PITH_IRREVERSIBLE, false, false, "delete_file of path",
    &shape_of_fs_delete_in, &shape_of_fs_delete_out, NULL
};
int pith_fs_delete(struct pith *p, const struct pith_fs_delete_in *in,
    struct pith_fs_delete_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_delete, in, out, e);
}

static const struct pith_field fields_of_pith_fs_exists_in[] = {
    { "path", "Where to look.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_exists_in, path), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_fs_exists_in = {
    "fs.exists", fields_of_pith_fs_exists_in, 1, sizeof(struct pith_fs_exists_in), 0xbac4bff3u
};

static const struct pith_field fields_of_pith_fs_exists_out[] = {
    { "exists", "Whether there is.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_exists_out, exists), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_exists_out = {
    "fs.exists", fields_of_pith_fs_exists_out, 1, sizeof(struct pith_fs_exists_out), 0xdd399c73u
};
const struct pith_op pith_op_fs_exists = {
    15, "fs.exists", "Whether there is something at a path.",
    PITH_READ, false, false, "list_directory of path",
    &shape_of_fs_exists_in, &shape_of_fs_exists_out, NULL
};
int pith_fs_exists(struct pith *p, const struct pith_fs_exists_in *in,
    struct pith_fs_exists_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_exists, in, out, e);
}

static const struct pith_field fields_of_pith_fs_forget_in[] = {
    { "path", "The path.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_forget_in, path), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_fs_forget_in = {
    "fs.forget", fields_of_pith_fs_forget_in, 1, sizeof(struct pith_fs_forget_in), 0xbac4bff3u
};

static const struct pith_field fields_of_pith_fs_forget_out[] = {
    { "versions", "How many versions were forgotten.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_forget_out, versions), 0, 0, 0, NULL, NULL },
    { "bytes", "How many bytes they held.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_forget_out, bytes), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_forget_out = {
    "fs.forget", fields_of_pith_fs_forget_out, 2, sizeof(struct pith_fs_forget_out), 0x6be724e9u
};
const struct pith_op pith_op_fs_forget = {
    275, "fs.forget", "Forget what stood at a path, and below it, before.",
    PITH_IRREVERSIBLE, false, false, "delete_file of path",
    &shape_of_fs_forget_in, &shape_of_fs_forget_out, NULL
};
int pith_fs_forget(struct pith *p, const struct pith_fs_forget_in *in,
    struct pith_fs_forget_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_forget, in, out, e);
}

static const struct pith_shape shape_of_fs_getcwd_in = {
    "fs.getcwd", NULL, 0, sizeof(struct pith_fs_getcwd_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_fs_getcwd_out[] = {
    { "path", "Where relative paths begin.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_getcwd_out, path), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_getcwd_out = {
    "fs.getcwd", fields_of_pith_fs_getcwd_out, 1, sizeof(struct pith_fs_getcwd_out), 0xbac4bff3u
};
const struct pith_op pith_op_fs_getcwd = {
    23, "fs.getcwd", "The caller's working directory.",
    PITH_READ, false, false, NULL,
    &shape_of_fs_getcwd_in, &shape_of_fs_getcwd_out, NULL
};
int pith_fs_getcwd(struct pith *p, const struct pith_fs_getcwd_in *in,
    struct pith_fs_getcwd_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_getcwd, in, out, e);
}

static const struct pith_field fields_of_pith_fs_hash_in[] = {
    { "path", "The file.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_hash_in, path), 0, 1, 4096, NULL, NULL },
    { "kind", "How.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_fs_hash_in, kind), offsetof(struct pith_fs_hash_in, has_kind), 0, 0, NULL, choices_fs_hash_kind },
};
static const struct pith_shape shape_of_fs_hash_in = {
    "fs.hash", fields_of_pith_fs_hash_in, 2, sizeof(struct pith_fs_hash_in), 0x11579c92u
};

static const struct pith_field fields_of_pith_fs_hash_out[] = {
    { "hash", "In hexadecimal digits.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_fs_hash_out, hash), 0, 0, 0, NULL, NULL },
    { "size", "How many bytes were summed up.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_hash_out, size), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_hash_out = {
    "fs.hash", fields_of_pith_fs_hash_out, 2, sizeof(struct pith_fs_hash_out), 0x215c90dau
};
const struct pith_op pith_op_fs_hash = {
    384, "fs.hash", "Sum up what a file holds.",
    PITH_READ, false, false, "read_file of path",
    &shape_of_fs_hash_in, &shape_of_fs_hash_out, NULL
};
int pith_fs_hash(struct pith *p, const struct pith_fs_hash_in *in,
    struct pith_fs_hash_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_hash, in, out, e);
}

static const struct pith_field fields_of_pith_fs_list_in[] = {
    { "path", "Directory to list.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_fs_list_in, path), offsetof(struct pith_fs_list_in, has_path), 1, 4096, NULL, NULL },
    { "after", "Go on behind this name.",
      PITH_PATH, PITH_PLAIN, false, true, offsetof(struct pith_fs_list_in, after), offsetof(struct pith_fs_list_in, has_after), 1, 255, NULL, NULL },
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_list_in, limit), offsetof(struct pith_fs_list_in, has_limit), 1, 10000, NULL, NULL },
};
static const struct pith_shape shape_of_fs_list_in = {
    "fs.list", fields_of_pith_fs_list_in, 3, sizeof(struct pith_fs_list_in), 0x75f8c4fdu
};

static const struct pith_field fields_of_pith_fs_list_out[] = {
    { "entries", "The names.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_fs_list_out, entries), 0, 0, 0, &pith_shape_fs_entry, NULL },
    { "more", "Whether there are more behind the last.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_list_out, more), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_list_out = {
    "fs.list", fields_of_pith_fs_list_out, 2, sizeof(struct pith_fs_list_out), 0xe8d26fe1u
};
const struct pith_op pith_op_fs_list = {
    14, "fs.list", "List a directory, in the order of names.",
    PITH_READ, false, false, "list_directory of path",
    &shape_of_fs_list_in, &shape_of_fs_list_out, NULL
};
int pith_fs_list(struct pith *p, const struct pith_fs_list_in *in,
    struct pith_fs_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_list, in, out, e);
}

static const struct pith_field fields_of_pith_fs_mkdir_in[] = {
    { "path", "Directory to make.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_mkdir_in, path), 0, 1, 4096, NULL, NULL },
    { "parents", "Make those above it, too; it may be there already.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_mkdir_in, parents), offsetof(struct pith_fs_mkdir_in, has_parents), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_mkdir_in = {
    "fs.mkdir", fields_of_pith_fs_mkdir_in, 2, sizeof(struct pith_fs_mkdir_in), 0x07631294u
};

static const struct pith_shape shape_of_fs_mkdir_out = {
    "fs.mkdir", NULL, 0, sizeof(struct pith_fs_mkdir_out), 0x7b0b83e1u
};
const struct pith_op pith_op_fs_mkdir = {
    19, "fs.mkdir", "Make a directory.",
    PITH_WRITE, false, false, "create_file of path",
    &shape_of_fs_mkdir_in, &shape_of_fs_mkdir_out, NULL
};
int pith_fs_mkdir(struct pith *p, const struct pith_fs_mkdir_in *in,
    struct pith_fs_mkdir_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_mkdir, in, out, e);
}

static const struct pith_field fields_of_pith_fs_mount_in[] = {
    { "at", "An empty directory.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_mount_in, at), 0, 1, 4096, NULL, NULL },
    { "kind", "What lies there.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_fs_mount_in, kind), 0, 0, 0, NULL, choices_fs_mount_kind },
    { "source", "The directory, for local; the one below, for overlay.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_fs_mount_in, source), offsetof(struct pith_fs_mount_in, has_source), 1, 4096, NULL, NULL },
    { "upper", "For overlay: the directory that takes the changes; left out: memory.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_fs_mount_in, upper), offsetof(struct pith_fs_mount_in, has_upper), 1, 4096, NULL, NULL },
    { "read_only", "Nothing can be changed through it.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_mount_in, read_only), offsetof(struct pith_fs_mount_in, has_read_only), 0, 0, NULL, NULL },
    { "most", "For memory: how many bytes it may hold.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_mount_in, most), offsetof(struct pith_fs_mount_in, has_most), 4096, 268435456, NULL, NULL },
    { "stay", "It stays when its owner ends, until pith does; else it goes with its owner. Not for programs.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_mount_in, stay), offsetof(struct pith_fs_mount_in, has_stay), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_mount_in = {
    "fs.mount", fields_of_pith_fs_mount_in, 7, sizeof(struct pith_fs_mount_in), 0x5d5e6ff0u
};

static const struct pith_shape shape_of_fs_mount_out = {
    "fs.mount", NULL, 0, sizeof(struct pith_fs_mount_out), 0x7b0b83e1u
};
const struct pith_op pith_op_fs_mount = {
    380, "fs.mount", "Have something else lie at an empty directory, for all who may go there.",
    PITH_WRITE, false, false, "write_file of at, create_file of at",
    &shape_of_fs_mount_in, &shape_of_fs_mount_out, NULL
};
int pith_fs_mount(struct pith *p, const struct pith_fs_mount_in *in,
    struct pith_fs_mount_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_mount, in, out, e);
}

static const struct pith_shape shape_of_fs_mounts_in = {
    "fs.mounts", NULL, 0, sizeof(struct pith_fs_mounts_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_fs_mounts_out[] = {
    { "mounts", "In the order they were made.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_fs_mounts_out, mounts), 0, 0, 0, &pith_shape_fs_mount_row, NULL },
};
static const struct pith_shape shape_of_fs_mounts_out = {
    "fs.mounts", fields_of_pith_fs_mounts_out, 1, sizeof(struct pith_fs_mounts_out), 0x0949cbffu
};
const struct pith_op pith_op_fs_mounts = {
    382, "fs.mounts", "What is mounted where the caller may look.",
    PITH_READ, false, false, NULL,
    &shape_of_fs_mounts_in, &shape_of_fs_mounts_out, NULL
};
int pith_fs_mounts(struct pith *p, const struct pith_fs_mounts_in *in,
    struct pith_fs_mounts_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_mounts, in, out, e);
}

static const struct pith_field fields_of_pith_fs_move_in[] = {
    { "from", "What to move.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_move_in, from), 0, 1, 4096, NULL, NULL },
    { "to", "Its new name.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_move_in, to), 0, 1, 4096, NULL, NULL },
    { "replace", "Take the place of a file that is there.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_move_in, replace), offsetof(struct pith_fs_move_in, has_replace), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_move_in = {
    "fs.move", fields_of_pith_fs_move_in, 3, sizeof(struct pith_fs_move_in), 0xedc30d08u
};

static const struct pith_field fields_of_pith_fs_move_out[] = {
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_move_out, undo), offsetof(struct pith_fs_move_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_move_out = {
    "fs.move", fields_of_pith_fs_move_out, 1, sizeof(struct pith_fs_move_out), 0xb602485fu
};
const struct pith_op pith_op_fs_move = {
    17, "fs.move", "Move or rename a file or a directory.",
    PITH_WRITE, false, false, "delete_file of from, create_file of to, write_file of to if replace",
    &shape_of_fs_move_in, &shape_of_fs_move_out, NULL
};
int pith_fs_move(struct pith *p, const struct pith_fs_move_in *in,
    struct pith_fs_move_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_move, in, out, e);
}

static const struct pith_field fields_of_pith_fs_patch_in[] = {
    { "path", "File to change.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_patch_in, path), 0, 1, 4096, NULL, NULL },
    { "edits", "The edits, each made in what the one before it left.",
      PITH_REC, PITH_CONTENT, true, false, offsetof(struct pith_fs_patch_in, edits), 0, 1, 256, &pith_shape_fs_edit, NULL },
    { "modified", "Only if its contents last changed then, as fs.stat said.",
      PITH_TIME, PITH_PLAIN, false, true, offsetof(struct pith_fs_patch_in, modified), offsetof(struct pith_fs_patch_in, has_modified), 0, 0, NULL, NULL },
    { "sha256", "Only if this is the SHA-256 of what it holds.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_patch_in, sha256), offsetof(struct pith_fs_patch_in, has_sha256), 64, 64, NULL, NULL },
};
static const struct pith_shape shape_of_fs_patch_in = {
    "fs.patch", fields_of_pith_fs_patch_in, 4, sizeof(struct pith_fs_patch_in), 0x5ef43bb0u
};

static const struct pith_field fields_of_pith_fs_patch_out[] = {
    { "replaced", "How many places were changed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_patch_out, replaced), 0, 0, 0, NULL, NULL },
    { "size", "The size of the file now.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_patch_out, size), 0, 0, 0, NULL, NULL },
    { "sha256", "The SHA-256 of what it holds now.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_fs_patch_out, sha256), 0, 0, 0, NULL, NULL },
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_patch_out, undo), offsetof(struct pith_fs_patch_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_patch_out = {
    "fs.patch", fields_of_pith_fs_patch_out, 4, sizeof(struct pith_fs_patch_out), 0xbb9f3dc9u
};
const struct pith_op pith_op_fs_patch = {
    271, "fs.patch", "Replace exact text in a file: all of the edits, or none.",
    PITH_WRITE, false, false, "read_file of path, write_file of path",
    &shape_of_fs_patch_in, &shape_of_fs_patch_out, NULL
};
int pith_fs_patch(struct pith *p, const struct pith_fs_patch_in *in,
    struct pith_fs_patch_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_patch, in, out, e);
}

static const struct pith_field fields_of_pith_fs_read_in[] = {
    { "path", "File to read.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_read_in, path), 0, 1, 4096, NULL, NULL },
    { "offset", "First byte.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_read_in, offset), offsetof(struct pith_fs_read_in, has_offset), 0, 9007199254740991, NULL, NULL },
    { "count", "How many bytes at most; left out: to the end.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_read_in, count), offsetof(struct pith_fs_read_in, has_count), 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_fs_read_in = {
    "fs.read", fields_of_pith_fs_read_in, 3, sizeof(struct pith_fs_read_in), 0x2cf09b91u
};

static const struct pith_field fields_of_pith_fs_read_out[] = {
    { "data", "What was read.",
      PITH_BYTES, PITH_PLAIN, false, false, offsetof(struct pith_fs_read_out, data), 0, 0, 0, NULL, NULL },
    { "size", "The size of the whole file.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_read_out, size), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_read_out = {
    "fs.read", fields_of_pith_fs_read_out, 2, sizeof(struct pith_fs_read_out), 0x718c1a14u
};
const struct pith_op pith_op_fs_read = {
    10, "fs.read", "Read a file, or a range of it.",
    PITH_READ, false, false, "read_file of path",
    &shape_of_fs_read_in, &shape_of_fs_read_out, NULL
};
int pith_fs_read(struct pith *p, const struct pith_fs_read_in *in,
    struct pith_fs_read_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_read, in, out, e);
}

static const struct pith_field fields_of_pith_fs_readlink_in[] = {
    { "path", "The link.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_readlink_in, path), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_fs_readlink_in = {
    "fs.readlink", fields_of_pith_fs_readlink_in, 1, sizeof(struct pith_fs_readlink_in), 0xbac4bff3u
};

static const struct pith_field fields_of_pith_fs_readlink_out[] = {
    { "target", "As it stands there.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_readlink_out, target), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_readlink_out = {
    "fs.readlink", fields_of_pith_fs_readlink_out, 1, sizeof(struct pith_fs_readlink_out), 0xf6d563c1u
};
const struct pith_op pith_op_fs_readlink = {
    386, "fs.readlink", "Where a symbolic link leads.",
    PITH_READ, false, false, "list_directory of path",
    &shape_of_fs_readlink_in, &shape_of_fs_readlink_out, NULL
};
int pith_fs_readlink(struct pith *p, const struct pith_fs_readlink_in *in,
    struct pith_fs_readlink_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_readlink, in, out, e);
}

static const struct pith_field fields_of_pith_fs_restore_in[] = {
    { "path", "The path.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_restore_in, path), 0, 1, 4096, NULL, NULL },
    { "undo", "Before which change; left out: before the last one.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_restore_in, undo), offsetof(struct pith_fs_restore_in, has_undo), 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_fs_restore_in = {
    "fs.restore", fields_of_pith_fs_restore_in, 2, sizeof(struct pith_fs_restore_in), 0xab756229u
};

static const struct pith_field fields_of_pith_fs_restore_out[] = {
    { "undone", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_restore_out, undone), offsetof(struct pith_fs_restore_out, has_undone), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_restore_out = {
    "fs.restore", fields_of_pith_fs_restore_out, 1, sizeof(struct pith_fs_restore_out), 0x8996be36u
};
const struct pith_op pith_op_fs_restore = {
    273, "fs.restore", "Put back what stood at a path. What stands there now is kept, too.",
    PITH_WRITE, false, false, "read_file of path",
    &shape_of_fs_restore_in, &shape_of_fs_restore_out, NULL
};
int pith_fs_restore(struct pith *p, const struct pith_fs_restore_in *in,
    struct pith_fs_restore_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_restore, in, out, e);
}

static const struct pith_field fields_of_pith_fs_rmdir_in[] = {
    { "path", "Directory to remove.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_rmdir_in, path), 0, 1, 4096, NULL, NULL },
    { "recursive", "With all that is in it.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_rmdir_in, recursive), offsetof(struct pith_fs_rmdir_in, has_recursive), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_rmdir_in = {
    "fs.rmdir", fields_of_pith_fs_rmdir_in, 2, sizeof(struct pith_fs_rmdir_in), 0xd6d5c8b5u
};

static const struct pith_field fields_of_pith_fs_rmdir_out[] = {
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_rmdir_out, undo), offsetof(struct pith_fs_rmdir_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_rmdir_out = {
    "fs.rmdir", fields_of_pith_fs_rmdir_out, 1, sizeof(struct pith_fs_rmdir_out), 0xb602485fu
};
const struct pith_op pith_op_fs_rmdir = {
    22, "fs.rmdir", "Remove a directory.",
    PITH_IRREVERSIBLE, false, false, "delete_file of path",
    &shape_of_fs_rmdir_in, &shape_of_fs_rmdir_out, NULL
};
int pith_fs_rmdir(struct pith *p, const struct pith_fs_rmdir_in *in,
    struct pith_fs_rmdir_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_rmdir, in, out, e);
}

static const struct pith_field fields_of_pith_fs_search_in[] = {
    { "path", "Where to look: a directory, or one file.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_fs_search_in, path), offsetof(struct pith_fs_search_in, has_path), 1, 4096, NULL, NULL },
    { "text", "What lines must hold; left out: every name is a hit.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, text), offsetof(struct pith_fs_search_in, has_text), 1, 4096, NULL, NULL },
    { "regex", "The text is a regular expression, as Perl has them.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, regex), offsetof(struct pith_fs_search_in, has_regex), 0, 0, NULL, NULL },
    { "ignore_case", "Capital and small letters are the same.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, ignore_case), offsetof(struct pith_fs_search_in, has_ignore_case), 0, 0, NULL, NULL },
    { "word", "It must stand as a whole word.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, word), offsetof(struct pith_fs_search_in, has_word), 0, 0, NULL, NULL },
    { "names", "Only names that fit one of these globs (*.c, src/**/*.h); not those that fit one behind a !.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_fs_search_in, names), offsetof(struct pith_fs_search_in, has_names), 0, 64, NULL, NULL },
    { "hidden", "Also names that begin with a dot.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, hidden), offsetof(struct pith_fs_search_in, has_hidden), 0, 0, NULL, NULL },
    { "ignored", "Also what .gitignore, .ignore and .git/info/exclude leave out.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, ignored), offsetof(struct pith_fs_search_in, has_ignored), 0, 0, NULL, NULL },
    { "binary", "Also files with zero bytes in them.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, binary), offsetof(struct pith_fs_search_in, has_binary), 0, 0, NULL, NULL },
    { "follow", "Follow symbolic links that stay inside of what was granted.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, follow), offsetof(struct pith_fs_search_in, has_follow), 0, 0, NULL, NULL },
    { "context", "How many lines before and behind each hit.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, context), offsetof(struct pith_fs_search_in, has_context), 0, 20, NULL, NULL },
    { "limit", "How many hits at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_search_in, limit), offsetof(struct pith_fs_search_in, has_limit), 1, 1000000, NULL, NULL },
};
static const struct pith_shape shape_of_fs_search_in = {
    "fs.search", fields_of_pith_fs_search_in, 12, sizeof(struct pith_fs_search_in), 0x9ff96a91u
};

static const struct pith_field fields_of_pith_fs_search_out[] = {
    { "hits", "How many there were; they come in no order, those of one file in the order of lines.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_search_out, hits), 0, 0, 0, NULL, NULL },
    { "more", "Whether it ended at the limit.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_search_out, more), 0, 0, 0, NULL, NULL },
    { "files", "How many files were looked at.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_search_out, files), 0, 0, 0, NULL, NULL },
    { "bytes", "How many bytes of them.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_search_out, bytes), 0, 0, 0, NULL, NULL },
    { "skipped", "How many files and directories could not be read, or are closed to the caller.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_search_out, skipped), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_search_out = {
    "fs.search", fields_of_pith_fs_search_out, 5, sizeof(struct pith_fs_search_out), 0x12292c6au
};
const struct pith_op pith_op_fs_search = {
    270, "fs.search", "Look for files by name, and for text in them, in a whole tree.",
    PITH_READ, false, false, "read_file of path, list_directory of path",
    &shape_of_fs_search_in, &shape_of_fs_search_out, &pith_shape_fs_hit
};

static const struct pith_field fields_of_pith_fs_setcwd_in[] = {
    { "path", "Where relative paths begin from now on.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_setcwd_in, path), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_fs_setcwd_in = {
    "fs.setcwd", fields_of_pith_fs_setcwd_in, 1, sizeof(struct pith_fs_setcwd_in), 0xbac4bff3u
};

static const struct pith_field fields_of_pith_fs_setcwd_out[] = {
    { "absolute", "The same from the root on.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_fs_setcwd_out, absolute), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_setcwd_out = {
    "fs.setcwd", fields_of_pith_fs_setcwd_out, 1, sizeof(struct pith_fs_setcwd_out), 0x045a0665u
};
const struct pith_op pith_op_fs_setcwd = {
    24, "fs.setcwd", "Change the caller's working directory.",
    PITH_WRITE, false, false, "list_directory of path",
    &shape_of_fs_setcwd_in, &shape_of_fs_setcwd_out, NULL
};
int pith_fs_setcwd(struct pith *p, const struct pith_fs_setcwd_in *in,
    struct pith_fs_setcwd_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_setcwd, in, out, e);
}

static const struct pith_field fields_of_pith_fs_stat_in[] = {
    { "path", "Where to look.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_stat_in, path), 0, 1, 4096, NULL, NULL },
    { "follow", "Follow a symbolic link, or tell of the link itself.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_stat_in, follow), offsetof(struct pith_fs_stat_in, has_follow), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_stat_in = {
    "fs.stat", fields_of_pith_fs_stat_in, 2, sizeof(struct pith_fs_stat_in), 0xd190cf2au
};

static const struct pith_field fields_of_pith_fs_stat_out[] = {
    { "kind", "What it is.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_fs_stat_out, kind), 0, 0, 0, NULL, choices_fs_kind },
    { "size", "Its size in bytes.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_stat_out, size), 0, 0, 0, NULL, NULL },
    { "mode", "Its permission bits.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_stat_out, mode), 0, 0, 0, NULL, NULL },
    { "links", "How many names it has.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_stat_out, links), 0, 0, 0, NULL, NULL },
    { "modified", "When its contents last changed.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_fs_stat_out, modified), 0, 0, 0, NULL, NULL },
    { "changed", "When anything about it last changed.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_fs_stat_out, changed), 0, 0, 0, NULL, NULL },
    { "target", "Where the link leads, if it is one.",
      PITH_PATH, PITH_PLAIN, false, true, offsetof(struct pith_fs_stat_out, target), offsetof(struct pith_fs_stat_out, has_target), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_stat_out = {
    "fs.stat", fields_of_pith_fs_stat_out, 7, sizeof(struct pith_fs_stat_out), 0x299ff4d6u
};
const struct pith_op pith_op_fs_stat = {
    16, "fs.stat", "What is at a path.",
    PITH_READ, false, false, "list_directory of path",
    &shape_of_fs_stat_in, &shape_of_fs_stat_out, NULL
};
int pith_fs_stat(struct pith *p, const struct pith_fs_stat_in *in,
    struct pith_fs_stat_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_stat, in, out, e);
}

static const struct pith_field fields_of_pith_fs_symlink_in[] = {
    { "path", "The link.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_symlink_in, path), 0, 1, 4096, NULL, NULL },
    { "target", "Where it leads, as it will stand there.",
      PITH_PATH, PITH_CONTENT, false, false, offsetof(struct pith_fs_symlink_in, target), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_fs_symlink_in = {
    "fs.symlink", fields_of_pith_fs_symlink_in, 2, sizeof(struct pith_fs_symlink_in), 0xc993067fu
};

static const struct pith_field fields_of_pith_fs_symlink_out[] = {
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_symlink_out, undo), offsetof(struct pith_fs_symlink_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_symlink_out = {
    "fs.symlink", fields_of_pith_fs_symlink_out, 1, sizeof(struct pith_fs_symlink_out), 0xb602485fu
};
const struct pith_op pith_op_fs_symlink = {
    385, "fs.symlink", "Make a symbolic link; where it leads is asked when it is followed.",
    PITH_WRITE, false, false, "create_file of path",
    &shape_of_fs_symlink_in, &shape_of_fs_symlink_out, NULL
};
int pith_fs_symlink(struct pith *p, const struct pith_fs_symlink_in *in,
    struct pith_fs_symlink_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_symlink, in, out, e);
}

static const struct pith_field fields_of_pith_fs_tree_in[] = {
    { "path", "Directory to list.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_fs_tree_in, path), offsetof(struct pith_fs_tree_in, has_path), 1, 4096, NULL, NULL },
    { "depth", "How many directories deep.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_tree_in, depth), offsetof(struct pith_fs_tree_in, has_depth), 1, 128, NULL, NULL },
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_tree_in, limit), offsetof(struct pith_fs_tree_in, has_limit), 1, 100000, NULL, NULL },
};
static const struct pith_shape shape_of_fs_tree_in = {
    "fs.tree", fields_of_pith_fs_tree_in, 3, sizeof(struct pith_fs_tree_in), 0x7a5ee597u
};

static const struct pith_field fields_of_pith_fs_tree_out[] = {
    { "entries", "What is there; links are not followed.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_fs_tree_out, entries), 0, 0, 0, &pith_shape_fs_entry_below, NULL },
    { "more", "Whether there are more than the limit.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_fs_tree_out, more), 0, 0, 0, NULL, NULL },
    { "left_out", "How many directories could not be looked into.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_tree_out, left_out), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_tree_out = {
    "fs.tree", fields_of_pith_fs_tree_out, 3, sizeof(struct pith_fs_tree_out), 0xd398d81bu
};
const struct pith_op pith_op_fs_tree = {
    383, "fs.tree", "List a directory with all that is below it, each before what is in it.",
    PITH_READ, false, false, "list_directory of path",
    &shape_of_fs_tree_in, &shape_of_fs_tree_out, NULL
};
int pith_fs_tree(struct pith *p, const struct pith_fs_tree_in *in,
    struct pith_fs_tree_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_tree, in, out, e);
}

static const struct pith_field fields_of_pith_fs_truncate_in[] = {
    { "path", "File to cut.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_truncate_in, path), 0, 1, 4096, NULL, NULL },
    { "size", "Its size from then on.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_truncate_in, size), 0, 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_fs_truncate_in = {
    "fs.truncate", fields_of_pith_fs_truncate_in, 2, sizeof(struct pith_fs_truncate_in), 0xcfb1eedau
};

static const struct pith_field fields_of_pith_fs_truncate_out[] = {
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_truncate_out, undo), offsetof(struct pith_fs_truncate_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_truncate_out = {
    "fs.truncate", fields_of_pith_fs_truncate_out, 1, sizeof(struct pith_fs_truncate_out), 0xb602485fu
};
const struct pith_op pith_op_fs_truncate = {
    25, "fs.truncate", "Cut a file, or make it longer with zeros.",
    PITH_WRITE, false, false, "write_file of path",
    &shape_of_fs_truncate_in, &shape_of_fs_truncate_out, NULL
};
int pith_fs_truncate(struct pith *p, const struct pith_fs_truncate_in *in,
    struct pith_fs_truncate_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_truncate, in, out, e);
}

static const struct pith_field fields_of_pith_fs_undo_in[] = {
    { "undo", "The change, as the op that made it said.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_undo_in, undo), offsetof(struct pith_fs_undo_in, has_undo), 1, 128, NULL, NULL },
    { "count", "Without undo: how many of the caller's last calls.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_undo_in, count), offsetof(struct pith_fs_undo_in, has_count), 1, 100, NULL, NULL },
};
static const struct pith_shape shape_of_fs_undo_in = {
    "fs.undo", fields_of_pith_fs_undo_in, 2, sizeof(struct pith_fs_undo_in), 0x795ee1f4u
};

static const struct pith_field fields_of_pith_fs_undo_out[] = {
    { "paths", "What was put back, in this order.",
      PITH_PATH, PITH_PLAIN, true, false, offsetof(struct pith_fs_undo_out, paths), 0, 0, 0, NULL, NULL },
    { "undone", "For each call taken back, what undoes that again, as far as it could be kept.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_fs_undo_out, undone), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_undo_out = {
    "fs.undo", fields_of_pith_fs_undo_out, 2, sizeof(struct pith_fs_undo_out), 0xee230b17u
};
const struct pith_op pith_op_fs_undo = {
    274, "fs.undo", "Take back changes of files: one that is named, or the caller's last.",
    PITH_WRITE, false, false, NULL,
    &shape_of_fs_undo_in, &shape_of_fs_undo_out, NULL
};
int pith_fs_undo(struct pith *p, const struct pith_fs_undo_in *in,
    struct pith_fs_undo_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_undo, in, out, e);
}

static const struct pith_field fields_of_pith_fs_unmount_in[] = {
    { "at", "Where it is.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_unmount_in, at), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_fs_unmount_in = {
    "fs.unmount", fields_of_pith_fs_unmount_in, 1, sizeof(struct pith_fs_unmount_in), 0x8da32881u
};

static const struct pith_shape shape_of_fs_unmount_out = {
    "fs.unmount", NULL, 0, sizeof(struct pith_fs_unmount_out), 0x7b0b83e1u
};
const struct pith_op pith_op_fs_unmount = {
    381, "fs.unmount", "Take away what is mounted; what is open stays so.",
    PITH_WRITE, false, false, NULL,
    &shape_of_fs_unmount_in, &shape_of_fs_unmount_out, NULL
};
int pith_fs_unmount(struct pith *p, const struct pith_fs_unmount_in *in,
    struct pith_fs_unmount_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_unmount, in, out, e);
}

static const struct pith_field fields_of_pith_fs_versions_in[] = {
    { "path", "The path.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_versions_in, path), 0, 1, 4096, NULL, NULL },
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_versions_in, limit), offsetof(struct pith_fs_versions_in, has_limit), 1, 1000, NULL, NULL },
};
static const struct pith_shape shape_of_fs_versions_in = {
    "fs.versions", fields_of_pith_fs_versions_in, 2, sizeof(struct pith_fs_versions_in), 0xbb4b11b4u
};

static const struct pith_field fields_of_pith_fs_versions_out[] = {
    { "versions", "What is kept.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_fs_versions_out, versions), 0, 0, 0, &pith_shape_fs_version, NULL },
};
static const struct pith_shape shape_of_fs_versions_out = {
    "fs.versions", fields_of_pith_fs_versions_out, 1, sizeof(struct pith_fs_versions_out), 0xf1cffd2eu
};
const struct pith_op pith_op_fs_versions = {
    272, "fs.versions", "What stood at a path before, newest first.",
    PITH_READ, false, false, "read_file of path",
    &shape_of_fs_versions_in, &shape_of_fs_versions_out, NULL
};
int pith_fs_versions(struct pith *p, const struct pith_fs_versions_in *in,
    struct pith_fs_versions_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_versions, in, out, e);
}

static const struct pith_field fields_of_pith_fs_watch_in[] = {
    { "path", "The directory.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_fs_watch_in, path), offsetof(struct pith_fs_watch_in, has_path), 1, 4096, NULL, NULL },
    { "recursive", "Also in all directories below it, and in new ones.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_watch_in, recursive), offsetof(struct pith_fs_watch_in, has_recursive), 0, 0, NULL, NULL },
    { "every", "Changes of one path within this time are told as one.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_fs_watch_in, every), offsetof(struct pith_fs_watch_in, has_every), 10, 60000, NULL, NULL },
};
static const struct pith_shape shape_of_fs_watch_in = {
    "fs.watch", fields_of_pith_fs_watch_in, 3, sizeof(struct pith_fs_watch_in), 0xe49d36fau
};

static const struct pith_field fields_of_pith_fs_watch_out[] = {
    { "sent", "How many changes were told.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_watch_out, sent), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_watch_out = {
    "fs.watch", fields_of_pith_fs_watch_out, 1, sizeof(struct pith_fs_watch_out), 0xdc4fcbfbu
};
const struct pith_op pith_op_fs_watch = {
    276, "fs.watch", "What changes in a directory and below it, until called off. Directories in memory and overlays, mounted by fs.mount, are not watched.",
    PITH_READ, false, false, "list_directory of path",
    &shape_of_fs_watch_in, &shape_of_fs_watch_out, &pith_shape_fs_change
};

static const struct pith_field fields_of_pith_fs_write_in[] = {
    { "path", "File to write.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_fs_write_in, path), 0, 1, 4096, NULL, NULL },
    { "data", "What to write.",
      PITH_BYTES, PITH_CONTENT, false, false, offsetof(struct pith_fs_write_in, data), 0, 0, 8388608, NULL, NULL },
    { "mode", "Where the bytes go.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_fs_write_in, mode), offsetof(struct pith_fs_write_in, has_mode), 0, 0, NULL, choices_fs_write_mode },
    { "offset", "First byte, for mode patch.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_fs_write_in, offset), offsetof(struct pith_fs_write_in, has_offset), 0, 9007199254740991, NULL, NULL },
    { "create", "Make the file if it is not there.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_fs_write_in, create), offsetof(struct pith_fs_write_in, has_create), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_write_in = {
    "fs.write", fields_of_pith_fs_write_in, 5, sizeof(struct pith_fs_write_in), 0x6bbba732u
};

static const struct pith_field fields_of_pith_fs_write_out[] = {
    { "size", "The size of the file now.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_fs_write_out, size), 0, 0, 0, NULL, NULL },
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_fs_write_out, undo), offsetof(struct pith_fs_write_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_fs_write_out = {
    "fs.write", fields_of_pith_fs_write_out, 2, sizeof(struct pith_fs_write_out), 0x5b40d3c0u
};
const struct pith_op pith_op_fs_write = {
    11, "fs.write", "Write a file.",
    PITH_WRITE, false, false, "write_file of path, create_file of path if create",
    &shape_of_fs_write_in, &shape_of_fs_write_out, NULL
};
int pith_fs_write(struct pith *p, const struct pith_fs_write_in *in,
    struct pith_fs_write_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_fs_write, in, out, e);
}

static const struct pith_shape shape_of_kernel_stats_in = {
    "kernel.stats", NULL, 0, sizeof(struct pith_kernel_stats_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_kernel_stats_out[] = {
    { "ops", "Rows in the op table.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, ops), 0, 0, 0, NULL, NULL },
    { "calls", "Calls that were answered.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, calls), 0, 0, 0, NULL, NULL },
    { "denied", "Of these: refused.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, denied), 0, 0, 0, NULL, NULL },
    { "failed", "Of these: failed otherwise.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, failed), 0, 0, 0, NULL, NULL },
    { "plans_prepared", "Decisions that were prepared.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, plans_prepared), 0, 0, 0, NULL, NULL },
    { "plans_dropped", "Times that prepared decisions became stale.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, plans_dropped), 0, 0, 0, NULL, NULL },
    { "procs", "Procs alive.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, procs), 0, 0, 0, NULL, NULL },
    { "procs_born", "Procs ever made.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, procs_born), 0, 0, 0, NULL, NULL },
    { "events", "Events emitted.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_kernel_stats_out, events), 0, 0, 0, NULL, NULL },
    { "by_op", "Ops that were called, most called first.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_kernel_stats_out, by_op), 0, 0, 0, &pith_shape_kernel_op_stats, NULL },
};
static const struct pith_shape shape_of_kernel_stats_out = {
    "kernel.stats", fields_of_pith_kernel_stats_out, 10, sizeof(struct pith_kernel_stats_out), 0xcb7ec5aau
};
const struct pith_op pith_op_kernel_stats = {
    240, "kernel.stats", "Figures of the kernel since it started.",
    PITH_READ, false, false, "system_info",
    &shape_of_kernel_stats_in, &shape_of_kernel_stats_out, NULL
};
int pith_kernel_stats(struct pith *p, const struct pith_kernel_stats_in *in,
    struct pith_kernel_stats_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_kernel_stats, in, out, e);
}

static const struct pith_shape shape_of_mem_gc_in = {
    "mem.gc", NULL, 0, sizeof(struct pith_mem_gc_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_mem_gc_out[] = {
    { "before", "Bytes that the daemon held.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_gc_out, before), 0, 0, 0, NULL, NULL },
    { "after", "Bytes that it holds now.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_gc_out, after), 0, 0, 0, NULL, NULL },
    { "parts", "What was given back, and by whom.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_mem_gc_out, parts), 0, 0, 0, &pith_shape_mem_part, NULL },
};
static const struct pith_shape shape_of_mem_gc_out = {
    "mem.gc", fields_of_pith_mem_gc_out, 3, sizeof(struct pith_mem_gc_out), 0x9ff06e17u
};
const struct pith_op pith_op_mem_gc = {
    41, "mem.gc", "Give back memory that is free, and what caches can do without.",
    PITH_WRITE, true, false, "system_info",
    &shape_of_mem_gc_in, &shape_of_mem_gc_out, NULL
};
int pith_mem_gc(struct pith *p, const struct pith_mem_gc_in *in,
    struct pith_mem_gc_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_mem_gc, in, out, e);
}

static const struct pith_field fields_of_pith_mem_proc_stats_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_mem_proc_stats_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_mem_proc_stats_in = {
    "mem.proc_stats", fields_of_pith_mem_proc_stats_in, 1, sizeof(struct pith_mem_proc_stats_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_mem_proc_stats_out[] = {
    { "held", "Bytes of the daemon's that serve it, its calls under way among them.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_proc_stats_out, held), 0, 0, 0, NULL, NULL },
    { "calls", "Bytes that its calls under way hold.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_proc_stats_out, calls), 0, 0, 0, NULL, NULL },
    { "program", "Bytes that its processes hold.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_proc_stats_out, program), 0, 0, 0, NULL, NULL },
    { "limit", "Bytes that they may hold; 0: no limit.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_proc_stats_out, limit), 0, 0, 0, NULL, NULL },
    { "pressed", "Whether that is more than four fifths of it.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_mem_proc_stats_out, pressed), 0, 0, 0, NULL, NULL },
    { "parts", "What for.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_mem_proc_stats_out, parts), 0, 0, 0, &pith_shape_mem_part, NULL },
};
static const struct pith_shape shape_of_mem_proc_stats_out = {
    "mem.proc_stats", fields_of_pith_mem_proc_stats_out, 6, sizeof(struct pith_mem_proc_stats_out), 0xabf3b485u
};
const struct pith_op pith_op_mem_proc_stats = {
    39, "mem.proc_stats", "What memory a proc holds.",
    PITH_READ, false, false, NULL,
    &shape_of_mem_proc_stats_in, &shape_of_mem_proc_stats_out, NULL
};
int pith_mem_proc_stats(struct pith *p, const struct pith_mem_proc_stats_in *in,
    struct pith_mem_proc_stats_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_mem_proc_stats, in, out, e);
}

static const struct pith_shape shape_of_mem_stats_in = {
    "mem.stats", NULL, 0, sizeof(struct pith_mem_stats_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_mem_stats_out[] = {
    { "rss", "Bytes that the daemon holds, by the kernel's count.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, rss), 0, 0, 0, NULL, NULL },
    { "rss_peak", "The most it ever held.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, rss_peak), 0, 0, 0, NULL, NULL },
    { "allocated", "Bytes of its heap in use.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, allocated), 0, 0, 0, NULL, NULL },
    { "idle", "Bytes of its heap that are free.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, idle), 0, 0, 0, NULL, NULL },
    { "mapped", "Bytes mapped apart from that by large allocations.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, mapped), 0, 0, 0, NULL, NULL },
    { "threads", "Its threads.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, threads), 0, 0, 0, NULL, NULL },
    { "descriptors", "Its open descriptors.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, descriptors), 0, 0, 0, NULL, NULL },
    { "programs", "Bytes that programs hold, of all procs together.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_mem_stats_out, programs), 0, 0, 0, NULL, NULL },
    { "parts", "What for.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_mem_stats_out, parts), 0, 0, 0, &pith_shape_mem_part, NULL },
};
static const struct pith_shape shape_of_mem_stats_out = {
    "mem.stats", fields_of_pith_mem_stats_out, 9, sizeof(struct pith_mem_stats_out), 0x0ff667d0u
};
const struct pith_op pith_op_mem_stats = {
    38, "mem.stats", "What memory the daemon holds, and for what.",
    PITH_READ, false, false, "system_info",
    &shape_of_mem_stats_in, &shape_of_mem_stats_out, NULL
};
int pith_mem_stats(struct pith *p, const struct pith_mem_stats_in *in,
    struct pith_mem_stats_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_mem_stats, in, out, e);
}

static const struct pith_field fields_of_pith_net_check_in[] = {
    { "target", "A URL, host:port, or a host, whose port is 443 then.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_net_check_in, target), 0, 1, 8192, NULL, NULL },
};
static const struct pith_shape shape_of_net_check_in = {
    "net.check", fields_of_pith_net_check_in, 1, sizeof(struct pith_net_check_in), 0x87ecd1e6u
};

static const struct pith_field fields_of_pith_net_check_out[] = {
    { "host", "The host, in its usual form.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_net_check_out, host), 0, 0, 0, NULL, NULL },
    { "port", "The port.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_check_out, port), 0, 0, 0, NULL, NULL },
    { "allowed", "Whether it may be reached by its name, and by one of its addresses at least.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_net_check_out, allowed), 0, 0, 0, NULL, NULL },
    { "why", "If not, why.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_check_out, why), offsetof(struct pith_net_check_out, has_why), 0, 0, NULL, NULL },
    { "addresses", "What its name leads to.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_net_check_out, addresses), 0, 0, 0, &pith_shape_net_verdict, NULL },
};
static const struct pith_shape shape_of_net_check_out = {
    "net.check", fields_of_pith_net_check_out, 5, sizeof(struct pith_net_check_out), 0x189da26fu
};
const struct pith_op pith_op_net_check = {
    334, "net.check", "Whether a host or a URL may be reached, and by which addresses; nothing is sent to it.",
    PITH_NETWORK, false, false, "network_access of target",
    &shape_of_net_check_in, &shape_of_net_check_out, NULL
};
int pith_net_check(struct pith *p, const struct pith_net_check_in *in,
    struct pith_net_check_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_net_check, in, out, e);
}

static const struct pith_field fields_of_pith_net_fetch_in[] = {
    { "url", "What to fetch: http or https.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_net_fetch_in, url), 0, 1, 8192, NULL, NULL },
    { "method", "The method.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_net_fetch_in, method), offsetof(struct pith_net_fetch_in, has_method), 1, 32, NULL, NULL },
    { "headers", "Headers to send.",
      PITH_REC, PITH_CONTENT, true, true, offsetof(struct pith_net_fetch_in, headers), offsetof(struct pith_net_fetch_in, has_headers), 0, 64, &pith_shape_net_header, NULL },
    { "body", "What to send.",
      PITH_BYTES, PITH_CONTENT, false, true, offsetof(struct pith_net_fetch_in, body), offsetof(struct pith_net_fetch_in, has_body), 0, 1048576, NULL, NULL },
    { "upload", "The body comes by net.send; then the first item says the id alone.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_net_fetch_in, upload), offsetof(struct pith_net_fetch_in, has_upload), 0, 0, NULL, NULL },
    { "redirects", "How many redirects to follow.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_net_fetch_in, redirects), offsetof(struct pith_net_fetch_in, has_redirects), 0, 20, NULL, NULL },
};
static const struct pith_shape shape_of_net_fetch_in = {
    "net.fetch", fields_of_pith_net_fetch_in, 6, sizeof(struct pith_net_fetch_in), 0xe9d18a7cu
};

static const struct pith_field fields_of_pith_net_fetch_out[] = {
    { "bytes", "How many there were, decompressed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_fetch_out, bytes), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_net_fetch_out = {
    "net.fetch", fields_of_pith_net_fetch_out, 1, sizeof(struct pith_net_fetch_out), 0x037ba300u
};
const struct pith_op pith_op_net_fetch = {
    330, "net.fetch", "One HTTP exchange, whose answer comes as it arrives.",
    PITH_NETWORK, false, false, "network_access of url",
    &shape_of_net_fetch_in, &shape_of_net_fetch_out, &pith_shape_net_piece
};

static const struct pith_shape shape_of_net_proxy_in = {
    "net.proxy", NULL, 0, sizeof(struct pith_net_proxy_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_net_proxy_out[] = {
    { "visits", "How many connections there were, if it was the service that ended.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_proxy_out, visits), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_net_proxy_out = {
    "net.proxy", fields_of_pith_net_proxy_out, 1, sizeof(struct pith_net_proxy_out), 0xcc313c89u
};
const struct pith_op pith_op_net_proxy = {
    333, "net.proxy", "A proxy on this machine, for a program that takes no other way; it lasts as long as the call, or the service.",
    PITH_NETWORK, false, false, "network_access",
    &shape_of_net_proxy_in, &shape_of_net_proxy_out, &pith_shape_net_visit
};

static const struct pith_field fields_of_pith_net_send_in[] = {
    { "id", "What net.fetch called it.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_net_send_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "data", "The next bytes.",
      PITH_BYTES, PITH_CONTENT, false, false, offsetof(struct pith_net_send_in, data), 0, 0, 1048576, NULL, NULL },
    { "end", "They are the last.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_net_send_in, end), offsetof(struct pith_net_send_in, has_end), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_net_send_in = {
    "net.send", fields_of_pith_net_send_in, 3, sizeof(struct pith_net_send_in), 0x5dee3ff9u
};

static const struct pith_field fields_of_pith_net_send_out[] = {
    { "taken", "How many there was room for; the rest is to be sent again.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_send_out, taken), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_net_send_out = {
    "net.send", fields_of_pith_net_send_out, 1, sizeof(struct pith_net_send_out), 0xde9ba69cu
};
const struct pith_op pith_op_net_send = {
    331, "net.send", "More of the body of an exchange that runs.",
    PITH_NETWORK, false, false, "network_access",
    &shape_of_net_send_in, &shape_of_net_send_out, NULL
};
int pith_net_send(struct pith *p, const struct pith_net_send_in *in,
    struct pith_net_send_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_net_send, in, out, e);
}

static const struct pith_shape shape_of_net_stats_in = {
    "net.stats", NULL, 0, sizeof(struct pith_net_stats_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_net_stats_out[] = {
    { "exchanges", "Requests, each hop of a redirect counted.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_stats_out, exchanges), 0, 0, 0, NULL, NULL },
    { "connections", "Connections that were opened.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_stats_out, connections), 0, 0, 0, NULL, NULL },
    { "reused", "Requests on connections that were open already.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_stats_out, reused), 0, 0, 0, NULL, NULL },
    { "refused", "Hosts and addresses that were refused.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_stats_out, refused), 0, 0, 0, NULL, NULL },
    { "failed", "Requests without an answer.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_stats_out, failed), 0, 0, 0, NULL, NULL },
    { "received", "Bytes of answers, decompressed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_stats_out, received), 0, 0, 0, NULL, NULL },
    { "sent", "Bytes of bodies.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_net_stats_out, sent), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_net_stats_out = {
    "net.stats", fields_of_pith_net_stats_out, 7, sizeof(struct pith_net_stats_out), 0x215413b2u
};
const struct pith_op pith_op_net_stats = {
    335, "net.stats", "What went out since the service was started; while nobody asks it for anything, it stops.",
    PITH_READ, false, false, "system_info",
    &shape_of_net_stats_in, &shape_of_net_stats_out, NULL
};
int pith_net_stats(struct pith *p, const struct pith_net_stats_in *in,
    struct pith_net_stats_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_net_stats, in, out, e);
}

static const struct pith_field fields_of_pith_net_tunnel_in[] = {
    { "host", "A name or an address.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_net_tunnel_in, host), 0, 1, 255, NULL, NULL },
    { "port", "Its port.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_net_tunnel_in, port), 0, 1, 65535, NULL, NULL },
};
static const struct pith_shape shape_of_net_tunnel_in = {
    "net.tunnel", fields_of_pith_net_tunnel_in, 2, sizeof(struct pith_net_tunnel_in), 0x2a3b028eu
};

static const struct pith_field fields_of_pith_net_tunnel_out[] = {
    { "peer", "The address that was connected to.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_net_tunnel_out, peer), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_net_tunnel_out = {
    "net.tunnel", fields_of_pith_net_tunnel_out, 1, sizeof(struct pith_net_tunnel_out), 0xc65144fbu
};
const struct pith_op pith_op_net_tunnel = {
    332, "net.tunnel", "A connection to a host, as a descriptor that the caller then owns.",
    PITH_NETWORK, false, true, "network_access of host",
    &shape_of_net_tunnel_in, &shape_of_net_tunnel_out, NULL
};
int pith_net_tunnel(struct pith *p, const struct pith_net_tunnel_in *in,
    struct pith_net_tunnel_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_net_tunnel, in, out, e);
}

static const struct pith_field fields_of_pith_observe_anomalies_in[] = {
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_observe_anomalies_in, limit), offsetof(struct pith_observe_anomalies_in, has_limit), 1, 64, NULL, NULL },
};
static const struct pith_shape shape_of_observe_anomalies_in = {
    "observe.anomalies", fields_of_pith_observe_anomalies_in, 1, sizeof(struct pith_observe_anomalies_in), 0x30b35fa2u
};

static const struct pith_field fields_of_pith_observe_anomalies_out[] = {
    { "anomalies", "The anomalies.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_anomalies_out, anomalies), 0, 0, 0, &pith_shape_observe_anomaly, NULL },
    { "total", "How many there were since the start.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_anomalies_out, total), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_observe_anomalies_out = {
    "observe.anomalies", fields_of_pith_observe_anomalies_out, 2, sizeof(struct pith_observe_anomalies_out), 0x644f4343u
};
const struct pith_op pith_op_observe_anomalies = {
    236, "observe.anomalies", "What was far from usual, newest first.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_anomalies_in, &shape_of_observe_anomalies_out, NULL
};
int pith_observe_anomalies(struct pith *p, const struct pith_observe_anomalies_in *in,
    struct pith_observe_anomalies_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_anomalies, in, out, e);
}

static const struct pith_field fields_of_pith_observe_chain_in[] = {
    { "id", "Its chain, its W3C trace id, or last: the newest one, apart from those that only watch, as pith top and Tasks do.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_observe_chain_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_observe_chain_in = {
    "observe.chain", fields_of_pith_observe_chain_in, 1, sizeof(struct pith_observe_chain_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_observe_chain_out[] = {
    { "chain", "Its chain.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_chain_out, chain), 0, 0, 0, NULL, NULL },
    { "trace", "The same as a W3C trace id.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_chain_out, trace), 0, 0, 0, NULL, NULL },
    { "time", "When it began.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_observe_chain_out, time), 0, 0, 0, NULL, NULL },
    { "took", "Nanoseconds from its start to the last that is known of it.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_chain_out, took), 0, 0, 0, NULL, NULL },
    { "steps", "Its steps, each followed by those below it, in the order of time.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_chain_out, steps), 0, 0, 0, &pith_shape_observe_step, NULL },
    { "missing", "Steps that others name as the one above, and that are not there: overwritten, left out, or elsewhere.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_chain_out, missing), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_observe_chain_out = {
    "observe.chain", fields_of_pith_observe_chain_out, 6, sizeof(struct pith_observe_chain_out), 0x712d3657u
};
const struct pith_op pith_op_observe_chain = {
    234, "observe.chain", "A story as a whole: what led to what.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_chain_in, &shape_of_observe_chain_out, NULL
};
int pith_observe_chain(struct pith *p, const struct pith_observe_chain_in *in,
    struct pith_observe_chain_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_chain, in, out, e);
}

static const struct pith_shape shape_of_observe_figures_in = {
    "observe.figures", NULL, 0, sizeof(struct pith_observe_figures_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_observe_figures_out[] = {
    { "figures", "Counters and gauges.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_figures_out, figures), 0, 0, 0, &pith_shape_observe_figure, NULL },
    { "ops", "Ops that were called.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_figures_out, ops), 0, 0, 0, &pith_shape_observe_histogram, NULL },
};
static const struct pith_shape shape_of_observe_figures_out = {
    "observe.figures", fields_of_pith_observe_figures_out, 2, sizeof(struct pith_observe_figures_out), 0xc2c6a50du
};
const struct pith_op pith_op_observe_figures = {
    238, "observe.figures", "All figures of /metrics, as data.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_figures_in, &shape_of_observe_figures_out, NULL
};
int pith_observe_figures(struct pith *p, const struct pith_observe_figures_in *in,
    struct pith_observe_figures_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_figures, in, out, e);
}

static const struct pith_field fields_of_pith_observe_follow_in[] = {
    { "least", "Leave out what matters less.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_observe_follow_in, least), offsetof(struct pith_observe_follow_in, has_least), 0, 0, NULL, choices_observe_severity },
    { "kind", "Only kinds that begin so, such as op.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_follow_in, kind), offsetof(struct pith_observe_follow_in, has_kind), 0, 128, NULL, NULL },
    { "op", "Only of this op.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_follow_in, op), offsetof(struct pith_observe_follow_in, has_op), 0, 128, NULL, NULL },
    { "chain", "Only of this story.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_follow_in, chain), offsetof(struct pith_observe_follow_in, has_chain), 0, 128, NULL, NULL },
};
static const struct pith_shape shape_of_observe_follow_in = {
    "observe.follow", fields_of_pith_observe_follow_in, 4, sizeof(struct pith_observe_follow_in), 0x0728e668u
};

static const struct pith_field fields_of_pith_observe_follow_out[] = {
    { "sent", "How many there were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_follow_out, sent), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_observe_follow_out = {
    "observe.follow", fields_of_pith_observe_follow_out, 1, sizeof(struct pith_observe_follow_out), 0xdc4fcbfbu
};
const struct pith_op pith_op_observe_follow = {
    231, "observe.follow", "Events as they happen, until called off.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_follow_in, &shape_of_observe_follow_out, &pith_shape_observe_event
};

static const struct pith_shape shape_of_observe_metrics_in = {
    "observe.metrics", NULL, 0, sizeof(struct pith_observe_metrics_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_observe_metrics_out[] = {
    { "text", "The exposition format, version 0.0.4.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_observe_metrics_out, text), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_observe_metrics_out = {
    "observe.metrics", fields_of_pith_observe_metrics_out, 1, sizeof(struct pith_observe_metrics_out), 0x79ce4890u
};
const struct pith_op pith_op_observe_metrics = {
    232, "observe.metrics", "All figures, as Prometheus reads them.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_metrics_in, &shape_of_observe_metrics_out, NULL
};
int pith_observe_metrics(struct pith *p, const struct pith_observe_metrics_in *in,
    struct pith_observe_metrics_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_metrics, in, out, e);
}

static const struct pith_field fields_of_pith_observe_procs_in[] = {
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_observe_procs_in, limit), offsetof(struct pith_observe_procs_in, has_limit), 1, 10000, NULL, NULL },
};
static const struct pith_shape shape_of_observe_procs_in = {
    "observe.procs", fields_of_pith_observe_procs_in, 1, sizeof(struct pith_observe_procs_in), 0x30b35fa2u
};

static const struct pith_field fields_of_pith_observe_procs_out[] = {
    { "procs", "Those that are there.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_procs_out, procs), 0, 0, 0, &pith_shape_observe_proc, NULL },
    { "total", "How many there are.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_procs_out, total), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_observe_procs_out = {
    "observe.procs", fields_of_pith_observe_procs_out, 2, sizeof(struct pith_observe_procs_out), 0x242b3b29u
};
const struct pith_op pith_op_observe_procs = {
    237, "observe.procs", "What each proc has called, most first.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_procs_in, &shape_of_observe_procs_out, NULL
};
int pith_observe_procs(struct pith *p, const struct pith_observe_procs_in *in,
    struct pith_observe_procs_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_procs, in, out, e);
}

static const struct pith_field fields_of_pith_observe_query_in[] = {
    { "since", "Only from then on.",
      PITH_TIME, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, since), offsetof(struct pith_observe_query_in, has_since), 0, 253402300799999, NULL, NULL },
    { "until", "Only until then.",
      PITH_TIME, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, until), offsetof(struct pith_observe_query_in, has_until), 0, 253402300799999, NULL, NULL },
    { "proc", "Only what this proc caused; 0: pith itself.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, proc), offsetof(struct pith_observe_query_in, has_proc), 0, 9007199254740991, NULL, NULL },
    { "op", "Only of this op, or of a family, such as fs.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, op), offsetof(struct pith_observe_query_in, has_op), 0, 128, NULL, NULL },
    { "category", "Only of this category, such as proc.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, category), offsetof(struct pith_observe_query_in, has_category), 0, 128, NULL, NULL },
    { "chain", "Only of this story.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, chain), offsetof(struct pith_observe_query_in, has_chain), 0, 128, NULL, NULL },
    { "least", "Leave out what matters less.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, least), offsetof(struct pith_observe_query_in, has_least), 0, 0, NULL, choices_observe_severity },
    { "text", "Only with this in their words, their kind or their op; in either case.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, text), offsetof(struct pith_observe_query_in, has_text), 0, 128, NULL, NULL },
    { "order", "Which come first.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, order), offsetof(struct pith_observe_query_in, has_order), 0, 0, NULL, choices_observe_order },
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_observe_query_in, limit), offsetof(struct pith_observe_query_in, has_limit), 1, 10000, NULL, NULL },
};
static const struct pith_shape shape_of_observe_query_in = {
    "observe.query", fields_of_pith_observe_query_in, 10, sizeof(struct pith_observe_query_in), 0xc39b7ba4u
};

static const struct pith_field fields_of_pith_observe_query_out[] = {
    { "events", "The events.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_query_out, events), 0, 0, 0, &pith_shape_observe_event, NULL },
    { "found", "How many there were that fit.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_query_out, found), 0, 0, 0, NULL, NULL },
    { "lost", "How many were overwritten while this was looked for.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_query_out, lost), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_observe_query_out = {
    "observe.query", fields_of_pith_observe_query_out, 3, sizeof(struct pith_observe_query_out), 0xdeb00345u
};
const struct pith_op pith_op_observe_query = {
    233, "observe.query", "Look through the events that are still there.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_query_in, &shape_of_observe_query_out, NULL
};
int pith_observe_query(struct pith *p, const struct pith_observe_query_in *in,
    struct pith_observe_query_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_query, in, out, e);
}

static const struct pith_field fields_of_pith_observe_recent_in[] = {
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_observe_recent_in, limit), offsetof(struct pith_observe_recent_in, has_limit), 1, 10000, NULL, NULL },
    { "least", "Leave out what matters less.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_observe_recent_in, least), offsetof(struct pith_observe_recent_in, has_least), 0, 0, NULL, choices_observe_severity },
    { "kind", "Only kinds that begin so, such as op.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_recent_in, kind), offsetof(struct pith_observe_recent_in, has_kind), 0, 128, NULL, NULL },
    { "op", "Only of this op.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_recent_in, op), offsetof(struct pith_observe_recent_in, has_op), 0, 128, NULL, NULL },
    { "chain", "Only of this story.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_observe_recent_in, chain), offsetof(struct pith_observe_recent_in, has_chain), 0, 128, NULL, NULL },
};
static const struct pith_shape shape_of_observe_recent_in = {
    "observe.recent", fields_of_pith_observe_recent_in, 5, sizeof(struct pith_observe_recent_in), 0x581b610bu
};

static const struct pith_field fields_of_pith_observe_recent_out[] = {
    { "events", "The events.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_recent_out, events), 0, 0, 0, &pith_shape_observe_event, NULL },
    { "lost", "How many were overwritten before they could be read.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_recent_out, lost), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_observe_recent_out = {
    "observe.recent", fields_of_pith_observe_recent_out, 2, sizeof(struct pith_observe_recent_out), 0x57f8bba3u
};
const struct pith_op pith_op_observe_recent = {
    230, "observe.recent", "The last events, oldest first.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_recent_in, &shape_of_observe_recent_out, NULL
};
int pith_observe_recent(struct pith *p, const struct pith_observe_recent_in *in,
    struct pith_observe_recent_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_recent, in, out, e);
}

static const struct pith_shape shape_of_observe_stats_in = {
    "observe.stats", NULL, 0, sizeof(struct pith_observe_stats_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_observe_stats_out[] = {
    { "categories", "Events by category.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_stats_out, categories), 0, 0, 0, &pith_shape_observe_category, NULL },
    { "ops", "Ops that were called, most called first.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_stats_out, ops), 0, 0, 0, &pith_shape_observe_op, NULL },
    { "rings", "The rings that are in use.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_observe_stats_out, rings), 0, 0, 0, &pith_shape_observe_ring, NULL },
    { "lost", "Events that a reader was too slow for.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_stats_out, lost), 0, 0, 0, NULL, NULL },
    { "anomalies", "Anomalies since the start.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_observe_stats_out, anomalies), 0, 0, 0, NULL, NULL },
    { "otlp", "The export.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_observe_stats_out, otlp), 0, 0, 0, &pith_shape_observe_export, NULL },
};
static const struct pith_shape shape_of_observe_stats_out = {
    "observe.stats", fields_of_pith_observe_stats_out, 6, sizeof(struct pith_observe_stats_out), 0x40f17907u
};
const struct pith_op pith_op_observe_stats = {
    235, "observe.stats", "How much is observed, and what it says.",
    PITH_READ, false, false, "observe",
    &shape_of_observe_stats_in, &shape_of_observe_stats_out, NULL
};
int pith_observe_stats(struct pith *p, const struct pith_observe_stats_in *in,
    struct pith_observe_stats_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_observe_stats, in, out, e);
}

static const struct pith_field fields_of_pith_ops_describe_in[] = {
    { "name", "The op, such as fs.read.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_in, name), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_ops_describe_in = {
    "ops.describe", fields_of_pith_ops_describe_in, 1, sizeof(struct pith_ops_describe_in), 0x07b58068u
};

static const struct pith_field fields_of_pith_ops_describe_out[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, name), 0, 0, 0, NULL, NULL },
    { "number", "Its stable number.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, number), 0, 0, 0, NULL, NULL },
    { "doc", "Its manual line.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, doc), 0, 0, 0, NULL, NULL },
    { "effect", "What it does to the world.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, effect), 0, 0, 0, NULL, choices_op_effect },
    { "how", "Where its handler runs.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, how), 0, 0, 0, NULL, NULL },
    { "idempotent", "Whether calling it twice is as calling it once.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, idempotent), 0, 0, 0, NULL, NULL },
    { "timeout", "How long it may take if nobody says: which timeouts.* setting; custom: calls.timeout, and a stream any time.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, timeout), 0, 0, 0, NULL, NULL },
    { "needs", "What the caller must hold.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_ops_describe_out, needs), 0, 0, 0, &pith_shape_op_need, NULL },
    { "input", "JSON Schema of its parameters.",
      PITH_JSON, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, input), 0, 0, 0, NULL, NULL },
    { "output", "JSON Schema of its result.",
      PITH_JSON, PITH_PLAIN, false, false, offsetof(struct pith_ops_describe_out, output), 0, 0, 0, NULL, NULL },
    { "stream", "JSON Schema of an item, if it streams.",
      PITH_JSON, PITH_PLAIN, false, true, offsetof(struct pith_ops_describe_out, stream), offsetof(struct pith_ops_describe_out, has_stream), 0, 0, NULL, NULL },
    { "undo", "The op that undoes it.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_ops_describe_out, undo), offsetof(struct pith_ops_describe_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_ops_describe_out = {
    "ops.describe", fields_of_pith_ops_describe_out, 12, sizeof(struct pith_ops_describe_out), 0xc71ade1du
};
const struct pith_op pith_op_ops_describe = {
    221, "ops.describe", "Everything the table says about one op.",
    PITH_READ, false, false, NULL,
    &shape_of_ops_describe_in, &shape_of_ops_describe_out, NULL
};
int pith_ops_describe(struct pith *p, const struct pith_ops_describe_in *in,
    struct pith_ops_describe_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_ops_describe, in, out, e);
}

static const struct pith_field fields_of_pith_ops_list_in[] = {
    { "service", "Only those of this family, such as fs.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_ops_list_in, service), offsetof(struct pith_ops_list_in, has_service), 0, 128, NULL, NULL },
};
static const struct pith_shape shape_of_ops_list_in = {
    "ops.list", fields_of_pith_ops_list_in, 1, sizeof(struct pith_ops_list_in), 0x08318f90u
};

static const struct pith_field fields_of_pith_ops_list_out[] = {
    { "ops", "The ops.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_ops_list_out, ops), 0, 0, 0, &pith_shape_op_summary, NULL },
};
static const struct pith_shape shape_of_ops_list_out = {
    "ops.list", fields_of_pith_ops_list_out, 1, sizeof(struct pith_ops_list_out), 0x4e971d1fu
};
const struct pith_op pith_op_ops_list = {
    220, "ops.list", "List the ops, in the order of their names.",
    PITH_READ, false, false, NULL,
    &shape_of_ops_list_in, &shape_of_ops_list_out, NULL
};
int pith_ops_list(struct pith *p, const struct pith_ops_list_in *in,
    struct pith_ops_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_ops_list, in, out, e);
}

static const struct pith_field fields_of_pith_ops_search_in[] = {
    { "query", "What one wants to do.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_ops_search_in, query), 0, 1, 4096, NULL, NULL },
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_ops_search_in, limit), offsetof(struct pith_ops_search_in, has_limit), 1, 100, NULL, NULL },
};
static const struct pith_shape shape_of_ops_search_in = {
    "ops.search", fields_of_pith_ops_search_in, 2, sizeof(struct pith_ops_search_in), 0xbd5701c2u
};

static const struct pith_field fields_of_pith_ops_search_out[] = {
    { "ops", "The ops that fit.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_ops_search_out, ops), 0, 0, 0, &pith_shape_op_summary, NULL },
};
static const struct pith_shape shape_of_ops_search_out = {
    "ops.search", fields_of_pith_ops_search_out, 1, sizeof(struct pith_ops_search_out), 0x4e971d1fu
};
const struct pith_op pith_op_ops_search = {
    222, "ops.search", "Find ops by words, best first.",
    PITH_READ, false, false, NULL,
    &shape_of_ops_search_in, &shape_of_ops_search_out, NULL
};
int pith_ops_search(struct pith *p, const struct pith_ops_search_in *in,
    struct pith_ops_search_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_ops_search, in, out, e);
}

static const struct pith_field fields_of_pith_proc_all_in[] = {
    { "below", "Only this proc, and what is below it; 0: all.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_all_in, below), offsetof(struct pith_proc_all_in, has_below), 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_all_in = {
    "proc.all", fields_of_pith_proc_all_in, 1, sizeof(struct pith_proc_all_in), 0x75dbc58cu
};

static const struct pith_field fields_of_pith_proc_all_out[] = {
    { "procs", "Parents before their children.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_proc_all_out, procs), 0, 0, 0, &pith_shape_proc_entry, NULL },
};
static const struct pith_shape shape_of_proc_all_out = {
    "proc.all", fields_of_pith_proc_all_out, 1, sizeof(struct pith_proc_all_out), 0xf207c5dbu
};
const struct pith_op pith_op_proc_all = {
    360, "proc.all", "All procs of one's own, as a tree; with observe, everybody's.",
    PITH_READ, false, false, NULL,
    &shape_of_proc_all_in, &shape_of_proc_all_out, NULL
};
int pith_proc_all(struct pith *p, const struct pith_proc_all_in *in,
    struct pith_proc_all_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_all, in, out, e);
}

static const struct pith_field fields_of_pith_proc_grant_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_grant_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "capabilities", "What, such as read_file.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_proc_grant_in, capabilities), 0, 1, 64, NULL, NULL },
    { "path", "Of those about files: the directory in which.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_proc_grant_in, path), offsetof(struct pith_proc_grant_in, has_path), 1, 4096, NULL, NULL },
    { "pattern", "Of those about names: for which; * stands for any letters. Left out: for all.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_proc_grant_in, pattern), offsetof(struct pith_proc_grant_in, has_pattern), 1, 512, NULL, NULL },
    { "priority", "Of a pattern: the highest decides; among equals, a refusal.",
      PITH_INT, PITH_PLAIN, false, true, offsetof(struct pith_proc_grant_in, priority), offsetof(struct pith_proc_grant_in, has_priority), -1000, 1000, NULL, NULL },
    { "deny", "Refuse those names instead; that may always be done.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_grant_in, deny), offsetof(struct pith_proc_grant_in, has_deny), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_proc_grant_in = {
    "proc.grant", fields_of_pith_proc_grant_in, 6, sizeof(struct pith_proc_grant_in), 0xaa060628u
};

static const struct pith_shape shape_of_proc_grant_out = {
    "proc.grant", NULL, 0, sizeof(struct pith_proc_grant_out), 0x7b0b83e1u
};
const struct pith_op pith_op_proc_grant = {
    297, "proc.grant", "Let a proc do more, never more than you may; or refuse it something.",
    PITH_WRITE, false, false, NULL,
    &shape_of_proc_grant_in, &shape_of_proc_grant_out, NULL
};
int pith_proc_grant(struct pith *p, const struct pith_proc_grant_in *in,
    struct pith_proc_grant_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_grant, in, out, e);
}

static const struct pith_field fields_of_pith_proc_grants_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_grants_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_grants_in = {
    "proc.grants", fields_of_pith_proc_grants_in, 1, sizeof(struct pith_proc_grants_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_proc_grants_out[] = {
    { "capabilities", "What it may whatever the name.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_proc_grants_out, capabilities), 0, 0, 0, NULL, NULL },
    { "paths", "Where it may do what with files.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_proc_grants_out, paths), 0, 0, 0, &pith_shape_proc_path_grant, NULL },
    { "rules", "Which names are allowed or refused.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_proc_grants_out, rules), 0, 0, 0, &pith_shape_proc_name_rule, NULL },
};
static const struct pith_shape shape_of_proc_grants_out = {
    "proc.grants", fields_of_pith_proc_grants_out, 3, sizeof(struct pith_proc_grants_out), 0xe94179e5u
};
const struct pith_op pith_op_proc_grants = {
    299, "proc.grants", "What a proc may do.",
    PITH_READ, false, false, NULL,
    &shape_of_proc_grants_in, &shape_of_proc_grants_out, NULL
};
int pith_proc_grants(struct pith *p, const struct pith_proc_grants_in *in,
    struct pith_proc_grants_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_grants, in, out, e);
}

static const struct pith_field fields_of_pith_proc_info_in[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_info_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_info_in = {
    "proc.info", fields_of_pith_proc_info_in, 1, sizeof(struct pith_proc_info_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_proc_info_out[] = {
    { "proc", "How it is.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_proc_info_out, proc), 0, 0, 0, &pith_shape_proc_row, NULL },
};
static const struct pith_shape shape_of_proc_info_out = {
    "proc.info", fields_of_pith_proc_info_out, 1, sizeof(struct pith_proc_info_out), 0x0d127594u
};
const struct pith_op pith_op_proc_info = {
    26, "proc.info", "How a program is.",
    PITH_READ, false, false, NULL,
    &shape_of_proc_info_in, &shape_of_proc_info_out, NULL
};
int pith_proc_info(struct pith *p, const struct pith_proc_info_in *in,
    struct pith_proc_info_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_info, in, out, e);
}

static const struct pith_field fields_of_pith_proc_kill_in[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_kill_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "signal", "What it is told.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_proc_kill_in, signal), offsetof(struct pith_proc_kill_in, has_signal), 0, 0, NULL, choices_proc_signal },
};
static const struct pith_shape shape_of_proc_kill_in = {
    "proc.kill", fields_of_pith_proc_kill_in, 2, sizeof(struct pith_proc_kill_in), 0xcb8899ceu
};

static const struct pith_shape shape_of_proc_kill_out = {
    "proc.kill", NULL, 0, sizeof(struct pith_proc_kill_out), 0x7b0b83e1u
};
const struct pith_op pith_op_proc_kill = {
    21, "proc.kill", "Tell a program to end, or send it another signal.",
    PITH_WRITE, false, false, NULL,
    &shape_of_proc_kill_in, &shape_of_proc_kill_out, NULL
};
int pith_proc_kill(struct pith *p, const struct pith_proc_kill_in *in,
    struct pith_proc_kill_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_kill, in, out, e);
}

static const struct pith_field fields_of_pith_proc_limits_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_limits_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "memory", "Bytes; 0: no limit, as below.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, memory), offsetof(struct pith_proc_limits_in, has_memory), 0, 9007199254740991, NULL, NULL },
    { "cpu_seconds", "Processor time, in seconds.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, cpu_seconds), offsetof(struct pith_proc_limits_in, has_cpu_seconds), 0, 1000000000, NULL, NULL },
    { "cpu_percent", "Share of one processor.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, cpu_percent), offsetof(struct pith_proc_limits_in, has_cpu_percent), 0, 100000, NULL, NULL },
    { "handles", "Streams, watches, mounts and tasks that it holds.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, handles), offsetof(struct pith_proc_limits_in, has_handles), 0, 1000000, NULL, NULL },
    { "processes", "Processes and threads at once.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, processes), offsetof(struct pith_proc_limits_in, has_processes), 0, 100000, NULL, NULL },
    { "children", "Procs that it has started, at once.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, children), offsetof(struct pith_proc_limits_in, has_children), 0, 65536, NULL, NULL },
    { "wall", "How long it may live, from its beginning.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, wall), offsetof(struct pith_proc_limits_in, has_wall), 0, 9007199254740991, NULL, NULL },
    { "ops_per_second", "Calls begun in a second.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, ops_per_second), offsetof(struct pith_proc_limits_in, has_ops_per_second), 0, 1000000000, NULL, NULL },
    { "calls_at_once", "Calls under way.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, calls_at_once), offsetof(struct pith_proc_limits_in, has_calls_at_once), 0, 1000000, NULL, NULL },
    { "network_bytes", "Bytes over the network, from its beginning.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_limits_in, network_bytes), offsetof(struct pith_proc_limits_in, has_network_bytes), 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_limits_in = {
    "proc.limits", fields_of_pith_proc_limits_in, 11, sizeof(struct pith_proc_limits_in), 0x317f384cu
};

static const struct pith_field fields_of_pith_proc_limits_out[] = {
    { "limits", "How much it may have now.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_proc_limits_out, limits), 0, 0, 0, &pith_shape_proc_bounds, NULL },
};
static const struct pith_shape shape_of_proc_limits_out = {
    "proc.limits", fields_of_pith_proc_limits_out, 1, sizeof(struct pith_proc_limits_out), 0x8aa49057u
};
const struct pith_op pith_op_proc_limits = {
    296, "proc.limits", "How much a proc may have; what is given is changed, at once.",
    PITH_WRITE, true, false, NULL,
    &shape_of_proc_limits_in, &shape_of_proc_limits_out, NULL
};
int pith_proc_limits(struct pith *p, const struct pith_proc_limits_in *in,
    struct pith_proc_limits_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_limits, in, out, e);
}

static const struct pith_shape shape_of_proc_list_in = {
    "proc.list", NULL, 0, sizeof(struct pith_proc_list_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_proc_list_out[] = {
    { "procs", "Oldest first.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_proc_list_out, procs), 0, 0, 0, &pith_shape_proc_row, NULL },
};
static const struct pith_shape shape_of_proc_list_out = {
    "proc.list", fields_of_pith_proc_list_out, 1, sizeof(struct pith_proc_list_out), 0x9d840432u
};
const struct pith_op pith_op_proc_list = {
    27, "proc.list", "The programs one has started; with kill_process, all.",
    PITH_READ, false, false, NULL,
    &shape_of_proc_list_in, &shape_of_proc_list_out, NULL
};
int pith_proc_list(struct pith *p, const struct pith_proc_list_in *in,
    struct pith_proc_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_list, in, out, e);
}

static const struct pith_field fields_of_pith_proc_output_in[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_output_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_output_in = {
    "proc.output", fields_of_pith_proc_output_in, 1, sizeof(struct pith_proc_output_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_proc_output_out[] = {
    { "sent", "How many bytes there were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_output_out, sent), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_proc_output_out = {
    "proc.output", fields_of_pith_proc_output_out, 1, sizeof(struct pith_proc_output_out), 0xdc4fcbfbu
};
const struct pith_op pith_op_proc_output = {
    292, "proc.output", "A program's output, until it has ended; it runs on no faster than this is read.",
    PITH_READ, false, false, NULL,
    &shape_of_proc_output_in, &shape_of_proc_output_out, &pith_shape_proc_chunk
};

static const struct pith_field fields_of_pith_proc_resize_in[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_resize_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "columns", "Letters in a line.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_resize_in, columns), 0, 1, 10000, NULL, NULL },
    { "lines", "Lines.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_resize_in, lines), 0, 1, 10000, NULL, NULL },
};
static const struct pith_shape shape_of_proc_resize_in = {
    "proc.resize", fields_of_pith_proc_resize_in, 3, sizeof(struct pith_proc_resize_in), 0x0321f69cu
};

static const struct pith_shape shape_of_proc_resize_out = {
    "proc.resize", NULL, 0, sizeof(struct pith_proc_resize_out), 0x7b0b83e1u
};
const struct pith_op pith_op_proc_resize = {
    293, "proc.resize", "Say how large the terminal is in which a program shows itself.",
    PITH_WRITE, false, false, NULL,
    &shape_of_proc_resize_in, &shape_of_proc_resize_out, NULL
};
int pith_proc_resize(struct pith *p, const struct pith_proc_resize_in *in,
    struct pith_proc_resize_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_resize, in, out, e);
}

static const struct pith_field fields_of_pith_proc_resume_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_resume_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_resume_in = {
    "proc.resume", fields_of_pith_proc_resume_in, 1, sizeof(struct pith_proc_resume_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_proc_resume_out[] = {
    { "state", "How it is now.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_resume_out, state), 0, 0, 0, NULL, choices_proc_state },
};
static const struct pith_shape shape_of_proc_resume_out = {
    "proc.resume", fields_of_pith_proc_resume_out, 1, sizeof(struct pith_proc_resume_out), 0x0c1eb118u
};
const struct pith_op pith_op_proc_resume = {
    295, "proc.resume", "Let a proc go on.",
    PITH_WRITE, true, false, NULL,
    &shape_of_proc_resume_in, &shape_of_proc_resume_out, NULL
};
int pith_proc_resume(struct pith *p, const struct pith_proc_resume_in *in,
    struct pith_proc_resume_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_resume, in, out, e);
}

static const struct pith_field fields_of_pith_proc_revoke_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_revoke_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "capabilities", "What; * for all of them: with a path, all about files there; without, everything it may do.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_proc_revoke_in, capabilities), 0, 1, 64, NULL, NULL },
    { "path", "Of those about files: the directory, with all that is in it.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_proc_revoke_in, path), offsetof(struct pith_proc_revoke_in, has_path), 1, 4096, NULL, NULL },
    { "pattern", "Of those about names: only the rule with this pattern; left out: all that allow.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_proc_revoke_in, pattern), offsetof(struct pith_proc_revoke_in, has_pattern), 1, 512, NULL, NULL },
};
static const struct pith_shape shape_of_proc_revoke_in = {
    "proc.revoke", fields_of_pith_proc_revoke_in, 4, sizeof(struct pith_proc_revoke_in), 0xc5d26b23u
};

static const struct pith_shape shape_of_proc_revoke_out = {
    "proc.revoke", NULL, 0, sizeof(struct pith_proc_revoke_out), 0x7b0b83e1u
};
const struct pith_op pith_op_proc_revoke = {
    298, "proc.revoke", "Take back what a proc was granted, from all that it started, too.",
    PITH_WRITE, true, false, NULL,
    &shape_of_proc_revoke_in, &shape_of_proc_revoke_out, NULL
};
int pith_proc_revoke(struct pith *p, const struct pith_proc_revoke_in *in,
    struct pith_proc_revoke_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_revoke, in, out, e);
}

static const struct pith_field fields_of_pith_proc_set_priority_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_set_priority_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "priority", "-20 first, 19 last; 0 is usual. Negative ones need kill_process.",
      PITH_INT, PITH_PLAIN, false, false, offsetof(struct pith_proc_set_priority_in, priority), 0, -20, 19, NULL, NULL },
};
static const struct pith_shape shape_of_proc_set_priority_in = {
    "proc.set_priority", fields_of_pith_proc_set_priority_in, 2, sizeof(struct pith_proc_set_priority_in), 0x0b18448fu
};

static const struct pith_shape shape_of_proc_set_priority_out = {
    "proc.set_priority", NULL, 0, sizeof(struct pith_proc_set_priority_out), 0x7b0b83e1u
};
const struct pith_op pith_op_proc_set_priority = {
    28, "proc.set_priority", "Say which procs come first when there is not enough processor time.",
    PITH_WRITE, true, false, NULL,
    &shape_of_proc_set_priority_in, &shape_of_proc_set_priority_out, NULL
};
int pith_proc_set_priority(struct pith *p, const struct pith_proc_set_priority_in *in,
    struct pith_proc_set_priority_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_set_priority, in, out, e);
}

static const struct pith_field fields_of_pith_proc_shell_in[] = {
    { "line", "What a shell makes of it is done.",
      PITH_TEXT, PITH_CONTENT, false, false, offsetof(struct pith_proc_shell_in, line), 0, 1, 65536, NULL, NULL },
    { "dir", "The directory to share with it, in which it then starts.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_proc_shell_in, dir), offsetof(struct pith_proc_shell_in, has_dir), 1, 4096, NULL, NULL },
    { "read", "Share dir.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, read), offsetof(struct pith_proc_shell_in, has_read), 0, 0, NULL, NULL },
    { "write", "Share dir for writing, too.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, write), offsetof(struct pith_proc_shell_in, has_write), 0, 0, NULL, NULL },
    { "quiet", "Throw its output away; else it waits for proc.output.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, quiet), offsetof(struct pith_proc_shell_in, has_quiet), 0, 0, NULL, NULL },
    { "terminal", "Give it a terminal instead of pipes.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, terminal), offsetof(struct pith_proc_shell_in, has_terminal), 0, 0, NULL, NULL },
    { "stay", "Let it outlive the caller.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, stay), offsetof(struct pith_proc_shell_in, has_stay), 0, 0, NULL, NULL },
    { "network", "What it can reach; full cuts it off, and all others need network_access.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, network), offsetof(struct pith_proc_shell_in, has_network), 0, 0, NULL, choices_network_mode },
    { "near", "private: also private addresses of the networks around this machine.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, near), offsetof(struct pith_proc_shell_in, has_near), 0, 0, NULL, NULL },
    { "bridge", "bridged: the bridge.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_proc_shell_in, bridge), offsetof(struct pith_proc_shell_in, has_bridge), 0, 15, NULL, NULL },
    { "address", "bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY; else it has none.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, address), offsetof(struct pith_proc_shell_in, has_address), 0, 128, NULL, NULL },
    { "forwards", "private: TCP ports of this machine's loopback that lead inside, as HOST:GUEST; they need bind_port.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_proc_shell_in, forwards), offsetof(struct pith_proc_shell_in, has_forwards), 0, 16, NULL, NULL },
    { "columns", "Letters in a line of its terminal; see proc.resize.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, columns), offsetof(struct pith_proc_shell_in, has_columns), 1, 10000, NULL, NULL },
    { "lines", "And lines.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, lines), offsetof(struct pith_proc_shell_in, has_lines), 1, 10000, NULL, NULL },
    { "env", "NAME=value, besides HOME, PATH and LANG, which all programs have.",
      PITH_TEXT, PITH_CONTENT, true, true, offsetof(struct pith_proc_shell_in, env), offsetof(struct pith_proc_shell_in, has_env), 0, 100, NULL, NULL },
    { "ring", "Let it call ops: descriptor 3 is its way to pith, for libpith.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, ring), offsetof(struct pith_proc_shell_in, has_ring), 0, 0, NULL, NULL },
    { "allow", "The capabilities that it has there, none that the caller lacks; those about files reach over dir.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_proc_shell_in, allow), offsetof(struct pith_proc_shell_in, has_allow), 0, 64, NULL, NULL },
    { "memory", "Bytes of memory, of all its processes.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, memory), offsetof(struct pith_proc_shell_in, has_memory), 1048576, 9007199254740991, NULL, NULL },
    { "processes", "Processes and threads at once.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, processes), offsetof(struct pith_proc_shell_in, has_processes), 1, 100000, NULL, NULL },
    { "files", "Descriptors of each process.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, files), offsetof(struct pith_proc_shell_in, has_files), 8, 100000, NULL, NULL },
    { "cpu_seconds", "Processor time of each process; 0: no limit.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, cpu_seconds), offsetof(struct pith_proc_shell_in, has_cpu_seconds), 0, 1000000, NULL, NULL },
    { "wall", "How long it may live; 0: no limit.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_proc_shell_in, wall), offsetof(struct pith_proc_shell_in, has_wall), 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_shell_in = {
    "proc.shell", fields_of_pith_proc_shell_in, 22, sizeof(struct pith_proc_shell_in), 0xd2cd2abdu
};

static const struct pith_field fields_of_pith_proc_shell_out[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_shell_out, id), 0, 0, 0, NULL, NULL },
    { "limits_by", "What enforces the limits: cgroup v2, cgroup v1 or rlimits.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_shell_out, limits_by), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_proc_shell_out = {
    "proc.shell", fields_of_pith_proc_shell_out, 2, sizeof(struct pith_proc_shell_out), 0xf63228a8u
};
const struct pith_op pith_op_proc_shell = {
    290, "proc.shell", "Start a shell that reads one line, in a sandbox of its own.",
    PITH_EXEC, false, false, "run_shell, read_file of dir if read, write_file of dir if write, create_file of dir if write",
    &shape_of_proc_shell_in, &shape_of_proc_shell_out, NULL
};
int pith_proc_shell(struct pith *p, const struct pith_proc_shell_in *in,
    struct pith_proc_shell_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_shell, in, out, e);
}

static const struct pith_field fields_of_pith_proc_spawn_in[] = {
    { "program", "The program: a path, or a name in the system's directories.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_proc_spawn_in, program), 0, 1, 4096, NULL, NULL },
    { "args", "Its arguments, one by one; no shell reads them.",
      PITH_TEXT, PITH_CONTENT, true, true, offsetof(struct pith_proc_spawn_in, args), offsetof(struct pith_proc_spawn_in, has_args), 0, 1000, NULL, NULL },
    { "env", "NAME=value, besides HOME, PATH and LANG, which all programs have.",
      PITH_TEXT, PITH_CONTENT, true, true, offsetof(struct pith_proc_spawn_in, env), offsetof(struct pith_proc_spawn_in, has_env), 0, 100, NULL, NULL },
    { "dir", "The directory to share with it, in which it then starts.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_proc_spawn_in, dir), offsetof(struct pith_proc_spawn_in, has_dir), 1, 4096, NULL, NULL },
    { "read", "Share dir.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, read), offsetof(struct pith_proc_spawn_in, has_read), 0, 0, NULL, NULL },
    { "write", "Share dir for writing, too.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, write), offsetof(struct pith_proc_spawn_in, has_write), 0, 0, NULL, NULL },
    { "quiet", "Throw its output away; else it waits for proc.output.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, quiet), offsetof(struct pith_proc_spawn_in, has_quiet), 0, 0, NULL, NULL },
    { "terminal", "Give it a terminal instead of pipes.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, terminal), offsetof(struct pith_proc_spawn_in, has_terminal), 0, 0, NULL, NULL },
    { "stay", "Let it outlive the caller.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, stay), offsetof(struct pith_proc_spawn_in, has_stay), 0, 0, NULL, NULL },
    { "ring", "Let it call ops: descriptor 3 is its way to pith, for libpith.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, ring), offsetof(struct pith_proc_spawn_in, has_ring), 0, 0, NULL, NULL },
    { "allow", "The capabilities that it has there, none that the caller lacks; those about files reach over dir.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_proc_spawn_in, allow), offsetof(struct pith_proc_spawn_in, has_allow), 0, 64, NULL, NULL },
    { "network", "What it can reach; full cuts it off, and all others need network_access.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, network), offsetof(struct pith_proc_spawn_in, has_network), 0, 0, NULL, choices_network_mode },
    { "near", "private: also private addresses of the networks around this machine.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, near), offsetof(struct pith_proc_spawn_in, has_near), 0, 0, NULL, NULL },
    { "bridge", "bridged: the bridge.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_proc_spawn_in, bridge), offsetof(struct pith_proc_spawn_in, has_bridge), 0, 15, NULL, NULL },
    { "address", "bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY; else it has none.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, address), offsetof(struct pith_proc_spawn_in, has_address), 0, 128, NULL, NULL },
    { "forwards", "private: TCP ports of this machine's loopback that lead inside, as HOST:GUEST; they need bind_port.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_proc_spawn_in, forwards), offsetof(struct pith_proc_spawn_in, has_forwards), 0, 16, NULL, NULL },
    { "memory", "Bytes of memory, of all its processes.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, memory), offsetof(struct pith_proc_spawn_in, has_memory), 1048576, 9007199254740991, NULL, NULL },
    { "processes", "Processes and threads at once.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, processes), offsetof(struct pith_proc_spawn_in, has_processes), 1, 100000, NULL, NULL },
    { "files", "Descriptors of each process.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, files), offsetof(struct pith_proc_spawn_in, has_files), 8, 100000, NULL, NULL },
    { "cpu_seconds", "Processor time of each process; 0: no limit.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, cpu_seconds), offsetof(struct pith_proc_spawn_in, has_cpu_seconds), 0, 1000000, NULL, NULL },
    { "columns", "Letters in a line of its terminal; see proc.resize.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, columns), offsetof(struct pith_proc_spawn_in, has_columns), 1, 10000, NULL, NULL },
    { "lines", "And lines.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, lines), offsetof(struct pith_proc_spawn_in, has_lines), 1, 10000, NULL, NULL },
    { "wall", "How long it may live; 0: no limit.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_proc_spawn_in, wall), offsetof(struct pith_proc_spawn_in, has_wall), 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_spawn_in = {
    "proc.spawn", fields_of_pith_proc_spawn_in, 23, sizeof(struct pith_proc_spawn_in), 0x7822d577u
};

static const struct pith_field fields_of_pith_proc_spawn_out[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_spawn_out, id), 0, 0, 0, NULL, NULL },
    { "limits_by", "What enforces the limits: cgroup v2, cgroup v1 or rlimits.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_proc_spawn_out, limits_by), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_proc_spawn_out = {
    "proc.spawn", fields_of_pith_proc_spawn_out, 2, sizeof(struct pith_proc_spawn_out), 0xf63228a8u
};
const struct pith_op pith_op_proc_spawn = {
    20, "proc.spawn", "Start a program in a sandbox of its own.",
    PITH_EXEC, false, false, "spawn_process of program, read_file of dir if read, write_file of dir if write, create_file of dir if write",
    &shape_of_proc_spawn_in, &shape_of_proc_spawn_out, NULL
};
int pith_proc_spawn(struct pith *p, const struct pith_proc_spawn_in *in,
    struct pith_proc_spawn_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_spawn, in, out, e);
}

static const struct pith_field fields_of_pith_proc_state_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_state_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_state_in = {
    "proc.state", fields_of_pith_proc_state_in, 1, sizeof(struct pith_proc_state_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_proc_state_out[] = {
    { "state", "How far.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_state_out, state), 0, 0, 0, NULL, choices_proc_state },
};
static const struct pith_shape shape_of_proc_state_out = {
    "proc.state", fields_of_pith_proc_state_out, 1, sizeof(struct pith_proc_state_out), 0x0c1eb118u
};
const struct pith_op pith_op_proc_state = {
    29, "proc.state", "How far a proc's life has come.",
    PITH_READ, false, false, NULL,
    &shape_of_proc_state_in, &shape_of_proc_state_out, NULL
};
int pith_proc_state(struct pith *p, const struct pith_proc_state_in *in,
    struct pith_proc_state_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_state, in, out, e);
}

static const struct pith_shape shape_of_proc_stats_in = {
    "proc.stats", NULL, 0, sizeof(struct pith_proc_stats_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_proc_stats_out[] = {
    { "alive", "How many there are.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_stats_out, alive), 0, 0, 0, NULL, NULL },
    { "born", "How many ever were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_stats_out, born), 0, 0, 0, NULL, NULL },
    { "ended", "Of these: have ended.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_stats_out, ended), 0, 0, 0, NULL, NULL },
    { "refused", "How many could not be made: too many, or over a limit.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_stats_out, refused), 0, 0, 0, NULL, NULL },
    { "illegal", "Steps of a life that the table refused.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_stats_out, illegal), 0, 0, 0, NULL, NULL },
    { "peak", "The most there were at once.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_stats_out, peak), 0, 0, 0, NULL, NULL },
    { "kinds", "How many of each kind, by state.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_proc_stats_out, kinds), 0, 0, 0, &pith_shape_proc_kind_count, NULL },
    { "holdings", "What they hold, by kind.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_proc_stats_out, holdings), 0, 0, 0, &pith_shape_proc_holding_stats, NULL },
};
static const struct pith_shape shape_of_proc_stats_out = {
    "proc.stats", fields_of_pith_proc_stats_out, 8, sizeof(struct pith_proc_stats_out), 0x2ab00ee2u
};
const struct pith_op pith_op_proc_stats = {
    33, "proc.stats", "How many procs there are and were, and what they hold.",
    PITH_READ, false, false, "system_info",
    &shape_of_proc_stats_in, &shape_of_proc_stats_out, NULL
};
int pith_proc_stats(struct pith *p, const struct pith_proc_stats_in *in,
    struct pith_proc_stats_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_stats, in, out, e);
}

static const struct pith_field fields_of_pith_proc_suspend_in[] = {
    { "id", "The proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_suspend_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_suspend_in = {
    "proc.suspend", fields_of_pith_proc_suspend_in, 1, sizeof(struct pith_proc_suspend_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_proc_suspend_out[] = {
    { "state", "How it is now.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_proc_suspend_out, state), 0, 0, 0, NULL, choices_proc_state },
};
static const struct pith_shape shape_of_proc_suspend_out = {
    "proc.suspend", fields_of_pith_proc_suspend_out, 1, sizeof(struct pith_proc_suspend_out), 0x0c1eb118u
};
const struct pith_op pith_op_proc_suspend = {
    294, "proc.suspend", "Stop a proc: its processes stand still, and its calls are refused.",
    PITH_WRITE, true, false, NULL,
    &shape_of_proc_suspend_in, &shape_of_proc_suspend_out, NULL
};
int pith_proc_suspend(struct pith *p, const struct pith_proc_suspend_in *in,
    struct pith_proc_suspend_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_suspend, in, out, e);
}

static const struct pith_field fields_of_pith_proc_wait_in[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_wait_in, id), 0, 1, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_proc_wait_in = {
    "proc.wait", fields_of_pith_proc_wait_in, 1, sizeof(struct pith_proc_wait_in), 0x8359c864u
};

static const struct pith_field fields_of_pith_proc_wait_out[] = {
    { "proc", "How it ended; it is forgotten with this answer.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_proc_wait_out, proc), 0, 0, 0, &pith_shape_proc_row, NULL },
};
static const struct pith_shape shape_of_proc_wait_out = {
    "proc.wait", fields_of_pith_proc_wait_out, 1, sizeof(struct pith_proc_wait_out), 0x0d127594u
};
const struct pith_op pith_op_proc_wait = {
    34, "proc.wait", "Wait until a program has ended, and how.",
    PITH_READ, false, false, NULL,
    &shape_of_proc_wait_in, &shape_of_proc_wait_out, NULL
};
int pith_proc_wait(struct pith *p, const struct pith_proc_wait_in *in,
    struct pith_proc_wait_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_wait, in, out, e);
}

static const struct pith_field fields_of_pith_proc_write_in[] = {
    { "id", "Its proc.",
      PITH_COUNT, PITH_TARGET, false, false, offsetof(struct pith_proc_write_in, id), 0, 1, 9007199254740991, NULL, NULL },
    { "data", "What to write.",
      PITH_BYTES, PITH_CONTENT, false, false, offsetof(struct pith_proc_write_in, data), 0, 0, 1048576, NULL, NULL },
    { "end", "Close it behind that, if all of it was taken.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_proc_write_in, end), offsetof(struct pith_proc_write_in, has_end), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_proc_write_in = {
    "proc.write", fields_of_pith_proc_write_in, 3, sizeof(struct pith_proc_write_in), 0x5dee3ff9u
};

static const struct pith_field fields_of_pith_proc_write_out[] = {
    { "taken", "How many bytes there was room for; the rest is to be written again.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_proc_write_out, taken), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_proc_write_out = {
    "proc.write", fields_of_pith_proc_write_out, 1, sizeof(struct pith_proc_write_out), 0xde9ba69cu
};
const struct pith_op pith_op_proc_write = {
    291, "proc.write", "Write to a program's standard input, or to its terminal.",
    PITH_WRITE, false, false, NULL,
    &shape_of_proc_write_in, &shape_of_proc_write_out, NULL
};
int pith_proc_write(struct pith *p, const struct pith_proc_write_in *in,
    struct pith_proc_write_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_proc_write, in, out, e);
}

static const struct pith_field fields_of_pith_sandbox_plan_in[] = {
    { "program", "The program.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_sandbox_plan_in, program), 0, 1, 4096, NULL, NULL },
    { "args", "Its arguments.",
      PITH_TEXT, PITH_CONTENT, true, true, offsetof(struct pith_sandbox_plan_in, args), offsetof(struct pith_sandbox_plan_in, has_args), 0, 1000, NULL, NULL },
    { "dir", "A directory to be shared with it.",
      PITH_PATH, PITH_TARGET, false, true, offsetof(struct pith_sandbox_plan_in, dir), offsetof(struct pith_sandbox_plan_in, has_dir), 1, 4096, NULL, NULL },
    { "read", "Share it.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, read), offsetof(struct pith_sandbox_plan_in, has_read), 0, 0, NULL, NULL },
    { "write", "Share it for writing, too.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, write), offsetof(struct pith_sandbox_plan_in, has_write), 0, 0, NULL, NULL },
    { "network", "What it would reach; full: nobody.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, network), offsetof(struct pith_sandbox_plan_in, has_network), 0, 0, NULL, choices_network_mode },
    { "near", "private: also private addresses of the networks around.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, near), offsetof(struct pith_sandbox_plan_in, has_near), 0, 0, NULL, NULL },
    { "bridge", "bridged: the bridge.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_sandbox_plan_in, bridge), offsetof(struct pith_sandbox_plan_in, has_bridge), 0, 15, NULL, NULL },
    { "address", "bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, address), offsetof(struct pith_sandbox_plan_in, has_address), 0, 128, NULL, NULL },
    { "forwards", "private: ports, as HOST:GUEST.",
      PITH_TEXT, PITH_PLAIN, true, true, offsetof(struct pith_sandbox_plan_in, forwards), offsetof(struct pith_sandbox_plan_in, has_forwards), 0, 16, NULL, NULL },
    { "memory", "Bytes of memory, of all its processes.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, memory), offsetof(struct pith_sandbox_plan_in, has_memory), 1048576, 9007199254740991, NULL, NULL },
    { "processes", "Processes and threads at once.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, processes), offsetof(struct pith_sandbox_plan_in, has_processes), 1, 100000, NULL, NULL },
    { "files", "Descriptors of each process.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, files), offsetof(struct pith_sandbox_plan_in, has_files), 8, 100000, NULL, NULL },
    { "cpu_seconds", "Processor time of each process; 0: no limit.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_in, cpu_seconds), offsetof(struct pith_sandbox_plan_in, has_cpu_seconds), 0, 1000000, NULL, NULL },
};
static const struct pith_shape shape_of_sandbox_plan_in = {
    "sandbox.plan", fields_of_pith_sandbox_plan_in, 14, sizeof(struct pith_sandbox_plan_in), 0x21567934u
};

static const struct pith_field fields_of_pith_sandbox_plan_out[] = {
    { "limits_by", "What enforces the limits: cgroup v2, cgroup v1 or rlimits.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sandbox_plan_out, limits_by), 0, 0, 0, NULL, NULL },
    { "steps", "In the order in which they are done; one that fails stops the start.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_sandbox_plan_out, steps), 0, 0, 0, &pith_shape_sandbox_plan_row, NULL },
    { "missing", "Why the program would not be found, if that can be seen beforehand.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_sandbox_plan_out, missing), offsetof(struct pith_sandbox_plan_out, has_missing), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_sandbox_plan_out = {
    "sandbox.plan", fields_of_pith_sandbox_plan_out, 3, sizeof(struct pith_sandbox_plan_out), 0x383863b4u
};
const struct pith_op pith_op_sandbox_plan = {
    280, "sandbox.plan", "What would be done to start a program; nothing is.",
    PITH_READ, false, false, "system_info",
    &shape_of_sandbox_plan_in, &shape_of_sandbox_plan_out, NULL
};
int pith_sandbox_plan(struct pith *p, const struct pith_sandbox_plan_in *in,
    struct pith_sandbox_plan_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_sandbox_plan, in, out, e);
}

static const struct pith_field fields_of_pith_service_add_in[] = {
    { "path", "Its service.toml.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_service_add_in, path), 0, 1, 4096, NULL, NULL },
};
static const struct pith_shape shape_of_service_add_in = {
    "service.add", fields_of_pith_service_add_in, 1, sizeof(struct pith_service_add_in), 0xbac4bff3u
};

static const struct pith_field fields_of_pith_service_add_out[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_add_out, name), 0, 0, 0, NULL, NULL },
    { "ops", "Its ops.",
      PITH_TEXT, PITH_PLAIN, true, false, offsetof(struct pith_service_add_out, ops), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_service_add_out = {
    "service.add", fields_of_pith_service_add_out, 2, sizeof(struct pith_service_add_out), 0x21e4a535u
};
const struct pith_op pith_op_service_add = {
    308, "service.add", "Take in a service: it is started once, and the ops that it announces stay.",
    PITH_EXEC, false, false, "control_system, read_file of path",
    &shape_of_service_add_in, &shape_of_service_add_out, NULL
};
int pith_service_add(struct pith *p, const struct pith_service_add_in *in,
    struct pith_service_add_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_add, in, out, e);
}

static const struct pith_field fields_of_pith_service_export_in[] = {
    { "name", "The op: the service's name, a dot, a word.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_service_export_in, name), 0, 3, 128, NULL, NULL },
    { "doc", "Its manual line.",
      PITH_TEXT, PITH_CONTENT, false, true, offsetof(struct pith_service_export_in, doc), offsetof(struct pith_service_export_in, has_doc), 0, 1000, NULL, NULL },
    { "number", "Its number, if it stands in pith's own table.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_service_export_in, number), offsetof(struct pith_service_export_in, has_number), 0, 65535, NULL, NULL },
    { "input", "The hash of the shape of its arguments.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_service_export_in, input), 0, 1, 4294967295, NULL, NULL },
    { "output", "And of its results.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_service_export_in, output), 0, 1, 4294967295, NULL, NULL },
    { "effect", "What it does to the world.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_service_export_in, effect), offsetof(struct pith_service_export_in, has_effect), 0, 0, NULL, choices_op_effect },
    { "idempotent", "Whether calling it twice is as calling it once.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_service_export_in, idempotent), offsetof(struct pith_service_export_in, has_idempotent), 0, 0, NULL, NULL },
    { "passes_fd", "Whether a descriptor comes with its answer.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_service_export_in, passes_fd), offsetof(struct pith_service_export_in, has_passes_fd), 0, 0, NULL, NULL },
    { "needs", "Capabilities that its caller must hold: NAME, or NAME of PARAMETER, with commas between.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_service_export_in, needs), offsetof(struct pith_service_export_in, has_needs), 0, 1000, NULL, NULL },
    { "in", "Its arguments.",
      PITH_REC, PITH_PLAIN, true, true, offsetof(struct pith_service_export_in, in), offsetof(struct pith_service_export_in, has_in), 0, 32, &pith_shape_service_field, NULL },
    { "out", "Its results.",
      PITH_REC, PITH_PLAIN, true, true, offsetof(struct pith_service_export_in, out), offsetof(struct pith_service_export_in, has_out), 0, 32, &pith_shape_service_field, NULL },
    { "stream", "An item of what it streams.",
      PITH_REC, PITH_PLAIN, true, true, offsetof(struct pith_service_export_in, stream), offsetof(struct pith_service_export_in, has_stream), 0, 32, &pith_shape_service_field, NULL },
};
static const struct pith_shape shape_of_service_export_in = {
    "service.export", fields_of_pith_service_export_in, 12, sizeof(struct pith_service_export_in), 0xf4730b1eu
};

static const struct pith_field fields_of_pith_service_export_out[] = {
    { "number", "Its number.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_service_export_out, number), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_service_export_out = {
    "service.export", fields_of_pith_service_export_out, 1, sizeof(struct pith_service_export_out), 0x1241a0a4u
};
const struct pith_op pith_op_service_export = {
    300, "service.export", "Announce an op that this service answers; for services alone, by their ring.",
    PITH_WRITE, false, false, NULL,
    &shape_of_service_export_in, &shape_of_service_export_out, NULL
};
int pith_service_export(struct pith *p, const struct pith_service_export_in *in,
    struct pith_service_export_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_export, in, out, e);
}

static const struct pith_field fields_of_pith_service_info_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_service_info_in, name), 0, 1, 32, NULL, NULL },
};
static const struct pith_shape shape_of_service_info_in = {
    "service.info", fields_of_pith_service_info_in, 1, sizeof(struct pith_service_info_in), 0x07b58068u
};

static const struct pith_field fields_of_pith_service_info_out[] = {
    { "service", "How it is.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_service_info_out, service), 0, 0, 0, &pith_shape_service_row, NULL },
    { "manifest", "What its service.toml says.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_service_info_out, manifest), 0, 0, 0, &pith_shape_service_manifest, NULL },
};
static const struct pith_shape shape_of_service_info_out = {
    "service.info", fields_of_pith_service_info_out, 2, sizeof(struct pith_service_info_out), 0x29b97942u
};
const struct pith_op pith_op_service_info = {
    303, "service.info", "How a service is.",
    PITH_READ, false, false, "system_info",
    &shape_of_service_info_in, &shape_of_service_info_out, NULL
};
int pith_service_info(struct pith *p, const struct pith_service_info_in *in,
    struct pith_service_info_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_info, in, out, e);
}

static const struct pith_shape shape_of_service_list_in = {
    "service.list", NULL, 0, sizeof(struct pith_service_list_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_service_list_out[] = {
    { "services", "In the order of their names.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_service_list_out, services), 0, 0, 0, &pith_shape_service_row, NULL },
};
static const struct pith_shape shape_of_service_list_out = {
    "service.list", fields_of_pith_service_list_out, 1, sizeof(struct pith_service_list_out), 0xd2ac7edfu
};
const struct pith_op pith_op_service_list = {
    302, "service.list", "The services there are.",
    PITH_READ, false, false, "system_info",
    &shape_of_service_list_in, &shape_of_service_list_out, NULL
};
int pith_service_list(struct pith *p, const struct pith_service_list_in *in,
    struct pith_service_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_list, in, out, e);
}

static const struct pith_field fields_of_pith_service_logs_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_service_logs_in, name), 0, 1, 32, NULL, NULL },
    { "lines", "How many lines.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_service_logs_in, lines), offsetof(struct pith_service_logs_in, has_lines), 1, 10000, NULL, NULL },
};
static const struct pith_shape shape_of_service_logs_in = {
    "service.logs", fields_of_pith_service_logs_in, 2, sizeof(struct pith_service_logs_in), 0x7758fe2bu
};

static const struct pith_field fields_of_pith_service_logs_out[] = {
    { "text", "The lines.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_logs_out, text), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_service_logs_out = {
    "service.logs", fields_of_pith_service_logs_out, 1, sizeof(struct pith_service_logs_out), 0x79ce4890u
};
const struct pith_op pith_op_service_logs = {
    307, "service.logs", "The last that a service has written.",
    PITH_READ, false, false, "control_system",
    &shape_of_service_logs_in, &shape_of_service_logs_out, NULL
};
int pith_service_logs(struct pith *p, const struct pith_service_logs_in *in,
    struct pith_service_logs_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_logs, in, out, e);
}

static const struct pith_shape shape_of_service_ready_in = {
    "service.ready", NULL, 0, sizeof(struct pith_service_ready_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_service_ready_out[] = {
    { "name", "What the service is called here.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_service_ready_out, name), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_service_ready_out = {
    "service.ready", fields_of_pith_service_ready_out, 1, sizeof(struct pith_service_ready_out), 0x07b58068u
};
const struct pith_op pith_op_service_ready = {
    301, "service.ready", "All ops are announced: calls may come; for services alone, by their ring.",
    PITH_WRITE, false, false, NULL,
    &shape_of_service_ready_in, &shape_of_service_ready_out, NULL
};
int pith_service_ready(struct pith *p, const struct pith_service_ready_in *in,
    struct pith_service_ready_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_ready, in, out, e);
}

static const struct pith_field fields_of_pith_service_remove_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_service_remove_in, name), 0, 1, 32, NULL, NULL },
};
static const struct pith_shape shape_of_service_remove_in = {
    "service.remove", fields_of_pith_service_remove_in, 1, sizeof(struct pith_service_remove_in), 0x07b58068u
};

static const struct pith_shape shape_of_service_remove_out = {
    "service.remove", NULL, 0, sizeof(struct pith_service_remove_out), 0x7b0b83e1u
};
const struct pith_op pith_op_service_remove = {
    309, "service.remove", "Let a service go that was added, and its ops with it.",
    PITH_WRITE, false, false, "control_system",
    &shape_of_service_remove_in, &shape_of_service_remove_out, NULL
};
int pith_service_remove(struct pith *p, const struct pith_service_remove_in *in,
    struct pith_service_remove_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_remove, in, out, e);
}

static const struct pith_field fields_of_pith_service_restart_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_service_restart_in, name), 0, 1, 32, NULL, NULL },
};
static const struct pith_shape shape_of_service_restart_in = {
    "service.restart", fields_of_pith_service_restart_in, 1, sizeof(struct pith_service_restart_in), 0x07b58068u
};

static const struct pith_shape shape_of_service_restart_out = {
    "service.restart", NULL, 0, sizeof(struct pith_service_restart_out), 0x7b0b83e1u
};
const struct pith_op pith_op_service_restart = {
    306, "service.restart", "Stop a service and start it, also after faults.",
    PITH_EXEC, false, false, "control_system",
    &shape_of_service_restart_in, &shape_of_service_restart_out, NULL
};
int pith_service_restart(struct pith *p, const struct pith_service_restart_in *in,
    struct pith_service_restart_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_restart, in, out, e);
}

static const struct pith_field fields_of_pith_service_start_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_service_start_in, name), 0, 1, 32, NULL, NULL },
};
static const struct pith_shape shape_of_service_start_in = {
    "service.start", fields_of_pith_service_start_in, 1, sizeof(struct pith_service_start_in), 0x07b58068u
};

static const struct pith_shape shape_of_service_start_out = {
    "service.start", NULL, 0, sizeof(struct pith_service_start_out), 0x7b0b83e1u
};
const struct pith_op pith_op_service_start = {
    304, "service.start", "Start a service now, and wait until it is ready.",
    PITH_EXEC, true, false, "control_system",
    &shape_of_service_start_in, &shape_of_service_start_out, NULL
};
int pith_service_start(struct pith *p, const struct pith_service_start_in *in,
    struct pith_service_start_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_start, in, out, e);
}

static const struct pith_field fields_of_pith_service_stop_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_service_stop_in, name), 0, 1, 32, NULL, NULL },
};
static const struct pith_shape shape_of_service_stop_in = {
    "service.stop", fields_of_pith_service_stop_in, 1, sizeof(struct pith_service_stop_in), 0x07b58068u
};

static const struct pith_shape shape_of_service_stop_out = {
    "service.stop", NULL, 0, sizeof(struct pith_service_stop_out), 0x7b0b83e1u
};
const struct pith_op pith_op_service_stop = {
    305, "service.stop", "Stop a service: it finishes what it has. The next call starts it again.",
    PITH_EXEC, true, false, "control_system",
    &shape_of_service_stop_in, &shape_of_service_stop_out, NULL
};
int pith_service_stop(struct pith *p, const struct pith_service_stop_in *in,
    struct pith_service_stop_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_service_stop, in, out, e);
}

static const struct pith_field fields_of_pith_storage_clear_in[] = {
    { "app", "Whose values.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_storage_clear_in, app), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_storage_clear_in = {
    "storage.clear", fields_of_pith_storage_clear_in, 1, sizeof(struct pith_storage_clear_in), 0x1a50831au
};

static const struct pith_field fields_of_pith_storage_clear_out[] = {
    { "removed", "How many there were.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_storage_clear_out, removed), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_storage_clear_out = {
    "storage.clear", fields_of_pith_storage_clear_out, 1, sizeof(struct pith_storage_clear_out), 0x38dec5dfu
};
const struct pith_op pith_op_storage_clear = {
    264, "storage.clear", "Forget all values of an app.",
    PITH_IRREVERSIBLE, true, false, "use_storage",
    &shape_of_storage_clear_in, &shape_of_storage_clear_out, NULL
};
int pith_storage_clear(struct pith *p, const struct pith_storage_clear_in *in,
    struct pith_storage_clear_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_storage_clear, in, out, e);
}

static const struct pith_field fields_of_pith_storage_get_in[] = {
    { "app", "Whose values.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_storage_get_in, app), offsetof(struct pith_storage_get_in, has_app), 1, 128, NULL, NULL },
    { "key", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_storage_get_in, key), 0, 1, 256, NULL, NULL },
};
static const struct pith_shape shape_of_storage_get_in = {
    "storage.get", fields_of_pith_storage_get_in, 2, sizeof(struct pith_storage_get_in), 0xea7fc05fu
};

static const struct pith_field fields_of_pith_storage_get_out[] = {
    { "value", "The value.",
      PITH_JSON, PITH_PLAIN, false, false, offsetof(struct pith_storage_get_out, value), 0, 0, 0, NULL, NULL },
    { "updated", "When it was last set.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_storage_get_out, updated), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_storage_get_out = {
    "storage.get", fields_of_pith_storage_get_out, 2, sizeof(struct pith_storage_get_out), 0xd0917cf0u
};
const struct pith_op pith_op_storage_get = {
    260, "storage.get", "A value that was kept.",
    PITH_READ, false, false, "use_storage",
    &shape_of_storage_get_in, &shape_of_storage_get_out, NULL
};
int pith_storage_get(struct pith *p, const struct pith_storage_get_in *in,
    struct pith_storage_get_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_storage_get, in, out, e);
}

static const struct pith_field fields_of_pith_storage_list_in[] = {
    { "app", "Whose values.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_storage_list_in, app), offsetof(struct pith_storage_list_in, has_app), 1, 128, NULL, NULL },
    { "after", "Go on behind this name.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_storage_list_in, after), offsetof(struct pith_storage_list_in, has_after), 0, 256, NULL, NULL },
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_storage_list_in, limit), offsetof(struct pith_storage_list_in, has_limit), 1, 1000, NULL, NULL },
};
static const struct pith_shape shape_of_storage_list_in = {
    "storage.list", fields_of_pith_storage_list_in, 3, sizeof(struct pith_storage_list_in), 0xd9c81d73u
};

static const struct pith_field fields_of_pith_storage_list_out[] = {
    { "entries", "The values.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_storage_list_out, entries), 0, 0, 0, &pith_shape_storage_entry, NULL },
    { "more", "Whether there are more behind the last.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_storage_list_out, more), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_storage_list_out = {
    "storage.list", fields_of_pith_storage_list_out, 2, sizeof(struct pith_storage_list_out), 0x1a9af501u
};
const struct pith_op pith_op_storage_list = {
    263, "storage.list", "The values that are kept, in the order of their names.",
    PITH_READ, false, false, "use_storage",
    &shape_of_storage_list_in, &shape_of_storage_list_out, NULL
};
int pith_storage_list(struct pith *p, const struct pith_storage_list_in *in,
    struct pith_storage_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_storage_list, in, out, e);
}

static const struct pith_field fields_of_pith_storage_remove_in[] = {
    { "app", "Whose values.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_storage_remove_in, app), offsetof(struct pith_storage_remove_in, has_app), 1, 128, NULL, NULL },
    { "key", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_storage_remove_in, key), 0, 1, 256, NULL, NULL },
};
static const struct pith_shape shape_of_storage_remove_in = {
    "storage.remove", fields_of_pith_storage_remove_in, 2, sizeof(struct pith_storage_remove_in), 0xea7fc05fu
};

static const struct pith_field fields_of_pith_storage_remove_out[] = {
    { "removed", "Whether there was one.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_storage_remove_out, removed), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_storage_remove_out = {
    "storage.remove", fields_of_pith_storage_remove_out, 1, sizeof(struct pith_storage_remove_out), 0x5f13f475u
};
const struct pith_op pith_op_storage_remove = {
    262, "storage.remove", "Forget a value.",
    PITH_WRITE, true, false, "use_storage",
    &shape_of_storage_remove_in, &shape_of_storage_remove_out, NULL
};
int pith_storage_remove(struct pith *p, const struct pith_storage_remove_in *in,
    struct pith_storage_remove_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_storage_remove, in, out, e);
}

static const struct pith_field fields_of_pith_storage_set_in[] = {
    { "app", "Whose values.",
      PITH_TEXT, PITH_TARGET, false, true, offsetof(struct pith_storage_set_in, app), offsetof(struct pith_storage_set_in, has_app), 1, 128, NULL, NULL },
    { "key", "Its name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_storage_set_in, key), 0, 1, 256, NULL, NULL },
    { "value", "The value, any JSON of up to 256 KiB.",
      PITH_JSON, PITH_CONTENT, false, false, offsetof(struct pith_storage_set_in, value), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_storage_set_in = {
    "storage.set", fields_of_pith_storage_set_in, 3, sizeof(struct pith_storage_set_in), 0x8911cec4u
};

static const struct pith_shape shape_of_storage_set_out = {
    "storage.set", NULL, 0, sizeof(struct pith_storage_set_out), 0x7b0b83e1u
};
const struct pith_op pith_op_storage_set = {
    261, "storage.set", "Keep a value; it is on disk when this returns.",
    PITH_WRITE, true, false, "use_storage",
    &shape_of_storage_set_in, &shape_of_storage_set_out, NULL
};
int pith_storage_set(struct pith *p, const struct pith_storage_set_in *in,
    struct pith_storage_set_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_storage_set, in, out, e);
}

static const struct pith_field fields_of_pith_stream_abort_in[] = {
    { "id", "The stream.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_stream_abort_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_stream_abort_in = {
    "stream.abort", fields_of_pith_stream_abort_in, 1, sizeof(struct pith_stream_abort_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_stream_abort_out[] = {
    { "written", "How many bytes are gone.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_abort_out, written), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_stream_abort_out = {
    "stream.abort", fields_of_pith_stream_abort_out, 1, sizeof(struct pith_stream_abort_out), 0x8c814284u
};
const struct pith_op pith_op_stream_abort = {
    394, "stream.abort", "Let go of what was written; what was there stays.",
    PITH_WRITE, false, false, NULL,
    &shape_of_stream_abort_in, &shape_of_stream_abort_out, NULL
};
int pith_stream_abort(struct pith *p, const struct pith_stream_abort_in *in,
    struct pith_stream_abort_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_stream_abort, in, out, e);
}

static const struct pith_field fields_of_pith_stream_close_in[] = {
    { "id", "The stream.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_stream_close_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_stream_close_in = {
    "stream.close", fields_of_pith_stream_close_in, 1, sizeof(struct pith_stream_close_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_stream_close_out[] = {
    { "size", "Its size.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_close_out, size), 0, 0, 0, NULL, NULL },
    { "undo", "What fs.undo takes to take it back; left out if nothing could be kept.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_stream_close_out, undo), offsetof(struct pith_stream_close_out, has_undo), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_stream_close_out = {
    "stream.close", fields_of_pith_stream_close_out, 2, sizeof(struct pith_stream_close_out), 0x5b40d3c0u
};
const struct pith_op pith_op_stream_close = {
    393, "stream.close", "The file appears whole, in the place of what was there.",
    PITH_WRITE, false, false, NULL,
    &shape_of_stream_close_in, &shape_of_stream_close_out, NULL
};
int pith_stream_close(struct pith *p, const struct pith_stream_close_in *in,
    struct pith_stream_close_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_stream_close, in, out, e);
}

static const struct pith_shape shape_of_stream_list_in = {
    "stream.list", NULL, 0, sizeof(struct pith_stream_list_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_stream_list_out[] = {
    { "streams", "Oldest first.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_stream_list_out, streams), 0, 0, 0, &pith_shape_stream_row, NULL },
};
static const struct pith_shape shape_of_stream_list_out = {
    "stream.list", fields_of_pith_stream_list_out, 1, sizeof(struct pith_stream_list_out), 0x7f547effu
};
const struct pith_op pith_op_stream_list = {
    396, "stream.list", "The caller's streams that are open.",
    PITH_READ, false, false, NULL,
    &shape_of_stream_list_in, &shape_of_stream_list_out, NULL
};
int pith_stream_list(struct pith *p, const struct pith_stream_list_in *in,
    struct pith_stream_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_stream_list, in, out, e);
}

static const struct pith_field fields_of_pith_stream_open_in[] = {
    { "path", "The file.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_stream_open_in, path), 0, 1, 4096, NULL, NULL },
    { "create", "Make the file if it is not there.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_stream_open_in, create), offsetof(struct pith_stream_open_in, has_create), 0, 0, NULL, NULL },
    { "total", "How many bytes are to come; closing it with others fails.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_stream_open_in, total), offsetof(struct pith_stream_open_in, has_total), 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_stream_open_in = {
    "stream.open", fields_of_pith_stream_open_in, 3, sizeof(struct pith_stream_open_in), 0x4e8d2dc9u
};

static const struct pith_field fields_of_pith_stream_open_out[] = {
    { "id", "The stream. It ends with its caller.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_stream_open_out, id), 0, 0, 0, NULL, NULL },
    { "chunk", "How many bytes a piece has at best.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_open_out, chunk), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_stream_open_out = {
    "stream.open", fields_of_pith_stream_open_out, 2, sizeof(struct pith_stream_open_out), 0xd18821bdu
};
const struct pith_op pith_op_stream_open = {
    391, "stream.open", "Begin to write a file in pieces; until it is closed what is there stays.",
    PITH_WRITE, false, false, "write_file of path, create_file of path if create",
    &shape_of_stream_open_in, &shape_of_stream_open_out, NULL
};
int pith_stream_open(struct pith *p, const struct pith_stream_open_in *in,
    struct pith_stream_open_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_stream_open, in, out, e);
}

static const struct pith_field fields_of_pith_stream_read_in[] = {
    { "path", "The file.",
      PITH_PATH, PITH_TARGET, false, false, offsetof(struct pith_stream_read_in, path), 0, 1, 4096, NULL, NULL },
    { "offset", "First byte.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_stream_read_in, offset), offsetof(struct pith_stream_read_in, has_offset), 0, 9007199254740991, NULL, NULL },
    { "length", "How many bytes at most; left out: to the end.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_stream_read_in, length), offsetof(struct pith_stream_read_in, has_length), 0, 9007199254740991, NULL, NULL },
    { "chunk", "How many bytes a piece has at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_stream_read_in, chunk), offsetof(struct pith_stream_read_in, has_chunk), 1, 1048576, NULL, NULL },
};
static const struct pith_shape shape_of_stream_read_in = {
    "stream.read", fields_of_pith_stream_read_in, 4, sizeof(struct pith_stream_read_in), 0x74b0c123u
};

static const struct pith_field fields_of_pith_stream_read_out[] = {
    { "sent", "How many bytes were read.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_read_out, sent), 0, 0, 0, NULL, NULL },
    { "total", "How many were to be; more than that if the file became shorter.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_read_out, total), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_stream_read_out = {
    "stream.read", fields_of_pith_stream_read_out, 2, sizeof(struct pith_stream_read_out), 0x98e1927bu
};
const struct pith_op pith_op_stream_read = {
    390, "stream.read", "Read a file piece by piece, as fast as they are taken.",
    PITH_READ, false, false, "read_file of path",
    &shape_of_stream_read_in, &shape_of_stream_read_out, &pith_shape_stream_piece
};

static const struct pith_field fields_of_pith_stream_status_in[] = {
    { "id", "The stream.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_stream_status_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_stream_status_in = {
    "stream.status", fields_of_pith_stream_status_in, 1, sizeof(struct pith_stream_status_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_stream_status_out[] = {
    { "stream", "How far.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_stream_status_out, stream), 0, 0, 0, &pith_shape_stream_row, NULL },
};
static const struct pith_shape shape_of_stream_status_out = {
    "stream.status", fields_of_pith_stream_status_out, 1, sizeof(struct pith_stream_status_out), 0x49f182c1u
};
const struct pith_op pith_op_stream_status = {
    395, "stream.status", "How far a stream is.",
    PITH_READ, false, false, NULL,
    &shape_of_stream_status_in, &shape_of_stream_status_out, NULL
};
int pith_stream_status(struct pith *p, const struct pith_stream_status_in *in,
    struct pith_stream_status_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_stream_status, in, out, e);
}

static const struct pith_field fields_of_pith_stream_write_in[] = {
    { "id", "The stream.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_stream_write_in, id), 0, 1, 128, NULL, NULL },
    { "data", "The piece.",
      PITH_BYTES, PITH_CONTENT, false, false, offsetof(struct pith_stream_write_in, data), 0, 0, 8388608, NULL, NULL },
    { "position", "Where it belongs, if that is to be checked; a piece that is there already is passed over.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_stream_write_in, position), offsetof(struct pith_stream_write_in, has_position), 0, 9007199254740991, NULL, NULL },
};
static const struct pith_shape shape_of_stream_write_in = {
    "stream.write", fields_of_pith_stream_write_in, 3, sizeof(struct pith_stream_write_in), 0x03f5358bu
};

static const struct pith_field fields_of_pith_stream_write_out[] = {
    { "written", "How many bytes are there now.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_stream_write_out, written), 0, 0, 0, NULL, NULL },
    { "total", "Of how many, if that was said.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_stream_write_out, total), offsetof(struct pith_stream_write_out, has_total), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_stream_write_out = {
    "stream.write", fields_of_pith_stream_write_out, 2, sizeof(struct pith_stream_write_out), 0xd0aa7e5au
};
const struct pith_op pith_op_stream_write = {
    392, "stream.write", "The next piece.",
    PITH_WRITE, false, false, NULL,
    &shape_of_stream_write_in, &shape_of_stream_write_out, NULL
};
int pith_stream_write(struct pith *p, const struct pith_stream_write_in *in,
    struct pith_stream_write_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_stream_write, in, out, e);
}

static const struct pith_field fields_of_pith_sys_get_env_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_sys_get_env_in, name), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_sys_get_env_in = {
    "sys.get_env", fields_of_pith_sys_get_env_in, 1, sizeof(struct pith_sys_get_env_in), 0x07b58068u
};

static const struct pith_field fields_of_pith_sys_get_env_out[] = {
    { "value", "Its value.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_get_env_out, value), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_sys_get_env_out = {
    "sys.get_env", fields_of_pith_sys_get_env_out, 1, sizeof(struct pith_sys_get_env_out), 0x3387d69cu
};
const struct pith_op pith_op_sys_get_env = {
    32, "sys.get_env", "A variable of the environment that programs are given.",
    PITH_READ, false, false, "read_env of name",
    &shape_of_sys_get_env_in, &shape_of_sys_get_env_out, NULL
};
int pith_sys_get_env(struct pith *p, const struct pith_sys_get_env_in *in,
    struct pith_sys_get_env_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_sys_get_env, in, out, e);
}

static const struct pith_shape shape_of_sys_health_in = {
    "sys.health", NULL, 0, sizeof(struct pith_sys_health_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_sys_health_out[] = {
    { "ok", "Whether it is.",
      PITH_BOOL, PITH_PLAIN, false, false, offsetof(struct pith_sys_health_out, ok), 0, 0, 0, NULL, NULL },
    { "version", "The version of pith.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_health_out, version), 0, 0, 0, NULL, NULL },
    { "uptime", "How long it has been running.",
      PITH_MS, PITH_PLAIN, false, false, offsetof(struct pith_sys_health_out, uptime), 0, 0, 0, NULL, NULL },
    { "rss", "Bytes of memory that it holds.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_health_out, rss), 0, 0, 0, NULL, NULL },
    { "procs", "Procs alive.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_health_out, procs), 0, 0, 0, NULL, NULL },
    { "calls_running", "Calls that are not answered yet.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_health_out, calls_running), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_sys_health_out = {
    "sys.health", fields_of_pith_sys_health_out, 6, sizeof(struct pith_sys_health_out), 0x02f58145u
};
const struct pith_op pith_op_sys_health = {
    201, "sys.health", "Whether pith is well, and how much it does.",
    PITH_READ, false, false, "system_info",
    &shape_of_sys_health_in, &shape_of_sys_health_out, NULL
};
int pith_sys_health(struct pith *p, const struct pith_sys_health_in *in,
    struct pith_sys_health_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_sys_health, in, out, e);
}

static const struct pith_field fields_of_pith_sys_http_in[] = {
    { "url", "What to fetch: http or https.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_sys_http_in, url), 0, 1, 8192, NULL, NULL },
    { "method", "The method.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_sys_http_in, method), offsetof(struct pith_sys_http_in, has_method), 1, 32, NULL, NULL },
    { "headers", "Headers to send.",
      PITH_REC, PITH_CONTENT, true, true, offsetof(struct pith_sys_http_in, headers), offsetof(struct pith_sys_http_in, has_headers), 0, 64, &pith_shape_net_header, NULL },
    { "body", "What to send; in JSON at most 1 MiB, and net.fetch with upload sends any length.",
      PITH_BYTES, PITH_CONTENT, false, true, offsetof(struct pith_sys_http_in, body), offsetof(struct pith_sys_http_in, has_body), 0, 7340032, NULL, NULL },
    { "redirects", "How many redirects to follow.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_sys_http_in, redirects), offsetof(struct pith_sys_http_in, has_redirects), 0, 20, NULL, NULL },
    { "most", "The largest answer to take, in bytes.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_sys_http_in, most), offsetof(struct pith_sys_http_in, has_most), 1, 15728640, NULL, NULL },
};
static const struct pith_shape shape_of_sys_http_in = {
    "sys.http", fields_of_pith_sys_http_in, 6, sizeof(struct pith_sys_http_in), 0x696e737eu
};

static const struct pith_field fields_of_pith_sys_http_out[] = {
    { "status", "The status.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_http_out, status), 0, 0, 0, NULL, NULL },
    { "url", "Where the answer came from, after redirects.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_http_out, url), 0, 0, 0, NULL, NULL },
    { "headers", "Its headers.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_sys_http_out, headers), 0, 0, 0, &pith_shape_net_header, NULL },
    { "body", "Its body, decompressed.",
      PITH_BYTES, PITH_PLAIN, false, false, offsetof(struct pith_sys_http_out, body), 0, 0, 0, NULL, NULL },
    { "redirects", "How many redirects were followed.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_http_out, redirects), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_sys_http_out = {
    "sys.http", fields_of_pith_sys_http_out, 5, sizeof(struct pith_sys_http_out), 0xe0d410c2u
};
const struct pith_op pith_op_sys_http = {
    40, "sys.http", "One HTTP exchange, with its answer as a whole.",
    PITH_NETWORK, false, false, "network_access of url",
    &shape_of_sys_http_in, &shape_of_sys_http_out, NULL
};
int pith_sys_http(struct pith *p, const struct pith_sys_http_in *in,
    struct pith_sys_http_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_sys_http, in, out, e);
}

static const struct pith_shape shape_of_sys_info_in = {
    "sys.info", NULL, 0, sizeof(struct pith_sys_info_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_sys_info_out[] = {
    { "version", "The version of pith.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, version), 0, 0, 0, NULL, NULL },
    { "system", "The operating system.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, system), 0, 0, 0, NULL, NULL },
    { "kernel", "Its kernel.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, kernel), 0, 0, 0, NULL, NULL },
    { "machine", "The kind of processor.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, machine), 0, 0, 0, NULL, NULL },
    { "host", "The machine's name.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, host), 0, 0, 0, NULL, NULL },
    { "processors", "How many processors pith may use.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, processors), 0, 0, 0, NULL, NULL },
    { "memory", "Bytes of memory in all.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, memory), 0, 0, 0, NULL, NULL },
    { "memory_free", "Bytes of it that could be had.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, memory_free), 0, 0, 0, NULL, NULL },
    { "pid", "The daemon's process.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, pid), 0, 0, 0, NULL, NULL },
    { "rss", "Bytes of memory that the daemon holds.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, rss), 0, 0, 0, NULL, NULL },
    { "data", "Where it keeps its data.",
      PITH_PATH, PITH_PLAIN, false, false, offsetof(struct pith_sys_info_out, data), 0, 0, 0, NULL, NULL },
    { "probes", "What the host has.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_sys_info_out, probes), 0, 0, 0, &pith_shape_sys_probe, NULL },
};
static const struct pith_shape shape_of_sys_info_out = {
    "sys.info", fields_of_pith_sys_info_out, 12, sizeof(struct pith_sys_info_out), 0x196c64f9u
};
const struct pith_op pith_op_sys_info = {
    30, "sys.info", "What this machine and this pith are.",
    PITH_READ, false, false, "system_info",
    &shape_of_sys_info_in, &shape_of_sys_info_out, NULL
};
int pith_sys_info(struct pith *p, const struct pith_sys_info_in *in,
    struct pith_sys_info_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_sys_info, in, out, e);
}

static const struct pith_field fields_of_pith_sys_set_env_in[] = {
    { "name", "Its name.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_sys_set_env_in, name), 0, 1, 128, NULL, NULL },
    { "value", "Its value; left out: it is taken away.",
      PITH_TEXT, PITH_CONTENT, false, true, offsetof(struct pith_sys_set_env_in, value), offsetof(struct pith_sys_set_env_in, has_value), 0, 32768, NULL, NULL },
};
static const struct pith_shape shape_of_sys_set_env_in = {
    "sys.set_env", fields_of_pith_sys_set_env_in, 2, sizeof(struct pith_sys_set_env_in), 0xe0cc1167u
};

static const struct pith_shape shape_of_sys_set_env_out = {
    "sys.set_env", NULL, 0, sizeof(struct pith_sys_set_env_out), 0x7b0b83e1u
};
const struct pith_op pith_op_sys_set_env = {
    35, "sys.set_env", "Set a variable for the programs that pith starts from now on.",
    PITH_WRITE, false, false, "write_env of name",
    &shape_of_sys_set_env_in, &shape_of_sys_set_env_out, NULL
};
int pith_sys_set_env(struct pith *p, const struct pith_sys_set_env_in *in,
    struct pith_sys_set_env_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_sys_set_env, in, out, e);
}

static const struct pith_shape shape_of_sys_stop_in = {
    "sys.stop", NULL, 0, sizeof(struct pith_sys_stop_in), 0x7b0b83e1u
};

static const struct pith_shape shape_of_sys_stop_out = {
    "sys.stop", NULL, 0, sizeof(struct pith_sys_stop_out), 0x7b0b83e1u
};
const struct pith_op pith_op_sys_stop = {
    200, "sys.stop", "Stop the daemon: finish what runs, then end.",
    PITH_WRITE, false, false, "control_system",
    &shape_of_sys_stop_in, &shape_of_sys_stop_out, NULL
};
int pith_sys_stop(struct pith *p, const struct pith_sys_stop_in *in,
    struct pith_sys_stop_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_sys_stop, in, out, e);
}

static const struct pith_field fields_of_pith_task_cancel_in[] = {
    { "id", "The task.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_task_cancel_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_task_cancel_in = {
    "task.cancel", fields_of_pith_task_cancel_in, 1, sizeof(struct pith_task_cancel_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_task_cancel_out[] = {
    { "state", "How it is now.",
      PITH_ENUM, PITH_PLAIN, false, false, offsetof(struct pith_task_cancel_out, state), 0, 0, 0, NULL, choices_task_state },
};
static const struct pith_shape shape_of_task_cancel_out = {
    "task.cancel", fields_of_pith_task_cancel_out, 1, sizeof(struct pith_task_cancel_out), 0x24f977aeu
};
const struct pith_op pith_op_task_cancel = {
    245, "task.cancel", "Call a task off; one that has ended stays as it is.",
    PITH_WRITE, true, false, NULL,
    &shape_of_task_cancel_in, &shape_of_task_cancel_out, NULL
};
int pith_task_cancel(struct pith *p, const struct pith_task_cancel_in *in,
    struct pith_task_cancel_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_task_cancel, in, out, e);
}

static const struct pith_field fields_of_pith_task_forget_in[] = {
    { "id", "The task.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_task_forget_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_task_forget_in = {
    "task.forget", fields_of_pith_task_forget_in, 1, sizeof(struct pith_task_forget_in), 0x5d27bfceu
};

static const struct pith_shape shape_of_task_forget_out = {
    "task.forget", NULL, 0, sizeof(struct pith_task_forget_out), 0x7b0b83e1u
};
const struct pith_op pith_op_task_forget = {
    247, "task.forget", "Forget a task that has ended, before its time.",
    PITH_WRITE, false, false, NULL,
    &shape_of_task_forget_in, &shape_of_task_forget_out, NULL
};
int pith_task_forget(struct pith *p, const struct pith_task_forget_in *in,
    struct pith_task_forget_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_task_forget, in, out, e);
}

static const struct pith_field fields_of_pith_task_list_in[] = {
    { "state", "Only those.",
      PITH_ENUM, PITH_PLAIN, false, true, offsetof(struct pith_task_list_in, state), offsetof(struct pith_task_list_in, has_state), 0, 0, NULL, choices_task_state },
    { "limit", "How many at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_task_list_in, limit), offsetof(struct pith_task_list_in, has_limit), 1, 100000, NULL, NULL },
};
static const struct pith_shape shape_of_task_list_in = {
    "task.list", fields_of_pith_task_list_in, 2, sizeof(struct pith_task_list_in), 0xf051640fu
};

static const struct pith_field fields_of_pith_task_list_out[] = {
    { "tasks", "Oldest first.",
      PITH_REC, PITH_PLAIN, true, false, offsetof(struct pith_task_list_out, tasks), 0, 0, 0, &pith_shape_task_row, NULL },
    { "total", "How many there are.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_task_list_out, total), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_task_list_out = {
    "task.list", fields_of_pith_task_list_out, 2, sizeof(struct pith_task_list_out), 0x56222fafu
};
const struct pith_op pith_op_task_list = {
    246, "task.list", "One's tasks; with kill_process, all. Results are left out.",
    PITH_READ, false, false, NULL,
    &shape_of_task_list_in, &shape_of_task_list_out, NULL
};
int pith_task_list(struct pith *p, const struct pith_task_list_in *in,
    struct pith_task_list_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_task_list, in, out, e);
}

static const struct pith_field fields_of_pith_task_status_in[] = {
    { "id", "The task.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_task_status_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_task_status_in = {
    "task.status", fields_of_pith_task_status_in, 1, sizeof(struct pith_task_status_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_task_status_out[] = {
    { "task", "How it is.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_task_status_out, task), 0, 0, 0, &pith_shape_task_row, NULL },
};
static const struct pith_shape shape_of_task_status_out = {
    "task.status", fields_of_pith_task_status_out, 1, sizeof(struct pith_task_status_out), 0x77985c27u
};
const struct pith_op pith_op_task_status = {
    243, "task.status", "How a task is, and what came of it.",
    PITH_READ, false, false, NULL,
    &shape_of_task_status_in, &shape_of_task_status_out, NULL
};
int pith_task_status(struct pith *p, const struct pith_task_status_in *in,
    struct pith_task_status_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_task_status, in, out, e);
}

static const struct pith_field fields_of_pith_task_submit_in[] = {
    { "op", "The op.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_task_submit_in, op), 0, 1, 128, NULL, NULL },
    { "args", "Its arguments, an object.",
      PITH_JSON, PITH_CONTENT, false, true, offsetof(struct pith_task_submit_in, args), offsetof(struct pith_task_submit_in, has_args), 0, 0, NULL, NULL },
    { "keep", "How long its result is kept once it has ended.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_task_submit_in, keep), offsetof(struct pith_task_submit_in, has_keep), 0, 604800000, NULL, NULL },
    { "timeout", "How long it may take; 0: a day.",
      PITH_MS, PITH_PLAIN, false, true, offsetof(struct pith_task_submit_in, timeout), offsetof(struct pith_task_submit_in, has_timeout), 0, 86400000, NULL, NULL },
};
static const struct pith_shape shape_of_task_submit_in = {
    "task.submit", fields_of_pith_task_submit_in, 4, sizeof(struct pith_task_submit_in), 0x05b730c1u
};

static const struct pith_field fields_of_pith_task_submit_out[] = {
    { "id", "The task's id.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_task_submit_out, id), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_task_submit_out = {
    "task.submit", fields_of_pith_task_submit_out, 1, sizeof(struct pith_task_submit_out), 0x5d27bfceu
};
const struct pith_op pith_op_task_submit = {
    242, "task.submit", "Call an op in the background; its own needs are asked then.",
    PITH_EXEC, false, false, NULL,
    &shape_of_task_submit_in, &shape_of_task_submit_out, NULL
};
int pith_task_submit(struct pith *p, const struct pith_task_submit_in *in,
    struct pith_task_submit_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_task_submit, in, out, e);
}

static const struct pith_field fields_of_pith_task_wait_in[] = {
    { "id", "The task.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_task_wait_in, id), 0, 1, 128, NULL, NULL },
};
static const struct pith_shape shape_of_task_wait_in = {
    "task.wait", fields_of_pith_task_wait_in, 1, sizeof(struct pith_task_wait_in), 0x5d27bfceu
};

static const struct pith_field fields_of_pith_task_wait_out[] = {
    { "task", "How it ended.",
      PITH_REC, PITH_PLAIN, false, false, offsetof(struct pith_task_wait_out, task), 0, 0, 0, &pith_shape_task_row, NULL },
};
static const struct pith_shape shape_of_task_wait_out = {
    "task.wait", fields_of_pith_task_wait_out, 1, sizeof(struct pith_task_wait_out), 0x77985c27u
};
const struct pith_op pith_op_task_wait = {
    244, "task.wait", "Wait until a task has ended.",
    PITH_READ, false, false, NULL,
    &shape_of_task_wait_in, &shape_of_task_wait_out, NULL
};
int pith_task_wait(struct pith *p, const struct pith_task_wait_in *in,
    struct pith_task_wait_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_task_wait, in, out, e);
}

static const struct pith_shape shape_of_time_now_in = {
    "time.now", NULL, 0, sizeof(struct pith_time_now_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_time_now_out[] = {
    { "now", "Milliseconds since 1970, UTC.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_time_now_out, now), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_time_now_out = {
    "time.now", fields_of_pith_time_now_out, 1, sizeof(struct pith_time_now_out), 0x38af1e54u
};
const struct pith_op pith_op_time_now = {
    31, "time.now", "What time it is.",
    PITH_READ, false, false, "time_access",
    &shape_of_time_now_in, &shape_of_time_now_out, NULL
};
int pith_time_now(struct pith *p, const struct pith_time_now_in *in,
    struct pith_time_now_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_time_now, in, out, e);
}

static const struct pith_field fields_of_pith_time_sleep_in[] = {
    { "ms", "How long.",
      PITH_MS, PITH_PLAIN, false, false, offsetof(struct pith_time_sleep_in, ms), 0, 0, 86400000, NULL, NULL },
};
static const struct pith_shape shape_of_time_sleep_in = {
    "time.sleep", fields_of_pith_time_sleep_in, 1, sizeof(struct pith_time_sleep_in), 0xc5b80647u
};

static const struct pith_shape shape_of_time_sleep_out = {
    "time.sleep", NULL, 0, sizeof(struct pith_time_sleep_out), 0x7b0b83e1u
};
const struct pith_op pith_op_time_sleep = {
    36, "time.sleep", "Wait.",
    PITH_READ, false, false, "time_access",
    &shape_of_time_sleep_in, &shape_of_time_sleep_out, NULL
};
int pith_time_sleep(struct pith *p, const struct pith_time_sleep_in *in,
    struct pith_time_sleep_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_time_sleep, in, out, e);
}

static const struct pith_shape shape_of_time_uptime_in = {
    "time.uptime", NULL, 0, sizeof(struct pith_time_uptime_in), 0x7b0b83e1u
};

static const struct pith_field fields_of_pith_time_uptime_out[] = {
    { "ms", "How long.",
      PITH_MS, PITH_PLAIN, false, false, offsetof(struct pith_time_uptime_out, ms), 0, 0, 0, NULL, NULL },
    { "started", "Since when.",
      PITH_TIME, PITH_PLAIN, false, false, offsetof(struct pith_time_uptime_out, started), 0, 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_time_uptime_out = {
    "time.uptime", fields_of_pith_time_uptime_out, 2, sizeof(struct pith_time_uptime_out), 0x4992c6abu
};
const struct pith_op pith_op_time_uptime = {
    37, "time.uptime", "How long the daemon has been running.",
    PITH_READ, false, false, "time_access",
    &shape_of_time_uptime_in, &shape_of_time_uptime_out, NULL
};
int pith_time_uptime(struct pith *p, const struct pith_time_uptime_in *in,
    struct pith_time_uptime_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_time_uptime, in, out, e);
}

static const struct pith_field fields_of_pith_web_fetch_in[] = {
    { "url", "What to fetch.",
      PITH_TEXT, PITH_TARGET, false, false, offsetof(struct pith_web_fetch_in, url), 0, 1, 8192, NULL, NULL },
    { "offset", "From which byte of the text on.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_in, offset), offsetof(struct pith_web_fetch_in, has_offset), 0, 9007199254740991, NULL, NULL },
    { "limit", "How many bytes of it at most.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_in, limit), offsetof(struct pith_web_fetch_in, has_limit), 1, 1048576, NULL, NULL },
    { "links", "With the addresses of links and pictures.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_in, links), offsetof(struct pith_web_fetch_in, has_links), 0, 0, NULL, NULL },
    { "whole", "All of a page: menus, footers and all.",
      PITH_BOOL, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_in, whole), offsetof(struct pith_web_fetch_in, has_whole), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_web_fetch_in = {
    "web.fetch", fields_of_pith_web_fetch_in, 5, sizeof(struct pith_web_fetch_in), 0x50cc4ea2u
};

static const struct pith_field fields_of_pith_web_fetch_out[] = {
    { "url", "Where it came from, after redirects.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_web_fetch_out, url), 0, 0, 0, NULL, NULL },
    { "status", "The status of HTTP.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_web_fetch_out, status), 0, 0, 0, NULL, NULL },
    { "type", "What the server says it is.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_web_fetch_out, type), 0, 0, 0, NULL, NULL },
    { "title", "Its title, if it has one.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_web_fetch_out, title), 0, 0, 0, NULL, NULL },
    { "description", "What it says of itself.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_out, description), offsetof(struct pith_web_fetch_out, has_description), 0, 0, NULL, NULL },
    { "author", "Who wrote it.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_out, author), offsetof(struct pith_web_fetch_out, has_author), 0, 0, NULL, NULL },
    { "published", "When it was published, as it says.",
      PITH_TEXT, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_out, published), offsetof(struct pith_web_fetch_out, has_published), 0, 0, NULL, NULL },
    { "text", "The text: Markdown, if it was a page.",
      PITH_TEXT, PITH_PLAIN, false, false, offsetof(struct pith_web_fetch_out, text), 0, 0, 0, NULL, NULL },
    { "total", "How many bytes of text there are.",
      PITH_COUNT, PITH_PLAIN, false, false, offsetof(struct pith_web_fetch_out, total), 0, 0, 0, NULL, NULL },
    { "next", "If there is more: the offset to go on at.",
      PITH_COUNT, PITH_PLAIN, false, true, offsetof(struct pith_web_fetch_out, next), offsetof(struct pith_web_fetch_out, has_next), 0, 0, NULL, NULL },
};
static const struct pith_shape shape_of_web_fetch_out = {
    "web.fetch", fields_of_pith_web_fetch_out, 10, sizeof(struct pith_web_fetch_out), 0xc35dcb0fu
};
const struct pith_op pith_op_web_fetch = {
    350, "web.fetch", "A page, PDF or text from the web, as text that can be read.",
    PITH_NETWORK, false, false, "network_access of url",
    &shape_of_web_fetch_in, &shape_of_web_fetch_out, NULL
};
int pith_web_fetch(struct pith *p, const struct pith_web_fetch_in *in,
    struct pith_web_fetch_out *out, struct pith_error *e)
{
    return pith_call(p, &pith_op_web_fetch, in, out, e);
}
