#!/bin/sh
# `pith run`: a program in a sandbox, as if it ran here; and what `pith call` shows of bytes.
. ./lib.sh

start_pith
pith doctor >"$out" 2>&1 || :
grep -q '^ok *userns' "$out" || { echo "skipped: no user namespaces here"; exit 77; }
case $(pith doctor 2>/dev/null) in *"warn  seccomp"*) exit 77 ;; esac
mkdir "$scratch/here" && cd "$scratch/here"

terminal() # line for a shell that has one
{
    script -qec "$1" /dev/null </dev/null >"$out" 2>&1 && status=0 || status=$?
}

claim "both outputs come, each where it belongs, and its exit status is ours"
expect_exit 7 pith run -c 'echo told; echo complained >&2; exit 7' </dev/null
expect_same "$out" - <<END
told
END
expect_err "complained"

claim "what follows the program's name is the program's, whatever it looks like"
expect_exit 0 pith run printf '%s|' -n --help -- 'i=0; x' '[1]' @x
expect_out "-n|--help|--|i=0; x|[1]|@x|"

claim "a signal that ends it is said, and counted as shells do"
expect_exit 137 pith run -c 'kill -9 $$'
expect_err "ended by signal 9"

claim "what is piped in goes through it, however much, unchanged"
head -c 3000000 /dev/urandom >large
pith run cat <large >back
expect_same large back

claim "a program that does not read what is piped in says all it has to say"
for i in 1 2 3 4 5 6 7 8 9 10; do
    yes | expect_exit 0 pith run head -1
    expect_out y
    echo foo | expect_exit 0 pith run echo hi
    expect_out hi
done
yes | expect_exit 0 pith run -c 'exec <&-; echo closed; sleep 0.1; echo "and on"'
expect_out "and on"

claim "and with --no-input it leaves that to others"
seq 3 | while read -r n; do pith run -n sh -c "cat; echo got $n"; done >back
seq 3 | sed 's/^/got /' | expect_same back -

claim "nothing of this machine is there but what it is given"
echo text >note
expect_exit 1 pith run cat "$PWD/note"
expect_exit 0 pith run --read cat note
expect_out text
expect_exit 2 pith run --read sh -c 'echo more >note' </dev/null
expect_exit 0 pith run --write sh -c 'echo more >note' </dev/null
expect_file note "more
"

claim "any parameter of proc.spawn, and words for the environment"
expect_exit 0 pith run -e GREETING=hello --with files=77 sh -c 'echo $GREETING $(ulimit -n)'
expect_out "hello 77"
expect_exit 2 pith run --with nothing=1 true
expect_err "proc.spawn has no parameter nothing"
expect_err "pith help proc.spawn"
expect_exit 0 pith run -e GREETING=hello --with files=77 -c 'echo $GREETING $(ulimit -n)'
expect_out "hello 77"
expect_exit 137 pith run --with wall=50ms -c 'sleep 1000'
expect_err "wall_time"
expect_exit 2 pith run
expect_err "run which program?"

claim "the networks are explained, and being cut off may be called none"
expect_exit 0 pith help run
expect_out "no network"
expect_exit 0 pith run --network none --json true </dev/null
expect_exit 0 pith run --network none --dry-run true
grep -q "^loopback " "$out" || fail "it is not cut off"
expect_exit 2 pith run --network nothing true </dev/null
expect_err "pith help proc.spawn"
pith run --network bridged true </dev/null >"$out" 2>"$err" && fail "there is a bridge"
expect_err "bridge"

claim "a dry run prints the plan, and starts nothing"
expect_exit 0 pith run --dry-run --write --dir . ls
grep -q "^bind  *$PWD  *read, write" "$out" || fail "the directory is not in the plan"
! grep -q limits_by "$out" "$err" || fail "it says what nobody asked"
expect_exit 0 pith run --dry-run --with memory=64MiB --with files=77 ls
grep -q "^limit  *files  *77 " "$out" || fail "the plan does not know the limits"
! grep -q "^cgroup " "$out" || expect_out "64 MiB of memory, 256 processes"
expect_exit 6 pith run --dry-run no-such-program
expect_err "there is no program no-such-program"
expect_exit 0 pith call proc.list --json
expect_json '.procs == []'

claim "a limit that ends it is said; so is a time that it was given"
expect_exit 7 pith run --timeout 200ms sleep 1000 </dev/null
expect_err "sleep has not ended within 200ms"

