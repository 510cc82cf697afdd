#!/bin/sh
# The exit status says what kind of thing went wrong, and `pith help exit-codes` says the same.
. ./lib.sh

claim "3: nobody answers"
expect_exit 3 pith call time.now
expect_err "try:   pith --data $PITH_DATA_DIR serve"
expect_exit 3 pith status
expect_exit 3 pith stop

start_pith

claim "0: it went well"
expect_exit 0 pith call time.now
expect_exit 0 pith status

claim "1: it failed"
expect_exit 0 pith call fs.create path=there
expect_exit 1 pith call fs.create path=there

claim "2: it was used wrongly"
expect_exit 2 pith call
expect_exit 2 pith call time.sleep
expect_exit 2 pith call time.sleep ms=soon
expect_exit 2 pith call fs.list limit=0
expect_exit 2 pith call fs.list lmit=1
expect_exit 2 pith call time.now --no-such-option
expect_exit 2 pith no-such-command

claim "5: it may not be done"
expect_exit 5 pith call fs.delete path=there
expect_exit 5 pith call fs.read path="$PITH_DATA_DIR/master.key"

claim "6: it is not there"
expect_exit 6 pith call fs.read path=nothing
expect_exit 6 pith call no.such.op
expect_exit 6 pith help no-such-topic

claim "7: it took too long"
expect_exit 7 pith call time.sleep ms=1h --timeout 50ms

claim "the manual knows these"
expect_exit 0 pith help exit-codes
for code in 0 1 2 3 5 6 7 130; do
    grep -Eq "^ +$code  " "$out" || fail "$code is not explained"
done
