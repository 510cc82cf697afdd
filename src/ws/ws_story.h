/* ws_story: what a frame parser found, as text; for tests and the fuzzer, which compare it. */
#pragma once
#include "ws/ws_frame.h"

/* Parses `input`, fed in pieces of at most `step` bytes (0: whole), and writes what was found:
 *
 *     text "whole message" binary "…" ping "…" close 1000 "…" refused not_utf8
 *
 * Messages that did not end are left out: how much of them comes to light depends on the cuts. */
void ws_story(enum ws_role role, struct str input, size_t step, uint64_t message_most,
              struct buf *out);
