import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf, draftOf, isNumber, limitNames } from "./limits.ts";

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

test("what is no number is told from what is", () => {
    assert.ok(["", "0", "12", "1.5", " 7 "].every(isNumber));
    assert.ok(["-1", "1e9", "x", "1.", "1,5"].every((text) => !isNumber(text)));
});

test("every limit in the form is one that the daemon shows", () => {
    assert.ok(limitNames.every((name) => name in limits));
});
