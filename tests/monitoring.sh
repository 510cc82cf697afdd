#!/bin/sh
# What is shipped for a monitoring system names figures that there are.
. ./lib.sh
shipped=$(dirname "$(realpath "$0")")/../docs/monitoring
start_pith
expect_exit 0 pith call time.now
pith call observe.metrics --json | jq -r .text >metrics

claim "every figure that rules and the dashboard name is there"
sed -n 's/^# TYPE \(pith_[a-z_]*\) \(.*\)/\1 \2/p' metrics | while read -r name type; do
    echo "$name"
    [ "$type" != histogram ] || printf '%s\n' "${name}_bucket" "${name}_count" "${name}_sum"
done | sort >there
cat "$shipped"/alerts.yml "$shipped"/grafana.json | grep -o 'pith_[a-z_]*' | sort -u >named
[ -s named ] || fail "nothing is named"
comm -23 named there >missing
[ ! -s missing ] || fail "$(cat missing) is not there"

claim "the dashboard is one JSON document, each panel of which asks for something"
jq -e '.panels | length > 10 and all(.[]; .targets | length > 0)' "$shipped/grafana.json" >/dev/null ||
    fail "a panel asks for nothing"
[ "$(jq '[.panels[].id] | length - (unique | length)' "$shipped/grafana.json")" = 0 ] || fail "two panels are one"

claim "promtool takes what it is given"
if command -v promtool >/dev/null; then
    expect_exit 0 promtool check metrics <metrics
    expect_exit 0 promtool check config --syntax-only "$shipped/prometheus.yml"
    expect_exit 0 promtool check rules "$shipped/alerts.yml"
fi

claim "the same figures come as data"
expect_exit 0 pith call observe.figures --json
expect_json '[.figures[].name] | index("calls_total") != null'
expect_json 'any(.ops[]; .op == "time.now" and .calls >= 1 and (.buckets | length) > 10)'
