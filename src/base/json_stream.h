/* json_stream: JSON values one after the other, from bytes that come in any pieces.
 *
 * For NDJSON and for documents that stand side by side: `{"a":1}\n{"a":2}`, `[1] [2]`, `1 2`.
 * Numbers and words need a blank or another value behind them to be known as whole.
 *
 *     json_stream_add(s, piece);
 *     for (;;) {
 *         TRY(json_stream_next(s, arena, &value));
 *         if (!value) break;                       wait for more bytes
 *         ...
 *     }
 *
 * Each byte is looked at once to find where a value ends, and once to parse it. What is held
 * (values not taken yet and the start of the next) never exceeds the policy's bytes_most.
 * After an error the stream is over: where the next value would start is anybody's guess. */
#pragma once
#include "base/json.h"

struct json_stream {
    struct json_policy policy;
    struct buf held;
    size_t start, scanned; /* of the next value; what is known of it ends here */
    unsigned depth, state;
    uint64_t taken; /* values so far */
    bool ended, broken;
};

void json_stream_init(struct json_stream *s, const struct json_policy *policy);
void json_stream_done(struct json_stream *s);
DEFINE_OWNED_VALUE(json_stream)

/* Copies `piece`. ERR_LIMIT when more would be held than the policy allows. */
struct err *json_stream_add(struct json_stream *s, struct str piece);

/* No more bytes will come: a number at the very end is whole, a value cut short an error. */
void json_stream_end(struct json_stream *s);

/* The next value, in the arena with all its text; NULL if more bytes are needed, or if the
 * stream has ended. */
struct err *json_stream_next(struct json_stream *s, struct arena *a, const struct json **out_value);
