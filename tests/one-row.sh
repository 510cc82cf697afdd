#!/bin/sh
# One row and its handler, added to a copy of the sources, are an op at every door. Nothing
# else is written by hand.
root=$(realpath ..)
. ./lib.sh

claim "a row with a list, an enum, a default, an optional and a nested record compiles"
for part in src lib services tools fuzz bench tests docs meson.build meson_options.txt; do
    cp -r "$root/$part" .
done
cat >>src/system/system.def <<'END'

ENUM(demo_mood, "How it is said.",
   VALUE(calm, "As it is.")
   VALUE(loud, "So that all can hear it."))

REC(demo_seat, "Where somebody sits.",
   FIELD(TEXT,  room, 1, 32,  "The room.")
   FIELD(COUNT, nr,   1, 500, "The seat in it."))

REC(demo_guest, "Somebody who comes.",
   FIELD(TEXT,      name, 1, 32, "The name.")
   FIELD(demo_seat, seat, 0, 0,  "The seat."))

OP(65000, demo, greet, READ, LOOP, "Greet everybody after a while.",
   NEED(time_access)
   IN(LIST(demo_guest), guests, 1, 3, CONTENT, "Who is greeted.")
   OPT(demo_mood, mood,  calm, 0, 0,  PLAIN,   "How loudly.")
   OPT(COUNT,     times, 2,    1, 9,  PLAIN,   "How often.")
   OPT(TEXT,      from,  NONE, 1, 32, PLAIN,   "Who greets.")
   OUT(LIST(TEXT), names, "Who was greeted.")
   OUT(demo_mood,  mood,  "How loudly.")
   OUT(demo_seat,  last,  "Where the last of them sits.")
   OUT(COUNT,      said,  "How many greetings that were.")
   MAYBE(TEXT,     from,  "Who greeted."))
END
cat >>src/system/system.c <<'END'

static void greet(struct call *c)
{
    const struct demo_greet_in *in = c->in;
    struct demo_greet_out *out = c->out;
    struct str *names = arena_array(&c->arena, struct str, in->guests.count);
    for (size_t i = 0; names && i < in->guests.count; i++)
        names[i] = in->guests.items[i].name;
    *out = (struct demo_greet_out){ .names = { names, names ? in->guests.count : 0 },
                                    .mood = in->mood,
                                    .last = in->guests.items[in->guests.count - 1].seat,
                                    .said = in->guests.count * in->times,
                                    .from = in->from,
                                    .has_from = in->has_from };
    call_done(c, NULL);
}

void op_demo_greet(struct call *c, const struct demo_greet_in *in)
{
    call_after(c, in->times, greet);
}
END
meson setup build -Dbuildtype=debug -Dweb=false -Dweb=false >"$out" 2>&1 || fail "it cannot be configured"
ninja -C build src/cli/pith >"$out" 2>&1 || fail "it does not build"
PITH=$PWD/build/src/cli/pith

claim "help knows it"
expect_exit 0 pith help demo.greet
expect_out "pith call demo.greet guests="
expect_out "list of demo_guest"
expect_out "One of: calm, loud"
expect_exit 0 pith ops greet everybody
expect_out demo.greet

claim "completion knows it"
expect_exit 0 pith complete -- call demo.g
expect_out demo.greet
expect_exit 0 pith complete -- call demo.greet ''
expect_out "guests="
expect_exit 0 pith complete -- call demo.greet mood=
expect_out mood=loud

claim "it is called from the command line, with its defaults"
start_pith
expect_exit 0 pith call demo.greet 'guests={"name":"Ada","seat":{"room":"north","nr":7}}' --json
expect_json '. == {names: ["Ada"], mood: "calm", last: {room: "north", nr: 7}, said: 2}'

