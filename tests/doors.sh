#!/bin/sh
# The doors over TCP: who is let in, under which name, from which page; and how each answers.
. ./lib.sh

start_pith
port=$(pith open --json | jq -r .url | sed 's/.*:\([0-9]*\)\/.*/\1/')
url=http://127.0.0.1:$port
jar=$scratch/jar

ask() # curl's options and path ...; the answer goes to $out, its status to $status
{
    path=$1
    shift
    status=$(curl -sS -o "$out" -D "$err" -w '%{http_code}' "$@" "$url$path")
}

expect_status() # status
{
    [ "$status" = "$1" ] || fail "the status is $status, not $1"
}

post() # path, body, curl's options ...
{
    path=$1 body=$2
    shift 2
    ask "$path" -H 'content-type: application/json' -d "$body" "$@"
}

code()
{
    pith open --json | jq -r .url | sed 's/.*#//'
}

# --- strangers ---

claim "strangers learn that somebody is at home, and nothing more"
ask /health
expect_status 200
expect_json '. == {ok: true}'
ask /
expect_status 200
expect_json '.name == "pith"'

claim "strangers may not call ops"
for op in time.now ops.list auth.link sys.info; do
    post /v1/ops/$op '{}'
    expect_status 401
    expect_json '.error.reason == "not_signed_in" and .error.hint == "pith open"'
done
ask /metrics
expect_status 401
ask /metrics/json
expect_status 401
post /v1/rpc '{"jsonrpc":"2.0","id":1,"method":"time.now"}'
expect_json '.error.code == -32001'

claim "strangers may not say much"
post /v1/ops/auth.exchange "{\"code\":\"$(head -c 5000 /dev/zero | tr '\0' x)\"}"
expect_status 413

claim "what is for WebSockets alone says so"
ask /ws
expect_status 426
grep -qi '^sec-websocket-version: 13' "$err" || fail "the version is not named"

# --- signing in ---

claim "a code gives a cookie that scripts cannot read, once"
code=$(code)
post /v1/ops/auth.exchange "{\"code\":\"$code\",\"name\":\"curl\"}" -c "$jar" -H "origin: $url"
expect_status 200
expect_json '.cookie == "(secret)" and (has("token") | not)'
grep -qi "^set-cookie: pith_$port=ses_.*; HttpOnly; SameSite=Strict" "$err" || fail "the cookie is not strict"
post /v1/ops/auth.exchange "{\"code\":\"$code\"}"
expect_status 401
expect_json '.error.reason == "bad_code"'

claim "a flood of wrong codes shuts nobody out who has a good one"
code=$(code)
curl -sS -H 'content-type: application/json' -d '{"code":"wrong"}' "$url/v1/ops/auth.exchange?[1-300]" >"$out" 2>"$err"
[ "$(jq -s 'map(select(.error.reason == "bad_code")) | length' "$out")" = 300 ] || fail "not all are told the same"
post /v1/ops/auth.exchange "{\"code\":\"$code\",\"as\":\"token\"}"
expect_status 200

cookie=$(awk -v name="pith_$port" '$6 == name { print name "=" $7 }' "$jar")
signed_in() # path, body, options
{
    path=$1 body=$2
    shift 2
    post "$path" "$body" -H "cookie: $cookie" -H "origin: $url" "$@"
}

claim "with the cookie one is somebody"
signed_in /v1/ops/auth.who '{}'
expect_json '.kind == "session" and .credential.name == "curl"'
ask /health -H "cookie: $cookie"
expect_json '.ok and .version and .uptime >= 0'

claim "a cookie of the same name from another port shuts nobody out"
for cookies in "pith_$port=other; $cookie" "$cookie; pith_$port=other" "pith_$port=; pith_$port=a.b; $cookie"; do
    post /v1/ops/auth.who '{}' -H "cookie: $cookies" -H "origin: $url"
    expect_json '.kind == "session"'
