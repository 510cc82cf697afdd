import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObserveEvent } from "../../wire/ops.ts";
import { added, fits, numbered, preceded, type Sieve } from "./events.ts";

const event = (by: Partial<ObserveEvent>): ObserveEvent => ({
    time: 1,
    kind: "op.done",
    severity: "debug",
    proc: 7,
    values: {},
    ...by,
});
const all: Sieve = { category: "", text: "", proc: undefined };

test("looking at events is none of them", () => {
    const events = numbered([event({ op: "observe.follow" }), event({ op: "fs.read" })]);
    assert.deepEqual(
        events.map(({ op }) => op),
        ["fs.read"],
    );
});

test("what was before stands in front, and what comes twice is there once", () => {
    const came = numbered([event({ time: 3 })]);
    const before = numbered([event({ time: 2 }), event({ time: 3 })]);
    assert.deepEqual(
        preceded(came, before).map(({ time }) => time),
        [2, 3],
    );
});

test("five thousand are kept, the last", () => {
    const many = numbered(Array.from({ length: 6000 }, (_, time) => event({ time })));
    const kept = added([], many);
    assert.equal(kept.length, 5000);
    assert.equal(kept[0]?.time, 1000);
});

test("a sieve keeps what fits in all its parts", () => {
    const one = event({ severity: "warn", kind: "op.denied", op: "sys.stop", text: "Control" });
    const passes = (by: Partial<Sieve>): boolean => fits({ ...all, ...by })(one);
    assert.ok(passes({}));
    assert.ok(passes({ category: "op", text: "STOP control", proc: 7 }));
    assert.ok(!passes({ category: "proc" }));
    assert.ok(!passes({ text: "stop start" }));
    assert.ok(!passes({ proc: 8 }));
});

test("briefly, the coming and going of procs is left out, unless one looks for it", () => {
    const born = event({ kind: "proc.born" });
    const spawned = event({ kind: "proc.spawned" });
    const passes = (by: Partial<Sieve>, one = born): boolean =>
        fits({ ...all, briefly: true, ...by })(one);
    assert.ok(!passes({}));
    assert.ok(passes({}, spawned));
    assert.ok(passes({ category: "proc" }));
    assert.ok(passes({ text: "born" }));
    assert.ok(passes({ proc: 7 }));
    assert.ok(passes({ briefly: false }));
});
