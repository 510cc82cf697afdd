// From a schema to a form, from a form to arguments, and the same call said elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readDraft, recordDraft, withItem, type Draft, type RecordDraft } from "./draft.ts";
import { asCommand, asRequest, quoted } from "./elsewhere.ts";
import { fieldsOf } from "../../wire/field.ts";

const text = (value: string | undefined): Draft => ({ kind: "line", text: value });
const bytes = {
    type: "object",
    properties: { $bytes: { type: "string", contentEncoding: "base64" } },
};
const schema = {
    type: "object",
    properties: {
        path: { type: "string", format: "path", minLength: 1, maxLength: 8, description: "Where." },
        note: { type: "string", minLength: 0, maxLength: 6 },
        limit: { type: "integer", minimum: 1, maximum: 9, default: 3 },
        ratio: { type: "number" },
        wait: { type: "integer", format: "duration-ms", minimum: 0 },
        when: { type: "integer", format: "unix-ms" },
        deep: { type: "boolean", default: false },
        mood: { type: "string", enum: ["calm", "loud"] },
        data: bytes,
        seat: { type: "object", properties: { room: { type: "string" } }, required: ["room"] },
        tags: { type: "array", items: { type: "string", minLength: 1 }, minItems: 1, maxItems: 2 },
        any: {},
        key: { type: "string", format: "secret" },
    },
    required: ["path"],
};
const fields = fieldsOf(schema);

function filled(parts: Record<string, Draft>): RecordDraft {
    const draft = recordDraft(fields);
    return { ...draft, parts: { ...draft.parts, path: text("/a"), ...parts } };
}

function problemsOf(parts: Record<string, Draft>): Record<string, string> {
    return Object.fromEntries(
        [...readDraft(fields, filled(parts)).problems].map(([path, { key }]) => [path, key]),
    );
}

test("each kind of parameter is recognised", () => {
    const kinds = fields.map((field) => field.kind);
    assert.deepEqual(kinds, [
        "path",
        "text",
        "integer",
        "real",
        "duration",
        "time",
        "bool",
        "choice",
        "bytes",
        "record",
        "list",
        "json",
        "secret",
    ]);
    assert.equal(fields[2]?.fallback, 3);
});

test("what is not touched is left out", () => {
    const { args, problems } = readDraft(fields, filled({}));
    assert.equal(problems.size, 0);
    assert.deepEqual(args, { path: "/a" });
});

test("absent and empty are two things", () => {
    assert.deepEqual(readDraft(fields, filled({ note: text(undefined) })).args, { path: "/a" });
    assert.deepEqual(readDraft(fields, filled({ note: text("") })).args, { path: "/a", note: "" });
});

test("every kind becomes what the op takes", () => {
    const { args, problems } = readDraft(
        fields,
        filled({
            limit: text(" 9 "),
            ratio: text("0.5"),
            wait: text("250"),
            when: text("2026-01-02T03:04:05Z"),
            deep: { kind: "pick", value: "true" },
            mood: { kind: "pick", value: "loud" },
            data: { kind: "bytes", content: { text: "ä" } },
            seat: { kind: "record", given: true, parts: { room: text("hall") } },
            tags: { kind: "list", given: true, items: [{ key: 1, draft: text("x") }] },
            any: text('{"a":[1]}'),
        }),
    );
    assert.equal(problems.size, 0);
    assert.deepEqual(args, {
        path: "/a",
        limit: 9,
        ratio: 0.5,
        wait: 250,
        when: 1767323045000,
        deep: true,
        mood: "loud",
        data: { $bytes: "w6Q=" },
        seat: { room: "hall" },
        tags: ["x"],
        any: { a: [1] },
    });
});

test("what is wrong is said in its place", () => {
    assert.deepEqual(problemsOf({ path: text("") }), { path: "problem.empty" });
    assert.deepEqual(problemsOf({ path: text("/ääää/") }), { path: "problem.long" });
    assert.deepEqual(problemsOf({ limit: text("0") }), { limit: "problem.low" });
    assert.deepEqual(problemsOf({ limit: text("10") }), { limit: "problem.high" });
    assert.deepEqual(problemsOf({ limit: text("1.5") }), { limit: "problem.whole" });
    assert.deepEqual(problemsOf({ ratio: text("much") }), { ratio: "problem.number" });
    assert.deepEqual(problemsOf({ any: text("{") }), { any: "problem.json" });
    assert.deepEqual(problemsOf({ when: text("soon") }), { when: "problem.time" });
    assert.deepEqual(problemsOf({ tags: { kind: "list", given: true, items: [] } }), {
        tags: "problem.fewItems",
    });
    assert.deepEqual(
        problemsOf({ tags: { kind: "list", given: true, items: [{ key: 1, draft: text("") }] } }),
        {
            "tags[0]": "problem.empty",
        },
    );
    const large = { name: "large", bytes: new Uint8Array(1024 * 1024 + 1) };
    assert.deepEqual(problemsOf({ data: { kind: "bytes", content: large } }), {
        data: "problem.bytes",
    });
});

test("a required choice has to be made", () => {
    const [field] = fieldsOf({ properties: { mood: { enum: ["calm"] } }, required: ["mood"] });
    assert.ok(field);
    assert.equal(
        readDraft([field], recordDraft([field])).problems.get("mood")?.key,
        "problem.required",
    );
});

test("items of a list keep their keys when one is removed", () => {
    const tags = fields.find((field) => field.name === "tags");
    assert.ok(tags?.item);
    let list = withItem({ kind: "list", given: false, items: [] }, tags.item);
    list = withItem(list, tags.item);
    list = withItem({ ...list, items: list.items.slice(1) }, tags.item);
    assert.equal(new Set(list.items.map((item) => item.key)).size, 2);
    assert.ok(list.given);
});

test("the same call as a command", () => {
    const draft = filled({
        note: text("it's"),
        wait: text("250"),
        data: { kind: "bytes", content: { name: "my file", bytes: new Uint8Array(2) } },
        seat: { kind: "record", given: true, parts: { room: text("@hall") } },
        tags: {
            kind: "list",
            given: true,
            items: [
                { key: 1, draft: text("x") },
                { key: 2, draft: text("y z") },
            ],
        },
        any: text('"a"'),
        key: text("hush"),
    });
    const { args } = readDraft(fields, draft);
    assert.equal(
        asCommand("demo.op", fields, args, draft),
        `pith call demo.op path=/a 'note=it'\\''s' wait=250ms 'data=@my file' seat.room=@@hall tags=x 'tags=y z' 'any="a"' key=@-`,
    );
});

test("the same call over HTTP, without its secrets", () => {
    const draft = filled({ key: text("hush") });
    const request = asRequest("http://h:1", "demo.op", fields, readDraft(fields, draft).args);
    assert.match(request, /^curl http:\/\/h:1\/v1\/ops\/demo\.op/);
    assert.match(request, /'\{"path":"\/a","key":"…"\}'$/);
    assert.doesNotMatch(request, /hush/);
});

test("words of a shell are in quotes where they need them", () => {
    assert.equal(quoted("path=/a-b_c.d"), "path=/a-b_c.d");
    assert.equal(quoted(""), "''");
    assert.equal(quoted("a b"), "'a b'");
    assert.equal(quoted("$(x)"), "'$(x)'");
});
