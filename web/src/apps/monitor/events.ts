// The events that one looks at: the last few thousand, those that fit, and which have come twice.
import type { ObserveEvent, ObserveSeverity } from "../../wire/ops.ts";

export interface Numbered extends ObserveEvent {
    n: number;
}

/** What is left out here; what matters too little is not even asked for. */
export interface Sieve {
    category: string;
    text: string;
    proc: number | undefined;
    /** Without the coming and going of procs, as `pith observe follow` does, unless something in
     *  particular is looked for. */
    briefly?: boolean;
}

export const severities: readonly ObserveSeverity[] = ["info", "debug", "warn", "error"];
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

/** Each connection has some of these; that a program began and ended is told by events of its own. */
const leftOut = new Set(["proc.born", "proc.ended", "proc.released", "proc.used"]);

export function fits({ category, text, proc, briefly }: Sieve): (event: ObserveEvent) => boolean {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const isAnything = !category && proc === undefined && words.length === 0;
    return (event) => {
        if (briefly && isAnything && leftOut.has(event.kind)) return false;
        if (category && categoryOf(event) !== category) return false;
        if (proc !== undefined && event.proc !== proc) return false;
        if (words.length === 0) return true;
        const all = [event.kind, event.op, event.text, event.proc, event.chain]
            .join(" ")
            .toLowerCase();
        return words.every((word) => all.includes(word));
    };
}
