/* testbed: a kernel with one proc and a workspace, for the tests of modules above.
 *
 *     struct testbed t; testbed_init(&t);          owned(testbed) does both ends
 *     CHECK_OK(testbed_call(&t, "fs.read", "{\"path\":\"a\"}"));
 *     CHECK_INT(json_get_int(t.result, STR("size"), -1), 5);
 *
 * The test program defines op_modules[]. The loop is a live one, workers included. */
#pragma once
#include "base/loop.h"
#include "base/test.h"
#include "proc/proc.h"

struct testbed {
    struct loop *loop;
    struct kernel *kernel;
    struct procs *procs;
    struct proc *proc;
    char dir[PATH_MOST]; /* holds ws, granted whole, data, blocked, and other, not granted */
    struct arena arena;
    const struct json *result; /* of the last call; lives until the next */
};

void testbed_init(struct testbed *t);
void testbed_done(struct testbed *t);
DEFINE_OWNED_VALUE(testbed)

/* The caller owns the error. `args` is a JSON object. */
struct err *testbed_call(struct testbed *t, const char *op, const char *args);
/* The same in two halves, for calls that are under way at once; `c` is the caller's storage. */
void testbed_begin(struct testbed *t, struct call *c, const char *op, const char *args);
struct err *testbed_end(struct testbed *t, struct call *c);

/* "DIR/name"; a few live at a time. */
const char *testbed_path(const struct testbed *t, const char *name);
void testbed_file(const struct testbed *t, const char *name, const char *holds);
