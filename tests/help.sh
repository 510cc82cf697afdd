#!/bin/sh
# Help comes from the tables, and needs no daemon.
. ./lib.sh

claim "of pith"
expect_exit 0 pith help
expect_out "pith serve"
cp "$out" all
expect_exit 0 pith --help
expect_same all "$out"
expect_exit 0 pith
expect_same all "$out"

claim "of each command, with examples"
for command in $(sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p' all); do
    expect_exit 0 pith help "$command"
    expect_out "Usage  pith $command"
    cp "$out" one
    [ -z "$(sed -n '3,/^$/{/^$/d;/^  [a-z]/!p}' one)" ] || fail "the examples of $command are torn"
    expect_exit 0 pith "$command" --help
    expect_same one "$out"
done
expect_exit 0 pith help call
expect_out "  pith call time.sleep ms=1m30s --timeout 2m"

claim "of each op, with its parameters"
for op in $(pith ops -o name); do
    expect_exit 0 pith help "$op"
    expect_out "pith call $op"
done
expect_exit 0 pith help fs.write
expect_out "replace, append, patch"
expect_out "needs write_file"
cp "$out" one
expect_exit 0 pith call fs.write --help
expect_same one "$out"

claim "what an op takes in records is listed with it, and each type has help of its own"
expect_exit 0 pith help fs.patch
expect_out "fs_edit: "
grep -q "^  old " "$out" || fail "the fields of fs_edit are not there"
expect_exit 0 pith help fs_edit
expect_out "Fields"
expect_exit 0 pith help network_mode
for mode in full private shared bridged; do
    grep -q "^  $mode  *[A-Z]" "$out" || fail "$mode is not explained"
done
expect_exit 0 pith help proc_chunk
expect_exit 0 pith help proc.spawn
expect_out "default 1024MiB"

claim "of each service: its ops"
for service in $(pith ops -o name | sed 's/\..*//' | sort -u); do
    expect_exit 0 pith help "$service"
    cp "$out" one
    pith ops -o name | grep "^$service\." | while read -r op; do grep -q "^  $op " one || echo "$op"; done >missing
    [ ! -s missing ] || fail "$(cat missing) is not there"
    case $service in config | ops) continue ;; esac # a command does what it does
    expect_exit 0 pith "$service"
    expect_same one "$out"
done

claim "on a narrow terminal, too, nothing of it is cut off"
if command -v script >/dev/null; then
    expect_exit 0 script -qec "stty cols 60; '$PITH' help fs.write" /dev/null
    tr -d '\r' <"$out" | tr -s ' \n' ' ' | grep -q "One of: replace, append, patch" ||
        fail "the choices are not all there"
fi

claim "ops are found by what one wants to do"
expect_exit 0 pith ops rename a file
[ "$(sed -n '2s/ .*//p' "$out")" = fs.move ] || fail "fs.move is not the first"
expect_exit 6 pith ops xyzzy

claim "the version, in each of its spellings"
expect_exit 0 pith version
cp "$out" one
for spelling in -V --version; do
    expect_exit 0 pith $spelling
    expect_same one "$out"
done

claim "the manual page is written for man"
expect_exit 0 pith help --man
expect_out ".TH PITH 1"
expect_out ".B \\-o, \\-\\-output FORM"

claim "all that went without a data directory being made"
expect_no_file "$PITH_DATA_DIR"

claim "how long an op may take, and which setting says so"
expect_exit 0 pith help proc.wait
expect_out "ends after calls.timeout, which is 5m"
