#!/bin/sh
# Programs in sandboxes, in a daemon that has given up what it needs no more.
. ./lib.sh

start_pith
pith doctor >"$out" 2>&1 || :
grep -q '^ok *userns' "$out" || { echo "skipped: no user namespaces here"; exit 77; }
case $(pith doctor 2>/dev/null) in *"warn  seccomp"*) exit 77 ;; esac

# What a shell line prints; by the connection that it ends with, so it is told to stay.
run() # line options ...
{
    line=$1
    shift
    expect_exit 0 pith call proc.shell line="$line" stay=true --json "$@"
    id=$(jq .id "$out")
    expect_exit 0 pith call proc.wait id="$id" --json
}

claim "a program runs, and how it ended is told"
run 'exit 7' || fail "it did not run"
[ "$(jq .proc.status "$out")" = 7 ] || fail "its status is another"

claim "a second comes from the pool, and is as good"
run 'test "$(id -u)" = 1000' || fail "it did not run"
[ "$(jq .proc.status "$out")" = 0 ] || fail "it is not as the first"

claim "it reaches nothing of this machine's network"
run 'test "$(cat /proc/self/net/dev | grep -c :)" = 1'
[ "$(jq .proc.status "$out")" = 0 ] || fail "there are other cards"

claim "the plan says what would be made, or what is missing"
if pith doctor 2>/dev/null | grep -q 'private by'; then
    expect_exit 0 pith call sandbox.plan program=true network=private
    grep -q '^fence .*169.254.0.0/16' "$out" || fail "nothing is fenced off"
else
    expect_exit 1 pith call sandbox.plan program=true network=private
    expect_err "a private network"
fi

claim "what has ended is not stopped, and says why"
id=$(pith call proc.shell true stay=true --json | jq .id)
eventually sh -c "'$PITH' call proc.info $id --json | jq -e '.proc.state == \"exited\"'"
expect_exit 1 pith call proc.suspend "$id"
expect_err "cannot be stopped: it is exited"
expect_err "hint: "
pith call proc.wait "$id" >"$out"

claim "what cannot be is refused"
case $(pith doctor 2>/dev/null) in
*bridged*) expect_exit 2 pith call proc.spawn program=true network=bridged ;;
*) expect_exit 1 pith call proc.spawn program=true network=bridged ;;
esac
expect_exit 2 pith call proc.spawn program=true forwards=8080:80
expect_err "ports lead into private networks only"

claim "nothing of all that is left when it ends"
zygote=$(grep -ls "^PPid:[[:space:]]*$daemon\$" /proc/[0-9]*/status | cut -d / -f 3 | head -n 1)
[ "$zygote" ] || fail "there is no zygote"
end_pith TERM
[ $status = 0 ] || fail "it exits with $status"
eventually sh -c '! ls -d /sys/fs/cgroup/*/pith-'"$zygote"'-* 2>/dev/null'
