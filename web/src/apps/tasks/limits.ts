// Limits as a form has them: in units that people count in, empty for none; and back.
import type { Field } from "../../wire/field.ts";
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

/** What a limit may be, in the units of the form. */
export interface Range {
    least: number;
    /** None worth telling: more than anybody has. */
    most: number | undefined;
    whole: boolean;
}

/** As the daemon takes them. */
export function rangesOf(fields: readonly Field[]): Record<LimitName, Range> {
    const range = (name: LimitName): Range => {
        const field = fields.find((one) => one.name === name);
        const most = field?.most ?? Number.MAX_SAFE_INTEGER;
        return {
            least: (field?.least ?? 0) / limitUnits[name],
            most: most < Number.MAX_SAFE_INTEGER ? most / limitUnits[name] : undefined,
            whole: limitUnits[name] === 1,
        };
    };
    return Object.fromEntries(limitNames.map((name) => [name, range(name)])) as Record<
        LimitName,
        Range
    >;
}

type Wrong = "limits.allowed" | "limits.allowedFrom" | "problem.whole";

/** What is wrong with what was typed; nothing is a limit, too: none. */
export function wrongOf(text: string, { least, most, whole }: Range): Wrong | undefined {
    const typed = text.trim();
    if (typed === "") return undefined;
    const value = /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : NaN;
    const isOutside = !(value >= least && value <= (most ?? Number.MAX_SAFE_INTEGER));
    if (isOutside) return most === undefined ? "limits.allowedFrom" : "limits.allowed";
    return whole && !Number.isInteger(value) ? "problem.whole" : undefined;
}

/** What to ask for: only what was changed. */
export function changesOf(before: Draft, now: Draft): Partial<Record<LimitName, number>> {
    const changed = limitNames.filter((name) => now[name].trim() !== before[name]);
    return Object.fromEntries(
        changed.map((name) => [name, Math.round(Number(now[name]) * limitUnits[name])]),
    );
}
