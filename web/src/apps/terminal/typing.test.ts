import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase64 } from "../../wire/base64.ts";
import { Typing } from "./typing.ts";

/** A program that takes as much at once as it is told to. */
function program(takes: (n: number) => number): {
    typing: Typing;
    heard: () => string;
    done: () => Promise<void>;
} {
    const heard: number[] = [];
    let calls = 0;
    let underWay = 0;
    const typing = new Typing(async ({ $bytes }) => {
        assert.equal(++underWay, 1, "one call at a time");
        await new Promise((done) => setTimeout(done, 1));
        underWay--;
        const bytes = decodeBase64($bytes);
        const taken = Math.min(bytes.length, takes(calls++));
        heard.push(...bytes.subarray(0, taken));
        return taken;
    });
    return {
        typing,
        heard: () => new TextDecoder().decode(Uint8Array.from(heard)),
        done: () => new Promise((done) => setTimeout(done, 400)),
    };
}

test("what is typed arrives in order, one call at a time", async () => {
    const { typing, heard, done } = program(() => 1000);
    for (const letter of "ls -la\n") typing.text(letter);
    await done();
    assert.equal(heard(), "ls -la\n");
});

test("what there was no room for is written again, before what came later", async () => {
    const { typing, heard, done } = program((call) => (call % 2 ? 5 : 2));
    typing.text("héllo ");
    typing.text("world");
    await done();
    assert.equal(heard(), "héllo world");
});

test("a long paste goes in pieces, whole", async () => {
    const { typing, heard, done } = program(() => 1e9);
    const text = "0123456789".repeat(20_000);
    typing.text(text);
    await done();
    assert.equal(heard(), text);
});

test("where nobody reads any more, the rest is forgotten", async () => {
    const typing = new Typing(() => Promise.reject(new Error("gone")));
    typing.text("x");
    await new Promise((done) => setTimeout(done, 20));
    typing.text("y");
    await new Promise((done) => setTimeout(done, 20));
});
