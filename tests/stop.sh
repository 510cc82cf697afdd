#!/bin/sh
# A stop ends all that runs for nobody in particular, and waits for none of it.
. ./lib.sh

start_pith --set shutdown.bound=10m
pith doctor >"$out" 2>&1 || :
grep -q '^ok *userns' "$out" || { echo "skipped: no user namespaces here"; exit 77; }

claim "each kind of what goes on by itself is there"
pith call fs.watch path=. --json >"$scratch/watch" 2>"$scratch/watch.err" &
watcher=$!
pith call observe.follow --json >"$scratch/events" 2>&1 &
follower=$!
expect_exit 0 pith call task.submit op=time.sleep args='{"ms":3600000}'
expect_exit 0 pith call task.submit op=fs.watch args='{"path":"."}'
expect_exit 0 pith call proc.spawn program=sleep args=3600 stay=true --json
frozen=$(jq .id "$out")
expect_exit 0 pith call proc.suspend id="$frozen"
expect_exit 0 pith call proc.shell line='trap "" TERM; yes' stay=true --json
loud=$(jq .id "$out")
expect_exit 0 pith call proc.spawn program=sleep args=3600 stay=true ring=true
expect_exit 0 pith call proc.shell line='setsid sleep 3600 & exec cat' terminal=true stay=true
pith call proc.output id="$loud" --json >"$scratch/output" 2>&1 &
reader=$!
pith call proc.wait id="$frozen" --json >"$scratch/wait" 2>&1 &
waiter=$!
pith call doc.markdown html='<p>hi</p>' >/dev/null 2>&1 || :
eventually is_running 6

claim "pith stop ends all of it at once, whatever the bound is"
before=$(date +%s%N)
expect_exit 0 pith stop
wait "$daemon" || fail "it exits with $?"
daemon=
took=$((($(date +%s%N) - before) / 1000000))
echo "it took $took ms"

claim "who watches and follows is told the end; who reads or waits hears what became of it"
wait $watcher || fail "the watch failed: $(cat "$scratch/watch.err")"
wait $follower || fail "the following failed"
wait $reader || :
wait $waiter || fail "who waited was cut off: $(cat "$scratch/wait")"
[ "$(jq .proc.signal "$scratch/wait")" = 9 ] || fail "it ended in another way"

claim "a second signal does not wait for who waits"
start_pith --set shutdown.bound=10m
pith call time.sleep ms=1h >/dev/null 2>&1 &
eventually is_running 1
kill -TERM "$daemon"
sleep 0.3
kill -0 "$daemon" || fail "it did not wait for the call"
end_pith TERM
[ $status = 0 ] || fail "it exits with $status"
