import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObserveProc, ProcRow } from "../../wire/ops.ts";
import { fitting, joined, seen, withShares, type Entry } from "./procs.ts";

const observed: ObserveProc[] = [
    {
        proc: 7,
        name: "owner",
        kind: "owner",
        age: 1000,
        calls: 5,
        errors: 1,
        bytes: 0,
        p50_ns: 0,
        p95_ns: 0,
        p99_ns: 0,
    },
];
const program: ProcRow = {
    id: 9,
    program: "/bin/sh",
    state: "running",
    owner: 7,
    started: 99_500,
    pid: 123,
    user: 30,
    system: 12,
    memory_peak: 4096,
};

test("programs stand under who started them, with what both ops know", () => {
    const [owner, shell] = joined(observed, [program], 100_000);
    assert.equal(owner?.id, 7);
    assert.equal(owner?.started, 99_000);
    assert.equal(owner?.own, false);
    assert.deepEqual(
        [shell?.parent, shell?.name, shell?.state, shell?.cpu, shell?.memory, shell?.own],
        [7, "/bin/sh", "running", 42, 4096, true],
    );
});

test("a program that is among the callers, too, is there once and keeps its calls", () => {
    const caller = { ...observed[0], proc: 9, kind: "native", calls: 3 } as ObserveProc;
    const all = joined([caller], [program], 100_000);
    assert.equal(all.length, 1);
    assert.equal(all[0]?.calls, 3);
});

test("a program that uses no time yet has none, not zero", () => {
    const { user: _, system: __, ...young } = program;
    assert.equal(joined([], [young], 0)[0]?.cpu, undefined);
});

const entry = (id: number, cpu?: number): Entry => ({
    id,
    parent: 0,
    kind: "native",
    name: "x",
    ...(cpu !== undefined && { cpu }),
});

test("half of a second's processor time in a second is half of a processor", () => {
    const before = seen([entry(1, 1000), entry(2)], 5000);
    const [one, two, fresh] = withShares([entry(1, 1500), entry(2), entry(3, 900)], before, 6000);
    assert.equal(one?.share, 50);
    assert.equal(two?.share, undefined);
    assert.equal(fresh?.share, undefined);
});

test("nothing is known of a share at the first look", () => {
    assert.equal(withShares([entry(1, 1000)], undefined, 1)[0]?.share, undefined);
});

test("all words of a filter have to fit, in whatever part", () => {
    const shell: Entry = { id: 42, parent: 0, kind: "native", name: "/bin/sh", state: "running" };
    assert.ok(fitting("SH run")(shell));
    assert.ok(fitting("42")(shell));
    assert.ok(fitting("")(shell));
    assert.ok(!fitting("sh exited")(shell));
});
