#!/bin/sh
# From a call to the program that it starts: one story, however one looks at it.
. ./lib.sh
start_pith

claim "a program is a step in the story that started it"
if pith call proc.shell line='echo hi; exit 3' stay=true --json >started 2>"$err"; then
    pith call proc.wait id="$(jq .id started)" >/dev/null
    pith call observe.query op=proc.shell limit=1 order=newest --json >"$out"
    chain=$(jq -r '.events[0].chain' "$out")
    expect_exit 0 pith observe chain "$chain" --json
    expect_json '.steps[0] | .op == "proc.shell" and .depth == 0'
    expect_json 'any(.steps[]; .kind == "proc.exited" and .depth == 1 and .outcome == "failed" and .values.status == 3)'
    expect_json 'any(.steps[]; .kind == "proc.used" and .depth == 2)'
    expect_json '[.steps[] | select(.kind == "proc.silent") | .text] | sort == ["err", "out"]'
    expect_json '.missing == 0'
    expect_exit 0 pith observe chain "$chain"
    grep -q '^ *0  proc.shell ' "$out" || fail "it does not begin with the call"
    grep -q 'echo hi; exit 3 exited with 3' "$out" || fail "it does not say how the program ended"
fi

claim "of one that was ended it says by what, and what it had used"
if pith call proc.shell line='sleep 1000' stay=true --json >started 2>"$err"; then
    pith call observe.query op=proc.shell limit=1 order=newest --json >"$out"
    chain=$(jq -r '.events[0].chain' "$out")
    pith call proc.limits id="$(jq .id started)" wall=50 >/dev/null
    expect_exit 0 pith call proc.wait id="$(jq .id started)" --json
    expect_json '.proc | .why == "wall_time" and .signal == 9 and .command == "sleep 1000" and has("user")'
    expect_exit 0 pith observe chain "$chain" --json
    expect_json 'any(.steps[]; .kind == "proc.exited" and .text == "sleep 1000 was ended by signal 9: wall_time")'
fi

claim "a story that began elsewhere goes on here, and says so in the answer"
theirs=4bf92f3577b34da6a3ce929d0e0e4736
curl -s -D head -o body --unix-socket "$PITH_DATA_DIR/control.sock" -X POST \
    -H "traceparent: 00-$theirs-00f067aa0ba902b7-01" http://pith/v1/ops/time.now
grep -Eq "^traceparent: 00-$theirs-[0-9a-f]{16}-01" head || fail "$(cat head)"
grep -q "^pith-chain: a3ce929d0e0e4736" head || fail "$(cat head)"
expect_exit 0 pith observe chain $theirs --json
expect_json ".trace == \"$theirs\" and .missing == 1"
expect_json 'any(.steps[]; .op == "time.now" and .parent == "00f067aa0ba902b7")'

claim "so do calls by JSON-RPC"
curl -s -o body --unix-socket "$PITH_DATA_DIR/control.sock" -X POST -H 'Content-Type: application/json' \
    -H "traceparent: 00-$theirs-00f067aa0ba902b8-01" -d '[{"jsonrpc":"2.0","id":1,"method":"time.uptime"}]' http://pith/v1/rpc
expect_exit 0 pith observe chain $theirs --json
expect_json 'any(.steps[]; .op == "time.uptime" and .parent == "00f067aa0ba902b8")'

claim "what is no traceparent begins a story of its own"
curl -s -D head -o body --unix-socket "$PITH_DATA_DIR/control.sock" -X POST \
    -H "traceparent: 00-$theirs-0000000000000000-01" http://pith/v1/ops/time.now
grep -q "^HTTP/1.1 200" head || fail "$(cat head)"
! grep -q "$theirs" head || fail "it is taken"

claim "the newest story does not only look at others"
expect_exit 6 pith call fs.read path=missing
for look in observe.stats sys.health proc.all proc.list service.list task.list; do
    expect_exit 0 pith call $look
done
pith top >"$out"
expect_exit 0 pith observe chain
expect_out "fs.read"
expect_out "no_such_file"

claim "what is denied stands there in words"
expect_exit 5 pith call fs.read path="$PITH_DATA_DIR/master.key"
expect_exit 0 pith observe chain last
expect_out "denied"

claim "the other ops of the family are called by their last word, and take the options"
expect_exit 0 pith observe stats
expect_exit 0 pith observe query --op fs.read limit=2 order=newest --json
expect_json '.events | length == 2 and all(.[]; .op == "fs.read")'
expect_exit 2 pith observe stats nothing=1
expect_err "observe.stats has no parameter nothing"

claim "mistakes are told with what to do"
expect_exit 2 pith observe chian
expect_err "observe chain"
expect_exit 2 pith observe follow --least high
expect_err "debug, info, warn, error"
expect_exit 6 pith observe chain 123
expect_err "observe.query"

claim "top, where there is no terminal, is told once"
expect_exit 0 pith top
expect_out "CALLS/S"
expect_out "fs.read"
expect_exit 0 pith top --json
expect_json 'has("health") and has("stats") and has("procs") and has("programs")'

claim "on a terminal it gives back what it took"
if command -v script >/dev/null; then
    (sleep 1; printf q) | script -qec "stty cols 80 rows 24; '$PITH' top" /dev/null >"$out" 2>&1 || fail "it ends badly"
    grep -q "$(printf '\033\[?1049h')" "$out" || fail "it does not take the screen"
    tail -c 64 "$out" | grep -q "$(printf '\033\[?1049l')" || fail "it does not give back the screen"
fi

claim "observation can be turned off, and on again"
expect_exit 0 pith config set observe.events off
expect_exit 0 pith call sys.info
expect_exit 0 pith config set observe.events on
expect_exit 0 pith call observe.query op=sys.info --json
expect_json '.found == 0'

claim "an export that nobody can carry out says so"
expect_exit 0 pith config set observe.otlp_url http://127.0.0.1:4318
expect_exit 0 pith call observe.stats --json
expect_json '.otlp | .state | length > 0'
