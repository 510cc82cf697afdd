import assert from "node:assert/strict";
import { test } from "node:test";
import { nanosText } from "./units.ts";

test("nanoseconds are read at a glance, and what was too long to be counted is no length", () => {
    assert.equal(nanosText("en", 866), "866 ns");
    assert.equal(nanosText("en", 93_100), "93.1 μs");
    assert.equal(nanosText("en", 4_190_000), "4.19 ms");
    assert.equal(nanosText("en", Number("18446744073709551615")), "—");
});
