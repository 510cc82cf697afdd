/* base: what every other module stands on.
 *
 * Memory (own, mem, arena), text (str, utf8, encode), errors (err), time and chance (clock,
 * random), names (id, map), and the means of tests to make things fail (failpoint). This header
 * brings in those. The larger parts are included by name where they are needed:
 *
 *     base/json.h   JSON, parsed into an arena and written       base/toml.h  configuration
 *     base/loop.h   timers, sockets, wake-ups                    base/pool.h  worker threads
 *     base/log.h    log lines                                    base/probe.h what this host has
 *     base/disk.h   files through a table that tests replace     base/tz.h    time zones
 *     base/test.h   TEST and CHECK_*, for tests
 *
 * Nothing here knows of ops, procs or the daemon. */
#pragma once
#include "base/arena.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/err.h"
#include "base/failpoint.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/random.h"
#include "base/str.h"
#include "base/utf8.h"
