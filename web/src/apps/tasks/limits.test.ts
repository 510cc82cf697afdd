import assert from "node:assert/strict";
import { test } from "node:test";
import type { Field } from "../../wire/field.ts";
import { changesOf, draftOf, limitNames, rangesOf, wrongOf } from "./limits.ts";

const limits = {
    memory: 1024 * 1024 * 1024,
    cpu_seconds: 0,
    cpu_percent: 50,
    handles: 1024,
    processes: 256,
    children: 0,
    wall: 90_000,
    ops_per_second: 0,
    calls_at_once: 0,
    network_bytes: 0,
};

test("limits are shown in units that people count in, and none as nothing", () => {
    const draft = draftOf(limits);
    assert.equal(draft.memory, "1024");
    assert.equal(draft.wall, "90");
    assert.equal(draft.cpu_seconds, "");
});

test("only what was changed is asked for, in the daemon's units", () => {
    const draft = draftOf(limits);
    assert.deepEqual(changesOf(draft, draft), {});
    assert.deepEqual(changesOf(draft, { ...draft, memory: "512.5", wall: "" }), {
        memory: 537_395_200,
        wall: 0,
    });
});

test("what a limit may be comes from the daemon, and what is not so is told", () => {
    const field = { least: 0, most: 1000 } as Field;
    const { cpu_percent: percent, memory } = rangesOf([
        { ...field, name: "cpu_percent" },
        { ...field, name: "memory", most: Number.MAX_SAFE_INTEGER },
    ]);
    for (const text of ["", "0", "12", " 7 ", "1000"])
        assert.equal(wrongOf(text, percent), undefined);
    for (const text of ["-5", "1e9", "x", "1.", "1,5", "1001"])
        assert.equal(wrongOf(text, percent), "limits.allowed", text);
    assert.equal(wrongOf("1.5", percent), "problem.whole");
    assert.equal(wrongOf("1.5", memory), undefined);
    assert.equal(wrongOf("-1", memory), "limits.allowedFrom");
});

test("every limit in the form is one that the daemon shows", () => {
    assert.ok(limitNames.every((name) => name in limits));
});
