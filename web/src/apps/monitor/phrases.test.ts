import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Translate } from "../../i18n/i18n.ts";
import en from "../../i18n/en.json" with { type: "json" };
import { fill } from "../../i18n/message.ts";
import { isPhrased, phraseOf } from "./phrases.ts";

const t: Translate = (key, holes) => fill("en", en[key], holes);
const told = (kind: string, text: string, values: unknown): string =>
    phraseOf(t, "en", { kind, text, values });

test("every kind that the daemon has is told in words", () => {
    const table = readFileSync(new URL("../../../../src/trace/kinds.def", import.meta.url), "utf8");
    const rows = [...table.matchAll(/^EVENT\(\w+,\s*([\w.]+),\s*\w+,\s*(\w+),\s*(\w+)/gm)];
    assert.ok(rows.length > 30);
    for (const [, kind = "", a = "", b = ""] of rows) {
        assert.ok(isPhrased(kind), kind);
        const values = { [a]: 1, [b]: 1 };
        assert.doesNotMatch(told(kind, "x", values), /[{}]/, kind);
    }
});

test("states, times and sizes are told as people read them", () => {
    assert.equal(
        told("proc.state", "sh", { state: "running", from: "ready" }),
        "sh is running now, was ready",
    );
    assert.equal(told("op.done", "", { ns: 17_555, bytes: 0 }), "done in 17.6 μs");
    assert.equal(
        told("proc.pressure", "sh", { used: 52_000_000, most: 64_000_000 }),
        "sh holds 52 MB of the 64 MB of memory that it may",
    );
});

test("what has no phrase is told as it is", () => {
    assert.equal(told("never.heard", "so", { calls: 3, ms: 4, bytes: 0 }), "so · calls 3 · 4 ms");
    assert.equal(told("never.heard", "", null), "");
});
