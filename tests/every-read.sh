#!/bin/sh
# Every op that only reads answers a call with the least it needs, or says cleanly why not: at the
# command line and over HTTP. A new row is asked like the others.
. ./lib.sh
start_pith

# The least that a parameter takes, by its schema.
least='def least:
    if .enum then .enum[0]
    elif .type == "integer" or .type == "number" then (.minimum // 0)
    elif .type == "boolean" then false
    elif .type == "array" then []
    elif .type == "object" then {}
    else "x" * ([.minLength // 1, 1] | max)
    end;'

# op, arguments as JSON
pith ops --emit=schema |
    jq -c "$least"' to_entries[] | select(.value.effect == "pure" or .value.effect == "read") |
        [.key, (.value.input as $in | [$in.required // [] | .[] | {key: ., value: ($in.properties[.] | least)}] | from_entries)]' >questions
asked=$(wc -l <questions)

claim "there are such ops"
[ "$asked" = "$(pith ops -o wide | awk '$2 == "pure" || $2 == "read"' | wc -l)" ] || fail "it is $asked"

# An answer, or an error that is somebody else's fault than pith's.
expect_clean() # op
{
    jq -es 'length > 0 and all(.[]; (.error.kind // "") | . != "internal" and . != "corrupt")' "$out" >/dev/null ||
        fail "$1 ends badly"
}

claim "over HTTP"
while IFS= read -r question; do
    op=$(printf %s "$question" | jq -r '.[0]')
    printf %s "$question" | jq -c '.[1]' >arguments
    code=$(curl -sS --unix-socket "$PITH_DATA_DIR/control.sock" -H 'Pith-Timeout: 300' -d @arguments \
        -o "$out" -w '%{http_code}' "http://pith/v1/ops/$op") || fail "$op is not answered"
    case $code in 500 | 501) fail "$op is answered with $code" ;; esac
    expect_clean "$op"
done <questions

claim "at the command line"
while IFS= read -r question; do
    op=$(printf %s "$question" | jq -r '.[0]')
    printf %s "$question" | jq -r '.[1] | to_entries[] | "\(.key)=\(.value | if type == "string" then . else tojson end)"' >words
    set -- # the words are lines
    while IFS= read -r word; do set -- "$@" "$word"; done <words
    pith call "$op" "$@" --json --timeout 300ms >"$out" 2>"$err" </dev/null && status=0 || status=$?
    [ "$status" -lt 128 ] || fail "$op ends with $status"
    [ ! -s "$err" ] || fail "$op says something beside its answer"
    expect_clean "$op"
done <questions
