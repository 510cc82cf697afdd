/* Every op as a function. Made by `pith ops --emit=h` from the op tables; not to be edited. */
#pragma once
#include "pith.h"

#ifdef __cplusplus
extern "C" {
#endif

// What one gets for a code.
enum pith_auth_as {
    PITH_AUTH_AS_COOKIE,
    PITH_AUTH_AS_TOKEN
};

// What somebody is known by.
enum pith_auth_kind {
    PITH_AUTH_KIND_SYSTEM,
    PITH_AUTH_KIND_OWNER,
    PITH_AUTH_KIND_SESSION,
    PITH_AUTH_KIND_TOKEN,
    PITH_AUTH_KIND_VISITOR,
    PITH_AUTH_KIND_NATIVE,
    PITH_AUTH_KIND_SERVICE
};

// What a credential lets its holder do.
enum pith_auth_scope {
    PITH_AUTH_SCOPE_DESKTOP,
    PITH_AUTH_SCOPE_STANDARD,
    PITH_AUTH_SCOPE_READ,
    PITH_AUTH_SCOPE_METRICS,
    PITH_AUTH_SCOPE_ADMIN
};

// The order of a batch's calls.
enum pith_batch_mode {
    PITH_BATCH_MODE_SEQUENTIAL,
    PITH_BATCH_MODE_PARALLEL
};

// What a failed call means for the rest.
enum pith_batch_failure {
    PITH_BATCH_FAILURE_STOP,
    PITH_BATCH_FAILURE_GO_ON,
    PITH_BATCH_FAILURE_UNDO
};

// Where a value comes from, lowest first: what is set higher up wins.
enum pith_config_layer {
    PITH_CONFIG_LAYER_BUILTIN,
    PITH_CONFIG_LAYER_SYSTEM,
    PITH_CONFIG_LAYER_USER,
    PITH_CONFIG_LAYER_FOLDER,
    PITH_CONFIG_LAYER_KEPT,
    PITH_CONFIG_LAYER_ENVIRONMENT,
    PITH_CONFIG_LAYER_COMMAND
};

// How much a finding matters.
enum pith_config_grade {
    PITH_CONFIG_GRADE_NOTE,
    PITH_CONFIG_GRADE_WARNING,
    PITH_CONFIG_GRADE_ERROR
};

// A way to sum up what a file holds.
enum pith_fs_hash_kind {
    PITH_FS_HASH_KIND_SHA256,
    PITH_FS_HASH_KIND_BLAKE2B
};

// What a path is.
enum pith_fs_kind {
    PITH_FS_KIND_FILE,
    PITH_FS_KIND_DIRECTORY,
    PITH_FS_KIND_SYMLINK,
    PITH_FS_KIND_OTHER
};

// What keeps what is mounted.
enum pith_fs_mount_kind {
    PITH_FS_MOUNT_KIND_LOCAL,
    PITH_FS_MOUNT_KIND_MEMORY,
    PITH_FS_MOUNT_KIND_OVERLAY
};

// What stood at a path.
enum pith_fs_version_kind {
    PITH_FS_VERSION_KIND_NOTHING,
    PITH_FS_VERSION_KIND_FILE,
    PITH_FS_VERSION_KIND_DIRECTORY,
    PITH_FS_VERSION_KIND_SYMLINK,
    PITH_FS_VERSION_KIND_MOVED
};

// What happened.
enum pith_fs_change_kind {
    PITH_FS_CHANGE_KIND_WATCHING,
    PITH_FS_CHANGE_KIND_CREATED,
    PITH_FS_CHANGE_KIND_MODIFIED,
    PITH_FS_CHANGE_KIND_DELETED,
    PITH_FS_CHANGE_KIND_GAP
};

// Where written bytes go.
enum pith_fs_write_mode {
    PITH_FS_WRITE_MODE_REPLACE,
    PITH_FS_WRITE_MODE_APPEND,
    PITH_FS_WRITE_MODE_PATCH
};

// What was unusual.
enum pith_observe_subject {
    PITH_OBSERVE_SUBJECT_OP,
    PITH_OBSERVE_SUBJECT_PROC
};

// How a step of a story went.
enum pith_observe_outcome {
    PITH_OBSERVE_OUTCOME_DONE,
    PITH_OBSERVE_OUTCOME_FAILED,
    PITH_OBSERVE_OUTCOME_DENIED,
    PITH_OBSERVE_OUTCOME_RUNNING,
    PITH_OBSERVE_OUTCOME_NOTE
};

// How much an event matters.
enum pith_observe_severity {
    PITH_OBSERVE_SEVERITY_DEBUG,
    PITH_OBSERVE_SEVERITY_INFO,
    PITH_OBSERVE_SEVERITY_WARN,
    PITH_OBSERVE_SEVERITY_ERROR
};

// What a figure is.
enum pith_observe_form {
    PITH_OBSERVE_FORM_COUNTER,
    PITH_OBSERVE_FORM_GAUGE
};

// Which events come first.
enum pith_observe_order {
    PITH_OBSERVE_ORDER_NEWEST,
    PITH_OBSERVE_ORDER_OLDEST
};

// What calling an op does to the world.
enum pith_op_effect {
    PITH_OP_EFFECT_PURE,
    PITH_OP_EFFECT_READ,
    PITH_OP_EFFECT_WRITE,
    PITH_OP_EFFECT_EXEC,
    PITH_OP_EFFECT_NETWORK,
    PITH_OP_EFFECT_IRREVERSIBLE
};

// What a proc is.
enum pith_caller_kind {
    PITH_CALLER_KIND_SYSTEM,
    PITH_CALLER_KIND_OWNER,
    PITH_CALLER_KIND_SESSION,
    PITH_CALLER_KIND_TOKEN,
    PITH_CALLER_KIND_VISITOR,
    PITH_CALLER_KIND_NATIVE,
    PITH_CALLER_KIND_SERVICE,
    PITH_CALLER_KIND_AGENT,
    PITH_CALLER_KIND_APP,
    PITH_CALLER_KIND_SKILL,
    PITH_CALLER_KIND_PLUGIN,
    PITH_CALLER_KIND_CHANNEL
};

// How far a proc's life has come.
enum pith_proc_state {
    PITH_PROC_STATE_CREATING,
    PITH_PROC_STATE_INITIALIZING,
    PITH_PROC_STATE_READY,
    PITH_PROC_STATE_RUNNING,
    PITH_PROC_STATE_WAITING,
    PITH_PROC_STATE_SUSPENDED,
    PITH_PROC_STATE_ENDING,
    PITH_PROC_STATE_EXITED,
    PITH_PROC_STATE_REAPED
};

// What ended a proc that did not end of itself, or the limit that it met before it failed.
enum pith_proc_why {
    PITH_PROC_WHY_MEMORY,
    PITH_PROC_WHY_PROCESSES,
    PITH_PROC_WHY_CPU_SECONDS,
    PITH_PROC_WHY_WALL_TIME,
    PITH_PROC_WHY_CHILDREN,
    PITH_PROC_WHY_HANDLES,
    PITH_PROC_WHY_NETWORK_BYTES,
    PITH_PROC_WHY_OPS_PER_SECOND,
    PITH_PROC_WHY_CALLS_AT_ONCE,
    PITH_PROC_WHY_KILLED,
    PITH_PROC_WHY_CALLED_OFF,
    PITH_PROC_WHY_PARENT_ENDED,
    PITH_PROC_WHY_STOPPING
};

// What a program is told.
enum pith_proc_signal {
    PITH_PROC_SIGNAL_KILL,
    PITH_PROC_SIGNAL_TERM,
    PITH_PROC_SIGNAL_INT,
    PITH_PROC_SIGNAL_HUP,
    PITH_PROC_SIGNAL_USR1,
    PITH_PROC_SIGNAL_USR2
};

// Where a program's output came from.
enum pith_proc_stream {
    PITH_PROC_STREAM_OUT,
    PITH_PROC_STREAM_ERR
};

// What a program can reach.
enum pith_network_mode {
    PITH_NETWORK_MODE_FULL,
    PITH_NETWORK_MODE_PRIVATE,
    PITH_NETWORK_MODE_SHARED,
    PITH_NETWORK_MODE_BRIDGED
};

// How a service is.
enum pith_service_state {
    PITH_SERVICE_STATE_STOPPED,
    PITH_SERVICE_STATE_WAITING,
    PITH_SERVICE_STATE_STARTING,
    PITH_SERVICE_STATE_READY,
    PITH_SERVICE_STATE_STOPPING,
    PITH_SERVICE_STATE_FAILED
};

// How many processes of a service there are.
enum pith_service_per {
    PITH_SERVICE_PER_SYSTEM,
    PITH_SERVICE_PER_USER
};

// How a service is connected.
enum pith_service_network {
    PITH_SERVICE_NETWORK_NONE,
    PITH_SERVICE_NETWORK_PRIVATE,
    PITH_SERVICE_NETWORK_SHARED
};

// How far a task has come.
enum pith_task_state {
    PITH_TASK_STATE_PENDING,
    PITH_TASK_STATE_RUNNING,
    PITH_TASK_STATE_COMPLETED,
    PITH_TASK_STATE_FAILED,
    PITH_TASK_STATE_CANCELLED
};

// A session or a token.
struct pith_auth_credential_list {
    const struct pith_auth_credential *items;
    size_t count;
};
struct pith_auth_credential {
    // Its id, which is no secret.
    struct pith_str id;
    // Session or token.
    enum pith_auth_kind kind;
    // What it was called when it was made.
    struct pith_str name;
    // What it allows.
    enum pith_auth_scope scope;
    // When it was made.
    int64_t created;
    // When it ends by itself.
    int64_t expires;
    // When it was last used since pith started.
    int64_t used;
    uint8_t has_used;
};
extern const struct pith_shape pith_shape_auth_credential;

// One call of a batch.
struct pith_batch_call_list {
    const struct pith_batch_call *items;
    size_t count;
};
struct pith_batch_call {
    // The op.
    struct pith_str op;
    // Its arguments, an object.
    struct pith_str args;
    uint8_t has_args;
};
extern const struct pith_shape pith_shape_batch_call;

// What went wrong.
struct pith_task_error_list {
    const struct pith_task_error *items;
    size_t count;
};
struct pith_task_error {
    // The kind of error, such as not_found.
    struct pith_str kind;
    // The reason, for programs.
    struct pith_str reason;
    // The reason, for people.
    struct pith_str text;
    // What to do next.
    struct pith_str hint;
    uint8_t has_hint;
    // Particulars by name.
    struct pith_str details;
};
extern const struct pith_shape pith_shape_task_error;

// What became of one call of a batch.
struct pith_batch_result_list {
    const struct pith_batch_result *items;
    size_t count;
};
struct pith_batch_result {
    // Whether it ended well.
    bool ok;
    // What the op gave.
    struct pith_str result;
    uint8_t has_result;
    // Why it failed; a call that was left out has neither.
    struct pith_task_error error;
    uint8_t has_error;
    // Whether it was taken back.
    bool undone;
    uint8_t has_undone;
};
extern const struct pith_shape pith_shape_batch_result;

// A setting.
struct pith_config_setting_list {
    const struct pith_config_setting *items;
    size_t count;
};
struct pith_config_setting {
    // Its name, such as log.level.
    struct pith_str key;
    // Its value; a secret's is not shown.
    struct pith_str value;
    // What it is when nobody sets it.
    struct pith_str standard;
    // Where its value comes from.
    enum pith_config_layer layer;
    // Where exactly: FILE:LINE:COLUMN, or a variable; else empty.
    struct pith_str origin;
    // What it may be set to.
    struct pith_str takes;
    // The words it takes, if it is one of some.
    struct pith_str_list choices;
    // Whether a change waits for the next start.
    bool restart;
    // Whether it has been changed and waits for that.
    bool waits;
    // What it sets.
    struct pith_str doc;
};
extern const struct pith_shape pith_shape_config_setting;

// A file of the configuration.
struct pith_config_file_list {
    const struct pith_config_file *items;
    size_t count;
};
struct pith_config_file {
    // Whose it is.
    enum pith_config_layer layer;
    // Where it is.
    struct pith_str path;
    // Whether it is there.
    bool exists;
    // Whether its values count now.
    bool used;
};
extern const struct pith_shape pith_shape_config_file;

// Something found in the configuration.
struct pith_config_problem_list {
    const struct pith_config_problem *items;
    size_t count;
};
struct pith_config_problem {
    // How much it matters.
    enum pith_config_grade grade;
    // The file, or the variable.
    struct pith_str file;
    // The line; 0: it is not about one.
    uint64_t line;
    // The column.
    uint64_t column;
    // What is the matter.
    struct pith_str text;
    // What to do about it; may be empty.
    struct pith_str hint;
};
extern const struct pith_shape pith_shape_config_problem;

// A name in a directory.
struct pith_fs_entry_list {
    const struct pith_fs_entry *items;
    size_t count;
};
struct pith_fs_entry {
    // The name.
    struct pith_str name;
    // What it is.
    enum pith_fs_kind kind;
    // Its size in bytes.
    uint64_t size;
    // When its contents last changed.
    int64_t modified;
};
extern const struct pith_shape pith_shape_fs_entry;

// Something that is mounted.
struct pith_fs_mount_row_list {
    const struct pith_fs_mount_row *items;
    size_t count;
};
struct pith_fs_mount_row {
    // Where.
    struct pith_str at;
    // What keeps it.
    enum pith_fs_mount_kind kind;
    // Whether it cannot be changed.
    bool read_only;
    // Whether it stays when its owner ends.
    bool stays;
    // The proc that mounted it.
    uint64_t owner;
    // The directory; of an overlay, the one that is never written. Only told to its owner.
    struct pith_str source;
    uint8_t has_source;
    // Of memory: how many bytes it holds, names among them.
    uint64_t used;
    uint8_t has_used;
    // Of memory: how many it may hold.
    uint64_t most;
    uint8_t has_most;
};
extern const struct pith_shape pith_shape_fs_mount_row;

// Text that takes the place of other text.
struct pith_fs_edit_list {
    const struct pith_fs_edit *items;
    size_t count;
};
struct pith_fs_edit {
    // What is there now, exactly, with its blanks and line ends.
    struct pith_str old;
    // What is there then.
    struct pith_str new_;
    // Everywhere it stands; else it must stand there exactly once.
    bool all;
    uint8_t has_all;
};
extern const struct pith_shape pith_shape_fs_edit;

// A line that holds what was looked for, or a name that fits.
struct pith_fs_hit_list {
    const struct pith_fs_hit *items;
    size_t count;
};
struct pith_fs_hit {
    // The file, as one would name it to fs.read.
    struct pith_str path;
    // Whether it is a directory; only where no text was looked for.
    bool directory;
    // Which line, from 1.
    uint64_t line;
    uint8_t has_line;
    // Where in that line, in bytes, from 1.
    uint64_t column;
    uint8_t has_column;
    // The line; of a long one, the part around the place.
    struct pith_str text;
    uint8_t has_text;
    // The lines before it.
    struct pith_str_list before;
    uint8_t has_before;
    // The lines behind it.
    struct pith_str_list after;
    uint8_t has_after;
};
extern const struct pith_shape pith_shape_fs_hit;

// A name below a directory.
struct pith_fs_entry_below_list {
    const struct pith_fs_entry_below *items;
    size_t count;
};
struct pith_fs_entry_below {
    // From that directory on.
    struct pith_str path;
    // What it is.
    enum pith_fs_kind kind;
    // Its size in bytes.
    uint64_t size;
    // When its contents last changed.
    int64_t modified;
};
extern const struct pith_shape pith_shape_fs_entry_below;

// What stood at a path before it was changed.
struct pith_fs_version_list {
    const struct pith_fs_version *items;
    size_t count;
};
struct pith_fs_version {
    // The change, as fs.undo and fs.restore take it.
    struct pith_str undo;
    // When it was changed.
    int64_t time;
    // By which op.
    struct pith_str op;
    // By whom; empty if that was taken back.
    struct pith_str caller;
    // What stood there.
    enum pith_fs_version_kind kind;
    // The size of the file in bytes.
    uint64_t size;
    // Where it came from, if it was moved there.
    struct pith_str from;
    uint8_t has_from;
};
extern const struct pith_shape pith_shape_fs_version;

// Something that changed.
struct pith_fs_change_list {
    const struct pith_fs_change *items;
    size_t count;
};
struct pith_fs_change {
    // What happened.
    enum pith_fs_change_kind kind;
    // Where, as one would name it to fs.read.
    struct pith_str path;
    // Whether it is a directory.
    bool directory;
};
extern const struct pith_shape pith_shape_fs_change;

// How one op has been used.
struct pith_kernel_op_stats_list {
    const struct pith_kernel_op_stats *items;
    size_t count;
};
struct pith_kernel_op_stats {
    // Its name.
    struct pith_str op;
    // How often.
    uint64_t calls;
    // How often it failed.
    uint64_t errors;
    // Half of the calls took no longer.
    uint64_t p50_ns;
    // 95 of 100 took no longer.
    uint64_t p95_ns;
    // 99 of 100 took no longer.
    uint64_t p99_ns;
};
extern const struct pith_shape pith_shape_kernel_op_stats;

// Memory that serves one purpose.
struct pith_mem_part_list {
    const struct pith_mem_part *items;
    size_t count;
};
struct pith_mem_part {
    // What for: heap, pages of databases, plans of procs, …
    struct pith_str name;
    // Bytes in use.
    uint64_t bytes;
    // Bytes that mem.gc could give back.
    uint64_t idle;
};
extern const struct pith_shape pith_shape_mem_part;

// One address of a host, and whether it may be reached.
struct pith_net_verdict_list {
    const struct pith_net_verdict *items;
    size_t count;
};
struct pith_net_verdict {
    // The address.
    struct pith_str address;
    // What kind of place it is.
    struct pith_str what;
    // Whether it may be reached.
    bool allowed;
    // If not, why.
    struct pith_str why;
    uint8_t has_why;
};
extern const struct pith_shape pith_shape_net_verdict;

// A header of HTTP.
struct pith_net_header_list {
    const struct pith_net_header *items;
    size_t count;
};
struct pith_net_header {
    // Its name.
    struct pith_str name;
    // Its value.
    struct pith_str value;
};
extern const struct pith_shape pith_shape_net_header;

// A part of an answer; the head comes first, alone.
struct pith_net_piece_list {
    const struct pith_net_piece *items;
    size_t count;
};
struct pith_net_piece {
    // With the head: what net.send calls this exchange.
    uint64_t id;
    uint8_t has_id;
    // With the head: the status.
    uint64_t status;
    uint8_t has_status;
    // With the head: where the answer came from, after redirects.
    struct pith_str url;
    uint8_t has_url;
    // With the head: its headers.
    struct pith_net_header_list headers;
    // Else: the next bytes of the body.
    struct pith_bytes data;
    uint8_t has_data;
};
extern const struct pith_shape pith_shape_net_piece;

// What a program did through a proxy that was made for it.
struct pith_net_visit_list {
    const struct pith_net_visit *items;
    size_t count;
};
struct pith_net_visit {
    // In the first item alone: where the proxy listens.
    struct pith_str address;
    uint8_t has_address;
    // The proxy's port in the first item; else the one that was reached.
    uint64_t port;
    uint8_t has_port;
    // In the first item: whom it lets in.
    struct pith_str user;
    uint8_t has_user;
    // In the first item: by what; it ends with the proxy.
    struct pith_str password;
    uint8_t has_password;
    // What was to be reached.
    struct pith_str host;
    uint8_t has_host;
    // Why it was not.
    struct pith_str refused;
    uint8_t has_refused;
    // Bytes from the program, once it is over.
    uint64_t sent;
    uint8_t has_sent;
    // And to it.
    uint64_t received;
    uint8_t has_received;
};
extern const struct pith_shape pith_shape_net_visit;

// Something far from what is usual.
struct pith_observe_anomaly_list {
    const struct pith_observe_anomaly *items;
    size_t count;
};
struct pith_observe_anomaly {
    // When.
    int64_t time;
    // What was unusual.
    enum pith_observe_subject subject;
    // In words: what, and how far.
    struct pith_str text;
    // The op.
    struct pith_str op;
    uint8_t has_op;
    // Who called.
    uint64_t proc;
    // The story.
    struct pith_str chain;
    uint8_t has_chain;
    // What it was: nanoseconds, or calls a second.
    double value;
    // What is usual.
    double mean;
    // The standard deviation of that.
    double sd;
    // How many of these it was away.
    double sigmas;
};
extern const struct pith_shape pith_shape_observe_anomaly;

// A step of a story, or something that happened in it.
struct pith_observe_step_list {
    const struct pith_observe_step *items;
    size_t count;
};
struct pith_observe_step {
    // How many steps stand above it.
    uint64_t depth;
    // How many follow one level below it.
    uint64_t children;
    // When it began.
    int64_t time;
    // The same, in nanoseconds from the start of the story.
    uint64_t at;
    // Nanoseconds, if it took any.
    uint64_t took;
    uint8_t has_took;
    // How it went.
    enum pith_observe_outcome outcome;
    // What it was: op.done, proc.exited, …
    struct pith_str kind;
    // How much it matters.
    enum pith_observe_severity severity;
    // The op that was called.
    struct pith_str op;
    uint8_t has_op;
    // Who did it; 0: pith itself.
    uint64_t proc;
    // That proc's name, if it is known.
    struct pith_str who;
    uint8_t has_who;
    // In words.
    struct pith_str text;
    uint8_t has_text;
    // The step.
    struct pith_str span;
    uint8_t has_span;
    // The step above it, also if that came from elsewhere.
    struct pith_str parent;
    uint8_t has_parent;
    // Its figures by name.
    struct pith_str values;
};
extern const struct pith_shape pith_shape_observe_step;

// A figure.
struct pith_observe_figure_list {
    const struct pith_observe_figure *items;
    size_t count;
};
struct pith_observe_figure {
    // Its name, as at /metrics without pith_.
    struct pith_str name;
    // What it is.
    enum pith_observe_form form;
    // What it is of, where there are several of the name.
    struct pith_str label;
    uint8_t has_label;
    // How much it is.
    double value;
    // What it counts.
    struct pith_str doc;
};
extern const struct pith_shape pith_shape_observe_figure;

// The calls of one stretch of a histogram.
struct pith_observe_bucket_list {
    const struct pith_observe_bucket *items;
    size_t count;
};
struct pith_observe_bucket {
    // Seconds that none of them took longer than.
    double most;
    // How many took no longer, those of the buckets before among them.
    uint64_t calls;
};
extern const struct pith_shape pith_shape_observe_bucket;

// How long the calls of one op took.
struct pith_observe_histogram_list {
    const struct pith_observe_histogram *items;
    size_t count;
};
struct pith_observe_histogram {
    // Its name.
    struct pith_str op;
    // How many there were.
    uint64_t calls;
    // How many failed.
    uint64_t errors;
    // Seconds they took in all.
    double sum;
    // Those of /metrics; what took longer still is in none.
    struct pith_observe_bucket_list buckets;
};
extern const struct pith_shape pith_shape_observe_histogram;

// Something that happened.
struct pith_observe_event_list {
    const struct pith_observe_event *items;
    size_t count;
};
struct pith_observe_event {
    // When.
    int64_t time;
    // What: op.done, proc.born, …
    struct pith_str kind;
    // How much it matters.
    enum pith_observe_severity severity;
    // Who caused it; 0: pith itself.
    uint64_t proc;
    // Whose story it belongs to, if to one.
    struct pith_str chain;
    uint8_t has_chain;
    // The step in it.
    struct pith_str span;
    uint8_t has_span;
    // The step that led to this one.
    struct pith_str parent;
    uint8_t has_parent;
    // The op that was called.
    struct pith_str op;
    uint8_t has_op;
    // In words.
    struct pith_str text;
    uint8_t has_text;
    // Its figures by name.
    struct pith_str values;
};
extern const struct pith_shape pith_shape_observe_event;

// What one proc has called.
struct pith_observe_proc_list {
    const struct pith_observe_proc *items;
    size_t count;
};
struct pith_observe_proc {
    // Its number.
    uint64_t proc;
    // Its name.
    struct pith_str name;
    // What it is: owner, session, native, …
    struct pith_str kind;
    // How long it has been there.
    uint64_t age;
    // How often it called.
    uint64_t calls;
    // How often that failed.
    uint64_t errors;
    // How much content it read and wrote.
    uint64_t bytes;
    // Half of its calls took no longer.
    uint64_t p50_ns;
    // 95 of 100 took no longer.
    uint64_t p95_ns;
    // 99 of 100 took no longer.
    uint64_t p99_ns;
};
extern const struct pith_shape pith_shape_observe_proc;

// The events of one category.
struct pith_observe_category_list {
    const struct pith_observe_category *items;
    size_t count;
};
struct pith_observe_category {
    // The first word of their kinds.
    struct pith_str name;
    // How many there were.
    uint64_t events;
    // How many a second, of late.
    double rate;
    // How many of them were not written, to keep the cost down.
    uint64_t left_out;
    // The share that is written now; 1: all.
    double sampled;
};
extern const struct pith_shape pith_shape_observe_category;

// How one op has been used.
struct pith_observe_op_list {
    const struct pith_observe_op *items;
    size_t count;
};
struct pith_observe_op {
    // Its name.
    struct pith_str op;
    // How often.
    uint64_t calls;
    // How often it failed.
    uint64_t errors;
    // Half of the calls took no longer.
    uint64_t p50_ns;
    // 95 of 100 took no longer.
    uint64_t p95_ns;
    // 99 of 100 took no longer.
    uint64_t p99_ns;
    // What it took on average.
    uint64_t mean_ns;
    // Its standard deviation, of late; not of ops whose time is their caller's choice.
    uint64_t sd_ns;
    uint8_t has_sd_ns;
};
extern const struct pith_shape pith_shape_observe_op;

// Where one thread writes its events.
struct pith_observe_ring_list {
    const struct pith_observe_ring *items;
    size_t count;
};
struct pith_observe_ring {
    // Its place.
    uint64_t ring;
    // How many were written, in slots.
    uint64_t events;
    // How many of them are still there.
    uint64_t kept;
    // Whether several threads share it.
    bool shared;
};
extern const struct pith_shape pith_shape_observe_ring;

// How the export to a collector goes.
struct pith_observe_export_list {
    const struct pith_observe_export *items;
    size_t count;
};
struct pith_observe_export {
    // Whether it runs.
    bool on;
    // How it is, or why it is off.
    struct pith_str state;
    // Spans that a collector has taken.
    uint64_t sent;
    // Spans that wait.
    uint64_t queued;
    // Spans that were given up.
    uint64_t dropped;
    // Requests that failed.
    uint64_t failures;
};
extern const struct pith_shape pith_shape_observe_export;

// A capability that an op asks for.
struct pith_op_need_list {
    const struct pith_op_need *items;
    size_t count;
};
struct pith_op_need {
    // The verb.
    struct pith_str capability;
    // The parameter that says over what.
    struct pith_str parameter;
    uint8_t has_parameter;
};
extern const struct pith_shape pith_shape_op_need;

// One op, in a line.
struct pith_op_summary_list {
    const struct pith_op_summary *items;
    size_t count;
};
struct pith_op_summary {
    // Its name.
    struct pith_str name;
    // What it does to the world.
    enum pith_op_effect effect;
    // Its manual line.
    struct pith_str doc;
};
extern const struct pith_shape pith_shape_op_summary;

// How much a proc may have; 0: no limit.
struct pith_proc_bounds_list {
    const struct pith_proc_bounds *items;
    size_t count;
};
struct pith_proc_bounds {
    // Bytes, of all its processes.
    uint64_t memory;
    // Processor time of all its processes, in seconds.
    uint64_t cpu_seconds;
    // Share of one processor; 200: two of them.
    uint64_t cpu_percent;
    // Streams, watches, mounts and tasks that it holds; of a program also: descriptors of each process, from its start.
    uint64_t handles;
    // Processes and threads at once.
    uint64_t processes;
    // Procs that it has started, at once.
    uint64_t children;
    // How long it may live.
    uint64_t wall;
    // Calls begun in a second.
    uint64_t ops_per_second;
    // Calls under way.
    uint64_t calls_at_once;
    // Bytes moved by ops that leave the machine, both ways.
    uint64_t network_bytes;
};
extern const struct pith_shape pith_shape_proc_bounds;

// Things of one kind that a proc holds.
struct pith_proc_holding_list {
    const struct pith_proc_holding *items;
    size_t count;
};
struct pith_proc_holding {
    // What: program, task, watch, ring, grant, …
    struct pith_str kind;
    // How many.
    uint64_t count;
};
extern const struct pith_shape pith_shape_proc_holding;

// A proc.
struct pith_proc_entry_list {
    const struct pith_proc_entry *items;
    size_t count;
};
struct pith_proc_entry {
    // Its number; it is never another's, as long as pith runs.
    uint64_t id;
    // The proc with which it ends; 0: it is pith itself.
    uint64_t parent;
    // What it is.
    enum pith_caller_kind kind;
    // What it is called.
    struct pith_str name;
    // How far its life has come.
    enum pith_proc_state state;
    // Since when it is there.
    int64_t started;
    // Ops that it has called.
    uint64_t calls;
    // Of these: failed or refused.
    uint64_t errors;
    // Of these: under way.
    uint64_t running;
    // Procs that end with it.
    uint64_t children;
    // Bytes that its calls moved over the network.
    uint64_t network;
    // Whether you may end, stop and limit it.
    bool own;
    // Warning: it holds more than four fifths of the memory that it may.
    bool pressed;
    // -20 first, 19 last.
    int64_t priority;
    // How much it may have.
    struct pith_proc_bounds limits;
    // What it holds.
    struct pith_proc_holding_list holds;
    // Of a program: the first process of its sandbox.
    uint64_t pid;
    uint8_t has_pid;
    // Of a program: bytes that it holds.
    uint64_t memory;
    uint8_t has_memory;
    // Of a program: processor time so far.
    uint64_t cpu;
    uint8_t has_cpu;
    // Of a program: processes and threads.
    uint64_t processes;
    uint8_t has_processes;
};
extern const struct pith_shape pith_shape_proc_entry;

// A directory that a proc may reach into.
struct pith_proc_path_grant_list {
    const struct pith_proc_path_grant *items;
    size_t count;
};
struct pith_proc_path_grant {
    // Which.
    struct pith_str path;
    // What it may do there.
    struct pith_str_list capabilities;
};
extern const struct pith_shape pith_shape_proc_path_grant;

// For which names a capability holds.
struct pith_proc_name_rule_list {
    const struct pith_proc_name_rule *items;
    size_t count;
};
struct pith_proc_name_rule {
    // Which.
    struct pith_str capability;
    // The names: * any letters, ? one.
    struct pith_str pattern;
    // Whether they are allowed or refused.
    bool allow;
    // The highest decides; among equals, a refusal.
    int64_t priority;
};
extern const struct pith_shape pith_shape_proc_name_rule;

// A program that was started.
struct pith_proc_row_list {
    const struct pith_proc_row *items;
    size_t count;
};
struct pith_proc_row {
    // Its proc.
    uint64_t id;
    // What was started: a path, or a name in the system's directories.
    struct pith_str program;
    // The same with its arguments, or the line that a shell reads, as people write it; cut if it is long.
    struct pith_str command;
    // How far its life has come.
    enum pith_proc_state state;
    // The proc that started it.
    uint64_t owner;
    // When.
    int64_t started;
    // The process of its sandbox, while there is one.
    uint64_t pid;
    uint8_t has_pid;
    // Its exit status, if it ended of itself.
    int64_t status;
    uint8_t has_status;
    // The signal that ended it, if one did.
    int64_t signal;
    uint8_t has_signal;
    // What ended it, if it did not end of itself; or, if it failed, the limit that it met.
    enum pith_proc_why why;
    uint8_t has_why;
    // killed: by which proc.
    uint64_t by;
    uint8_t has_by;
    // Processor time of its own and of what it started.
    uint64_t user;
    uint8_t has_user;
    // And of the kernel, for it.
    uint64_t system;
    uint8_t has_system;
    // The most memory it held, in bytes.
    uint64_t memory_peak;
    uint8_t has_memory_peak;
};
extern const struct pith_shape pith_shape_proc_row;

// A piece of output.
struct pith_proc_chunk_list {
    const struct pith_proc_chunk *items;
    size_t count;
};
struct pith_proc_chunk {
    // Where it came from.
    enum pith_proc_stream stream;
    // What it is.
    struct pith_bytes data;
};
extern const struct pith_shape pith_shape_proc_chunk;

// Procs of a kind in a state.
struct pith_proc_kind_count_list {
    const struct pith_proc_kind_count *items;
    size_t count;
};
struct pith_proc_kind_count {
    // The kind.
    enum pith_caller_kind kind;
    // The state.
    enum pith_proc_state state;
    // How many.
    uint64_t count;
};
extern const struct pith_shape pith_shape_proc_kind_count;

// A kind of things that procs hold.
struct pith_proc_holding_stats_list {
    const struct pith_proc_holding_stats *items;
    size_t count;
};
struct pith_proc_holding_stats {
    // Which.
    struct pith_str kind;
    // When it is given back: lower first, and last taken first.
    uint64_t order;
    // How many are held now.
    uint64_t held;
    // How many ever were.
    uint64_t taken;
    // Of these: given back because their proc ended.
    uint64_t swept;
    // The longest that giving one back so has taken.
    uint64_t longest_us;
};
extern const struct pith_shape pith_shape_proc_holding_stats;

// A step of a plan.
struct pith_sandbox_plan_row_list {
    const struct pith_sandbox_plan_row *items;
    size_t count;
};
struct pith_sandbox_plan_row {
    // What is done.
    struct pith_str step;
    // To what.
    struct pith_str to;
    // In which way: flags, figures, contents.
    struct pith_str how;
    // What it is for.
    struct pith_str why;
};
extern const struct pith_shape pith_shape_sandbox_plan_row;

// A parameter, a result, or a field of a record, as a service announces it.
struct pith_service_field_list {
    const struct pith_service_field *items;
    size_t count;
};
struct pith_service_field {
    // Its name.
    struct pith_str name;
    // What it is.
    struct pith_str doc;
    // Its type, such as text, or record.
    struct pith_str type;
    // plain, target or content.
    struct pith_str role;
    uint8_t has_role;
    // Whether it is a list of these.
    bool list;
    uint8_t has_list;
    // Whether it may be left out.
    bool optional;
    uint8_t has_optional;
    // The least value, length or number of items.
    int64_t least;
    uint8_t has_least;
    // The most.
    int64_t most;
    uint8_t has_most;
    // Of an enum: its values.
    struct pith_str_list choices;
    uint8_t has_choices;
    // Of a record: what is in it.
    struct pith_service_field_list fields;
    uint8_t has_fields;
};
extern const struct pith_shape pith_shape_service_field;

// A service.
struct pith_service_row_list {
    const struct pith_service_row *items;
    size_t count;
};
struct pith_service_row {
    // Its name.
    struct pith_str name;
    // How it is.
    enum pith_service_state state;
    // What it is for.
    struct pith_str about;
    // The ops that it answers.
    struct pith_str_list ops;
    // Whether it is pith's own.
    bool own;
    // How often it was started since pith was.
    uint64_t starts;
    // How often it has ended by a fault since it last worked.
    uint64_t faults;
    // Calls that it is answering, or that wait for it.
    uint64_t calls;
    // The process of its sandbox, while it runs.
    uint64_t pid;
    uint8_t has_pid;
    // Why it ended the last time, if that was a fault.
    struct pith_str error;
    uint8_t has_error;
};
extern const struct pith_shape pith_shape_service_row;

// What a service may reach; all of it may be left out.
struct pith_service_sandbox_list {
    const struct pith_service_sandbox *items;
    size_t count;
};
struct pith_service_sandbox {
    // How it is connected; usually not at all.
    enum pith_service_network network;
    uint8_t has_network;
    // Files and directories that it sees, besides its own.
    struct pith_str_list read;
    uint8_t has_read;
    // Those that it may change, too.
    struct pith_str_list write;
    uint8_t has_write;
    // Bytes of all its processes; usually 512 MiB.
    uint64_t memory;
    uint8_t has_memory;
    // Processes and threads; usually 64.
    uint64_t processes;
    uint8_t has_processes;
    // Descriptors; usually 1024.
    uint64_t files;
    uint8_t has_files;
};
extern const struct pith_shape pith_shape_service_sandbox;

// A service, as its service.toml says it.
struct pith_service_manifest_list {
    const struct pith_service_manifest *items;
    size_t count;
};
struct pith_service_manifest {
    // Its name, and the first word of its ops: letters, digits, _.
    struct pith_str name;
    // Its program, absolute or from where the manifest is.
    struct pith_str program;
    // What it is started with.
    struct pith_str_list args;
    uint8_t has_args;
    // What it is for.
    struct pith_str about;
    uint8_t has_about;
    // How many processes there are; usually one for everybody.
    enum pith_service_per per;
    uint8_t has_per;
    // After this long without a call it is stopped; usually 5m, 0 never.
    struct pith_str idle_stop;
    uint8_t has_idle_stop;
    // How often it is asked whether it still works; usually 30s, 0 never.
    struct pith_str health;
    uint8_t has_health;
    // It must be ready after this long; usually 10s.
    struct pith_str start_within;
    uint8_t has_start_within;
    // Capabilities that it has when it calls; those about files reach over read and write.
    struct pith_str_list allow;
    uint8_t has_allow;
    // Settings of pith's that it is told when it starts: net.proxy as PITH_NET_PROXY. A file that one names is shared with it.
    struct pith_str_list settings;
    uint8_t has_settings;
    // What it may reach.
    struct pith_service_sandbox sandbox;
    uint8_t has_sandbox;
};
extern const struct pith_shape pith_shape_service_manifest;

// A kept value.
struct pith_storage_entry_list {
    const struct pith_storage_entry *items;
    size_t count;
};
struct pith_storage_entry {
    // Its name.
    struct pith_str key;
    // The value.
    struct pith_str value;
    // When it was last set.
    int64_t updated;
};
extern const struct pith_shape pith_shape_storage_entry;

// A file that is being written in pieces.
struct pith_stream_row_list {
    const struct pith_stream_row *items;
    size_t count;
};
struct pith_stream_row {
    // The stream.
    struct pith_str id;
    // The file that it will be.
    struct pith_str path;
    // How many bytes came so far.
    uint64_t written;
    // Since when.
    int64_t opened;
    // Of how many, if that was said.
    uint64_t total;
    uint8_t has_total;
};
extern const struct pith_shape pith_shape_stream_row;

// A piece of a file.
struct pith_stream_piece_list {
    const struct pith_stream_piece *items;
    size_t count;
};
struct pith_stream_piece {
    // Where in the file it begins.
    uint64_t position;
    // How many bytes are to be read in all.
    uint64_t total;
    // The piece.
    struct pith_bytes data;
};
extern const struct pith_shape pith_shape_stream_piece;

// Something this host has or lacks.
struct pith_sys_probe_list {
    const struct pith_sys_probe *items;
    size_t count;
};
struct pith_sys_probe {
    // What.
    struct pith_str name;
    // Whether it is there.
    bool ok;
    // What was found.
    struct pith_str found;
    // What pith uses it for.
    struct pith_str purpose;
    // What to do if it is missing.
    struct pith_str remedy;
};
extern const struct pith_shape pith_shape_sys_probe;

// A call in the background.
struct pith_task_row_list {
    const struct pith_task_row *items;
    size_t count;
};
struct pith_task_row {
    // Its id.
    struct pith_str id;
    // The op that was called.
    struct pith_str op;
    // How far it has come.
    enum pith_task_state state;
    // Who submitted it.
    uint64_t proc;
    // When.
    int64_t created;
    // When it began to run.
    int64_t started;
    uint8_t has_started;
    // When it ended.
    int64_t ended;
    uint8_t has_ended;
    // When it will be forgotten.
    int64_t kept_until;
    uint8_t has_kept_until;
    // How much of it is done, if it says so.
    uint64_t done;
    uint8_t has_done;
    // Of how much, if that is known.
    uint64_t total;
    uint8_t has_total;
    // Of a stream: how many items there were.
    uint64_t items;
    // Of a stream: the last of them.
    struct pith_str last_items;
    uint8_t has_last_items;
    // What the op gave.
    struct pith_str result;
    uint8_t has_result;
    // Why it failed.
    struct pith_task_error error;
    uint8_t has_error;
};
extern const struct pith_shape pith_shape_task_row;

// auth.exchange: Give a one-time code for a session or a token.
struct pith_auth_exchange_in {
    // The code.
    struct pith_str code;
    // What to get for it.
    enum pith_auth_as as;
    uint8_t has_as;
    // What to call it in lists, such as the browser's name.
    struct pith_str name;
    uint8_t has_name;
};
struct pith_auth_exchange_out {
    // The new credential's id.
    struct pith_str id;
    // When it ends by itself.
    int64_t expires;
    // For Authorization: Bearer; told only now.
    struct pith_str token;
    uint8_t has_token;
    // Set by the door as a cookie.
    struct pith_str cookie;
    uint8_t has_cookie;
};
extern const struct pith_op pith_op_auth_exchange;
int pith_auth_exchange(struct pith *p, const struct pith_auth_exchange_in *in,
    struct pith_auth_exchange_out *out, struct pith_error *e);

// auth.link: Make a one-time link that signs a browser in.
struct pith_auth_link_in {
    char nothing;
};
struct pith_auth_link_out {
    // To be opened in a browser on this machine.
    struct pith_str url;
    // The code in it, for who types it.
    struct pith_str code;
    // Until when it works, once.
    int64_t expires;
};
extern const struct pith_op pith_op_auth_link;
int pith_auth_link(struct pith *p, const struct pith_auth_link_in *in,
    struct pith_auth_link_out *out, struct pith_error *e);

// auth.list: All sessions and tokens.
struct pith_auth_list_in {
    char nothing;
};
struct pith_auth_list_out {
    // In the order in which they were made.
    struct pith_auth_credential_list credentials;
};
extern const struct pith_op pith_op_auth_list;
int pith_auth_list(struct pith *p, const struct pith_auth_list_in *in,
    struct pith_auth_list_out *out, struct pith_error *e);

// auth.logout: End the session or token that one came with.
struct pith_auth_logout_in {
    char nothing;
};
struct pith_auth_logout_out {
    // Whether there was one.
    bool ended;
    // Taken back by the door.
    struct pith_str cookie;
    uint8_t has_cookie;
};
extern const struct pith_op pith_op_auth_logout;
int pith_auth_logout(struct pith *p, const struct pith_auth_logout_in *in,
    struct pith_auth_logout_out *out, struct pith_error *e);

// auth.revoke: End a session or a token, and what is open under it.
struct pith_auth_revoke_in {
    // Which one.
    struct pith_str id;
};
struct pith_auth_revoke_out {
    // Whether there was one.
    bool revoked;
};
extern const struct pith_op pith_op_auth_revoke;
int pith_auth_revoke(struct pith *p, const struct pith_auth_revoke_in *in,
    struct pith_auth_revoke_out *out, struct pith_error *e);

// auth.token_create: Make a token for a program.
struct pith_auth_token_create_in {
    // What to call it in lists.
    struct pith_str name;
    // What it allows.
    enum pith_auth_scope scope;
    uint8_t has_scope;
    // How long it works; 90 days unless said.
    uint64_t lifetime;
    uint8_t has_lifetime;
};
struct pith_auth_token_create_out {
    // Its id, for auth.revoke.
    struct pith_str id;
    // For Authorization: Bearer; told only now.
    struct pith_str token;
    // When it ends.
    int64_t expires;
};
extern const struct pith_op pith_op_auth_token_create;
int pith_auth_token_create(struct pith *p, const struct pith_auth_token_create_in *in,
    struct pith_auth_token_create_out *out, struct pith_error *e);

// auth.who: Who one is, and what one may.
struct pith_auth_who_in {
    char nothing;
};
struct pith_auth_who_out {
    // How one is known.
    enum pith_auth_kind kind;
    // The proc that acts for one.
    uint64_t proc;
    // What one holds; those over files reach only where grants do.
    struct pith_str_list capabilities;
    // What one came with.
    struct pith_auth_credential credential;
    uint8_t has_credential;
    // Where the desktop is, if this pith has that door.
    struct pith_str url;
    uint8_t has_url;
};
extern const struct pith_op pith_op_auth_who;
int pith_auth_who(struct pith *p, const struct pith_auth_who_in *in,
    struct pith_auth_who_out *out, struct pith_error *e);

// batch.run: Call many ops at once; each one's needs are asked as if it came alone.
struct pith_batch_run_in {
    // The calls.
    struct pith_batch_call_list calls;
    // Their order.
    enum pith_batch_mode mode;
    uint8_t has_mode;
    // What a failed one means for the rest.
    enum pith_batch_failure on_failure;
    uint8_t has_on_failure;
};
struct pith_batch_run_out {
    // In the order of the calls.
    struct pith_batch_result_list results;
    // How many ended well.
    uint64_t succeeded;
    // How many did not.
    uint64_t failed;
    // How many were not begun.
    uint64_t left_out;
    // How many were taken back.
    uint64_t undone;
};
extern const struct pith_op pith_op_batch_run;
int pith_batch_run(struct pith *p, const struct pith_batch_run_in *in,
    struct pith_batch_run_out *out, struct pith_error *e);

// config.get: One setting.
struct pith_config_get_in {
    // Its name, such as log.level.
    struct pith_str key;
};
struct pith_config_get_out {
    // The setting.
    struct pith_config_setting setting;
};
extern const struct pith_op pith_op_config_get;
int pith_config_get(struct pith *p, const struct pith_config_get_in *in,
    struct pith_config_get_out *out, struct pith_error *e);

// config.path: The files of the configuration, lowest first.
struct pith_config_path_in {
    char nothing;
};
struct pith_config_path_out {
    // The files.
    struct pith_config_file_list files;
};
extern const struct pith_op pith_op_config_path;
int pith_config_path(struct pith *p, const struct pith_config_path_in *in,
    struct pith_config_path_out *out, struct pith_error *e);

// config.reload: Read the files again, and apply what can be applied without a restart.
struct pith_config_reload_in {
    char nothing;
};
struct pith_config_reload_out {
    // The settings that are different now.
    struct pith_config_setting_list changed;
    // What was found.
    struct pith_config_problem_list problems;
};
extern const struct pith_op pith_op_config_reload;
int pith_config_reload(struct pith *p, const struct pith_config_reload_in *in,
    struct pith_config_reload_out *out, struct pith_error *e);

// config.set: Set a value in the person's file, and leave the rest of it as it is.
struct pith_config_set_in {
    // The setting, such as log.level.
    struct pith_str key;
    // Its value, such as debug or 5m.
    struct pith_str value;
};
struct pith_config_set_out {
    // The setting as it is now.
    struct pith_config_setting setting;
    // The file that was changed.
    struct pith_str file;
};
extern const struct pith_op pith_op_config_set;
int pith_config_set(struct pith *p, const struct pith_config_set_in *in,
    struct pith_config_set_out *out, struct pith_error *e);

// config.show: All settings, and what was found wrong with the configuration.
struct pith_config_show_in {
    char nothing;
};
struct pith_config_show_out {
    // The settings.
    struct pith_config_setting_list settings;
    // What was found.
    struct pith_config_problem_list problems;
};
extern const struct pith_op pith_op_config_show;
int pith_config_show(struct pith *p, const struct pith_config_show_in *in,
    struct pith_config_show_out *out, struct pith_error *e);

// config.trust: Let a folder's .pith/pith.toml count, as it is now.
struct pith_config_trust_in {
    // The folder.
    struct pith_str path;
    // false takes it back.
    bool trusted;
    uint8_t has_trusted;
};
struct pith_config_trust_out {
    // The folder, without links.
    struct pith_str folder;
};
extern const struct pith_op pith_op_config_trust;
int pith_config_trust(struct pith *p, const struct pith_config_trust_in *in,
    struct pith_config_trust_out *out, struct pith_error *e);

// config.unset: Take a value out of the person's file.
struct pith_config_unset_in {
    // The setting, such as log.level.
    struct pith_str key;
};
struct pith_config_unset_out {
    // The setting as it is now.
    struct pith_config_setting setting;
    // Whether it was in the file.
    bool removed;
};
extern const struct pith_op pith_op_config_unset;
int pith_config_unset(struct pith *p, const struct pith_config_unset_in *in,
    struct pith_config_unset_out *out, struct pith_error *e);

// config.validate: Look for mistakes in the files, or in a text that may become one.
struct pith_config_validate_in {
    // A text to be looked at instead of the files.
    struct pith_str text;
    uint8_t has_text;
};
struct pith_config_validate_out {
    // Whether there is no error.
    bool valid;
    // What was found, with its place.
    struct pith_config_problem_list problems;
};
extern const struct pith_op pith_op_config_validate;
int pith_config_validate(struct pith *p, const struct pith_config_validate_in *in,
    struct pith_config_validate_out *out, struct pith_error *e);

// doc.markdown: A page of HTML as Markdown: what it is about, without what is around that.
struct pith_doc_markdown_in {
    // The page, in whatever letters it was written.
    struct pith_bytes html;
    // What the server said it is: text/html; charset=…
    struct pith_str type;
    uint8_t has_type;
    // Where it came from; links are relative to that.
    struct pith_str url;
    uint8_t has_url;
    // With the addresses of links and pictures.
    bool links;
    uint8_t has_links;
    // All of the page: menus, footers and all.
    bool whole;
    uint8_t has_whole;
};
struct pith_doc_markdown_out {
    // Markdown.
    struct pith_str text;
    // Its title.
    struct pith_str title;
    // What it says of itself.
    struct pith_str description;
    uint8_t has_description;
    // Its language, such as en.
    struct pith_str language;
    uint8_t has_language;
    // Who wrote it.
    struct pith_str author;
    uint8_t has_author;
    // When it was published, as it says.
    struct pith_str published;
    uint8_t has_published;
};
extern const struct pith_op pith_op_doc_markdown;
int pith_doc_markdown(struct pith *p, const struct pith_doc_markdown_in *in,
    struct pith_doc_markdown_out *out, struct pith_error *e);

// doc.pdf_text: The text of a PDF.
struct pith_doc_pdf_text_in {
    // The PDF.
    struct pith_bytes data;
};
struct pith_doc_pdf_text_out {
    // Its text; a form feed ends each page.
    struct pith_str text;
    // How many pages there are.
    uint64_t pages;
};
extern const struct pith_op pith_op_doc_pdf_text;
int pith_doc_pdf_text(struct pith *p, const struct pith_doc_pdf_text_in *in,
    struct pith_doc_pdf_text_out *out, struct pith_error *e);

// doc.text: Any text as UTF-8.
struct pith_doc_text_in {
    // The text, in whatever letters it was written.
    struct pith_bytes data;
    // What the server said it is: text/plain; charset=…
    struct pith_str type;
    uint8_t has_type;
};
struct pith_doc_text_out {
    // The same in UTF-8.
    struct pith_str text;
};
extern const struct pith_op pith_op_doc_text;
int pith_doc_text(struct pith *p, const struct pith_doc_text_in *in,
    struct pith_doc_text_out *out, struct pith_error *e);

// fs.chmod: Set the permission bits of a file or a directory; a link is followed.
struct pith_fs_chmod_in {
    // What to change.
    struct pith_str path;
    // The bits, as a number: 420 is 0644, 493 is 0755.
    uint64_t mode;
};
struct pith_fs_chmod_out {
    // What they were.
    uint64_t before;
};
extern const struct pith_op pith_op_fs_chmod;
int pith_fs_chmod(struct pith *p, const struct pith_fs_chmod_in *in,
    struct pith_fs_chmod_out *out, struct pith_error *e);

// fs.copy: Copy a file, or a directory with all that is in it.
struct pith_fs_copy_in {
    // What to copy.
    struct pith_str from;
    // The name of the copy.
    struct pith_str to;
    // Take the place of a file that is there.
    bool replace;
    uint8_t has_replace;
    // Copy a directory, too.
    bool recursive;
    uint8_t has_recursive;
};
struct pith_fs_copy_out {
    // How many files were copied.
    uint64_t files;
    // How many bytes they hold.
    uint64_t bytes;
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_copy;
int pith_fs_copy(struct pith *p, const struct pith_fs_copy_in *in,
    struct pith_fs_copy_out *out, struct pith_error *e);

// fs.create: Make a new file; it must not be there yet.
struct pith_fs_create_in {
    // File to make.
    struct pith_str path;
    // What it holds at first.
    struct pith_bytes data;
    uint8_t has_data;
};
struct pith_fs_create_out {
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_create;
int pith_fs_create(struct pith *p, const struct pith_fs_create_in *in,
    struct pith_fs_create_out *out, struct pith_error *e);

// fs.delete: Delete a file or a symbolic link.
struct pith_fs_delete_in {
    // What to delete.
    struct pith_str path;
};
struct pith_fs_delete_out {
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_delete;
int pith_fs_delete(struct pith *p, const struct pith_fs_delete_in *in,
    struct pith_fs_delete_out *out, struct pith_error *e);

// fs.exists: Whether there is something at a path.
struct pith_fs_exists_in {
    // Where to look.
    struct pith_str path;
};
struct pith_fs_exists_out {
    // Whether there is.
    bool exists;
};
extern const struct pith_op pith_op_fs_exists;
int pith_fs_exists(struct pith *p, const struct pith_fs_exists_in *in,
    struct pith_fs_exists_out *out, struct pith_error *e);

// fs.forget: Forget what stood at a path, and below it, before.
struct pith_fs_forget_in {
    // The path.
    struct pith_str path;
};
struct pith_fs_forget_out {
    // How many versions were forgotten.
    uint64_t versions;
    // How many bytes they held.
    uint64_t bytes;
};
extern const struct pith_op pith_op_fs_forget;
int pith_fs_forget(struct pith *p, const struct pith_fs_forget_in *in,
    struct pith_fs_forget_out *out, struct pith_error *e);

// fs.getcwd: The caller's working directory.
struct pith_fs_getcwd_in {
    char nothing;
};
struct pith_fs_getcwd_out {
    // Where relative paths begin.
    struct pith_str path;
};
extern const struct pith_op pith_op_fs_getcwd;
int pith_fs_getcwd(struct pith *p, const struct pith_fs_getcwd_in *in,
    struct pith_fs_getcwd_out *out, struct pith_error *e);

// fs.hash: Sum up what a file holds.
struct pith_fs_hash_in {
    // The file.
    struct pith_str path;
    // How.
    enum pith_fs_hash_kind kind;
    uint8_t has_kind;
};
struct pith_fs_hash_out {
    // In hexadecimal digits.
    struct pith_str hash;
    // How many bytes were summed up.
    uint64_t size;
};
extern const struct pith_op pith_op_fs_hash;
int pith_fs_hash(struct pith *p, const struct pith_fs_hash_in *in,
    struct pith_fs_hash_out *out, struct pith_error *e);

// fs.list: List a directory, in the order of names.
struct pith_fs_list_in {
    // Directory to list.
    struct pith_str path;
    uint8_t has_path;
    // Go on behind this name.
    struct pith_str after;
    uint8_t has_after;
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_fs_list_out {
    // The names.
    struct pith_fs_entry_list entries;
    // Whether there are more behind the last.
    bool more;
};
extern const struct pith_op pith_op_fs_list;
int pith_fs_list(struct pith *p, const struct pith_fs_list_in *in,
    struct pith_fs_list_out *out, struct pith_error *e);

// fs.mkdir: Make a directory.
struct pith_fs_mkdir_in {
    // Directory to make.
    struct pith_str path;
    // Make those above it, too; it may be there already.
    bool parents;
    uint8_t has_parents;
};
struct pith_fs_mkdir_out {
    char nothing;
};
extern const struct pith_op pith_op_fs_mkdir;
int pith_fs_mkdir(struct pith *p, const struct pith_fs_mkdir_in *in,
    struct pith_fs_mkdir_out *out, struct pith_error *e);

// fs.mount: Have something else lie at an empty directory, for all who may go there.
struct pith_fs_mount_in {
    // An empty directory.
    struct pith_str at;
    // What lies there.
    enum pith_fs_mount_kind kind;
    // The directory, for local; the one below, for overlay.
    struct pith_str source;
    uint8_t has_source;
    // For overlay: the directory that takes the changes; left out: memory.
    struct pith_str upper;
    uint8_t has_upper;
    // Nothing can be changed through it.
    bool read_only;
    uint8_t has_read_only;
    // For memory: how many bytes it may hold.
    uint64_t most;
    uint8_t has_most;
    // It stays when its owner ends, until pith does; else it goes with its owner. Not for programs.
    bool stay;
    uint8_t has_stay;
};
struct pith_fs_mount_out {
    char nothing;
};
extern const struct pith_op pith_op_fs_mount;
int pith_fs_mount(struct pith *p, const struct pith_fs_mount_in *in,
    struct pith_fs_mount_out *out, struct pith_error *e);

// fs.mounts: What is mounted where the caller may look.
struct pith_fs_mounts_in {
    char nothing;
};
struct pith_fs_mounts_out {
    // In the order they were made.
    struct pith_fs_mount_row_list mounts;
};
extern const struct pith_op pith_op_fs_mounts;
int pith_fs_mounts(struct pith *p, const struct pith_fs_mounts_in *in,
    struct pith_fs_mounts_out *out, struct pith_error *e);

// fs.move: Move or rename a file or a directory.
struct pith_fs_move_in {
    // What to move.
    struct pith_str from;
    // Its new name.
    struct pith_str to;
    // Take the place of a file that is there.
    bool replace;
    uint8_t has_replace;
};
struct pith_fs_move_out {
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_move;
int pith_fs_move(struct pith *p, const struct pith_fs_move_in *in,
    struct pith_fs_move_out *out, struct pith_error *e);

// fs.patch: Replace exact text in a file: all of the edits, or none.
struct pith_fs_patch_in {
    // File to change.
    struct pith_str path;
    // The edits, each made in what the one before it left.
    struct pith_fs_edit_list edits;
    // Only if its contents last changed then, as fs.stat said.
    int64_t modified;
    uint8_t has_modified;
    // Only if this is the SHA-256 of what it holds.
    struct pith_str sha256;
    uint8_t has_sha256;
};
struct pith_fs_patch_out {
    // How many places were changed.
    uint64_t replaced;
    // The size of the file now.
    uint64_t size;
    // The SHA-256 of what it holds now.
    struct pith_str sha256;
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_patch;
int pith_fs_patch(struct pith *p, const struct pith_fs_patch_in *in,
    struct pith_fs_patch_out *out, struct pith_error *e);

// fs.read: Read a file, or a range of it.
struct pith_fs_read_in {
    // File to read.
    struct pith_str path;
    // First byte.
    uint64_t offset;
    uint8_t has_offset;
    // How many bytes at most; left out: to the end.
    uint64_t count;
    uint8_t has_count;
};
struct pith_fs_read_out {
    // What was read.
    struct pith_bytes data;
    // The size of the whole file.
    uint64_t size;
};
extern const struct pith_op pith_op_fs_read;
int pith_fs_read(struct pith *p, const struct pith_fs_read_in *in,
    struct pith_fs_read_out *out, struct pith_error *e);

// fs.readlink: Where a symbolic link leads.
struct pith_fs_readlink_in {
    // The link.
    struct pith_str path;
};
struct pith_fs_readlink_out {
    // As it stands there.
    struct pith_str target;
};
extern const struct pith_op pith_op_fs_readlink;
int pith_fs_readlink(struct pith *p, const struct pith_fs_readlink_in *in,
    struct pith_fs_readlink_out *out, struct pith_error *e);

// fs.restore: Put back what stood at a path. What stands there now is kept, too.
struct pith_fs_restore_in {
    // The path.
    struct pith_str path;
    // Before which change; left out: before the last one.
    struct pith_str undo;
    uint8_t has_undo;
};
struct pith_fs_restore_out {
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undone;
    uint8_t has_undone;
};
extern const struct pith_op pith_op_fs_restore;
int pith_fs_restore(struct pith *p, const struct pith_fs_restore_in *in,
    struct pith_fs_restore_out *out, struct pith_error *e);

// fs.rmdir: Remove a directory.
struct pith_fs_rmdir_in {
    // Directory to remove.
    struct pith_str path;
    // With all that is in it.
    bool recursive;
    uint8_t has_recursive;
};
struct pith_fs_rmdir_out {
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_rmdir;
int pith_fs_rmdir(struct pith *p, const struct pith_fs_rmdir_in *in,
    struct pith_fs_rmdir_out *out, struct pith_error *e);

// fs.search: Look for files by name, and for text in them, in a whole tree.
struct pith_fs_search_in {
    // Where to look: a directory, or one file.
    struct pith_str path;
    uint8_t has_path;
    // What lines must hold; left out: every name is a hit.
    struct pith_str text;
    uint8_t has_text;
    // The text is a regular expression, as Perl has them.
    bool regex;
    uint8_t has_regex;
    // Capital and small letters are the same.
    bool ignore_case;
    uint8_t has_ignore_case;
    // It must stand as a whole word.
    bool word;
    uint8_t has_word;
    // Only names that fit one of these globs (*.c, src/**/*.h); not those that fit one behind a !.
    struct pith_str_list names;
    uint8_t has_names;
    // Also names that begin with a dot.
    bool hidden;
    uint8_t has_hidden;
    // Also what .gitignore, .ignore and .git/info/exclude leave out.
    bool ignored;
    uint8_t has_ignored;
    // Also files with zero bytes in them.
    bool binary;
    uint8_t has_binary;
    // Follow symbolic links that stay inside of what was granted.
    bool follow;
    uint8_t has_follow;
    // How many lines before and behind each hit.
    uint64_t context;
    uint8_t has_context;
    // How many hits at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_fs_search_out {
    // How many there were; they come in no order, those of one file in the order of lines.
    uint64_t hits;
    // Whether it ended at the limit.
    bool more;
    // How many files were looked at.
    uint64_t files;
    // How many bytes of them.
    uint64_t bytes;
    // How many files and directories could not be read, or are closed to the caller.
    uint64_t skipped;
};
extern const struct pith_op pith_op_fs_search;
// It streams struct pith_fs_hit: pith_submit().

// fs.setcwd: Change the caller's working directory.
struct pith_fs_setcwd_in {
    // Where relative paths begin from now on.
    struct pith_str path;
};
struct pith_fs_setcwd_out {
    // The same from the root on.
    struct pith_str absolute;
};
extern const struct pith_op pith_op_fs_setcwd;
int pith_fs_setcwd(struct pith *p, const struct pith_fs_setcwd_in *in,
    struct pith_fs_setcwd_out *out, struct pith_error *e);

// fs.stat: What is at a path.
struct pith_fs_stat_in {
    // Where to look.
    struct pith_str path;
    // Follow a symbolic link, or tell of the link itself.
    bool follow;
    uint8_t has_follow;
};
struct pith_fs_stat_out {
    // What it is.
    enum pith_fs_kind kind;
    // Its size in bytes.
    uint64_t size;
    // Its permission bits.
    uint64_t mode;
    // How many names it has.
    uint64_t links;
    // When its contents last changed.
    int64_t modified;
    // When anything about it last changed.
    int64_t changed;
    // Where the link leads, if it is one.
    struct pith_str target;
    uint8_t has_target;
};
extern const struct pith_op pith_op_fs_stat;
int pith_fs_stat(struct pith *p, const struct pith_fs_stat_in *in,
    struct pith_fs_stat_out *out, struct pith_error *e);

// fs.symlink: Make a symbolic link; where it leads is asked when it is followed.
struct pith_fs_symlink_in {
    // The link.
    struct pith_str path;
    // Where it leads, as it will stand there.
    struct pith_str target;
};
struct pith_fs_symlink_out {
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_symlink;
int pith_fs_symlink(struct pith *p, const struct pith_fs_symlink_in *in,
    struct pith_fs_symlink_out *out, struct pith_error *e);

// fs.tree: List a directory with all that is below it, each before what is in it.
struct pith_fs_tree_in {
    // Directory to list.
    struct pith_str path;
    uint8_t has_path;
    // How many directories deep.
    uint64_t depth;
    uint8_t has_depth;
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_fs_tree_out {
    // What is there; links are not followed.
    struct pith_fs_entry_below_list entries;
    // Whether there are more than the limit.
    bool more;
    // How many directories could not be looked into.
    uint64_t left_out;
};
extern const struct pith_op pith_op_fs_tree;
int pith_fs_tree(struct pith *p, const struct pith_fs_tree_in *in,
    struct pith_fs_tree_out *out, struct pith_error *e);

// fs.truncate: Cut a file, or make it longer with zeros.
struct pith_fs_truncate_in {
    // File to cut.
    struct pith_str path;
    // Its size from then on.
    uint64_t size;
};
struct pith_fs_truncate_out {
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_truncate;
int pith_fs_truncate(struct pith *p, const struct pith_fs_truncate_in *in,
    struct pith_fs_truncate_out *out, struct pith_error *e);

// fs.undo: Take back changes of files: one that is named, or the caller's last.
struct pith_fs_undo_in {
    // The change, as the op that made it said.
    struct pith_str undo;
    uint8_t has_undo;
    // Without undo: how many of the caller's last calls.
    uint64_t count;
    uint8_t has_count;
};
struct pith_fs_undo_out {
    // What was put back, in this order.
    struct pith_str_list paths;
    // For each call taken back, what undoes that again, as far as it could be kept.
    struct pith_str_list undone;
};
extern const struct pith_op pith_op_fs_undo;
int pith_fs_undo(struct pith *p, const struct pith_fs_undo_in *in,
    struct pith_fs_undo_out *out, struct pith_error *e);

// fs.unmount: Take away what is mounted; what is open stays so.
struct pith_fs_unmount_in {
    // Where it is.
    struct pith_str at;
};
struct pith_fs_unmount_out {
    char nothing;
};
extern const struct pith_op pith_op_fs_unmount;
int pith_fs_unmount(struct pith *p, const struct pith_fs_unmount_in *in,
    struct pith_fs_unmount_out *out, struct pith_error *e);

// fs.versions: What stood at a path before, newest first.
struct pith_fs_versions_in {
    // The path.
    struct pith_str path;
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_fs_versions_out {
    // What is kept.
    struct pith_fs_version_list versions;
};
extern const struct pith_op pith_op_fs_versions;
int pith_fs_versions(struct pith *p, const struct pith_fs_versions_in *in,
    struct pith_fs_versions_out *out, struct pith_error *e);

// fs.watch: What changes in a directory and below it, until called off. Directories in memory and overlays, mounted by fs.mount, are not watched.
struct pith_fs_watch_in {
    // The directory.
    struct pith_str path;
    uint8_t has_path;
    // Also in all directories below it, and in new ones.
    bool recursive;
    uint8_t has_recursive;
    // Changes of one path within this time are told as one.
    uint64_t every;
    uint8_t has_every;
};
struct pith_fs_watch_out {
    // How many changes were told.
    uint64_t sent;
};
extern const struct pith_op pith_op_fs_watch;
// It streams struct pith_fs_change: pith_submit().

// fs.write: Write a file.
struct pith_fs_write_in {
    // File to write.
    struct pith_str path;
    // What to write.
    struct pith_bytes data;
    // Where the bytes go.
    enum pith_fs_write_mode mode;
    uint8_t has_mode;
    // First byte, for mode patch.
    uint64_t offset;
    uint8_t has_offset;
    // Make the file if it is not there.
    bool create;
    uint8_t has_create;
};
struct pith_fs_write_out {
    // The size of the file now.
    uint64_t size;
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_fs_write;
int pith_fs_write(struct pith *p, const struct pith_fs_write_in *in,
    struct pith_fs_write_out *out, struct pith_error *e);

// kernel.stats: Figures of the kernel since it started.
struct pith_kernel_stats_in {
    char nothing;
};
struct pith_kernel_stats_out {
    // Rows in the op table.
    uint64_t ops;
    // Calls that were answered.
    uint64_t calls;
    // Of these: refused.
    uint64_t denied;
    // Of these: failed otherwise.
    uint64_t failed;
    // Decisions that were prepared.
    uint64_t plans_prepared;
    // Times that prepared decisions became stale.
    uint64_t plans_dropped;
    // Procs alive.
    uint64_t procs;
    // Procs ever made.
    uint64_t procs_born;
    // Events emitted.
    uint64_t events;
    // Ops that were called, most called first.
    struct pith_kernel_op_stats_list by_op;
};
extern const struct pith_op pith_op_kernel_stats;
int pith_kernel_stats(struct pith *p, const struct pith_kernel_stats_in *in,
    struct pith_kernel_stats_out *out, struct pith_error *e);

// mem.gc: Give back memory that is free, and what caches can do without.
struct pith_mem_gc_in {
    char nothing;
};
struct pith_mem_gc_out {
    // Bytes that the daemon held.
    uint64_t before;
    // Bytes that it holds now.
    uint64_t after;
    // What was given back, and by whom.
    struct pith_mem_part_list parts;
};
extern const struct pith_op pith_op_mem_gc;
int pith_mem_gc(struct pith *p, const struct pith_mem_gc_in *in,
    struct pith_mem_gc_out *out, struct pith_error *e);

// mem.proc_stats: What memory a proc holds.
struct pith_mem_proc_stats_in {
    // The proc.
    uint64_t id;
};
struct pith_mem_proc_stats_out {
    // Bytes of the daemon's that serve it, its calls under way among them.
    uint64_t held;
    // Bytes that its calls under way hold.
    uint64_t calls;
    // Bytes that its processes hold.
    uint64_t program;
    // Bytes that they may hold; 0: no limit.
    uint64_t limit;
    // Whether that is more than four fifths of it.
    bool pressed;
    // What for.
    struct pith_mem_part_list parts;
};
extern const struct pith_op pith_op_mem_proc_stats;
int pith_mem_proc_stats(struct pith *p, const struct pith_mem_proc_stats_in *in,
    struct pith_mem_proc_stats_out *out, struct pith_error *e);

// mem.stats: What memory the daemon holds, and for what.
struct pith_mem_stats_in {
    char nothing;
};
struct pith_mem_stats_out {
    // Bytes that the daemon holds, by the kernel's count.
    uint64_t rss;
    // The most it ever held.
    uint64_t rss_peak;
    // Bytes of its heap in use.
    uint64_t allocated;
    // Bytes of its heap that are free.
    uint64_t idle;
    // Bytes mapped apart from that by large allocations.
    uint64_t mapped;
    // Its threads.
    uint64_t threads;
    // Its open descriptors.
    uint64_t descriptors;
    // Bytes that programs hold, of all procs together.
    uint64_t programs;
    // What for.
    struct pith_mem_part_list parts;
};
extern const struct pith_op pith_op_mem_stats;
int pith_mem_stats(struct pith *p, const struct pith_mem_stats_in *in,
    struct pith_mem_stats_out *out, struct pith_error *e);

// net.check: Whether a host or a URL may be reached, and by which addresses; nothing is sent to it.
struct pith_net_check_in {
    // A URL, host:port, or a host, whose port is 443 then.
    struct pith_str target;
};
struct pith_net_check_out {
    // The host, in its usual form.
    struct pith_str host;
    // The port.
    uint64_t port;
    // Whether it may be reached by its name, and by one of its addresses at least.
    bool allowed;
    // If not, why.
    struct pith_str why;
    uint8_t has_why;
    // What its name leads to.
    struct pith_net_verdict_list addresses;
};
extern const struct pith_op pith_op_net_check;
int pith_net_check(struct pith *p, const struct pith_net_check_in *in,
    struct pith_net_check_out *out, struct pith_error *e);

// net.fetch: One HTTP exchange, whose answer comes as it arrives.
struct pith_net_fetch_in {
    // What to fetch: http or https.
    struct pith_str url;
    // The method.
    struct pith_str method;
    uint8_t has_method;
    // Headers to send.
    struct pith_net_header_list headers;
    uint8_t has_headers;
    // What to send.
    struct pith_bytes body;
    uint8_t has_body;
    // The body comes by net.send; then the first item says the id alone.
    bool upload;
    uint8_t has_upload;
    // How many redirects to follow.
    uint64_t redirects;
    uint8_t has_redirects;
};
struct pith_net_fetch_out {
    // How many there were, decompressed.
    uint64_t bytes;
};
extern const struct pith_op pith_op_net_fetch;
// It streams struct pith_net_piece: pith_submit().

// net.proxy: A proxy on this machine, for a program that takes no other way; it lasts as long as the call, or the service.
struct pith_net_proxy_in {
    char nothing;
};
struct pith_net_proxy_out {
    // How many connections there were, if it was the service that ended.
    uint64_t visits;
};
extern const struct pith_op pith_op_net_proxy;
// It streams struct pith_net_visit: pith_submit().

// net.send: More of the body of an exchange that runs.
struct pith_net_send_in {
    // What net.fetch called it.
    uint64_t id;
    // The next bytes.
    struct pith_bytes data;
    // They are the last.
    bool end;
    uint8_t has_end;
};
struct pith_net_send_out {
    // How many there was room for; the rest is to be sent again.
    uint64_t taken;
};
extern const struct pith_op pith_op_net_send;
int pith_net_send(struct pith *p, const struct pith_net_send_in *in,
    struct pith_net_send_out *out, struct pith_error *e);

// net.stats: What went out since the service was started; while nobody asks it for anything, it stops.
struct pith_net_stats_in {
    char nothing;
};
struct pith_net_stats_out {
    // Requests, each hop of a redirect counted.
    uint64_t exchanges;
    // Connections that were opened.
    uint64_t connections;
    // Requests on connections that were open already.
    uint64_t reused;
    // Hosts and addresses that were refused.
    uint64_t refused;
    // Requests without an answer.
    uint64_t failed;
    // Bytes of answers, decompressed.
    uint64_t received;
    // Bytes of bodies.
    uint64_t sent;
};
extern const struct pith_op pith_op_net_stats;
int pith_net_stats(struct pith *p, const struct pith_net_stats_in *in,
    struct pith_net_stats_out *out, struct pith_error *e);

// net.tunnel: A connection to a host, as a descriptor that the caller then owns.
struct pith_net_tunnel_in {
    // A name or an address.
    struct pith_str host;
    // Its port.
    uint64_t port;
};
struct pith_net_tunnel_out {
    // The address that was connected to.
    struct pith_str peer;
};
extern const struct pith_op pith_op_net_tunnel;
int pith_net_tunnel(struct pith *p, const struct pith_net_tunnel_in *in,
    struct pith_net_tunnel_out *out, struct pith_error *e);

// observe.anomalies: What was far from usual, newest first.
struct pith_observe_anomalies_in {
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_observe_anomalies_out {
    // The anomalies.
    struct pith_observe_anomaly_list anomalies;
    // How many there were since the start.
    uint64_t total;
};
extern const struct pith_op pith_op_observe_anomalies;
int pith_observe_anomalies(struct pith *p, const struct pith_observe_anomalies_in *in,
    struct pith_observe_anomalies_out *out, struct pith_error *e);

// observe.chain: A story as a whole: what led to what.
struct pith_observe_chain_in {
    // Its chain, its W3C trace id, or last: the newest one, apart from those that only watch, as pith top and Tasks do.
    struct pith_str id;
};
struct pith_observe_chain_out {
    // Its chain.
    struct pith_str chain;
    // The same as a W3C trace id.
    struct pith_str trace;
    // When it began.
    int64_t time;
    // Nanoseconds from its start to the last that is known of it.
    uint64_t took;
    // Its steps, each followed by those below it, in the order of time.
    struct pith_observe_step_list steps;
    // Steps that others name as the one above, and that are not there: overwritten, left out, or elsewhere.
    uint64_t missing;
};
extern const struct pith_op pith_op_observe_chain;
int pith_observe_chain(struct pith *p, const struct pith_observe_chain_in *in,
    struct pith_observe_chain_out *out, struct pith_error *e);

// observe.figures: All figures of /metrics, as data.
struct pith_observe_figures_in {
    char nothing;
};
struct pith_observe_figures_out {
    // Counters and gauges.
    struct pith_observe_figure_list figures;
    // Ops that were called.
    struct pith_observe_histogram_list ops;
};
extern const struct pith_op pith_op_observe_figures;
int pith_observe_figures(struct pith *p, const struct pith_observe_figures_in *in,
    struct pith_observe_figures_out *out, struct pith_error *e);

// observe.follow: Events as they happen, until called off.
struct pith_observe_follow_in {
    // Leave out what matters less.
    enum pith_observe_severity least;
    uint8_t has_least;
    // Only kinds that begin so, such as op.
    struct pith_str kind;
    uint8_t has_kind;
    // Only of this op.
    struct pith_str op;
    uint8_t has_op;
    // Only of this story.
    struct pith_str chain;
    uint8_t has_chain;
};
struct pith_observe_follow_out {
    // How many there were.
    uint64_t sent;
};
extern const struct pith_op pith_op_observe_follow;
// It streams struct pith_observe_event: pith_submit().

// observe.metrics: All figures, as Prometheus reads them.
struct pith_observe_metrics_in {
    char nothing;
};
struct pith_observe_metrics_out {
    // The exposition format, version 0.0.4.
    struct pith_str text;
};
extern const struct pith_op pith_op_observe_metrics;
int pith_observe_metrics(struct pith *p, const struct pith_observe_metrics_in *in,
    struct pith_observe_metrics_out *out, struct pith_error *e);

// observe.procs: What each proc has called, most first.
struct pith_observe_procs_in {
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_observe_procs_out {
    // Those that are there.
    struct pith_observe_proc_list procs;
    // How many there are.
    uint64_t total;
};
extern const struct pith_op pith_op_observe_procs;
int pith_observe_procs(struct pith *p, const struct pith_observe_procs_in *in,
    struct pith_observe_procs_out *out, struct pith_error *e);

// observe.query: Look through the events that are still there.
struct pith_observe_query_in {
    // Only from then on.
    int64_t since;
    uint8_t has_since;
    // Only until then.
    int64_t until;
    uint8_t has_until;
    // Only what this proc caused; 0: pith itself.
    uint64_t proc;
    uint8_t has_proc;
    // Only of this op, or of a family, such as fs.
    struct pith_str op;
    uint8_t has_op;
    // Only of this category, such as proc.
    struct pith_str category;
    uint8_t has_category;
    // Only of this story.
    struct pith_str chain;
    uint8_t has_chain;
    // Leave out what matters less.
    enum pith_observe_severity least;
    uint8_t has_least;
    // Only with this in their words, their kind or their op; in either case.
    struct pith_str text;
    uint8_t has_text;
    // Which come first.
    enum pith_observe_order order;
    uint8_t has_order;
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_observe_query_out {
    // The events.
    struct pith_observe_event_list events;
    // How many there were that fit.
    uint64_t found;
    // How many were overwritten while this was looked for.
    uint64_t lost;
};
extern const struct pith_op pith_op_observe_query;
int pith_observe_query(struct pith *p, const struct pith_observe_query_in *in,
    struct pith_observe_query_out *out, struct pith_error *e);

// observe.recent: The last events, oldest first.
struct pith_observe_recent_in {
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
    // Leave out what matters less.
    enum pith_observe_severity least;
    uint8_t has_least;
    // Only kinds that begin so, such as op.
    struct pith_str kind;
    uint8_t has_kind;
    // Only of this op.
    struct pith_str op;
    uint8_t has_op;
    // Only of this story.
    struct pith_str chain;
    uint8_t has_chain;
};
struct pith_observe_recent_out {
    // The events.
    struct pith_observe_event_list events;
    // How many were overwritten before they could be read.
    uint64_t lost;
};
extern const struct pith_op pith_op_observe_recent;
int pith_observe_recent(struct pith *p, const struct pith_observe_recent_in *in,
    struct pith_observe_recent_out *out, struct pith_error *e);

// observe.stats: How much is observed, and what it says.
struct pith_observe_stats_in {
    char nothing;
};
struct pith_observe_stats_out {
    // Events by category.
    struct pith_observe_category_list categories;
    // Ops that were called, most called first.
    struct pith_observe_op_list ops;
    // The rings that are in use.
    struct pith_observe_ring_list rings;
    // Events that a reader was too slow for.
    uint64_t lost;
    // Anomalies since the start.
    uint64_t anomalies;
    // The export.
    struct pith_observe_export otlp;
};
extern const struct pith_op pith_op_observe_stats;
int pith_observe_stats(struct pith *p, const struct pith_observe_stats_in *in,
    struct pith_observe_stats_out *out, struct pith_error *e);

// ops.describe: Everything the table says about one op.
struct pith_ops_describe_in {
    // The op, such as fs.read.
    struct pith_str name;
};
struct pith_ops_describe_out {
    // Its name.
    struct pith_str name;
    // Its stable number.
    uint64_t number;
    // Its manual line.
    struct pith_str doc;
    // What it does to the world.
    enum pith_op_effect effect;
    // Where its handler runs.
    struct pith_str how;
    // Whether calling it twice is as calling it once.
    bool idempotent;
    // How long it may take if nobody says: which timeouts.* setting; custom: calls.timeout, and a stream any time.
    struct pith_str timeout;
    // What the caller must hold.
    struct pith_op_need_list needs;
    // JSON Schema of its parameters.
    struct pith_str input;
    // JSON Schema of its result.
    struct pith_str output;
    // JSON Schema of an item, if it streams.
    struct pith_str stream;
    uint8_t has_stream;
    // The op that undoes it.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_ops_describe;
int pith_ops_describe(struct pith *p, const struct pith_ops_describe_in *in,
    struct pith_ops_describe_out *out, struct pith_error *e);

// ops.list: List the ops, in the order of their names.
struct pith_ops_list_in {
    // Only those of this family, such as fs.
    struct pith_str service;
    uint8_t has_service;
};
struct pith_ops_list_out {
    // The ops.
    struct pith_op_summary_list ops;
};
extern const struct pith_op pith_op_ops_list;
int pith_ops_list(struct pith *p, const struct pith_ops_list_in *in,
    struct pith_ops_list_out *out, struct pith_error *e);

// ops.search: Find ops by words, best first.
struct pith_ops_search_in {
    // What one wants to do.
    struct pith_str query;
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_ops_search_out {
    // The ops that fit.
    struct pith_op_summary_list ops;
};
extern const struct pith_op pith_op_ops_search;
int pith_ops_search(struct pith *p, const struct pith_ops_search_in *in,
    struct pith_ops_search_out *out, struct pith_error *e);

// proc.all: All procs of one's own, as a tree; with observe, everybody's.
struct pith_proc_all_in {
    // Only this proc, and what is below it; 0: all.
    uint64_t below;
    uint8_t has_below;
};
struct pith_proc_all_out {
    // Parents before their children.
    struct pith_proc_entry_list procs;
};
extern const struct pith_op pith_op_proc_all;
int pith_proc_all(struct pith *p, const struct pith_proc_all_in *in,
    struct pith_proc_all_out *out, struct pith_error *e);

// proc.grant: Let a proc do more, never more than you may; or refuse it something.
struct pith_proc_grant_in {
    // The proc.
    uint64_t id;
    // What, such as read_file.
    struct pith_str_list capabilities;
    // Of those about files: the directory in which.
    struct pith_str path;
    uint8_t has_path;
    // Of those about names: for which; * stands for any letters. Left out: for all.
    struct pith_str pattern;
    uint8_t has_pattern;
    // Of a pattern: the highest decides; among equals, a refusal.
    int64_t priority;
    uint8_t has_priority;
    // Refuse those names instead; that may always be done.
    bool deny;
    uint8_t has_deny;
};
struct pith_proc_grant_out {
    char nothing;
};
extern const struct pith_op pith_op_proc_grant;
int pith_proc_grant(struct pith *p, const struct pith_proc_grant_in *in,
    struct pith_proc_grant_out *out, struct pith_error *e);

// proc.grants: What a proc may do.
struct pith_proc_grants_in {
    // The proc.
    uint64_t id;
};
struct pith_proc_grants_out {
    // What it may whatever the name.
    struct pith_str_list capabilities;
    // Where it may do what with files.
    struct pith_proc_path_grant_list paths;
    // Which names are allowed or refused.
    struct pith_proc_name_rule_list rules;
};
extern const struct pith_op pith_op_proc_grants;
int pith_proc_grants(struct pith *p, const struct pith_proc_grants_in *in,
    struct pith_proc_grants_out *out, struct pith_error *e);

// proc.info: How a program is.
struct pith_proc_info_in {
    // Its proc.
    uint64_t id;
};
struct pith_proc_info_out {
    // How it is.
    struct pith_proc_row proc;
};
extern const struct pith_op pith_op_proc_info;
int pith_proc_info(struct pith *p, const struct pith_proc_info_in *in,
    struct pith_proc_info_out *out, struct pith_error *e);

// proc.kill: Tell a program to end, or send it another signal.
struct pith_proc_kill_in {
    // Its proc.
    uint64_t id;
    // What it is told.
    enum pith_proc_signal signal;
    uint8_t has_signal;
};
struct pith_proc_kill_out {
    char nothing;
};
extern const struct pith_op pith_op_proc_kill;
int pith_proc_kill(struct pith *p, const struct pith_proc_kill_in *in,
    struct pith_proc_kill_out *out, struct pith_error *e);

// proc.limits: How much a proc may have; what is given is changed, at once.
struct pith_proc_limits_in {
    // The proc.
    uint64_t id;
    // Bytes; 0: no limit, as below.
    uint64_t memory;
    uint8_t has_memory;
    // Processor time, in seconds.
    uint64_t cpu_seconds;
    uint8_t has_cpu_seconds;
    // Share of one processor.
    uint64_t cpu_percent;
    uint8_t has_cpu_percent;
    // Streams, watches, mounts and tasks that it holds.
    uint64_t handles;
    uint8_t has_handles;
    // Processes and threads at once.
    uint64_t processes;
    uint8_t has_processes;
    // Procs that it has started, at once.
    uint64_t children;
    uint8_t has_children;
    // How long it may live, from its beginning.
    uint64_t wall;
    uint8_t has_wall;
    // Calls begun in a second.
    uint64_t ops_per_second;
    uint8_t has_ops_per_second;
    // Calls under way.
    uint64_t calls_at_once;
    uint8_t has_calls_at_once;
    // Bytes over the network, from its beginning.
    uint64_t network_bytes;
    uint8_t has_network_bytes;
};
struct pith_proc_limits_out {
    // How much it may have now.
    struct pith_proc_bounds limits;
};
extern const struct pith_op pith_op_proc_limits;
int pith_proc_limits(struct pith *p, const struct pith_proc_limits_in *in,
    struct pith_proc_limits_out *out, struct pith_error *e);

// proc.list: The programs one has started; with kill_process, all.
struct pith_proc_list_in {
    char nothing;
};
struct pith_proc_list_out {
    // Oldest first.
    struct pith_proc_row_list procs;
};
extern const struct pith_op pith_op_proc_list;
int pith_proc_list(struct pith *p, const struct pith_proc_list_in *in,
    struct pith_proc_list_out *out, struct pith_error *e);

// proc.output: A program's output, until it has ended; it runs on no faster than this is read.
struct pith_proc_output_in {
    // Its proc.
    uint64_t id;
};
struct pith_proc_output_out {
    // How many bytes there were.
    uint64_t sent;
};
extern const struct pith_op pith_op_proc_output;
// It streams struct pith_proc_chunk: pith_submit().

// proc.resize: Say how large the terminal is in which a program shows itself.
struct pith_proc_resize_in {
    // Its proc.
    uint64_t id;
    // Letters in a line.
    uint64_t columns;
    // Lines.
    uint64_t lines;
};
struct pith_proc_resize_out {
    char nothing;
};
extern const struct pith_op pith_op_proc_resize;
int pith_proc_resize(struct pith *p, const struct pith_proc_resize_in *in,
    struct pith_proc_resize_out *out, struct pith_error *e);

// proc.resume: Let a proc go on.
struct pith_proc_resume_in {
    // The proc.
    uint64_t id;
};
struct pith_proc_resume_out {
    // How it is now.
    enum pith_proc_state state;
};
extern const struct pith_op pith_op_proc_resume;
int pith_proc_resume(struct pith *p, const struct pith_proc_resume_in *in,
    struct pith_proc_resume_out *out, struct pith_error *e);

// proc.revoke: Take back what a proc was granted, from all that it started, too.
struct pith_proc_revoke_in {
    // The proc.
    uint64_t id;
    // What; * for all of them: with a path, all about files there; without, everything it may do.
    struct pith_str_list capabilities;
    // Of those about files: the directory, with all that is in it.
    struct pith_str path;
    uint8_t has_path;
    // Of those about names: only the rule with this pattern; left out: all that allow.
    struct pith_str pattern;
    uint8_t has_pattern;
};
struct pith_proc_revoke_out {
    char nothing;
};
extern const struct pith_op pith_op_proc_revoke;
int pith_proc_revoke(struct pith *p, const struct pith_proc_revoke_in *in,
    struct pith_proc_revoke_out *out, struct pith_error *e);

// proc.set_priority: Say which procs come first when there is not enough processor time.
struct pith_proc_set_priority_in {
    // The proc.
    uint64_t id;
    // -20 first, 19 last; 0 is usual. Negative ones need kill_process.
    int64_t priority;
};
struct pith_proc_set_priority_out {
    char nothing;
};
extern const struct pith_op pith_op_proc_set_priority;
int pith_proc_set_priority(struct pith *p, const struct pith_proc_set_priority_in *in,
    struct pith_proc_set_priority_out *out, struct pith_error *e);

// proc.shell: Start a shell that reads one line, in a sandbox of its own.
struct pith_proc_shell_in {
    // What a shell makes of it is done.
    struct pith_str line;
    // The directory to share with it, in which it then starts.
    struct pith_str dir;
    uint8_t has_dir;
    // Share dir.
    bool read;
    uint8_t has_read;
    // Share dir for writing, too.
    bool write;
    uint8_t has_write;
    // Throw its output away; else it waits for proc.output.
    bool quiet;
    uint8_t has_quiet;
    // Give it a terminal instead of pipes.
    bool terminal;
    uint8_t has_terminal;
    // Let it outlive the caller.
    bool stay;
    uint8_t has_stay;
    // What it can reach; full cuts it off, and all others need network_access.
    enum pith_network_mode network;
    uint8_t has_network;
    // private: also private addresses of the networks around this machine.
    bool near;
    uint8_t has_near;
    // bridged: the bridge.
    struct pith_str bridge;
    uint8_t has_bridge;
    // bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY; else it has none.
    struct pith_str address;
    uint8_t has_address;
    // private: TCP ports of this machine's loopback that lead inside, as HOST:GUEST; they need bind_port.
    struct pith_str_list forwards;
    uint8_t has_forwards;
    // Letters in a line of its terminal; see proc.resize.
    uint64_t columns;
    uint8_t has_columns;
    // And lines.
    uint64_t lines;
    uint8_t has_lines;
    // NAME=value, besides HOME, PATH and LANG, which all programs have.
    struct pith_str_list env;
    uint8_t has_env;
    // Let it call ops: descriptor 3 is its way to pith, for libpith.
    bool ring;
    uint8_t has_ring;
    // The capabilities that it has there, none that the caller lacks; those about files reach over dir.
    struct pith_str_list allow;
    uint8_t has_allow;
    // Bytes of memory, of all its processes.
    uint64_t memory;
    uint8_t has_memory;
    // Processes and threads at once.
    uint64_t processes;
    uint8_t has_processes;
    // Descriptors of each process.
    uint64_t files;
    uint8_t has_files;
    // Processor time of each process; 0: no limit.
    uint64_t cpu_seconds;
    uint8_t has_cpu_seconds;
    // How long it may live; 0: no limit.
    uint64_t wall;
    uint8_t has_wall;
};
struct pith_proc_shell_out {
    // Its proc.
    uint64_t id;
    // What enforces the limits: cgroup v2, cgroup v1 or rlimits.
    struct pith_str limits_by;
};
extern const struct pith_op pith_op_proc_shell;
int pith_proc_shell(struct pith *p, const struct pith_proc_shell_in *in,
    struct pith_proc_shell_out *out, struct pith_error *e);

// proc.spawn: Start a program in a sandbox of its own.
struct pith_proc_spawn_in {
    // The program: a path, or a name in the system's directories.
    struct pith_str program;
    // Its arguments, one by one; no shell reads them.
    struct pith_str_list args;
    uint8_t has_args;
    // NAME=value, besides HOME, PATH and LANG, which all programs have.
    struct pith_str_list env;
    uint8_t has_env;
    // The directory to share with it, in which it then starts.
    struct pith_str dir;
    uint8_t has_dir;
    // Share dir.
    bool read;
    uint8_t has_read;
    // Share dir for writing, too.
    bool write;
    uint8_t has_write;
    // Throw its output away; else it waits for proc.output.
    bool quiet;
    uint8_t has_quiet;
    // Give it a terminal instead of pipes.
    bool terminal;
    uint8_t has_terminal;
    // Let it outlive the caller.
    bool stay;
    uint8_t has_stay;
    // Let it call ops: descriptor 3 is its way to pith, for libpith.
    bool ring;
    uint8_t has_ring;
    // The capabilities that it has there, none that the caller lacks; those about files reach over dir.
    struct pith_str_list allow;
    uint8_t has_allow;
    // What it can reach; full cuts it off, and all others need network_access.
    enum pith_network_mode network;
    uint8_t has_network;
    // private: also private addresses of the networks around this machine.
    bool near;
    uint8_t has_near;
    // bridged: the bridge.
    struct pith_str bridge;
    uint8_t has_bridge;
    // bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY; else it has none.
    struct pith_str address;
    uint8_t has_address;
    // private: TCP ports of this machine's loopback that lead inside, as HOST:GUEST; they need bind_port.
    struct pith_str_list forwards;
    uint8_t has_forwards;
    // Bytes of memory, of all its processes.
    uint64_t memory;
    uint8_t has_memory;
    // Processes and threads at once.
    uint64_t processes;
    uint8_t has_processes;
    // Descriptors of each process.
    uint64_t files;
    uint8_t has_files;
    // Processor time of each process; 0: no limit.
    uint64_t cpu_seconds;
    uint8_t has_cpu_seconds;
    // Letters in a line of its terminal; see proc.resize.
    uint64_t columns;
    uint8_t has_columns;
    // And lines.
    uint64_t lines;
    uint8_t has_lines;
    // How long it may live; 0: no limit.
    uint64_t wall;
    uint8_t has_wall;
};
struct pith_proc_spawn_out {
    // Its proc.
    uint64_t id;
    // What enforces the limits: cgroup v2, cgroup v1 or rlimits.
    struct pith_str limits_by;
};
extern const struct pith_op pith_op_proc_spawn;
int pith_proc_spawn(struct pith *p, const struct pith_proc_spawn_in *in,
    struct pith_proc_spawn_out *out, struct pith_error *e);

// proc.state: How far a proc's life has come.
struct pith_proc_state_in {
    // The proc.
    uint64_t id;
};
struct pith_proc_state_out {
    // How far.
    enum pith_proc_state state;
};
extern const struct pith_op pith_op_proc_state;
int pith_proc_state(struct pith *p, const struct pith_proc_state_in *in,
    struct pith_proc_state_out *out, struct pith_error *e);

// proc.stats: How many procs there are and were, and what they hold.
struct pith_proc_stats_in {
    char nothing;
};
struct pith_proc_stats_out {
    // How many there are.
    uint64_t alive;
    // How many ever were.
    uint64_t born;
    // Of these: have ended.
    uint64_t ended;
    // How many could not be made: too many, or over a limit.
    uint64_t refused;
    // Steps of a life that the table refused.
    uint64_t illegal;
    // The most there were at once.
    uint64_t peak;
    // How many of each kind, by state.
    struct pith_proc_kind_count_list kinds;
    // What they hold, by kind.
    struct pith_proc_holding_stats_list holdings;
};
extern const struct pith_op pith_op_proc_stats;
int pith_proc_stats(struct pith *p, const struct pith_proc_stats_in *in,
    struct pith_proc_stats_out *out, struct pith_error *e);

// proc.suspend: Stop a proc: its processes stand still, and its calls are refused.
struct pith_proc_suspend_in {
    // The proc.
    uint64_t id;
};
struct pith_proc_suspend_out {
    // How it is now.
    enum pith_proc_state state;
};
extern const struct pith_op pith_op_proc_suspend;
int pith_proc_suspend(struct pith *p, const struct pith_proc_suspend_in *in,
    struct pith_proc_suspend_out *out, struct pith_error *e);

// proc.wait: Wait until a program has ended, and how.
struct pith_proc_wait_in {
    // Its proc.
    uint64_t id;
};
struct pith_proc_wait_out {
    // How it ended; it is forgotten with this answer.
    struct pith_proc_row proc;
};
extern const struct pith_op pith_op_proc_wait;
int pith_proc_wait(struct pith *p, const struct pith_proc_wait_in *in,
    struct pith_proc_wait_out *out, struct pith_error *e);

// proc.write: Write to a program's standard input, or to its terminal.
struct pith_proc_write_in {
    // Its proc.
    uint64_t id;
    // What to write.
    struct pith_bytes data;
    // Close it behind that, if all of it was taken.
    bool end;
    uint8_t has_end;
};
struct pith_proc_write_out {
    // How many bytes there was room for; the rest is to be written again.
    uint64_t taken;
};
extern const struct pith_op pith_op_proc_write;
int pith_proc_write(struct pith *p, const struct pith_proc_write_in *in,
    struct pith_proc_write_out *out, struct pith_error *e);

// sandbox.plan: What would be done to start a program; nothing is.
struct pith_sandbox_plan_in {
    // The program.
    struct pith_str program;
    // Its arguments.
    struct pith_str_list args;
    uint8_t has_args;
    // A directory to be shared with it.
    struct pith_str dir;
    uint8_t has_dir;
    // Share it.
    bool read;
    uint8_t has_read;
    // Share it for writing, too.
    bool write;
    uint8_t has_write;
    // What it would reach; full: nobody.
    enum pith_network_mode network;
    uint8_t has_network;
    // private: also private addresses of the networks around.
    bool near;
    uint8_t has_near;
    // bridged: the bridge.
    struct pith_str bridge;
    uint8_t has_bridge;
    // bridged: ADDRESS/BITS, or ADDRESS/BITS GATEWAY.
    struct pith_str address;
    uint8_t has_address;
    // private: ports, as HOST:GUEST.
    struct pith_str_list forwards;
    uint8_t has_forwards;
    // Bytes of memory, of all its processes.
    uint64_t memory;
    uint8_t has_memory;
    // Processes and threads at once.
    uint64_t processes;
    uint8_t has_processes;
    // Descriptors of each process.
    uint64_t files;
    uint8_t has_files;
    // Processor time of each process; 0: no limit.
    uint64_t cpu_seconds;
    uint8_t has_cpu_seconds;
};
struct pith_sandbox_plan_out {
    // What enforces the limits: cgroup v2, cgroup v1 or rlimits.
    struct pith_str limits_by;
    // In the order in which they are done; one that fails stops the start.
    struct pith_sandbox_plan_row_list steps;
    // Why the program would not be found, if that can be seen beforehand.
    struct pith_str missing;
    uint8_t has_missing;
};
extern const struct pith_op pith_op_sandbox_plan;
int pith_sandbox_plan(struct pith *p, const struct pith_sandbox_plan_in *in,
    struct pith_sandbox_plan_out *out, struct pith_error *e);

// service.add: Take in a service: it is started once, and the ops that it announces stay.
struct pith_service_add_in {
    // Its service.toml.
    struct pith_str path;
};
struct pith_service_add_out {
    // Its name.
    struct pith_str name;
    // Its ops.
    struct pith_str_list ops;
};
extern const struct pith_op pith_op_service_add;
int pith_service_add(struct pith *p, const struct pith_service_add_in *in,
    struct pith_service_add_out *out, struct pith_error *e);

// service.export: Announce an op that this service answers; for services alone, by their ring.
struct pith_service_export_in {
    // The op: the service's name, a dot, a word.
    struct pith_str name;
    // Its manual line.
    struct pith_str doc;
    uint8_t has_doc;
    // Its number, if it stands in pith's own table.
    uint64_t number;
    uint8_t has_number;
    // The hash of the shape of its arguments.
    uint64_t input;
    // And of its results.
    uint64_t output;
    // What it does to the world.
    enum pith_op_effect effect;
    uint8_t has_effect;
    // Whether calling it twice is as calling it once.
    bool idempotent;
    uint8_t has_idempotent;
    // Whether a descriptor comes with its answer.
    bool passes_fd;
    uint8_t has_passes_fd;
    // Capabilities that its caller must hold: NAME, or NAME of PARAMETER, with commas between.
    struct pith_str needs;
    uint8_t has_needs;
    // Its arguments.
    struct pith_service_field_list in;
    uint8_t has_in;
    // Its results.
    struct pith_service_field_list out;
    uint8_t has_out;
    // An item of what it streams.
    struct pith_service_field_list stream;
    uint8_t has_stream;
};
struct pith_service_export_out {
    // Its number.
    uint64_t number;
};
extern const struct pith_op pith_op_service_export;
int pith_service_export(struct pith *p, const struct pith_service_export_in *in,
    struct pith_service_export_out *out, struct pith_error *e);

// service.info: How a service is.
struct pith_service_info_in {
    // Its name.
    struct pith_str name;
};
struct pith_service_info_out {
    // How it is.
    struct pith_service_row service;
    // What its service.toml says.
    struct pith_service_manifest manifest;
};
extern const struct pith_op pith_op_service_info;
int pith_service_info(struct pith *p, const struct pith_service_info_in *in,
    struct pith_service_info_out *out, struct pith_error *e);

// service.list: The services there are.
struct pith_service_list_in {
    char nothing;
};
struct pith_service_list_out {
    // In the order of their names.
    struct pith_service_row_list services;
};
extern const struct pith_op pith_op_service_list;
int pith_service_list(struct pith *p, const struct pith_service_list_in *in,
    struct pith_service_list_out *out, struct pith_error *e);

// service.logs: The last that a service has written.
struct pith_service_logs_in {
    // Its name.
    struct pith_str name;
    // How many lines.
    uint64_t lines;
    uint8_t has_lines;
};
struct pith_service_logs_out {
    // The lines.
    struct pith_str text;
};
extern const struct pith_op pith_op_service_logs;
int pith_service_logs(struct pith *p, const struct pith_service_logs_in *in,
    struct pith_service_logs_out *out, struct pith_error *e);

// service.ready: All ops are announced: calls may come; for services alone, by their ring.
struct pith_service_ready_in {
    char nothing;
};
struct pith_service_ready_out {
    // What the service is called here.
    struct pith_str name;
};
extern const struct pith_op pith_op_service_ready;
int pith_service_ready(struct pith *p, const struct pith_service_ready_in *in,
    struct pith_service_ready_out *out, struct pith_error *e);

// service.remove: Let a service go that was added, and its ops with it.
struct pith_service_remove_in {
    // Its name.
    struct pith_str name;
};
struct pith_service_remove_out {
    char nothing;
};
extern const struct pith_op pith_op_service_remove;
int pith_service_remove(struct pith *p, const struct pith_service_remove_in *in,
    struct pith_service_remove_out *out, struct pith_error *e);

// service.restart: Stop a service and start it, also after faults.
struct pith_service_restart_in {
    // Its name.
    struct pith_str name;
};
struct pith_service_restart_out {
    char nothing;
};
extern const struct pith_op pith_op_service_restart;
int pith_service_restart(struct pith *p, const struct pith_service_restart_in *in,
    struct pith_service_restart_out *out, struct pith_error *e);

// service.start: Start a service now, and wait until it is ready.
struct pith_service_start_in {
    // Its name.
    struct pith_str name;
};
struct pith_service_start_out {
    char nothing;
};
extern const struct pith_op pith_op_service_start;
int pith_service_start(struct pith *p, const struct pith_service_start_in *in,
    struct pith_service_start_out *out, struct pith_error *e);

// service.stop: Stop a service: it finishes what it has. The next call starts it again.
struct pith_service_stop_in {
    // Its name.
    struct pith_str name;
};
struct pith_service_stop_out {
    char nothing;
};
extern const struct pith_op pith_op_service_stop;
int pith_service_stop(struct pith *p, const struct pith_service_stop_in *in,
    struct pith_service_stop_out *out, struct pith_error *e);

// storage.clear: Forget all values of an app.
struct pith_storage_clear_in {
    // Whose values.
    struct pith_str app;
};
struct pith_storage_clear_out {
    // How many there were.
    uint64_t removed;
};
extern const struct pith_op pith_op_storage_clear;
int pith_storage_clear(struct pith *p, const struct pith_storage_clear_in *in,
    struct pith_storage_clear_out *out, struct pith_error *e);

// storage.get: A value that was kept.
struct pith_storage_get_in {
    // Whose values.
    struct pith_str app;
    uint8_t has_app;
    // Its name.
    struct pith_str key;
};
struct pith_storage_get_out {
    // The value.
    struct pith_str value;
    // When it was last set.
    int64_t updated;
};
extern const struct pith_op pith_op_storage_get;
int pith_storage_get(struct pith *p, const struct pith_storage_get_in *in,
    struct pith_storage_get_out *out, struct pith_error *e);

// storage.list: The values that are kept, in the order of their names.
struct pith_storage_list_in {
    // Whose values.
    struct pith_str app;
    uint8_t has_app;
    // Go on behind this name.
    struct pith_str after;
    uint8_t has_after;
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_storage_list_out {
    // The values.
    struct pith_storage_entry_list entries;
    // Whether there are more behind the last.
    bool more;
};
extern const struct pith_op pith_op_storage_list;
int pith_storage_list(struct pith *p, const struct pith_storage_list_in *in,
    struct pith_storage_list_out *out, struct pith_error *e);

// storage.remove: Forget a value.
struct pith_storage_remove_in {
    // Whose values.
    struct pith_str app;
    uint8_t has_app;
    // Its name.
    struct pith_str key;
};
struct pith_storage_remove_out {
    // Whether there was one.
    bool removed;
};
extern const struct pith_op pith_op_storage_remove;
int pith_storage_remove(struct pith *p, const struct pith_storage_remove_in *in,
    struct pith_storage_remove_out *out, struct pith_error *e);

// storage.set: Keep a value; it is on disk when this returns.
struct pith_storage_set_in {
    // Whose values.
    struct pith_str app;
    uint8_t has_app;
    // Its name.
    struct pith_str key;
    // The value, any JSON of up to 256 KiB.
    struct pith_str value;
};
struct pith_storage_set_out {
    char nothing;
};
extern const struct pith_op pith_op_storage_set;
int pith_storage_set(struct pith *p, const struct pith_storage_set_in *in,
    struct pith_storage_set_out *out, struct pith_error *e);

// stream.abort: Let go of what was written; what was there stays.
struct pith_stream_abort_in {
    // The stream.
    struct pith_str id;
};
struct pith_stream_abort_out {
    // How many bytes are gone.
    uint64_t written;
};
extern const struct pith_op pith_op_stream_abort;
int pith_stream_abort(struct pith *p, const struct pith_stream_abort_in *in,
    struct pith_stream_abort_out *out, struct pith_error *e);

// stream.close: The file appears whole, in the place of what was there.
struct pith_stream_close_in {
    // The stream.
    struct pith_str id;
};
struct pith_stream_close_out {
    // Its size.
    uint64_t size;
    // What fs.undo takes to take it back; left out if nothing could be kept.
    struct pith_str undo;
    uint8_t has_undo;
};
extern const struct pith_op pith_op_stream_close;
int pith_stream_close(struct pith *p, const struct pith_stream_close_in *in,
    struct pith_stream_close_out *out, struct pith_error *e);

// stream.list: The caller's streams that are open.
struct pith_stream_list_in {
    char nothing;
};
struct pith_stream_list_out {
    // Oldest first.
    struct pith_stream_row_list streams;
};
extern const struct pith_op pith_op_stream_list;
int pith_stream_list(struct pith *p, const struct pith_stream_list_in *in,
    struct pith_stream_list_out *out, struct pith_error *e);

// stream.open: Begin to write a file in pieces; until it is closed what is there stays.
struct pith_stream_open_in {
    // The file.
    struct pith_str path;
    // Make the file if it is not there.
    bool create;
    uint8_t has_create;
    // How many bytes are to come; closing it with others fails.
    uint64_t total;
    uint8_t has_total;
};
struct pith_stream_open_out {
    // The stream. It ends with its caller.
    struct pith_str id;
    // How many bytes a piece has at best.
    uint64_t chunk;
};
extern const struct pith_op pith_op_stream_open;
int pith_stream_open(struct pith *p, const struct pith_stream_open_in *in,
    struct pith_stream_open_out *out, struct pith_error *e);

// stream.read: Read a file piece by piece, as fast as they are taken.
struct pith_stream_read_in {
    // The file.
    struct pith_str path;
    // First byte.
    uint64_t offset;
    uint8_t has_offset;
    // How many bytes at most; left out: to the end.
    uint64_t length;
    uint8_t has_length;
    // How many bytes a piece has at most.
    uint64_t chunk;
    uint8_t has_chunk;
};
struct pith_stream_read_out {
    // How many bytes were read.
    uint64_t sent;
    // How many were to be; more than that if the file became shorter.
    uint64_t total;
};
extern const struct pith_op pith_op_stream_read;
// It streams struct pith_stream_piece: pith_submit().

// stream.status: How far a stream is.
struct pith_stream_status_in {
    // The stream.
    struct pith_str id;
};
struct pith_stream_status_out {
    // How far.
    struct pith_stream_row stream;
};
extern const struct pith_op pith_op_stream_status;
int pith_stream_status(struct pith *p, const struct pith_stream_status_in *in,
    struct pith_stream_status_out *out, struct pith_error *e);

// stream.write: The next piece.
struct pith_stream_write_in {
    // The stream.
    struct pith_str id;
    // The piece.
    struct pith_bytes data;
    // Where it belongs, if that is to be checked; a piece that is there already is passed over.
    uint64_t position;
    uint8_t has_position;
};
struct pith_stream_write_out {
    // How many bytes are there now.
    uint64_t written;
    // Of how many, if that was said.
    uint64_t total;
    uint8_t has_total;
};
extern const struct pith_op pith_op_stream_write;
int pith_stream_write(struct pith *p, const struct pith_stream_write_in *in,
    struct pith_stream_write_out *out, struct pith_error *e);

// sys.get_env: A variable of the environment that programs are given.
struct pith_sys_get_env_in {
    // Its name.
    struct pith_str name;
};
struct pith_sys_get_env_out {
    // Its value.
    struct pith_str value;
};
extern const struct pith_op pith_op_sys_get_env;
int pith_sys_get_env(struct pith *p, const struct pith_sys_get_env_in *in,
    struct pith_sys_get_env_out *out, struct pith_error *e);

// sys.health: Whether pith is well, and how much it does.
struct pith_sys_health_in {
    char nothing;
};
struct pith_sys_health_out {
    // Whether it is.
    bool ok;
    // The version of pith.
    struct pith_str version;
    // How long it has been running.
    uint64_t uptime;
    // Bytes of memory that it holds.
    uint64_t rss;
    // Procs alive.
    uint64_t procs;
    // Calls that are not answered yet.
    uint64_t calls_running;
};
extern const struct pith_op pith_op_sys_health;
int pith_sys_health(struct pith *p, const struct pith_sys_health_in *in,
    struct pith_sys_health_out *out, struct pith_error *e);

// sys.http: One HTTP exchange, with its answer as a whole.
struct pith_sys_http_in {
    // What to fetch: http or https.
    struct pith_str url;
    // The method.
    struct pith_str method;
    uint8_t has_method;
    // Headers to send.
    struct pith_net_header_list headers;
    uint8_t has_headers;
    // What to send; in JSON at most 1 MiB, and net.fetch with upload sends any length.
    struct pith_bytes body;
    uint8_t has_body;
    // How many redirects to follow.
    uint64_t redirects;
    uint8_t has_redirects;
    // The largest answer to take, in bytes.
    uint64_t most;
    uint8_t has_most;
};
struct pith_sys_http_out {
    // The status.
    uint64_t status;
    // Where the answer came from, after redirects.
    struct pith_str url;
    // Its headers.
    struct pith_net_header_list headers;
    // Its body, decompressed.
    struct pith_bytes body;
    // How many redirects were followed.
    uint64_t redirects;
};
extern const struct pith_op pith_op_sys_http;
int pith_sys_http(struct pith *p, const struct pith_sys_http_in *in,
    struct pith_sys_http_out *out, struct pith_error *e);

// sys.info: What this machine and this pith are.
struct pith_sys_info_in {
    char nothing;
};
struct pith_sys_info_out {
    // The version of pith.
    struct pith_str version;
    // The operating system.
    struct pith_str system;
    // Its kernel.
    struct pith_str kernel;
    // The kind of processor.
    struct pith_str machine;
    // The machine's name.
    struct pith_str host;
    // How many processors pith may use.
    uint64_t processors;
    // Bytes of memory in all.
    uint64_t memory;
    // Bytes of it that could be had.
    uint64_t memory_free;
    // The daemon's process.
    uint64_t pid;
    // Bytes of memory that the daemon holds.
    uint64_t rss;
    // Where it keeps its data.
    struct pith_str data;
    // What the host has.
    struct pith_sys_probe_list probes;
};
extern const struct pith_op pith_op_sys_info;
int pith_sys_info(struct pith *p, const struct pith_sys_info_in *in,
    struct pith_sys_info_out *out, struct pith_error *e);

// sys.set_env: Set a variable for the programs that pith starts from now on.
struct pith_sys_set_env_in {
    // Its name.
    struct pith_str name;
    // Its value; left out: it is taken away.
    struct pith_str value;
    uint8_t has_value;
};
struct pith_sys_set_env_out {
    char nothing;
};
extern const struct pith_op pith_op_sys_set_env;
int pith_sys_set_env(struct pith *p, const struct pith_sys_set_env_in *in,
    struct pith_sys_set_env_out *out, struct pith_error *e);

// sys.stop: Stop the daemon: finish what runs, then end.
struct pith_sys_stop_in {
    char nothing;
};
struct pith_sys_stop_out {
    char nothing;
};
extern const struct pith_op pith_op_sys_stop;
int pith_sys_stop(struct pith *p, const struct pith_sys_stop_in *in,
    struct pith_sys_stop_out *out, struct pith_error *e);

// task.cancel: Call a task off; one that has ended stays as it is.
struct pith_task_cancel_in {
    // The task.
    struct pith_str id;
};
struct pith_task_cancel_out {
    // How it is now.
    enum pith_task_state state;
};
extern const struct pith_op pith_op_task_cancel;
int pith_task_cancel(struct pith *p, const struct pith_task_cancel_in *in,
    struct pith_task_cancel_out *out, struct pith_error *e);

// task.forget: Forget a task that has ended, before its time.
struct pith_task_forget_in {
    // The task.
    struct pith_str id;
};
struct pith_task_forget_out {
    char nothing;
};
extern const struct pith_op pith_op_task_forget;
int pith_task_forget(struct pith *p, const struct pith_task_forget_in *in,
    struct pith_task_forget_out *out, struct pith_error *e);

// task.list: One's tasks; with kill_process, all. Results are left out.
struct pith_task_list_in {
    // Only those.
    enum pith_task_state state;
    uint8_t has_state;
    // How many at most.
    uint64_t limit;
    uint8_t has_limit;
};
struct pith_task_list_out {
    // Oldest first.
    struct pith_task_row_list tasks;
    // How many there are.
    uint64_t total;
};
extern const struct pith_op pith_op_task_list;
int pith_task_list(struct pith *p, const struct pith_task_list_in *in,
    struct pith_task_list_out *out, struct pith_error *e);

// task.status: How a task is, and what came of it.
struct pith_task_status_in {
    // The task.
    struct pith_str id;
};
struct pith_task_status_out {
    // How it is.
    struct pith_task_row task;
};
extern const struct pith_op pith_op_task_status;
int pith_task_status(struct pith *p, const struct pith_task_status_in *in,
    struct pith_task_status_out *out, struct pith_error *e);

// task.submit: Call an op in the background; its own needs are asked then.
struct pith_task_submit_in {
    // The op.
    struct pith_str op;
    // Its arguments, an object.
    struct pith_str args;
    uint8_t has_args;
    // How long its result is kept once it has ended.
    uint64_t keep;
    uint8_t has_keep;
    // How long it may take; 0: a day.
    uint64_t timeout;
    uint8_t has_timeout;
};
struct pith_task_submit_out {
    // The task's id.
    struct pith_str id;
};
extern const struct pith_op pith_op_task_submit;
int pith_task_submit(struct pith *p, const struct pith_task_submit_in *in,
    struct pith_task_submit_out *out, struct pith_error *e);

// task.wait: Wait until a task has ended.
struct pith_task_wait_in {
    // The task.
    struct pith_str id;
};
struct pith_task_wait_out {
    // How it ended.
    struct pith_task_row task;
};
extern const struct pith_op pith_op_task_wait;
int pith_task_wait(struct pith *p, const struct pith_task_wait_in *in,
    struct pith_task_wait_out *out, struct pith_error *e);

// time.now: What time it is.
struct pith_time_now_in {
    char nothing;
};
struct pith_time_now_out {
    // Milliseconds since 1970, UTC.
    int64_t now;
};
extern const struct pith_op pith_op_time_now;
int pith_time_now(struct pith *p, const struct pith_time_now_in *in,
    struct pith_time_now_out *out, struct pith_error *e);

// time.sleep: Wait.
struct pith_time_sleep_in {
    // How long.
    uint64_t ms;
};
struct pith_time_sleep_out {
    char nothing;
};
extern const struct pith_op pith_op_time_sleep;
int pith_time_sleep(struct pith *p, const struct pith_time_sleep_in *in,
    struct pith_time_sleep_out *out, struct pith_error *e);

// time.uptime: How long the daemon has been running.
struct pith_time_uptime_in {
    char nothing;
};
struct pith_time_uptime_out {
    // How long.
    uint64_t ms;
    // Since when.
    int64_t started;
};
extern const struct pith_op pith_op_time_uptime;
int pith_time_uptime(struct pith *p, const struct pith_time_uptime_in *in,
    struct pith_time_uptime_out *out, struct pith_error *e);

// web.fetch: A page, PDF or text from the web, as text that can be read.
struct pith_web_fetch_in {
    // What to fetch.
    struct pith_str url;
    // From which byte of the text on.
    uint64_t offset;
    uint8_t has_offset;
    // How many bytes of it at most.
    uint64_t limit;
    uint8_t has_limit;
    // With the addresses of links and pictures.
    bool links;
    uint8_t has_links;
    // All of a page: menus, footers and all.
    bool whole;
    uint8_t has_whole;
};
struct pith_web_fetch_out {
    // Where it came from, after redirects.
    struct pith_str url;
    // The status of HTTP.
    uint64_t status;
    // What the server says it is.
    struct pith_str type;
    // Its title, if it has one.
    struct pith_str title;
    // What it says of itself.
    struct pith_str description;
    uint8_t has_description;
    // Who wrote it.
    struct pith_str author;
    uint8_t has_author;
    // When it was published, as it says.
    struct pith_str published;
    uint8_t has_published;
    // The text: Markdown, if it was a page.
    struct pith_str text;
    // How many bytes of text there are.
    uint64_t total;
    // If there is more: the offset to go on at.
    uint64_t next;
    uint8_t has_next;
};
extern const struct pith_op pith_op_web_fetch;
int pith_web_fetch(struct pith *p, const struct pith_web_fetch_in *in,
    struct pith_web_fetch_out *out, struct pith_error *e);

#ifdef __cplusplus
}
#endif
