import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting, isOnlyKept, seen, withShares, type Entry } from "./procs.ts";

const plain: Entry = {
    id: 42,
    parent: 0,
    kind: "native",
    name: "/bin/sh",
    state: "running",
    started: 0,
    calls: 0,
    errors: 0,
    running: 0,
    children: 0,
    network: 0,
    own: true,
    pressed: false,
    priority: 0,
    limits: {
        memory: 0,
        cpu_seconds: 0,
        cpu_percent: 0,
        handles: 0,
        processes: 0,
        children: 0,
        wall: 0,
        ops_per_second: 0,
        calls_at_once: 0,
        network_bytes: 0,
    },
    holds: [],
};

const entry = (id: number, cpu?: number): Entry => ({
    ...plain,
    id,
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
    assert.ok(fitting("SH run")(plain));
    assert.ok(fitting("42")(plain));
    assert.ok(fitting("")(plain));
    assert.ok(!fitting("sh exited")(plain));
});

test("who has left but for its results is told from who is there", () => {
    const left: Entry = { ...plain, kind: "owner", state: "waiting" };
    const holds = [
        { kind: "task", count: 2 },
        { kind: "grant", count: 1 },
    ];
    assert.ok(isOnlyKept({ ...left, holds }));
    assert.ok(!isOnlyKept({ ...left, holds: [] }));
    assert.ok(!isOnlyKept({ ...left, holds, running: 1 }));
    assert.ok(!isOnlyKept({ ...left, holds, children: 1 }));
    assert.ok(!isOnlyKept({ ...left, holds: [...holds, { kind: "watch", count: 1 }] }));
    assert.ok(!isOnlyKept({ ...left, holds, kind: "session" }));
});
