#!/bin/sh
# Native programs and services, as docs/native.md and docs/examples have them: each example is built
# by the line in its comment, and run.
. ./lib.sh
source=$(realpath "$OLDPWD/..")

claim "libpith is built from its sources alone"
mkdir lib
cc -std=gnu17 -D_GNU_SOURCE -O2 -fPIC -shared "$source"/lib/*.c -o lib/libpith.so
export C_INCLUDE_PATH="$source/lib" LIBRARY_PATH="$PWD/lib" LD_LIBRARY_PATH="$PWD/lib"

build_example() # name; as its comment says
{
    cp "$source/docs/examples/$1.c" .
    line=$(sed -n 's/^ \* *\(cc [^&]*[^& ]\).*/\1/p' "$1.c")
    [ "$line" ] || fail "$1.c does not say how it is built"
    sh -c "$line"
}

start_pith
echo "a note" >note

claim "hello calls and prints"
build_example hello
expect_exit 0 ./hello note
expect_out "pith $("$PITH" version | awk '{ print $NF; exit }')"
expect_out "a note"
expect_exit 1 ./hello missing
expect_err "missing"

claim "batch has many calls under way"
build_example batch
expect_exit 0 ./batch note missing
expect_out "note: 7 bytes"
expect_out "missing: "

claim "follow is told what happens, and leaves"
build_example follow
./follow 3 >events &
follower=$!
heard()
{
    pith call time.now && ! kill -0 $follower 2>/dev/null
}
eventually heard
[ "$(wc -l <events)" = 3 ] || fail "it is not three events"

claim "who is not there is said"
PITH_DATA_DIR=$scratch/nowhere expect_exit 1 ./hello note
expect_err "start it: pith serve"

pith doctor >"$out" 2>&1 || :
grep -q '^ok *userns' "$out" || { echo "skipped from here on: no user namespaces here"; exit 0; }

claim "a program that pith starts has the ring that it was given, and no more"
mkdir box
cp note box
cc -std=gnu17 -D_GNU_SOURCE -O2 hello.c "$source"/lib/*.c -o box/hello
expect_exit 0 pith call proc.spawn program="$PWD/box/hello" args="$PWD/box/note" dir="$PWD/box" read=true \
    ring=true allow=system_info allow=read_file stay=true --json
id=$(jq -r .id "$out")
expect_exit 0 pith call proc.wait id="$id" --json
expect_json '.proc.status == 0'
expect_exit 0 pith call proc.spawn program="$PWD/box/hello" args=/etc/passwd dir="$PWD/box" read=true \
    ring=true allow=system_info allow=read_file stay=true --json
id=$(jq -r .id "$out")
expect_exit 0 pith call proc.wait id="$id" --json
expect_json '.proc.status == 1'

claim "what it lacks is said, with what would give it that"
cp note box
expect_exit 1 pith run --read --dir box --with ring=true ./hello note </dev/null
expect_err "allow=system_info"
expect_exit 1 pith run --read --dir box ./hello note </dev/null
expect_err "ring=true"
expect_exit 0 pith run --read --dir box --with ring=true --with allow=system_info --with allow=read_file ./hello note </dev/null

claim "a service is taken in, and answers"
mkdir greet
cp "$source"/docs/examples/service.c "$source"/docs/examples/service.toml greet
cc -std=gnu17 -D_GNU_SOURCE -O2 greet/service.c "$source"/lib/*.c -o greet/greet
before=$(pith status --json | jq .ops)
expect_exit 0 pith call service.add path="$PWD/greet/service.toml"
expect_exit 1 pith call service.add path="$PWD/greet/service.toml"
expect_err "service.restart"
expect_exit 0 pith call greet.hello who=world
expect_out "Hello, world!"
expect_exit 0 pith call greet.countdown from=100
[ "$(wc -l <"$out")" = 100 ] || fail "it does not count a hundred"
expect_exit 2 pith call greet.hello
expect_err "who is missing (Whom to greet.)"
expect_exit 0 pith help greet.hello
expect_out "How warmly; once if left out."

claim "it is killed, and the next call is answered all the same"
kill -KILL "$(pith call service.info name=greet --json | jq .service.pid)"
expect_exit 0 pith call greet.hello who=again
expect_out "Hello, again!"

is_gone()
{
    ! pgrep -f "$PWD/greet/greet" >/dev/null
}

claim "it is still known when pith has been started again"
end_pith TERM
[ "$status" = 0 ] || fail "pith exits with $status"
is_gone || fail "the service is left behind"
start_pith
expect_exit 0 pith call greet.hello who=you
expect_out "Hello, you!"

claim "of programs that are killed nothing is left"
held() # descriptors, pollers and shared memories of the daemon, and procs alive
{
    ls /proc/"$daemon"/fd | wc -l
    cat /proc/"$daemon"/task/*/comm | grep -c pith-ring || :
    grep -c memfd:pith-ring /proc/"$daemon"/maps || :
    pith call observe.metrics --json | jq -r .text | awk '/^pith_(procs|rings|calls_running) / { print $1, $2 }'
}
pith call service.stop name=greet
held >before
for _ in $(seq 20); do
    ./follow >/dev/null 2>&1 &
    kill_these="${kill_these:-} $!"
    ./batch note note note >/dev/null 2>&1 &
    kill_these="$kill_these $!"
done
sleep 0.2
kill -KILL $kill_these 2>/dev/null || :
wait $kill_these 2>/dev/null || :
nothing_is_left()
{
    held >after && cmp before after
}
eventually nothing_is_left

claim "programs see that pith is gone, and services go with it"
follows()
{
    pith call time.now && [ -s followed ]
}
./follow >followed 2>gone &
follower=$!
eventually follows
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null || :
daemon=
wait $follower && status=0 || status=$?
[ $status = 1 ] && grep -q "daemon is gone" gone || fail "it was not told"
eventually is_gone

claim "a service that was removed is gone"
start_pith
expect_exit 0 pith help greet
expect_out "greet."
expect_exit 0 pith call service.remove name=greet
eventually sh -c "[ \"\$('$PITH' status --json | jq .ops)\" = $before ]"
expect_exit 6 pith help greet
expect_exit 6 pith call greet.hello who=world
expect_exit 0 pith call service.list --json
expect_json '[.services[] | select(.name == "greet")] == []'
