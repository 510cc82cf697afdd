#!/bin/sh
# What a file's name or contents say to the terminal is not obeyed.
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