done
post /v1/ops/auth.who '{}' -H "cookie: pith_$port=a; pith_$port=b" -H "origin: $url"
expect_status 401

claim "a session holds the workspace and no more"
signed_in /v1/ops/fs.write '{"path":"note","data":{"$bytes":"aGVsbG8="}}'
expect_status 200
signed_in /v1/ops/fs.list '{"path":"/"}'
expect_status 403
signed_in /v1/ops/auth.link '{}'
expect_status 403

# --- names and pages ---

claim "foreign, missing and null hosts are refused"
for host in evil.example "evil.example:$port" 127.0.0.1 "127.0.0.1:1" "localhost.evil.example:$port" ""; do
    signed_in /v1/ops/time.now '{}' -H "host: $host"
    case $status in 400 | 403) ;; *) fail "host '$host': $status" ;; esac
done
for host in "127.0.0.1:$port" "localhost:$port" "[::1]:$port" "LOCALHOST:$port"; do
    signed_in /v1/ops/time.now '{}' -H "host: $host"
    expect_status 200
done

claim "under a foreign name nobody learns what is here"
for path in /v1/ops/no.such /v1/ops/time.now /v1/rpc /metrics /nothing /; do
    for method in GET POST DELETE OPTIONS NOTHING; do
        ask "$path" -X $method -H "host: evil.example:$port"
        expect_status 403
    done
done

claim "foreign and null origins are refused, and with a cookie no origin, too"
for origin in null http://evil.example "http://127.0.0.1:1" "https://127.0.0.1:$port" \
    "http://127.0.0.1:$port.evil.example" "http://localhost" "$url/" ""; do
    post /v1/ops/time.now '{}' -H "cookie: $cookie" -H "origin;" -H "origin: $origin"
    expect_status 403
done
post /v1/ops/time.now '{}' -H "cookie: $cookie"
expect_status 403
expect_json '.error.reason == "no_origin"'
expect_exit 0 pith call observe.recent kind=door.refused --json
expect_json '.events | length > 10'

claim "a page of another origin may call once that is configured, with a token"
expect_exit 0 pith config set http.origins https://tools.example
ask /v1/ops/time.now -X OPTIONS -H "origin: https://tools.example"
expect_status 204
grep -qi '^access-control-allow-origin: https://tools.example' "$err" || fail "it is not allowed"
grep -qi '^access-control-allow-credentials' "$err" && fail "cookies are allowed"
ask /v1/ops/time.now -X OPTIONS -H "origin: https://other.example"
expect_status 403
ask /v1/ops/time.now -X OPTIONS -H "origin: $url"
expect_status 403
expect_exit 0 pith config unset http.origins

claim "a form of a foreign page calls nothing"
for type in application/x-www-form-urlencoded text/plain multipart/form-data; do
    ask /v1/ops/time.now -H "cookie: $cookie" -H "origin: $url" -H "content-type: $type" -d '{}'
    expect_status 400
    expect_json '.error.reason == "not_json"'
done

# --- tokens ---

claim "a token has its scope; wrong, empty and shortened ones are refused"
token=$(pith call auth.token_create name=test scope=read --json | jq -r .token)
with_token() # token
{
    post /v1/ops/sys.info '{}' -H "authorization: Bearer $1"
}
with_token "$token"
expect_status 200
post /v1/ops/fs.write '{"path":"x","data":{"$bytes":""}}' -H "authorization: Bearer $token"
expect_status 403
for wrong in "" x "${token%?}" "${token}0" "${token%%.*}" "${token%%.*}." ".${token#*.}" \
    "$(echo "$token" | tr 0-9 1-90)"; do
    with_token "$wrong"
    expect_status 401
done
post /v1/ops/sys.info '{}' -H "authorization: Basic $token"
expect_status 401
ask "/v1/ops/sys.info?token=$token" -X POST
expect_status 401

