#!/bin/sh
# Completion knows every word of the tables; the scripts for shells are sound.
. ./lib.sh

offered() # word, words of the line ...
{
    word=$1
    shift
    pith complete -- "$@" | cut -f 1 | grep -qxF -- "$word" || fail "'$word' is not offered after: $*"
}

claim "commands, and their options"
offered call ''
offered doctor do
offered --raw call fs.read --r
offered --json status --

claim "each op"
for op in $(pith ops -o name); do
    offered "$op" call "${op%?}"
done
offered fs.read help fs.r

claim "parameters that are not given yet"
offered path= call fs.write ''
offered mode= call fs.write path=x m
if pith complete -- call fs.write path=x '' | grep -q '^path='; then fail "path is offered again"; fi

claim "choices, yes and no, files"
for mode in replace append patch; do
    offered mode=$mode call fs.write mode=
done
offered create=false call fs.write create=f
pith complete -- call fs.read path= | grep -q '^:files' || fail "no files are offered for a path"

claim "a path that goes without its name, once it is begun"
pith complete -- call fs.read RE | grep -q '^:files' || fail "no files are offered for a path"
if pith complete -- call time.now RE | grep -q '^:files'; then fail "files are offered"; fi

claim "options before and between words do not hide them"
offered fs.read --json call fs.re
offered fs.read --data /tmp call fs.re
offered path= call --timeout 3s fs.read ''

claim "values of options"
offered wide ops -o ''
offered --emit=schema ops --emit=sch
offered exit-codes help e
offered warn observe follow --least w
offered --least=debug observe follow --least=d
offered private run --network p
pith complete -- run ./RE | grep -q '^:files' || fail "no files are offered for a program"
pith complete -- --data '' | grep -q '^:files' || fail "no directories are offered"

claim "shells can read the scripts"
for shell in bash zsh fish; do
    expect_exit 0 pith completion $shell
    cp "$out" script
    command -v $shell >/dev/null || continue
    expect_exit 0 $shell -n script
    expect_quiet
done
if command -v zsh >/dev/null; then
    claim "zsh takes it also where nothing of the kind was begun yet"
    pith completion zsh >script
    expect_exit 0 zsh -f -c 'source ./script; (( $+functions[_pith] ))'
    expect_quiet
fi
expect_exit 2 pith completion tcsh

claim "bash offers what pith says"
if command -v bash >/dev/null; then
    pith completion bash >script
    cat >>script <<'END'
PATH=$1:$PATH
COMP_WORDS=(pith call fs.write mode = pa) COMP_CWORD=5
_pith
echo "${COMPREPLY[@]}"
END
    expect_exit 0 bash script "$(dirname "$PITH")"
    expect_out patch
fi
