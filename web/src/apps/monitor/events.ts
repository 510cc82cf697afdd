// The events that one looks at: the last few thousand, those that fit, and which have come twice.
import { durationText, nanosText, sizeText } from "../../ui/units.ts";
import type { ObserveEvent, ObserveSeverity } from "../../wire/ops.ts";

export interface Numbered extends ObserveEvent {
    n: number;
}

export interface Sieve {
    least: ObserveSeverity;
    category: string;
    text: string;
    proc: number | undefined;
}

export const severities = ["debug", "info", "warn", "error"] as const;
const keptMost = 5000;

export const categoryOf = ({ kind }: ObserveEvent): string => kind.slice(0, kind.indexOf("."));

/** Looking is no work that one wants to see: it would never end. */
const isLooking = ({ op }: ObserveEvent): boolean => op?.startsWith("observe.") ?? false;

function identity({ time, kind, proc, span, op, text }: ObserveEvent): string {
    return [time, kind, proc, span, op, text].join(" ");
}

let numbers = 0;

export function numbered(events: readonly ObserveEvent[]): Numbered[] {
    return events.filter((event) => !isLooking(event)).map((event) => ({ ...event, n: ++numbers }));
}

/** What came, behind what was there. */
export function added(known: readonly Numbered[], more: readonly Numbered[]): Numbered[] {
    return more.length ? [...known, ...more].slice(-keptMost) : [...known];
}

/** What was before: without those that have come since, in front of them. */
export function preceded(known: readonly Numbered[], before: readonly Numbered[]): Numbered[] {
    const there = new Set(known.map(identity));
    return [...before.filter((event) => !there.has(identity(event))), ...known].slice(-keptMost);
}

export function fits({ least, category, text, proc }: Sieve): (event: ObserveEvent) => boolean {
    const from = severities.indexOf(least);
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return (event) => {
        if (severities.indexOf(event.severity) < from) return false;
        if (category && categoryOf(event) !== category) return false;
        if (proc !== undefined && event.proc !== proc) return false;
        if (words.length === 0) return true;
        const all = [event.kind, event.op, event.text, event.proc, event.chain]
            .join(" ")
            .toLowerCase();
        return words.every((word) => all.includes(word));
    };
}

const units: Record<string, (language: string, value: number) => string> = {
    ns: nanosText,
    ms: durationText,
    bytes: sizeText,
};

/** One of them, by what its name says that it is. */
export function figureOf(language: string, name: string, value: unknown): string {
    if (typeof value === "number") return units[name]?.(language, value) ?? String(value);
    return typeof value === "string" ? value : JSON.stringify(value);
}

/** The figures of an event in one line: times as times, and without what is nothing. */
export function figuresOf(language: string, values: unknown): string {
    if (typeof values !== "object" || values === null) return "";
    return Object.entries(values)
        .map(([name, value]) => {
            if (value === 0) return "";
            const text = figureOf(language, name, value);
            return typeof value === "number" && !(name in units) ? `${name} ${text}` : text;
        })
        .filter(Boolean)
        .join(" · ");
}