claim "a revoked token is refused at once"
follower=$(pith call auth.token_create name=follower scope=metrics --json | jq -r .token)
curl -sSN -H "authorization: Bearer $follower" "$url/v1/events" >"$scratch/events" 2>"$err" &
following=$!
eventually is_running 1
expect_exit 0 pith call auth.revoke "id=${token%%.*}"
with_token "$token"
expect_status 401

claim "a stream ends with the token that it was begun with, and with no other"
is_running 1 || fail "another token's stream has ended"
expect_exit 0 pith call auth.revoke "id=${follower%%.*}"
wait $following || fail "the stream was cut"
tail -n 2 "$scratch/events" | grep -q '"kind":"cancelled"' || fail "the stream does not say so"

claim "what waits ends with the token that asked for it"
sleeper=$(pith call auth.token_create name=sleeper scope=standard --json | jq -r .token)
curl -sSN -H "authorization: Bearer $sleeper" -H 'content-type: application/json' -H 'pith-timeout: 86000000' \
    -d '{"ms":86000000}' "$url/v1/ops/time.sleep" >"$scratch/slept" 2>"$err" &
sleeping=$!
eventually is_running 1
expect_exit 0 pith call auth.revoke "id=${sleeper%%.*}"
wait $sleeping || fail "the call was cut"
grep -q '"kind":"cancelled"' "$scratch/slept" || fail "it is not told that it was called off"

claim "a client that closes in peace leaves no stream behind"
watcher=$(pith call auth.token_create name=watcher scope=standard --json | jq -r .token)
curl -sN -m 0.5 -H "authorization: Bearer $watcher" -H 'content-type: application/json' \
    -d '{"path":"."}' "$url/v1/ops/fs.watch" >"$scratch/watched" 2>"$err" || :
eventually is_running 0

claim "a call that began to arrive before its token was revoked is not made"
token=$(pith call auth.token_create name=slow scope=standard --json | jq -r .token)
mkfifo "$scratch/body"
curl -sS -o "$out" -X POST -T "$scratch/body" -H "authorization: Bearer $token" -H 'content-type: application/json' \
    -H expect: "$url/v1/ops/time.now" 2>"$err" &
calling=$!
exec 4>"$scratch/body"
printf '{' >&4
used()
{
    pith call auth.list --json | jq -e --arg id "${token%%.*}" '.credentials[] | select(.id == $id) | .used'
}
eventually used
expect_exit 0 pith call auth.revoke "id=${token%%.*}"
printf '}' >&4
exec 4>&-
wait $calling || fail "the call was cut"
expect_json '.error.reason == "credential_ended"'

# --- JSON-RPC ---

claim "JSON-RPC answers calls, batches and mistakes as its standard says"
rpc()
{
    signed_in /v1/rpc "$1"
}
rpc '{"jsonrpc":"2.0","id":"a","method":"time.now","params":{}}'
expect_json '.id == "a" and .result.now > 0 and .jsonrpc == "2.0"'
rpc '{"jsonrpc":"2.0","id":1,"method":"no.such"}'
expect_json '.error.code == -32601'
rpc '{"jsonrpc":"2.0","id":1,"method":"fs.read","params":{}}'
expect_json '.error.code == -32602 and .error.data.reason == "missing_parameter"'
rpc '{"jsonrpc":"2.0","id":1,"method":"fs.read","params":["note"]}'
expect_json '.error.code == -32602'
rpc '{"jsonrpc":"2.0","id":1,"method":"observe.follow"}'
expect_json '.error.data.reason == "streams"'
rpc '{"jsonrpc":"2.0","id":1'
expect_json '.error.code == -32700 and .id == null'
rpc '[]'
expect_json '.error.code == -32600 and .id == null'
rpc '[1,{"jsonrpc":"2.0","id":2,"method":"time.sleep","params":{"ms":50}},{"jsonrpc":"2.0","method":"time.now"},{"jsonrpc":"2.0","id":3,"method":"time.now"}]'
expect_json 'length == 3 and .[0].error.code == -32600 and .[1].id == 2 and .[2].id == 3'
rpc '{"jsonrpc":"2.0","method":"time.now"}'
expect_status 204

