import assert from "node:assert/strict";
import { test } from "node:test";
import en from "../../i18n/en.json" with { type: "json" };
import type { Translate } from "../../i18n/i18n.ts";
import { fill } from "../../i18n/message.ts";
import type { ObserveStep } from "../../wire/ops.ts";
import { isChain, opened, scenesOf, sentenceOf } from "./story.ts";

const t: Translate = (key, holes) => fill("en", en[key], holes);
const step = (by: Partial<ObserveStep>): ObserveStep => ({
    depth: 0,
    children: 0,
    time: 0,
    at: 0,
    outcome: "done",
    kind: "op.done",
    severity: "debug",
    proc: 7,
    values: {},
    ...by,
});
const story = {
    took: 1000,
    steps: [
        step({ op: "batch.run", took: 1000, children: 2 }),
        step({ op: "time.now", depth: 1, at: 100, took: 50 }),
        step({ op: "fs.read", depth: 1, at: 500, took: 250, outcome: "failed", children: 1 }),
        step({ kind: "path.refused", depth: 2, at: 600, outcome: "note" }),
        step({ op: "sys.info", at: 900, outcome: "running" }),
    ],
};

test("each step has its place on one axis of time", () => {
    const scenes = scenesOf(story);
    assert.deepEqual(
        scenes.map(({ from, width }) => [from, Number(width.toFixed(3))]),
        [
            [0, 1],
            [0.1, 0.05],
            [0.5, 0.25],
            [0.6, 0.004],
            [0.9, 0.1],
        ],
    );
});

test("nothing sticks out of the axis, whatever the daemon says", () => {
    const odd = { took: 10, steps: [step({ at: 50, took: 100 }), step({ at: 0, took: 99 })] };
    for (const { from, width } of scenesOf(odd)) assert.ok(from >= 0 && from + width <= 1.0001);
    assert.equal(scenesOf({ took: 0, steps: [step({})] }).length, 1);
});

test("trouble is told as far up as it goes, and no further", () => {
    assert.deepEqual(
        scenesOf(story).map(({ troubled }) => troubled),
        [true, false, true, false, false],
    );
});

test("a closed step hides what is below it, and nothing else", () => {
    const scenes = scenesOf(story);
    const closed = new Set([scenes[2]?.key as string]);
    assert.deepEqual(
        opened(scenes, closed).map(({ step: { op, kind } }) => op ?? kind),
        ["batch.run", "time.now", "fs.read", "sys.info"],
    );
    assert.equal(opened(scenes, new Set([scenes[0]?.key as string])).length, 2);
});

test("a step is a sentence: who did what, and how it went", () => {
    const said = (by: Partial<ObserveStep>): string => sentenceOf(t, "en", step(by));
    const denied = { op: "sys.stop", who: "session", outcome: "denied", text: "control" } as const;
    assert.equal(said(denied), "session was refused sys.stop: control");
    assert.equal(said({ op: "time.now" }), "7 called time.now");
    assert.equal(said({ kind: "path.refused", text: "/etc" }), "/etc was out of reach");
    assert.equal(said({ kind: "never.heard" }), "never.heard");
});

test("a chain is told from the names of the parts", () => {
    assert.ok(isChain("e94b2afddbe8d016"));
    for (const topic of ["", "charts", "proc:12", "E94B", "abcdef"]) assert.ok(!isChain(topic));
});
