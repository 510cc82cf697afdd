#!/bin/sh
# An error says what, why, and what to do next.
. ./lib.sh
start_pith

data="--data $PITH_DATA_DIR"

claim "on standard error alone"
expect_exit 6 pith call fs.read path=nothing
[ ! -s "$out" ] || fail "something is on standard output"
expect_err "error: "
expect_err "nothing"

claim "what the sentence says already is not said again"
! grep -q "^why:" "$err" || fail "there is nothing more to say"

claim "what to try works as it is printed, wherever the data are"
expect_exit 2 pith statsu
$(sed -n "s|^try:   pith|$PITH|p" "$err") >"$out" || fail "the advice does not work"
expect_out "is running"
PITH_DATA_DIR='' expect_exit 2 pith --data "$scratch/two words" statsu
expect_err "try:   pith --data '$scratch/two words' status"
expect_exit 2 pith statsu --profile other
expect_err "try:   pith status --profile other"
expect_exit 2 pith --jsno call fs.write path="it's mine" data=x
expect_err "try:   pith $data --json call fs.write 'path=it'\\''s mine' data=x"

claim "mistyped words are recognised"
expect_exit 2 pith statsu
expect_err "try:   pith $data status"
expect_exit 2 pith fs.list
expect_err "try:   pith $data call fs.list"
expect_exit 2 pith fs list
expect_err "try:   pith $data call fs.list"
expect_exit 6 pith call fs.raed path=x
expect_err "try:   pith $data call fs.read path=x"
expect_exit 2 pith call fs.read pth=x
expect_err "did you mean path="
expect_exit 2 pith call fs.read --jsno
expect_err "try:   pith $data call fs.read --json"
for command in serve status stop logs doctor version; do
    expect_exit 2 pith $command extra
    expect_err "try:   pith help $command"
done

claim "a second daemon is told how to come to terms with the first"
expect_exit 1 pith serve
expect_err "is in use by process"
expect_err "try:   pith $data status"

claim "a bad value names its parameter and what it may be"
expect_exit 2 pith call fs.write path=x data=y mode=sideways
expect_err "mode"
expect_err "replace"
expect_exit 2 pith call storage.set mood calm
expect_err "a text stands in its quotes"
expect_exit 2 pith call fs.list limit=100000
expect_err "limit"
expect_err "10000"
expect_exit 2 pith call fs.read
expect_err "path"
expect_err "try:   pith help fs.read"

claim "a secret is not taken from the command line, nor is a wrong profile"
expect_exit 2 pith status --profile ../elsewhere
expect_err "profile"

claim "no colours where nobody sees them"
if grep -q "$(printf '\033')" "$err"; then fail "there is an escape sequence"; fi

claim "what is not there points to what is; and where a directory lacks, to what makes it"
expect_exit 6 pith call fs.read path=missing
expect_err "fs.list $PWD shows what there is"
expect_exit 6 pith call stream.open path=no/where
expect_err "fs.mkdir makes a directory"
expect_exit 6 pith call fs.mount at=no/where kind=memory
expect_err "fs.list"

claim "calls inside of calls point to the op they are about"
expect_exit 6 pith call task.submit op=no.such
expect_err "ops.list"
expect_exit 2 pith call task.submit op=fs.read
expect_err "pith help fs.read"
expect_exit 2 pith call batch.run calls=time.now
expect_err "calls='[{\"op\": …}]'"

claim "numbers say what they may be, with units where they are bytes"
expect_exit 2 pith call fs.read x offset=99999999999999999999
expect_err "is above 9007199254740991"
expect_exit 2 pith call proc.spawn true memory=64Mb
expect_err "64MiB"
expect_exit 2 pith config set calls.timeout 90d
expect_err "config get calls.timeout"

claim "a service is its manifest, and there once"
expect_exit 2 pith call service.add /bin/true
expect_err "service.toml"

claim "a program that the sandbox does not see"
expect_exit 2 pith call proc.shell x=3
expect_err "line=x=…"
case $(pith doctor 2>/dev/null) in
*"ok    userns"*)
    cp /bin/true ./own
    expect_exit 6 pith call proc.spawn program="$PWD/own" stay=true
    expect_err "run --read"
    expect_exit 0 pith run --read ./own
    ;;
esac

claim "how long a call may take, and where that is said"
expect_exit 7 pith call time.sleep 10m --timeout 20ms
expect_err "calls.timeout is how long"
! grep -q "why:" "$err" || fail "the policy is said by itself"

claim "a body that is no JSON is told what would be one"
post() # type, body
{
    curl -s --unix-socket "$PITH_DATA_DIR/control.sock" -H "Content-Type: $1" -d "$2" http://pith/v1/ops/time.now >"$out"
}
post application/json '{x'
expect_json '.error.reason == "bad_json" and (.error.hint | test("one JSON object of parameters"))'
post text/plain x
expect_json '.error.reason == "not_json" and (.error.hint | test("Content-Type: application/json"))'
