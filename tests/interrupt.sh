#!/bin/sh
# Ctrl-C ends the waiting call on both sides.
. ./lib.sh
start_pith

claim "a call waits"
# A shell's background jobs ignore SIGINT unless they are told otherwise.
env --default-signal=INT "$PITH" call time.sleep ms=10m >"$out" 2>"$err" &
caller=$!
eventually is_running 1

claim "interrupted, it exits with 130"
kill -INT $caller
wait $caller && status=0 || status=$?
[ $status = 130 ] || fail "it exits with $status"

claim "and the daemon has called it off"
eventually is_running 0
pith call observe.recent kind=op.failed op=time.sleep --json >"$out"
expect_json '.events | length == 1 and .[0].text == "cancelled"'
pith call kernel.stats --json >"$out"
expect_json '.by_op[] | select(.op == "time.sleep") | .calls == 1 and .errors == 1'
