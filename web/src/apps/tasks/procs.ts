// Procs as Tasks shows them: what proc.all says or, where there is no such op, what observe.procs
// and proc.list say together; and how much of a processor each has had since one looked last.
import { CallError } from "../../wire/calls.ts";
import type { ObserveProc, ProcRow } from "../../wire/ops.ts";
import { call, callAny } from "../../wire/pith.ts";

/** How much a proc may have; 0: no limit. */
export interface Limits {
    memory: number;
    cpu_seconds: number;
    cpu_percent: number;
    handles: number;
    processes: number;
    children: number;
    wall: number;
    ops_per_second: number;
    calls_at_once: number;
    network_bytes: number;
}

export interface Entry {
    id: number;
    /** The proc with which it ends; 0: pith itself. */
    parent: number;
    kind: string;
    name: string;
    state?: string;
    started?: number;
    calls?: number;
    errors?: number;
    /** Calls under way. */
    running?: number;
    network?: number;
    /** Whether one may end, stop and limit it. */
    own?: boolean;
    /** It holds nearly all the memory that it may. */
    pressed?: boolean;
    priority?: number;
    limits?: Limits;
    holds?: { kind: string; count: number }[];
    pid?: number | null;
    memory?: number | null;
    /** Milliseconds of processor time so far. */
    cpu?: number | null;
    processes?: number | null;
    status?: number | null;
    signal?: number | null;
    /** Percent of one processor, of late. */
    share?: number;
}

export const idOf = (entry: Entry): number => entry.id;
export const parentOf = (entry: Entry): number => entry.parent;
export const keyOf = (entry: Entry): string => String(entry.id);

function sumOf(...parts: (number | null | undefined)[]): number | undefined {
    const known = parts.filter((part) => typeof part === "number");
    return known.length ? known.reduce((a, b) => a + b, 0) : undefined;
}

/** Programs under those that started them; whoever else calls stands at the top. */
export function joined(
    observed: readonly ObserveProc[],
    programs: readonly ProcRow[],
    now: number,
    since = new Map<number, number>(),
): Entry[] {
    const byId = new Map<number, Entry>();
    for (const { proc, name, kind, age, calls, errors } of observed) {
        // Said as an age, it would be another moment each time one asks, and rows would jump.
        if (!since.has(proc)) since.set(proc, now - age);
        byId.set(proc, {
            id: proc,
            parent: 0,
            kind,
            name,
            started: since.get(proc) as number,
            calls,
            errors,
            own: false,
        });
    }
    for (const { id, program, state, owner, started, pid, ...rest } of programs) {
        const cpu = sumOf(rest.user, rest.system);
        byId.set(id, {
            ...(byId.get(id) ?? { kind: "native" }),
            id,
            parent: owner,
            name: program,
            state,
            started,
            own: true,
            ...(pid != null && { pid }),
            ...(rest.status != null && { status: rest.status }),
            ...(rest.signal != null && { signal: rest.signal }),
            ...(rest.memory_peak != null && { memory: rest.memory_peak }),
            ...(cpu !== undefined && { cpu }),
        });
    }
    return [...byId.values()].sort((a, b) => (a.started ?? 0) - (b.started ?? 0) || a.id - b.id);
}

const most = 10_000;

/** Whoever may not see what others do still sees what is their own. */
async function askObserved(signal: AbortSignal): Promise<ObserveProc[]> {
    try {
        return (await call("observe.procs", { limit: most }, { signal })).data.procs;
    } catch (error) {
        if (error instanceof CallError && error.kind === "denied") return [];
        throw error;
    }
}

/** Asks for all of them, by the best op that there is. */
export function askProcs(hasAll: boolean): (signal: AbortSignal) => Promise<Entry[]> {
    const since = new Map<number, number>();
    return async (signal) => {
        if (hasAll) {
            const { data } = await callAny("proc.all", {}, { signal });
            return (data as { procs: Entry[] }).procs;
        }
        const [observed, { data }] = await Promise.all([
            askObserved(signal),
            call("proc.list", {}, { signal }),
        ]);
        return joined(observed, data.procs, Date.now(), since);
    };
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
    return ({ id, name, kind, state = "" }) => {
        const text = `${id} ${name} ${kind} ${state}`.toLowerCase();
        return words.every((word) => text.includes(word));
    };
}
