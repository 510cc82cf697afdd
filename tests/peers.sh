#!/bin/sh
# peers.sh BUILD: programs of others speak to ours: npm's ws from both sides, and nginx and Node,
# which read the same odd requests as we do.
set -eu
build=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
. tools/setup.sh

choose_cache
mkdir -p "$cache/log"
find_in_package nginx nginx "whose judgement of odd requests is compared with ours"

packages=$cache/peers-$(cat tests/node/package.json tests/node/package-lock.json | sha256sum | cut -c 1-16)
if [ ! -e "$packages/done" ]; then
    mkdir -p "$packages"
    cp tests/node/package.json tests/node/package-lock.json tests/node/.npmrc "$packages"
    (cd "$packages" && npm ci) >"$cache/log/peers" 2>&1 ||
        die "the npm package ws could not be had: $(tail -n 1 "$cache/log/peers")" "see $cache/log/peers; then run $0 again"
    touch "$packages/done"
fi
[ "$(readlink tests/node/node_modules)" = "$packages/node_modules" ] ||
    { rm -rf tests/node/node_modules && ln -s "$packages/node_modules" tests/node/node_modules; }

PITH=$build/src/cli/pith PITH_HTTP_PEER=$build/tests/http_peer PITH_WS_VISIT=$build/tests/ws_visit \
    node --test --test-reporter=tap tests/node/*.test.js
