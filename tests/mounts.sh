#!/bin/sh
# Mounts, files in pieces, and how long things may take, from the command line.
. ./lib.sh
start_pith

claim "memory is mounted, used as a directory, and gone"
mkdir m o lower
expect_exit 0 pith call fs.mount at=m kind=memory stay=true
expect_exit 0 pith call fs.write path=m/a data=hello
expect_exit 0 pith call fs.read path=m/a
expect_file "$out" hello
expect_exit 0 pith call fs.hash path=m/a --json
expect_json '.hash == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"'
expect_no_file m/a
expect_exit 0 pith call fs.mounts --json
expect_json '.mounts | length == 1 and .[0].kind == "memory" and .[0].used > 5'

claim "what is changed over a directory is not changed in it, and can be taken back"
echo old >lower/f
expect_exit 0 pith call fs.mount at=o kind=overlay source=lower stay=true
expect_exit 0 pith call fs.write path=o/f data=new
expect_exit 0 pith call fs.read path=o/f
expect_file "$out" new
expect_file lower/f "old
"
expect_exit 0 pith call fs.undo
expect_exit 0 pith call fs.read path=o/f
expect_file "$out" "old
"

claim "what is mounted is searched with the rest"
expect_exit 0 pith call fs.search text=hello
expect_out "m/a"
expect_exit 0 pith call fs.search path=m text=hello
expect_out "m/a"

claim "what cannot go there says so"
expect_exit 2 pith call fs.move from=m/a to=a
expect_err "across the edge"
expect_exit 1 pith call fs.watch path=m
expect_err "a directory that pith keeps by itself"
expect_exit 2 pith call proc.spawn program=true dir=. read=true
expect_err "something is mounted in it"
expect_err "fs.unmount at=$PWD/m"
expect_exit 1 pith call proc.spawn program=true dir=m read=true
expect_exit 0 pith call fs.unmount at=m
expect_exit 6 pith call fs.read path=m/a

claim "without being told to stay a mount goes with the connection that made it"
expect_exit 0 pith call fs.mount at=m kind=memory
gone()
{
    pith call fs.mounts --json >"$out" && [ "$(jq '.mounts | length' "$out")" = 1 ]
}
eventually gone

claim "a large file comes in pieces"
head -c 3000000 /dev/urandom >big
expect_exit 0 pith call stream.read path=big length=2500000 --json
jq -e -s '[.[] | select(.position)] | length > 30' "$out" >/dev/null || fail "it came at once"

claim "in both directions at once, by shared memory"
"$PITH_RING_STREAMS" "$PWD/big" "$PWD/copy" || fail "it was not copied"
expect_same big copy

claim "what a program leaves is let go"
"$PITH_RING_STREAMS" "$PWD/big" "$PWD/left" and-leave || fail "it was not read"
expect_no_file left
[ -z "$(ls -A | grep '^\.pith')" ] || fail "a draft is left"

claim "each op says how long it may take, and what was late says so"
for pair in fs.read:io fs.write:io proc.spawn:task web.fetch:task time.now:lock task.list:ipc proc.wait:custom stream.read:custom; do
    expect_exit 0 pith call ops.describe name="${pair%:*}" --json
    expect_json ".timeout == \"${pair#*:}\""
done
expect_exit 7 pith call time.sleep ms=1m --timeout 50ms
expect_exit 0 pith call observe.recent kind=op.late --json
expect_json '.events[-1] | .op == "time.sleep" and .text == "custom" and .values.retries == 0'
expect_exit 2 pith config set timeouts.ipc 2m
expect_exit 0 pith config set timeouts.ipc 1s
