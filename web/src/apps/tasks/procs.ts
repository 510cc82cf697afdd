// Procs as Tasks shows them, and how much of a processor each has had since one looked last.
import type { Language, Translate } from "../../i18n/i18n.ts";
import { sinceText } from "../../ui/units.ts";
import type { ProcEntry } from "../../wire/ops.ts";
import { shellLine } from "../terminal/wish.ts";

export interface Entry extends ProcEntry {
    /** Percent of one processor, of late. */
    share?: number;
    /** What people call it; undefined: its name will do. */
    title?: string;
}

export const idOf = (entry: Entry): number => entry.id;
export const parentOf = (entry: Entry): number => entry.parent;
export const keyOf = (entry: Entry): string => String(entry.id);

/** Nothing of it runs any more, nor will. */
export const isOver = ({ state }: Entry): boolean => ["exited", "reaped"].includes(state);

/** Somebody who called and left, of whom nothing is there but results that are kept: no task of it
 *  runs, since that would be a call of its own. It is found in the background, by its tasks. */
export function isOnlyKept({ kind, running, children, holds }: Entry): boolean {
    const has = (one: string): boolean => holds.some((held) => held.kind === one);
    const others = holds.some((held) => !["task", "grant", "rule"].includes(held.kind));
    return kind === "owner" && running + children === 0 && has("task") && !others;
}

/** A browser is known by a number that says nothing, and a terminal's shell by how it is found. */
function titleFor(
    t: Translate,
    language: Language,
    { id, kind, name, started }: Entry,
    me: number | undefined,
): string | undefined {
    if (id === me) return t("tasks.thisBrowser");
    if (kind === "session") return t("tasks.browser", { since: sinceText(language, started) });
    return name === shellLine ? t("tasks.shell") : undefined;
}

export function withTitles(
    t: Translate,
    language: Language,
    entries: readonly Entry[],
    me: number | undefined,
): Entry[] {
    return entries.map((entry) => {
        const title = titleFor(t, language, entry, me);
        return title === undefined ? entry : { ...entry, title };
    });
}

export const titleOf = ({ title, name }: Entry): string => title ?? name;

/** Who has nothing under way but may call waits for nothing: a browser that was closed, above all. */
export function stateOf({ kind, state }: Entry): string {
    return ["session", "token"].includes(kind) && state === "waiting" ? "idle" : state;
}

export interface Seen {
    at: number;
    cpu: Map<number, number>;
}

export function seen(entries: readonly Entry[], at: number): Seen {
    const cpu = entries.flatMap(({ id, cpu: ms }): [number, number][] =>
        typeof ms === "number" ? [[id, ms]] : [],
    );
    return { at, cpu: new Map(cpu) };
}

/** With the share of a processor that each has had since then; none for those that are new. */
export function withShares(
    entries: readonly Entry[],
    before: Seen | undefined,
    at: number,
): Entry[] {
    const passed = before ? at - before.at : 0;
    return entries.map((entry) => {
        const then = before?.cpu.get(entry.id);
        if (typeof entry.cpu !== "number" || then === undefined || passed <= 0) return entry;
        return { ...entry, share: Math.max(0, ((entry.cpu - then) / passed) * 100) };
    });
}

/** Those that have one of the words in their name, kind, state or number. */
export function fitting(query: string): (entry: Entry) => boolean {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    return (entry) => {
        const { id, name, kind } = entry;
        const text = `${id} ${name} ${titleOf(entry)} ${kind} ${stateOf(entry)}`.toLowerCase();
        return words.every((word) => text.includes(word));
    };
}
