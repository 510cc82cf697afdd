#!/bin/sh
# A terminal gets what fits it, and does not obey what names and contents say.
. ./lib.sh
start_pith
escape=$(printf '\033]0;x\007') csi=$(printf '\302\2332J') turn=$(printf '\342\200\256')

on_terminal() # words for pith ...
{
    script -qec "'$PITH' $*" /dev/null </dev/null >"$out" 2>&1 || :
    for byte in "$(printf '\302\233')" "$turn" "$(printf '\033]')"; do
        ! grep -qF -- "$byte" "$out" || fail "'pith $*' lets it through"
    done
}

claim "a record in a record is shown line by line, and columns without anything not at all"
id=$("$PITH" call proc.shell 'sleep 1000' stay=true --json | jq '.id // empty')
on_terminal_is()
{
    expect_exit 0 script -qec "stty cols 100; '$PITH' call $1" /dev/null </dev/null
}
if [ "$id" ]; then
    on_terminal_is "proc.info id=$id"
    grep -q "^  state  *running" "$out" || fail "it is not"
    "$PITH" call proc.shell 'sleep 1000' stay=true >"$out" 2>&1
    on_terminal_is proc.list
    ! head -1 "$out" | grep -q "signal" || fail "a column is empty"
    "$PITH" call proc.list --json | jq -r '.procs[].id' | while read -r one; do "$PITH" call proc.kill "$one"; done
fi

claim "events of a stream, a line each"
(eventually is_running 1 && pith call fs.exists nothing) >/dev/null 2>&1 &
on_terminal call observe.follow kind=op. op=fs.exists --timeout 2s
expect_out "op.done         fs.exists"

claim "tables fit, and say where they do not"
expect_exit 0 script -qec "stty cols 70; '$PITH' call sys.info" /dev/null </dev/null
[ "$(tr -d '\r' <"$out" | wc -L)" -le 70 ] || fail "a line is wider than the terminal"
expect_out "…"
expect_exit 0 pith call sys.info
! grep -q "…" "$out" || fail "something is cut that is not for a terminal"

claim "a record that does not fit is shown name by name"
name=$(printf '%060d' 0)
mkdir one && : >"one/$name"
expect_exit 0 script -qec "stty cols 50; '$PITH' call fs.list path=one" /dev/null </dev/null
expect_out "name      $name"

claim "names in a list"
: >"$csi" && : >"$turn" && : >"$escape"
on_terminal call fs.list
expect_out '\u009b2J'
expect_out '\u202e'
expect_out '\u001b]0;x'

claim "names in JSON"
on_terminal call fs.list --json
expect_out '\u009b2J'
expect_out '\u202e'

claim "names in errors"
on_terminal call fs.read path="'$csi'/a"
on_terminal call fs.read path="'$csi'/a" --json
expect_out 'u009b2J'

claim "contents"
printf 'shown\n\302\2332J' >bad
on_terminal call fs.read path=bad
expect_out "not text"
printf 'hidden\rseen\n' >bad
on_terminal call fs.read path=bad
expect_out "not text"
printf 'fine \342\202\254\r\n' >good
on_terminal call fs.read path=good
expect_out "fine"
