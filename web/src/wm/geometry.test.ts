import assert from "node:assert/strict";
import { test } from "node:test";
import {
    cascaded,
    handles,
    kept,
    least,
    rescued,
    resized,
    zoneAfter,
    zoneAt,
    zoneRect,
    type Rect,
    type Zone,
} from "./geometry.ts";

const area = { width: 1000, height: 701 };
const start: Rect = { x: 100, y: 100, width: 500, height: 400 };
const right = (rect: Rect): number => rect.x + rect.width;
const bottom = (rect: Rect): number => rect.y + rect.height;

test("each handle moves its own sides and leaves the others", () => {
    for (const handle of handles) {
        const next = resized(start, handle, 30, 20);
        assert.equal(next.x, handle.includes("w") ? 130 : 100, handle);
        assert.equal(next.y, handle.includes("n") ? 120 : 100, handle);
        assert.equal(right(next), handle.includes("e") ? 630 : 600, handle);
        assert.equal(bottom(next), handle.includes("s") ? 520 : 500, handle);
    }
});

test("no handle makes a window too small, and the opposite side stays", () => {
    for (const handle of handles) {
        const away = handle.includes("w") ? 900 : -900;
        const down = handle.includes("n") ? 900 : -900;
        const next = resized(start, handle, away, down);
        if (/[ew]/.test(handle)) assert.equal(next.width, least.width, handle);
        if (/[ns]/.test(handle)) assert.equal(next.height, least.height, handle);
        if (handle.includes("w")) assert.equal(right(next), 600);
        if (handle.includes("n")) assert.equal(bottom(next), 500);
    }
});

test("a title bar cannot be dragged above the desktop", () => {
    assert.equal(resized(start, "n", 0, -500).y, 0);
    assert.equal(kept({ ...start, y: -50 }, area).y, 0);
    assert.ok(kept({ ...start, x: 5000, y: 5000 }, area).x < area.width);
});

test("nine zones, each with its exact place", () => {
    const zones: [x: number, y: number, zone: Zone, rect: Rect][] = [
        [0, 350, "left", { x: 0, y: 0, width: 500, height: 701 }],
        [999, 350, "right", { x: 500, y: 0, width: 500, height: 701 }],
        [500, 0, "full", { x: 0, y: 0, width: 1000, height: 701 }],
        [500, 700, "bottom", { x: 0, y: 350, width: 1000, height: 351 }],
        [0, 50, "top-left", { x: 0, y: 0, width: 500, height: 350 }],
        [50, 0, "top-left", { x: 0, y: 0, width: 500, height: 350 }],
        [999, 0, "top-right", { x: 500, y: 0, width: 500, height: 350 }],
        [0, 690, "bottom-left", { x: 0, y: 350, width: 500, height: 351 }],
        [960, 700, "bottom-right", { x: 500, y: 350, width: 500, height: 351 }],
    ];
    for (const [x, y, zone, rect] of zones) {
        assert.equal(zoneAt(x, y, area), zone);
        assert.deepEqual(zoneRect(zone, area), rect, zone);
    }
    assert.equal(zoneAt(500, 0, area, true), "top");
    assert.deepEqual(zoneRect("top", area), { x: 0, y: 0, width: 1000, height: 350 });
    assert.equal(zoneAt(500, 350, area), undefined);
});

test("the arrows lead to every zone and back to its own size", () => {
    const seen = new Set<Zone | undefined>([undefined]);
    const queue: (Zone | undefined)[] = [undefined];
    for (let zone = queue.shift(); queue.length >= 0; zone = queue.shift()) {
        for (const arrow of ["left", "right", "up", "down"] as const) {
            const next = zoneAfter(arrow, zone);
            if (!seen.has(next)) queue.push(next);
            seen.add(next);
        }
        if (queue.length === 0) break;
    }
    assert.equal(seen.size, 10);
    assert.equal(zoneAfter("left", "right"), undefined);
});

test("ten windows cascade by 28 pixels and stay inside", () => {
    const rects = Array.from({ length: 10 }, (_, n) =>
        cascaded(n, { width: 600, height: 400 }, area),
    );
    assert.equal((rects[1] as Rect).x - (rects[0] as Rect).x, 28);
    assert.equal((rects[1] as Rect).y - (rects[0] as Rect).y, 28);
    for (const rect of rects) {
        assert.ok(rect.x >= 0 && right(rect) <= area.width, JSON.stringify(rect));
        assert.ok(rect.y >= 0 && bottom(rect) <= area.height, JSON.stringify(rect));
    }
});

test("a smaller desktop takes its windows along", () => {
    const small = { width: 600, height: 300 };
    for (const rect of [
        start,
        { ...start, x: 900, y: 650 },
        { x: -300, y: 0, width: 2000, height: 2000 },
    ]) {
        const next = rescued(rect, small);
        assert.ok(
            next.x >= 0 && right(next) <= 600 && next.y >= 0 && bottom(next) <= 300,
            JSON.stringify(next),
        );
    }
    assert.deepEqual(rescued(start, area), start);
});
