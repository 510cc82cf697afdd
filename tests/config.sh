#!/bin/sh
# Settings: looked at, changed, mended, with and without a daemon.
. ./lib.sh
file=$XDG_CONFIG_HOME/pith/pith.toml

claim "without a daemon settings are shown, changed and taken back"
expect_exit 0 pith config get log.level
expect_file "$out" "info
"
expect_exit 0 pith config set log.level debug
expect_file "$file" '[log]
level = "debug"
'
expect_exit 0 pith config show --origin
expect_out "$file:2:9"
expect_exit 0 pith config unset log.level
expect_exit 0 pith config get log.level --json
expect_json '.setting.value == "info" and .setting.layer == "builtin"'

claim "mistyped words are recognised, and nothing is written"
cp "$file" before
expect_exit 2 pith config shwo
expect_err "try:   pith --data $PITH_DATA_DIR config show"
expect_exit 6 pith config set log.levle debug
expect_err "did you mean log.level?"
expect_exit 2 pith config set http.connections_most 3
expect_err "from 4 to 1000000"
expect_exit 2 pith config set log.level
expect_same "$file" before

claim "init writes every setting once, and the file is valid"
rm "$file"
expect_exit 0 pith config init
expect_exit 1 pith config init
expect_exit 0 pith config validate "$file"

claim "a set leaves comments and other keys alone"
printf '# mine\n[log]\nlevel = "info" # why\n[else]\nx = 1\n' >"$file"
start_pith --set limits.calls_at_once=50
expect_exit 0 pith config set log.level warn
expect_file "$file" '# mine
[log]
level = "warn" # why
[else]
x = 1
'

claim "a running daemon says what is in force, and from where"
expect_exit 0 pith config show --json
expect_json '[.settings[] | select(.key == "log.level")][0] | .value == "warn" and .layer == "user"'
expect_json '[.settings[] | select(.key == "limits.calls_at_once")][0] | .origin == "--set"'
expect_json '[.problems[] | select(.grade == "warning" and .line == 5)] | length == 1'

claim "what cannot change while it runs says so"
expect_exit 0 pith config set store.cache_pages 300
expect_err "from the next start on"

claim "a broken file is refused with its place, and what was in force stays"
cp "$file" good
echo 'log.level = "loud"' >"$file"
expect_exit 2 pith config reload
expect_err "$file:1:13: log.level must be one of trace, debug, info, warn, error"
expect_exit 1 pith config validate
expect_exit 0 pith config get store.cache_pages
expect_out 300
expect_exit 1 pith doctor
expect_out "$file:1:13"

claim "a start with a broken file uses what worked last"
end_pith TERM
start_pith
expect_exit 0 pith config get store.cache_pages --json
expect_json '.setting.value == "300" and .setting.layer == "kept"'

claim "an editor mends it, and the daemon reads it again"
export EDITOR="cp ../work/good"
expect_exit 0 pith config edit
expect_exit 0 pith config get log.level --json
expect_json '.setting.value == "warn" and .setting.layer == "user"'

claim "a folder's file counts when it is trusted, and while it stays the same"
mkdir .pith
echo 'log.level = "debug"' >.pith/pith.toml
expect_exit 0 pith config reload
expect_err "this folder is not trusted"
expect_exit 0 pith config trust
expect_exit 0 pith config get log.level
expect_out debug
echo 'log.level = "trace"' >.pith/pith.toml
expect_exit 0 pith config reload
expect_err "it has changed since it was trusted"
expect_exit 0 pith config get log.level
expect_out warn

claim "a variable wins over files, and a wrong one does not keep pith from starting"
end_pith TERM
export PITH__LOG__LEVEL=loud PITH__SHUTDOWN__BOUND=1s
start_pith
expect_exit 0 pith config get shutdown.bound
expect_out 1s
expect_exit 0 pith config get log.level
expect_out warn

claim "completion knows verbs, keys and words"
expect_exit 0 pith complete -- config set log.level w
expect_out warn
expect_exit 0 pith complete -- config get sto
expect_out store.cache_pages

claim "too few descriptors are a fault only of who asked for more connections, and told what to do"
end_pith TERM
ulimit -n 400
start_pith --set log.level=warn
! grep -q "too few descriptors" "$PITH_DATA_DIR/pith.log" || fail "what is built in is complained about"
end_pith TERM
start_pith --set log.level=warn --set http.connections_most=300
grep -q "too few descriptors.*LimitNOFILE" "$PITH_DATA_DIR/pith.log" || fail "it does not say what to do"
