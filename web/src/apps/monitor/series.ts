// Figures over time: what happened between two looks at observe.figures, five minutes of it.
import type { ObserveFiguresOut, ObserveHistogram } from "../../wire/ops.ts";

export const keptSeconds = 300;

/** One look. Nothing is known of what a figure did before the first, or while nobody looked. */
export interface Sample {
    /** Seconds since 1970. */
    at: number;
    calls: number | null;
    errors: number | null;
    /** Seconds that half of the calls took at most, and so on; none if there were no calls. */
    p50: number | null;
    p95: number | null;
    p99: number | null;
    events: number | null;
    memory: number | null;
    /** Percent of one processor. */
    cpu: number | null;
    connections: number | null;
    procs: number | null;
}

export interface Look {
    at: number;
    figures: ObserveFiguresOut;
}

/** Looking is no work that one wants to see. */
function isOurs({ op }: ObserveHistogram): boolean {
    return op.startsWith("observe.");
}

function figure(look: Look, name: string): number | null {
    const found = look.figures.figures.find((one) => one.name === name && one.label == null);
    return found?.value ?? null;
}

function sumOf(look: Look, part: "calls" | "errors"): number {
    return look.figures.ops.filter((op) => !isOurs(op)).reduce((sum, op) => sum + op[part], 0);
}

/** Calls by how long they took: for each bound, how many took no longer. */
export function bucketsOf(look: Look): Map<number, number> {
    const buckets = new Map<number, number>();
    for (const op of look.figures.ops.filter((one) => !isOurs(one)))
        for (const { most, calls } of op.buckets)
            buckets.set(most, (buckets.get(most) ?? 0) + calls);
    return buckets;
}

/** The bound below which that part of the calls between the two looks stayed; halfway into it, on a
 *  scale of doublings, since nothing is known of where in it they were. */
export function quantile(
    before: ReadonlyMap<number, number>,
    now: ReadonlyMap<number, number>,
    part: number,
): number | null {
    const bounds = [...now.keys()].sort((a, b) => a - b);
    const upTo = bounds.map((most) => (now.get(most) ?? 0) - (before.get(most) ?? 0));
    const all = upTo.at(-1) ?? 0;
    if (all <= 0) return null;
    const at = upTo.findIndex((count) => count >= part * all);
    const most = bounds[at];
    return most === undefined ? null : most / Math.SQRT2;
}

function rate(before: number | null, now: number | null, seconds: number): number | null {
    return before === null || now === null ? null : Math.max(0, now - before) / seconds;
}

export function sampleOf(before: Look | undefined, now: Look): Sample {
    const seconds = before ? now.at - before.at : 0;
    const known = before !== undefined && seconds > 0;
    const rateOf = (name: string): number | null =>
        known ? rate(figure(before, name), figure(now, name), seconds) : null;
    const [was, is] = known ? [bucketsOf(before), bucketsOf(now)] : [new Map(), new Map()];
    const cpu = rateOf("cpu_seconds_total");
    return {
        at: now.at,
        calls: known ? rate(sumOf(before, "calls"), sumOf(now, "calls"), seconds) : null,
        errors: known ? rate(sumOf(before, "errors"), sumOf(now, "errors"), seconds) : null,
        p50: quantile(was, is, 0.5),
        p95: quantile(was, is, 0.95),
        p99: quantile(was, is, 0.99),
        events: rateOf("events_total"),
        memory: figure(now, "memory_bytes"),
        cpu: cpu === null ? null : cpu * 100,
        connections: figure(now, "connections"),
        procs: figure(now, "procs"),
    };
}

/** With one more, and without those that are too old. */
export function grown(samples: readonly Sample[], next: Sample): Sample[] {
    return [...samples.filter(({ at }) => at > next.at - keptSeconds), next];
}

export interface Summary {
    last: number | null;
    mean: number | null;
    most: number | null;
}

export function summaryOf(values: readonly (number | null)[]): Summary {
    const known = values.filter((value) => value !== null);
    return {
        last: known.at(-1) ?? null,
        mean: known.length ? known.reduce((a, b) => a + b, 0) / known.length : null,
        most: known.length ? Math.max(...known) : null,
    };
}
