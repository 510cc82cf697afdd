#!/bin/sh
# The key to the data is readable by its owner alone, whatever a copy or a restore left behind.
. ./lib.sh

mode_of()
{
    stat -c %a "$PITH_DATA_DIR/master.key"
}

claim "it is made so"
start_pith
[ "$(mode_of)" = 600 ] || fail "its mode is $(mode_of)"
end_pith TERM

claim "an open one is told, and closed again"
chmod 644 "$PITH_DATA_DIR/master.key"
start_pith
[ "$(mode_of)" = 600 ] || fail "its mode is $(mode_of)"
expect_exit 0 pith logs
expect_out "master.key was open to other users of this machine; it no longer is"
expect_out "mode=0644"

claim "the doctor sees it, too"
chmod 640 "$PITH_DATA_DIR/master.key"
expect_exit 1 pith doctor
expect_out "others may read or write master.key"
expect_exit 0 pith doctor --fix
[ "$(mode_of)" = 600 ] || fail "its mode is $(mode_of)"
end_pith TERM

claim "a link in its place is refused"
mv "$PITH_DATA_DIR/master.key" elsewhere
ln -s "$PWD/elsewhere" "$PITH_DATA_DIR/master.key"
expect_exit 5 pith serve
expect_err "master.key"
