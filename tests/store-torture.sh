#!/bin/sh
# The long run: kills of the store at random and at each failpoint, with both kinds of build.
#     tests/store-torture.sh [kills] [build directory ...]
set -eu
kills=${1:-200}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- build
for build; do
    echo "$build"
    "$build/tests/store_torture" "$kills"
done
