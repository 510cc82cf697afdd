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
"$PITH" call observe.follow kind=op. --json >events 2>"$err" &
follower=$!
eventually is_listening
expect_exit 0 pith call fs.exists path=here
expect_exit 6 pith call fs.read path=missing
eventually told '.kind == "op.done" and .op == "fs.exists"'
eventually told '.kind == "op.failed" and .op == "fs.read" and .severity == "info"'
kill $follower
wait $follower 2>/dev/null || :
[ "$(wc -l <events)" = "$(jq -s length events)" ] || fail "it is not one event a line"

claim "only what matters enough, and only for so long"
expect_exit 7 pith call observe.follow least=error --timeout 200ms
[ ! -s "$out" ] || fail "something is told"
