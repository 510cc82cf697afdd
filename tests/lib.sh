# lib: what the scenarios share. A scenario is a script of claims about the built program:
#
#     . ./lib.sh
#     start_pith
#     claim "what is not there is told by the exit status"
#     expect_exit 6 pith call fs.read path=nothing
#     expect_err "error: "
#
# Each works in a scratch directory, with a data directory of its own; both go when it ends, and
# so does its pith. PITH names the program (../build/pith). What fails says which claim, and
# what was printed.
set -eu

PITH=$(realpath -m "${PITH:-../build/pith}")
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pith-scenario-XXXXXX")
out=$scratch/out
err=$scratch/err
daemon=
claimed=
export PITH__HTTP__PORT=0 PITH_DATA_DIR="$scratch/data" XDG_CONFIG_HOME="$scratch/config" NO_COLOR=1 LC_ALL=C.UTF-8
unset FORCE_COLOR CLICOLOR_FORCE PITH_LOG_LEVEL PITH_FAIL
mkdir "$scratch/work"
cd "$scratch/work"

leave()
{
    [ ! "$daemon" ] || kill -KILL "$daemon" 2>/dev/null || :
    rm -rf "$scratch"
}
trap leave EXIT
trap 'exit 1' INT TERM

claim()
{
    claimed=$1
    echo "$claimed"
}

fail() # why
{
    echo "NOT SO: $claimed: $1"
    for printed in "$out" "$err" "$scratch/serve.err"; do
        [ ! -s "$printed" ] || { echo "--- $(basename "$printed"):" && head -c 4000 "$printed"; }
    done
    exit 1
}

# --- pith ---

pith()
{
    "$PITH" "$@"
}

# Returns when it is ready: that line comes through a pipe, and a pith that ends closes it.
start_pith() # options of serve ...
{
    mkfifo "$scratch/ready"
    "$PITH" serve "$@" >"$scratch/ready" 2>"$scratch/serve.err" &
    daemon=$!
    read -r ready <"$scratch/ready" || fail "pith did not start"
    rm "$scratch/ready"
}

end_pith() # signal; leaves its exit status in $status
{
    kill "-$1" "$daemon"
    wait "$daemon" 2>/dev/null && status=0 || status=$?
    daemon=
}

# True while that many calls run besides the question itself; to be waited for.
is_running() # how many
{
    running=$(pith call observe.metrics --json | jq -r .text | awk '/^[a-z_]*calls_running / { print $2 }')
    [ "$running" -eq $(($1 + 1)) ]
}

# --- expectations; the first runs a command, the others look at what it printed ---

expect_exit() # status, command ...
{
    wanted=$1
    shift
    "$@" >"$out" 2>"$err" && status=0 || status=$?
    [ "$status" = "$wanted" ] || fail "'$*' exits with $status, not $wanted"
}

expect_out() # text in standard output
{
    grep -qF -- "$1" "$out" || fail "'$1' is not printed"
}

expect_err() # text in standard error
{
    grep -qF -- "$1" "$err" || fail "'$1' is not said"
}

expect_quiet()
{
    [ ! -s "$out" ] && [ ! -s "$err" ] || fail "something is printed"
}

# Standard output is one JSON document, and the filter is true of it.
expect_json() # jq's filter
{
    [ "$(jq -s length "$out" 2>/dev/null)" = 1 ] || fail "that is not one JSON document"
    jq -e "$1" "$out" >/dev/null || fail "not true of it: $1"
}

expect_same() # file, file
{
    cmp "$1" "$2" || fail "$1 and $2 differ"
}

expect_file() # file, text
{
    printf %s "$2" | cmp - "$1" || fail "$1 does not hold '$2'"
}

expect_no_file()
{
    [ ! -e "$1" ] || fail "$1 is there"
}

# Waits for something that another process is about to do; it is a failure when it never does.
eventually() # command ...
{
    for _ in $(seq 300); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 0.1
    done
    fail "never: $*"
}