claim "Ctrl-Z stops it, too, until it may go on"
env --default-signal=INT,TSTP "$PITH" run -c 'echo begun; exec sleep 1000' >begun 2>"$err" </dev/null &
runner=$!
eventually grep -q begun begun
is_now() # state of the program, state of the process that waits for it
{
    pith call proc.list --json | jq -e ".procs[0].state == \"$1\"" && grep -q "^State:.$2" /proc/$runner/status
}
kill -TSTP $runner
eventually is_now suspended T
kill -CONT $runner
eventually is_now running S
kill -INT $runner
wait $runner && status=0 || status=$?
[ $status = 130 ] || fail "it exits with $status"

claim "Ctrl-C ends it; a daemon that was started in the background lets it hear that"
env --default-signal=INT "$PITH" run -c 'echo begun; exec sleep 1000' >begun 2>"$err" </dev/null &
runner=$!
eventually grep -q begun begun
kill -INT $runner
wait $runner && status=0 || status=$?
[ $status = 130 ] || fail "it exits with $status"

claim "it ends with us, however we do"
"$PITH" run -c 'echo begun again; exec sleep 1000' >begun 2>"$err" </dev/null &
runner=$!
eventually grep -q again begun
kill -KILL $runner
eventually sh -c "'$PITH' call proc.list --json | jq -e '.procs == []'"

claim "output that nobody reads ends it as in any pipe"
[ "$(pith run yes </dev/null | head -c 1000000 | wc -c)" = 1000000 ] || fail "something is missing"

claim "who reads slowly gets all of it"
seq 300000 >"$scratch/numbers"
pith run seq 300000 </dev/null | (sleep 1; cmp - "$scratch/numbers") || fail "something is missing"

claim "for programs, everything as JSON"
expect_exit 3 pith run --json -c 'echo hi; exit 3' </dev/null
jq -es '.[0].stream == "out" and .[0].data["$bytes"] == "aGkK" and .[1].proc.status == 3' "$out" >/dev/null ||
    fail "it is something else"

claim "on a terminal it has one, of the same size, and signs go through"
terminal "stty rows 33 cols 77; '$PITH' run sh -c 'stty size; test -t 0 -a -t 1 -a -t 2 && exit 5'"
expect_out "33 77"
[ $status = 5 ] || fail "it exits with $status: it has no terminal"

claim "the prompt behind a Ctrl-C begins a line"
terminal "'$PITH' run sh -c 'printf working; kill -INT \$\$'; echo prompt"
grep -q "^prompt" "$out" || fail "it does not"

claim "and becomes as large as that becomes"
terminal "stty rows 33 cols 77; (sleep 1; stty -F /dev/tty rows 40 cols 50) & \
    '$PITH' run sh -c 'until test \"\$(stty size)\" = \"40 50\"; do sleep 0.1; done; echo it did'"
expect_out "it did"

claim "without one, a terminal gets nothing that steers it"
terminal "'$PITH' run --no-terminal printf '\\033]0;x\\007 \\303\\251'"
expect_out '\u001b]0;x\u0007 é'
terminal "'$PITH' run --no-terminal printf '\\001\\000\\377'"
expect_out "3 bytes that are no text; --json"

claim "the output of a program that was started by a call is bytes, too"
id=$(pith call proc.shell 'printf "a\000b"; printf "\033[1mc" >&2' stay=true --json | jq .id)
expect_exit 0 pith call proc.output id="$id"
printf 'a\000b' | expect_same "$out" -
id=$(pith call proc.shell 'printf "\033[1mc"' stay=true --json | jq .id)
terminal "'$PITH' call proc.output id=$id"
expect_out '\u001b[1mc'
expect_exit 0 pith call stream.read note
expect_file "$out" "more
"

claim "what ends with the call that began it is told"
expect_exit 0 pith call proc.shell 'sleep 1000'
expect_err "ended with this call"
expect_err "pith run -c LINE"
expect_exit 0 pith call proc.shell 'sleep 1000' stay=true
! grep -q ended "$err" || fail "it stays"
expect_exit 0 pith call stream.open path=new
expect_err "the stream ended with this call"

claim "top shows what a running program uses, and counts what it lists"
id=$(pith call proc.shell 'while :; do :; done' stay=true --json | jq .id)
is_shown()
{
    pith top | grep -E " running +[0-9]+ .* (ms|s|min) .*iB +#$id "
}
eventually is_shown
pith top >"$out"
said=$(sed -n '1s/.*procs \([0-9]*\).*/\1/p' "$out")
rows=$(awk '/^PROC /,/^$/' "$out" | grep -c '#')
[ "$said" = "$rows" ] || fail "it says $said procs, and lists $rows"
pith call proc.kill "$id"
pith call proc.wait "$id" >"$out"

claim "words without a name find their place"
expect_exit 0 pith call fs.list /usr limit=1
expect_exit 0 pith call proc.shell 'i=0; exit $i'
expect_exit 2 pith call fs.list limit=-5
expect_err "must be between 1 and 10000"
expect_exit 6 pith call fs.list -5
