/* door: the op table over HTTP.
 *
 *     POST /v1/ops/fs.read   {"path": "README.md"}   ->   200 {"data": {"$bytes": "…"}, "size": 5}
 *                                                    or   404 {"error": {"kind": "not_found", …}}
 *     GET  /health                                   ->   200 {"ok": true}
 *     GET  /metrics                                  ->   observe.metrics, as text
 *
 * Request headers: Accept: application/octet-stream asks for the result's bytes alone, which are
 * sent from the file itself where they lie in one; Pith-Cwd, where relative paths begin;
 * Pith-Timeout, milliseconds; Idempotency-Key. The reply names the chain of events that the call
 * belongs to in Pith-Chain.
 *
 * A stream is NDJSON: {"item": …} for each item, then {"result": …} or {"error": …}.
 *
 * Who comes through the control socket is known by the kernel's word: the user that pith runs as,
 * and root, are the owner. A connection is one proc. */
#pragma once
#include "http/http_server.h"
#include "proc/proc.h"

struct door;

struct door *door_new(struct kernel *k, const char *socket_path, struct err **out_err);
void door_free(struct door *d);
DEFINE_OWNED(door)

/* Lets running requests end, then calls `drained`. */
void door_drain(struct door *d, void (*drained)(void *arg), void *arg);
size_t door_connections(const struct door *d);
/* Further ones wait. On the loop. */
void door_set_connections_most(struct door *d, size_t most);
