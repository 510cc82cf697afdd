#!/bin/sh
# With --json, standard output is one JSON document, whatever happens.
. ./lib.sh

claim "without a daemon"
expect_exit 3 pith status --json
expect_json '.running | not'
expect_exit 3 pith call time.now --json
expect_json '.error.kind == "unavailable" and .error.reason == "not_running" and .error.hint == "pith serve"'
expect_exit 0 pith version --json
expect_json '.version and .ops > 0'
expect_exit 0 pith ops --json
expect_json '.ops | length > 20'
expect_exit 0 pith ops --json read a file
expect_json '[.ops[].name] | index("fs.read")'

start_pith

claim "with one"
expect_exit 0 pith status --json
expect_json '.running and .pid > 0'
expect_exit 0 pith doctor --json
expect_json '[.checks[] | select(.grade == "fail")] == []'

claim "of ops that need nothing"
for op in time.now time.uptime sys.info kernel.stats ops.list observe.recent observe.metrics fs.getcwd fs.list; do
    expect_exit 0 pith call $op --json
    expect_json 'type == "object"'
done

claim "of bytes, which are then encoded"
printf '\000\377' >bytes
expect_exit 0 pith call fs.read path=bytes --json
expect_json '.data["$bytes"] == "AP8="'

claim "of errors"
expect_exit 6 pith call fs.read path=nothing --json
expect_json '.error.kind == "not_found" and (.error.message | length > 0)'
[ ! -s "$err" ] || fail "something is on standard error, too"
expect_exit 2 pith call fs.list limit=0 --json
expect_json '.error.kind == "invalid" and .error.details.parameter == "limit"'
expect_exit 2 pith nonsense --json
expect_json '.error.reason == "usage"'

claim "of what would be sent"
expect_exit 0 pith call fs.list limit=5 --dry-run --json
expect_json '. == {"limit": 5}'

claim "of stopping"
expect_exit 0 pith stop --json
expect_json '.stopped'
