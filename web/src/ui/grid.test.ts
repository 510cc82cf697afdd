import assert from "node:assert/strict";
import { test } from "node:test";
import {
    compare,
    descendants,
    flattened,
    sorted,
    span,
    steady,
    turned,
    withAncestors,
    type Order,
} from "./grid.ts";

interface Row {
    id: number;
    parent: number;
}
const idOf = ({ id }: Row): number => id;
const parentOf = ({ parent }: Row): number => parent;
const rows: Row[] = [
    { id: 1, parent: 0 },
    { id: 2, parent: 1 },
    { id: 3, parent: 2 },
    { id: 4, parent: 0 },
    { id: 5, parent: 1 },
];
const shape = (all: { row: Row; depth: number; below: number }[]): number[][] =>
    all.map(({ row, depth, below }) => [row.id, depth, below]);

test("what is not there comes last, upwards and downwards", () => {
    const values = [3, undefined, 10, 1];
    const order = (down: boolean): unknown[] => sorted(values, (value) => value, down);
    assert.deepEqual(order(false), [1, 3, 10, undefined]);
    assert.deepEqual(order(true), [10, 3, 1, undefined]);
});

test("words are ordered as people count", () => {
    assert.ok(compare("shell 9", "shell 10", false) < 0);
});

test("rows that are equal stay in their order", () => {
    const equal = [{ n: 1 }, { n: 2 }, { n: 3 }];
    assert.deepEqual(
        sorted(equal, () => 0, true),
        equal,
    );
});

test("a heading orders one way, then the other, then not at all", () => {
    const first = turned(undefined, "calls", true);
    const second = turned(first, "calls", true);
    assert.deepEqual(first, { column: "calls", down: true } satisfies Order);
    assert.deepEqual(second, { column: "calls", down: false } satisfies Order);
    assert.equal(turned(second, "calls", true), undefined);
    assert.deepEqual(turned(second, "name", false), { column: "name", down: false });
});

test("what is held stays where it is, what is new comes last, what has gone leaves no gap", () => {
    const order = steady(["d", "c", "b", "new"], (key) => key, ["a", "b", "c", "d"]);
    assert.deepEqual(order, ["b", "c", "d", "new"]);
});

test("a tree is drawn from top to bottom, children below their parents", () => {
    const all = flattened(rows, idOf, parentOf, () => true);
    assert.deepEqual(shape(all), [
        [1, 0, 3],
        [2, 1, 1],
        [3, 2, 0],
        [5, 1, 0],
        [4, 0, 0],
    ]);
});

test("what is below a closed row is counted, not drawn", () => {
    const all = flattened(rows, idOf, parentOf, ({ id }) => id !== 1);
    assert.deepEqual(shape(all), [
        [1, 0, 3],
        [4, 0, 0],
    ]);
});

test("whose parent is unknown stands at the top, and nobody is drawn twice or lost", () => {
    const odd = [
        { id: 1, parent: 99 },
        { id: 2, parent: 2 },
        { id: 3, parent: 4 },
        { id: 4, parent: 3 },
    ];
    const all = flattened(odd, idOf, parentOf, () => true);
    assert.deepEqual(all.map(({ row }) => row.id).sort(), [1, 2, 3, 4]);
});

test("who fits brings along what it hangs on", () => {
    const kept = withAncestors(rows, ({ id }) => id === 3, idOf, parentOf);
    assert.deepEqual(kept.map(idOf), [1, 2, 3]);
});

test("what ends with a row is everything below it", () => {
    assert.deepEqual(descendants(rows, 1, idOf, parentOf).map(idOf), [2, 5, 3]);
    assert.deepEqual(descendants(rows, 4, idOf, parentOf), []);
});

test("a circle of parents ends", () => {
    const circle = [
        { id: 1, parent: 2 },
        { id: 2, parent: 1 },
    ];
    assert.deepEqual(descendants(circle, 1, idOf, parentOf).map(idOf), [2]);
});

test("of ten thousand rows a screenful is drawn, wherever one is", () => {
    for (const top of [0, 4321, 299_400, 1e9]) {
        const { from, to } = span(10_000, 30, top, 600);
        assert.ok(
            from >= 0 && to <= 10_000 && to - from <= 20 + 2 * 8 + 1,
            `${top}: ${from} ${to}`,
        );
    }
    assert.deepEqual(span(10_000, 30, 3000, 600), { from: 92, to: 128 });
    assert.deepEqual(span(0, 30, 0, 600), { from: 0, to: 0 });
});

test("a wide tree of ten thousand is laid out at once", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => ({ id: at + 1, parent: at ? 1 : 0 }));
    const all = flattened(many, idOf, parentOf, () => true);
    assert.equal(all.length, 10_000);
    assert.equal(all[0]?.below, 9999);
});
