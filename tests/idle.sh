#!/bin/sh
# Idle, the daemon does not run at all; and it is small.
. ./lib.sh
unset MALLOC_PERTURB_ # of the test runner: it touches all memory that is asked for
start_pith
expect_exit 0 pith call time.now
expect_exit 0 pith call fs.list

switches()
{
    awk '/ctxt_switches/ { n += $2 } END { print n }' "/proc/$daemon/task/"*/status
}

is_alone() # workers that have nothing to do end after a while
{
    set -- "/proc/$daemon/task/"*
    [ $# = 1 ]
}

memory() # row of smaps_rollup
{
    awk -v row="$1:" '$1 == row { print $2 }' "/proc/$daemon/smaps_rollup"
}

claim "nothing wakes it"
eventually is_alone
before=$(switches)
sleep 5
after=$(switches)
echo "$((after - before)) wake-ups in 5 s"
[ "$after" = "$before" ] || fail "it woke up $((after - before)) times"

claim "it is small"
echo "resident $(memory Rss) KB, private dirty $(memory Private_Dirty) KB"
[ "${PITH_BUILD:-}" = release ] || exit 0
[ "$(memory Rss)" -lt 7000 ] || fail "it holds too much memory"
[ "$(memory Private_Dirty)" -lt 2500 ] || fail "too much memory is its own"
