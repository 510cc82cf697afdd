#!/bin/sh
# A daemon starts, is alone with its data, stops gracefully, and survives being killed.
. ./lib.sh

claim "it says when it is ready"
start_pith
case $ready in *"is ready ($PITH_DATA_DIR)"*) ;; *) fail "it says: $ready" ;; esac
[ "$(stat -c %a "$PITH_DATA_DIR")" = 700 ] || fail "others may look at its data"

claim "it has given up what it does not need: it can open no connection"
is_filtered()
{
    grep -q '^Seccomp:[[:space:]]*2$' "/proc/$daemon/status"
}
eventually is_filtered

claim "a second one is refused, with the first one's number"
expect_exit 1 pith serve
expect_err "is in use by process $daemon"
expect_exit 0 pith call time.now

claim "SIGTERM ends it well"
end_pith TERM
[ $status = 0 ] || fail "it exits with $status"
expect_exit 3 pith call time.now

claim "so does SIGINT, and what runs is answered first"
start_pith
pith call time.sleep ms=3s >"$out" 2>"$err" &
caller=$!
eventually is_running 1
end_pith INT
[ $status = 0 ] || fail "it exits with $status"
wait $caller || fail "the call that ran was cut off"

claim "who follows events is told the end, and nobody waits for that"
start_pith --set shutdown.bound=10m
pith call observe.follow --json >"$scratch/events" 2>"$err" &
follower=$!
eventually is_running 1
end_pith TERM
[ $status = 0 ] || fail "it exits with $status"
wait $follower || fail "the stream was cut off"
grep -q system.stop "$scratch/events" || fail "the end is not among the events"

claim "kill -9 leaves nothing that keeps the next from starting"
for _ in 1 2 3; do
    start_pith
    end_pith KILL
done
start_pith
expect_exit 0 pith call time.now
expect_exit 0 pith stop
wait "$daemon" || fail "it does not end well after pith stop"
daemon=

claim "a directory that is not its own is refused with a remedy"
chmod 755 "$PITH_DATA_DIR"
expect_exit 5 pith serve
expect_err "try:   chmod 700 $PITH_DATA_DIR"
touch plain
expect_exit 2 pith serve --data plain
expect_err "is not a directory"
