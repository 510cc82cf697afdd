// A story as it is shown: each step at its place on a common axis of time, in words.
import type { Key, Translate } from "../../i18n/i18n.ts";
import type { ObserveChainOut, ObserveStep } from "../../wire/ops.ts";
import { phraseOf } from "./phrases.ts";

export interface Scene {
    key: string;
    step: ObserveStep;
    depth: number;
    /** Steps below it, at whatever depth. */
    below: number;
    /** Where its bar begins and how long it is, in parts of the whole. */
    from: number;
    width: number;
    /** It, or something below it, went wrong. */
    troubled: boolean;
}

const leastWidth = 0.004;

function isWrong({ outcome }: ObserveStep): boolean {
    return outcome === "failed" || outcome === "denied";
}

/** How many of the steps that follow stand below the one at `at`. */
function below(steps: readonly ObserveStep[], at: number): number {
    const { depth = 0 } = steps[at] ?? {};
    let end = at + 1;
    while (end < steps.length && (steps[end] as ObserveStep).depth > depth) end++;
    return end - at - 1;
}

export function scenesOf({ steps, took }: Pick<ObserveChainOut, "steps" | "took">): Scene[] {
    const whole = Math.max(1, took);
    return steps.map((step, at) => {
        const inner = below(steps, at);
        const from = Math.min(1 - leastWidth, Math.max(0, step.at / whole));
        const length = step.outcome === "running" ? whole - step.at : (step.took ?? 0);
        return {
            key: `${at} ${step.span ?? ""} ${step.kind}`,
            step,
            depth: step.depth,
            below: inner,
            from,
            width: Math.max(leastWidth, Math.min(1 - from, length / whole)),
            troubled: steps.slice(at, at + inner + 1).some(isWrong),
        };
    });
}

/** Without what is below those that are closed. */
export function opened(scenes: readonly Scene[], closed: ReadonlySet<string>): Scene[] {
    const shown: Scene[] = [];
    for (let at = 0; at < scenes.length; at++) {
        const scene = scenes[at] as Scene;
        shown.push(scene);
        if (closed.has(scene.key)) at += scene.below;
    }
    return shown;
}

const calls = {
    done: "story.called",
    failed: "story.failed",
    denied: "story.denied",
    running: "story.running",
    note: "story.called",
} as const satisfies Record<ObserveStep["outcome"], Key>;

/** The sentence of a step: who called what, or what its event says. */
export function sentenceOf(t: Translate, language: string, step: ObserveStep): string {
    if (!step.op) return phraseOf(t, language, step) || step.kind;
    return t(calls[step.outcome], {
        who: step.who ?? String(step.proc),
        op: step.op,
        text: step.text ?? "",
    });
}

export const isChain = (topic: string): boolean => /^[0-9a-f]{16,32}$/.test(topic);
