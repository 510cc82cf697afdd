import assert from "node:assert/strict";
import { test } from "node:test";
import { lastWish, shellOf } from "./wish.ts";

test("what shares nothing names no folder, and isolation is what one gets unasked", () => {
    const { dir, read, write, network, terminal } = shellOf({
        dir: "/work",
        share: "nothing",
        network: "full",
    });
    assert.deepEqual(
        [dir, read, write, network, terminal],
        [undefined, undefined, undefined, "full", true],
    );
});

test("reading shares for reading alone, writing for both", () => {
    const reading = shellOf({ dir: "/work", share: "read", network: "private" });
    assert.deepEqual([reading.read, reading.write, reading.network], [true, false, "private"]);
    const writing = shellOf({ dir: "/work", share: "write", network: "full" });
    assert.deepEqual([writing.dir, writing.read, writing.write], ["/work", true, true]);
});

test("a memory that cannot be read is no memory", () => {
    assert.deepEqual(lastWish(), { dir: "", share: "read", network: "full" });
});
