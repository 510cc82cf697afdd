import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObserveFiguresOut } from "../../wire/ops.ts";
import { grown, keptSeconds, quantile, sampleOf, summaryOf, type Look } from "./series.ts";

const bounds = [0.001, 0.002, 0.004];

function figuresOf(
    values: Record<string, number>,
    ops: Record<string, number[]>,
): ObserveFiguresOut {
    return {
        figures: Object.entries(values).map(([name, value]) => ({
            name,
            form: "counter",
            value,
            doc: "",
        })),
        ops: Object.entries(ops).map(([op, counts]) => ({
            op,
            calls: counts.at(-1) ?? 0,
            errors: 0,
            sum: 0,
            buckets: counts.map((calls, at) => ({ most: bounds[at] as number, calls })),
        })),
    };
}

const before: Look = {
    at: 100,
    figures: figuresOf(
        { events_total: 50, memory_bytes: 7, cpu_seconds_total: 1 },
        { "fs.read": [10, 10, 10], "observe.figures": [5, 5, 5] },
    ),
};
const now: Look = {
    at: 102,
    figures: figuresOf(
        { events_total: 90, memory_bytes: 8, cpu_seconds_total: 1.5 },
        { "fs.read": [20, 29, 30], "observe.figures": [900, 900, 900] },
    ),
};

test("what happened between two looks is a rate; looking itself does not count", () => {
    const sample = sampleOf(before, now);
    assert.equal(sample.calls, 10);
    assert.equal(sample.events, 20);
    assert.equal(sample.cpu, 25);
    assert.equal(sample.memory, 8);
    assert.equal(sample.connections, null);
});

test("latency is that of the calls in between, not of all since the start", () => {
    const { p50, p95, p99 } = sampleOf(before, now);
    assert.equal(p50, 0.001 / Math.SQRT2);
    assert.equal(p95, 0.002 / Math.SQRT2);
    assert.equal(p99, 0.004 / Math.SQRT2);
});

test("the first look knows levels, and no rates", () => {
    const sample = sampleOf(undefined, now);
    assert.deepEqual([sample.calls, sample.p50, sample.memory], [null, null, 8]);
});

test("a daemon that was started anew does not make negative rates", () => {
    const { calls, events } = sampleOf({ ...now, at: 100 }, { ...before, at: 102 });
    assert.deepEqual([calls, events], [0, 0]);
});

test("without calls there is no latency", () => {
    assert.equal(quantile(new Map([[1, 4]]), new Map([[1, 4]]), 0.5), null);
    assert.equal(quantile(new Map(), new Map(), 0.5), null);
});

test("five minutes are kept", () => {
    const at = (seconds: number): ReturnType<typeof sampleOf> => ({
        ...sampleOf(undefined, now),
        at: seconds,
    });
    const samples = grown([at(0), at(1), at(2)], at(keptSeconds + 1));
    assert.deepEqual(
        samples.map((sample) => sample.at),
        [2, keptSeconds + 1],
    );
});

test("a summary leaves out what is not known", () => {
    assert.deepEqual(summaryOf([null, 2, 4, null]), { last: 4, mean: 3, most: 4 });
    assert.deepEqual(summaryOf([null]), { last: null, mean: null, most: null });
});
