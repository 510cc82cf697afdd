#!/bin/sh
# Limits as callers meet them: who is late, what is told before a limit is met, and after.
. ./lib.sh
start_pith
pith doctor >"$out" 2>&1 || :
grep -q '^ok *userns' "$out" || { echo "skipped: no user namespaces here"; exit 77; }

expect_exit 0 pith call proc.spawn program=sleep args=1000 stay=true --json
id=$(jq .id "$out")
case $(jq -r .limits_by "$out") in cgroup*) ;; *) echo "skipped: no cgroups here"; exit 77 ;; esac

claim "what waits for others in here is late when timeouts.ipc says so"
zygote=$(grep -ls "^PPid:[[:space:]]*$daemon\$" /proc/[0-9]*/status | cut -d / -f 3 | head -n 1)
expect_exit 0 pith config set timeouts.ipc 1s
kill -STOP "$zygote"
expect_exit 7 pith call proc.limits id="$id" processes=100
kill -CONT "$zygote"
expect_exit 0 pith call observe.recent kind=op.late --json
expect_json '.events[-1] | .op == "proc.limits" and .text == "ipc"'
expect_exit 0 pith call proc.limits id="$id" processes=99 --json
expect_json '.limits.processes == 99'

claim "and not while its caller gives it more"
(sleep 1.5; kill -CONT "$zygote") &
kill -STOP "$zygote"
expect_exit 0 pith call proc.limits id="$id" processes=98 --timeout 1m

claim "at four fifths of its memory a program is told of, and goes on"
mkdir box
# Again and again: the kernel is asked aside to tell of it, which may take a while.
expect_exit 0 pith call proc.spawn program=sh memory=33554432 stay=true --json dir=box read=true \
    args='["-c","until [ -e told ]; do head -c 29000000 /dev/zero | tail -c 29000000 | (sleep 0.2; wc -c); done"]'
id=$(jq .id "$out")
is_told()
{
    [ "$(pith call observe.recent kind=proc.pressure --json | jq '.events | length')" != 0 ]
}
eventually is_told
touch box/told
expect_exit 0 pith call proc.wait id="$id" --json
expect_json '.proc | .status == 0 and (has("why") | not)'
expect_exit 0 pith call observe.recent kind=proc.pressure --json
expect_json ".events[-1] | .proc == $id and .severity == \"warn\" and (.text | startswith(\"sh -c 'until\"))"
expect_json '.events[-1].values | .used >= .most * 4 / 5 and .most == 33554432'

claim "past it the kernel ends it, and that is told"
expect_exit 0 pith call proc.spawn program=sh memory=33554432 stay=true --json \
    args='["-c","head -c 99000000 /dev/zero | tail -c 99000000"]'
id=$(jq .id "$out")
expect_exit 0 pith call proc.wait id="$id" --json
expect_json '.proc.why == "memory"'
expect_exit 0 pith call observe.recent kind=proc.limit --json
expect_json "any(.events[]; .proc == $id and .text == \"memory\" and .values.most == 33554432)"
