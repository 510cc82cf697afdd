// Limits as a form has them: in units that people count in, empty for none; and back.
import type { ProcBounds } from "../../wire/ops.ts";

/** Those that can be changed while it runs, each with how many of its units one of ours is. */
export const limitUnits = {
    memory: 1024 * 1024,
    cpu_percent: 1,
    cpu_seconds: 1,
    processes: 1,
    children: 1,
    wall: 1000,
    ops_per_second: 1,
    calls_at_once: 1,
    network_bytes: 1024 * 1024,
} as const satisfies Partial<Record<keyof ProcBounds, number>>;

export type LimitName = keyof typeof limitUnits;
export type Draft = Record<LimitName, string>;

export const limitNames = Object.keys(limitUnits) as LimitName[];

export function draftOf(limits: ProcBounds): Draft {
    const text = (name: LimitName): string => {
        const value = limits[name] / limitUnits[name];
        return value === 0 ? "" : String(Number(value.toFixed(3)));
    };
    return Object.fromEntries(limitNames.map((name) => [name, text(name)])) as Draft;
}

export function isNumber(text: string): boolean {
    return text.trim() === "" || /^\d+(\.\d+)?$/.test(text.trim());
}

/** What to ask for: only what was changed. */
export function changesOf(before: Draft, now: Draft): Partial<Record<LimitName, number>> {
    const changed = limitNames.filter((name) => now[name].trim() !== before[name]);
    return Object.fromEntries(
        changed.map((name) => [name, Math.round(Number(now[name]) * limitUnits[name])]),
    );
}
