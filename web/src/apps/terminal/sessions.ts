// The terminals that are open: they live as long as their tab, also while the window is closed and
// opened again, and, as far as their programs go, over a reload.
import { create } from "zustand";
import { announce } from "../../shell/announce.ts";
import { copy } from "../../ui/clipboard.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../wire/pith.ts";
import { Session, type Phase } from "./session.ts";
import type { Wish } from "./wish.ts";

export interface Tab {
    key: string;
    /** Its number, by which it is called. */
    n: number;
    session: Session;
    phase: Phase;
}

interface Open {
    tabs: Tab[];
    chosen: string | undefined;
    reader: boolean;
}

const kept = "pith.terminals";
const readerPlace = "pith.terminal.reader";

function readsAloud(): boolean {
    try {
        return localStorage.getItem(readerPlace) === "yes";
    } catch {
        return false;
    }
}

export const useTerminals = create<Open>(() => ({
    tabs: [],
    chosen: undefined,
    reader: readsAloud(),
}));
const get = useTerminals.getState;
const set = useTerminals.setState;

/** In this browser's tab alone: another one has terminals of its own. */
useTerminals.subscribe(({ tabs }) => {
    const running = tabs
        .filter(({ phase }) => phase.kind === "running")
        .map(({ session: { id, started, wish } }) => ({ id, started, wish }));
    try {
        sessionStorage.setItem(kept, JSON.stringify(running));
    } catch {
        // Then a reload forgets them.
    }
});

let count = 0;

function open(wish: Wish, go: (session: Session) => Promise<void>): void {
    const session = new Session(wish, get().reader);
    const tab: Tab = { key: `t${++count}`, n: count, session, phase: session.phase };
    session.oncopy = (text) => void copy(text).then(() => announce(t("copied")));
    session.onphase = (phase) => {
        set(({ tabs }) => ({
            tabs: tabs.map((one) => (one.key === tab.key ? { ...one, phase } : one)),
        }));
        if (phase.kind === "ended") announce(t("terminal.ended"));
    };
    set(({ tabs }) => ({ tabs: [...tabs, tab], chosen: tab.key }));
    void go(session);
}

export function openTerminal(wish: Wish): void {
    open(wish, (session) => session.start());
}

/** Shows that one, or the form for a new one; `instead` of one that never began. */
export function choose(key: string | undefined, instead?: string): void {
    if (instead) closeTerminal(instead);
    set({ chosen: key });
}

export function closeTerminal(key: string): void {
    const { tabs, chosen } = get();
    const at = tabs.findIndex((tab) => tab.key === key);
    tabs[at]?.session.end();
    const rest = tabs.filter((tab) => tab.key !== key);
    const next = chosen === key ? (rest[at] ?? rest[at - 1])?.key : chosen;
    set({ tabs: rest, chosen: next });
}

/** The same again, in the place of one that has ended or never began. */
export function startAgain(key: string): void {
    const wish = get().tabs.find((tab) => tab.key === key)?.session.wish;
    closeTerminal(key);
    if (wish) openTerminal(wish);
}

export function readAloud(reader: boolean): void {
    set({ reader });
    for (const { session } of get().tabs) session.reader = reader;
    try {
        localStorage.setItem(readerPlace, reader ? "yes" : "no");
    } catch {
        // Then it is forgotten.
    }
}

let found = false;

/** Once: what ran before the page was loaded anew, as far as it still does. */
export async function findAgain(): Promise<void> {
    if (found) return;
    found = true;
    let wanted: { id: number; started?: number; wish: Wish }[] = [];
    try {
        wanted = JSON.parse(sessionStorage.getItem(kept) ?? "[]");
    } catch {
        return;
    }
    if (wanted.length === 0) return;
    const { data } = await call("proc.list", {});
    const alive = new Map(data.procs.map(({ id, started }) => [id, started]));
    for (const { id, started, wish } of wanted)
        if (alive.has(id) && alive.get(id) === (started ?? alive.get(id)))
            open(wish, (session) => session.resume(id));
}
