/* http_story: what a parser found, as text; for tests and the fuzzer, which compare it. */
#pragma once
#include "http/http_parse.h"

/* Parses `input`, fed in pieces of at most `step` bytes (0: whole), and writes what was found:
 *
 *     GET /path host=h a=b; "body" done. refused bad_target
 *
 * Messages follow each other until the input ends; then comes "more", "end" or what
 * http_parse_end() makes of the end. Bodies over `body_most` are refused. */
void http_story(enum http_role role, struct str input, size_t step, uint64_t body_most,
                struct buf *out);