claim "it is called over HTTP"
post() # arguments
{
    curl -sS --unix-socket "$PITH_DATA_DIR/control.sock" -H 'content-type: application/json' \
        -d "$1" http://pith/v1/ops/demo.greet
}
ada='{"name": "Ada", "seat": {"room": "north", "nr": 7}}'
expect_exit 0 post "{\"guests\": [$ada, $ada], \"mood\": \"loud\", \"times\": 3, \"from\": \"Bo\"}"
expect_json '.mood == "loud" and .said == 6 and .from == "Bo" and (.names | length == 2)'

claim "its bounds hold, and are told by path"
expect_exit 0 post "{\"guests\": [$ada, $ada, $ada, $ada]}"
expect_json '.error.kind == "invalid" and .error.details.parameter == "guests"'
expect_exit 0 post '{"guests": [{"name": "Ada", "seat": {"room": "north", "nr": 501}}]}'
expect_json '.error.details.parameter == "guests[0].seat.nr"'
expect_exit 0 post "{\"guests\": [$ada], \"mood\": \"sad\"}"
expect_json '.error.kind == "invalid" and (.error.message | contains("calm"))'

claim "it is called over TCP, by who has a token for it"
token=$(pith call auth.token_create name=test scope=standard --json | jq -r .token)
url=$(pith open --json | jq -r '.url | sub("/sign-in.*"; "")')
over_tcp() # path, body
{
    curl -sS -H 'content-type: application/json' -H "authorization: Bearer $token" -d "$2" "$url$1"
}
expect_exit 0 over_tcp /v1/ops/demo.greet "{\"guests\": [$ada], \"mood\": \"loud\"}"
expect_json '.mood == "loud" and .said == 2'

claim "it is called by JSON-RPC"
expect_exit 0 over_tcp /v1/rpc \
    "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"demo.greet\", \"params\": {\"guests\": [$ada]}}"
expect_json '.id == 7 and .result.names == ["Ada"]'

claim "it is called over WebSocket"
expect_exit 0 node "$root/tests/node/call.js" "$url" "$token" demo.greet "{\"guests\": [$ada]}"
expect_json '.id == 1 and .data.last == {room: "north", nr: 7}'
expect_exit 0 node "$root/tests/node/call.js" "$url" "$token" demo.greet '{"guests": []}'
expect_json '.error.details.parameter == "guests"'

claim "it has a form in the browser"
web=$("$root/tools/web")
expect_exit 0 env PITH="$PITH" PITH_WEB="$web" "$root/tools/web" run node ../tests/web/one_row.mjs

claim "its calls are counted"
expect_exit 0 pith call kernel.stats --json
expect_json '.by_op[] | select(.op == "demo.greet") | .calls == 5'

claim "its schema is told to who asks"
expect_exit 0 pith call ops.describe name=demo.greet --json
expect_json '.number == 65000 and .how == "loop" and .needs[0].capability == "time_access"'
expect_json '.input.required == ["guests"] and .input.properties.times.default == 2'
expect_json '.input | tostring | contains("\"loud\"") and contains("\"maximum\":500")'

claim "it is in everything that is written for others"
expect_exit 0 pith ops --emit=schema
expect_json '."demo.greet".output.properties.last'
for wanted in \
    'ts:"demo.greet": { in: DemoGreetIn; out: DemoGreetOut };' \
    'ts:guests: DemoGuest[];' \
    'ts:from?: string;' \
    'proto:message DemoGreetIn {' \
    'proto:repeated DemoGuest guests' \
    'proto:DEMO_MOOD_LOUD = 2;' \
    'man:demo.greet' \
    'md:## `demo.greet`' \
    'dict:"demo.greet"'; do
    expect_exit 0 pith ops --emit="${wanted%%:*}"
    expect_out "${wanted#*:}"
done

claim "and others can read that"
for reader in "proto:protoc --proto_path=. --descriptor_set_out=/dev/null pith.proto" \
    "man:groff -K utf8 -T utf8 -man -ww -z pith.man"; do
    pith ops --emit="${reader%%:*}" >"pith.${reader%%:*}"
    expect_exit 0 ${reader#*:}
    expect_quiet
done
