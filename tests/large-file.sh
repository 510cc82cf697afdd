#!/bin/sh
# A file of any bytes and any size comes out as it is, and the daemon does not hold it.
. ./lib.sh
start_pith

resident()
{
    awk '/^VmHWM/ { print $2 }' "/proc/$daemon/status"
}

claim "64 MB of random bytes"
head -c 67108864 /dev/urandom >large
expect_exit 0 pith call fs.read path=large count=1
before=$(resident)
expect_exit 0 pith call fs.read path=large
expect_same large "$out"
grew=$(($(resident) - before))
echo "the daemon grew by $grew KB"
[ $grew -lt 16384 ] || fail "the daemon grew by $grew KB"

claim "a range of it"
expect_exit 0 pith call fs.read path=large offset=33554432 count=1048577
tail -c +33554433 large | head -c 1048577 >range
expect_same range "$out"

claim "what is too much for JSON says so"
expect_exit 1 pith call fs.read path=large --json
expect_json '.error.kind == "limit"'

claim "a reader that leaves does no harm"
pith call fs.read path=large | head -c 1000 >/dev/null
expect_exit 0 pith call time.now