claim "a batch whose answers are too large together has an error for each that did not fit"
head -c 1000000 /dev/zero >"$scratch/zeros"
jq -Rsc '{path: "large", data: {"$bytes": (. | @base64)}}' "$scratch/zeros" >"$scratch/large.json"
signed_in /v1/ops/fs.write "@$scratch/large.json"
expect_status 200
jq -nc '[range(40) | {jsonrpc: "2.0", id: ., method: "fs.read", params: {path: "large"}}]' >"$scratch/batch.json"
signed_in /v1/rpc "@$scratch/batch.json"
expect_status 200
expect_json 'length == 40 and any(.[]; .result) and any(.[]; .error.data.reason == "call_memory")'
expect_json 'all(.[]; .id >= 0 and (has("result") != has("error")))'

claim "an id is short"
jq -nc '{jsonrpc: "2.0", id: ("x" * 129), method: "time.now"}' >"$scratch/id.json"
signed_in /v1/rpc "@$scratch/id.json"
expect_json '.error.code == -32600 and .id == null'

# --- bytes and streams ---

claim "bytes come raw, and in ranges"
bytes()
{
    signed_in /v1/ops/fs.read '{"path":"note"}' -H 'accept: application/octet-stream' "$@"
}
bytes
expect_status 200
[ "$(cat "$out")" = hello ] || fail "these are not the bytes"
bytes -H 'range: bytes=1-3'
expect_status 206
[ "$(cat "$out")" = ell ] || fail "this is not the range"
grep -qi '^content-range: bytes 1-3/5' "$err" || fail "the range is not named"
bytes -H 'range: bytes=-2'
[ "$(cat "$out")" = lo ] || fail "these are not the last bytes"
bytes -H 'range: bytes=9-'
expect_status 416
bytes -H 'range: lines=1-2'
expect_status 200

claim "a stream comes as events"
curl -sSN -H "cookie: $cookie" "$url/v1/events?kind=op.&op=time.now" >"$scratch/events" 2>"$err" &
follower=$!
until pith call kernel.stats >/dev/null && pith call time.now >/dev/null && grep -q time.now "$scratch/events"; do
    sleep 0.05
done
kill $follower
grep -q '^data: {"time":' "$scratch/events" || fail "this is no event stream"
ask "/v1/events?kind=%zz" -H "cookie: $cookie"
expect_status 400

# --- rough treatment ---

claim "a header of a megabyte is refused"
{
    printf 'GET /health HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nx-large: ' "$port"
    head -c 1000000 /dev/zero | tr '\0' a
    printf '\r\n\r\n'
} >"$scratch/large"
bash -c "exec 3<>/dev/tcp/127.0.0.1/$port; cat '$scratch/large' >&3; cat <&3" >"$out" 2>"$err" || :
expect_out "HTTP/1.1 431 "

claim "JSON ten thousand deep is refused"
deep=$(head -c 10000 /dev/zero | tr '\0' '[')
signed_in /v1/ops/time.now "$deep"
expect_json '.error.reason == "too_deep"'
rpc "$deep"
expect_json '.error.code == -32700'

claim "who signs out is a stranger again"
signed_in /v1/ops/auth.logout '{}' -c "$jar.out"
expect_json '.ended'
grep -qi "^set-cookie: pith_$port=;.*Max-Age=0" "$err" || fail "the cookie stays"
signed_in /v1/ops/auth.who '{}'
expect_status 401
expect_json '.error.reason == "bad_credential"'

claim "a taken port is told with who has it"
expect_exit 1 pith serve --data "$scratch/other" --port "$port"
expect_err "port $port is taken by pith (pid $daemon)"
