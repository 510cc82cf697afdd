#!/bin/sh
# Events are told while they happen, a line of JSON each, until one has heard enough.
. ./lib.sh
start_pith

told() # jq's filter of one event
{
    jq -es "any(.[]; $1)" events
}

is_listening() # each question is an event, too
{
    pith call time.now && told '.kind == "op.done"'
}

claim "while they happen"
# A shell's background jobs ignore SIGINT unless they are told otherwise.
env --default-signal=INT "$PITH" call observe.follow kind=op. --json >events 2>complaints &
follower=$!
eventually is_listening
expect_exit 0 pith call fs.exists path=here
expect_exit 6 pith call fs.read path=missing
eventually told '.kind == "op.done" and .op == "fs.exists"'
eventually told '.kind == "op.failed" and .op == "fs.read" and .severity == "info"'
kill -INT $follower
wait $follower && status=0 || status=$?
[ $status = 130 ] || fail "it exits with $status"
[ ! -s complaints ] || fail "Ctrl-C is not an error"
[ "$(wc -l <events)" = "$(jq -s length events)" ] || fail "it is not one event a line"

claim "that somebody stopped listening is no failure"
listened()
{
    pith call observe.recent op=observe.follow --json >"$out"
    jq -e '[.events[].kind] == ["op.started", "op.done"]' "$out"
}
eventually listened

claim "ids that mean nothing are left out"
expect_exit 0 pith call observe.recent --json
expect_json '[.events[] | .chain, .span, .parent | select(test("^0*$")?)] == []'

claim "for people an event is a line"
expect_exit 0 pith call observe.recent kind=op.failed op=fs.read
grep -Eq '^[0-9:.]{12}  info   op.failed       fs.read +#[0-9]+ +[0-9.]+ [mµn]?s  no_such_file  kind=not_found$' "$out" ||
    fail "it is not in one line"

claim "people are told what matters: no comings and goings, and of states their names"
following() # options ...
{
    "$PITH" observe follow "$@" >events 2>"$err" &
    follower=$!
}
heard()
{
    pith call fs.read path=missing >"$out" 2>&1 || :
    grep -q "op.failed  *fs.read" events
}
following
eventually heard
kill $follower
! grep -E "proc.born|proc.ended|op.done|plan.drop" events || fail "it tells too much"
following --least debug
eventually heard
kill $follower
grep -q "proc.state .*state=ready from=initializing" events || fail "states are numbers"
grep -q "plan.drop .*Plans became stale" events || fail "an event has no words"

claim "only what matters enough, and only for so long"
expect_exit 7 pith call observe.follow least=error --timeout 200ms
[ ! -s "$out" ] || fail "something is told"
