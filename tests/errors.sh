#!/bin/sh
# An error says what, why, and what to do next.
. ./lib.sh
start_pith

claim "three lines, on standard error alone"
expect_exit 6 pith call fs.read path=nothing
[ ! -s "$out" ] || fail "something is on standard output"
expect_err "error: "
expect_err "nothing"
expect_err "why:   There is no such thing. ("

claim "mistyped words are recognised"
expect_exit 2 pith statsu
expect_err "try:   pith status"
expect_exit 2 pith fs.list
expect_err "try:   pith call fs.list"
expect_exit 6 pith call fs.raed path=x
expect_err "try:   pith call fs.read"
expect_exit 2 pith call fs.read pth=x
expect_err "did you mean path="
expect_exit 2 pith call fs.read --jsno
expect_err "try:   --json"
for command in serve status stop logs doctor version; do
    expect_exit 2 pith $command extra
    expect_err "try:   pith help $command"
done

claim "a second daemon is told how to come to terms with the first"
expect_exit 1 pith serve
expect_err "is in use by process"
expect_err "try:   pith status"

claim "a bad value names its parameter and what it may be"
expect_exit 2 pith call fs.write path=x data=y mode=sideways
expect_err "mode"
expect_err "replace"
expect_exit 2 pith call storage.set mood calm
expect_err "a text stands in its quotes"
expect_exit 2 pith call fs.list limit=100000
expect_err "limit"
expect_err "10000"
expect_exit 2 pith call fs.read
expect_err "path"
expect_err "try:   pith help fs.read"

claim "a secret is not taken from the command line, nor is a wrong profile"
expect_exit 2 pith status --profile ../elsewhere
expect_err "profile"

claim "no colours where nobody sees them"
if grep -q "$(printf '\033')" "$err"; then fail "there is an escape sequence"; fi
