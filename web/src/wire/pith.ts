// The daemon, as the rest of the desktop sees it: one link, its state, and typed calls.
import { create } from "zustand";
import type { Answer, CallOptions } from "./calls.ts";
import { Link, type LinkState } from "./link.ts";
import type { Ops } from "./ops.ts";
import { askWhyNot } from "./sign-in.ts";

export type OpName = keyof Ops;

function address(): string {
    const { protocol, host } = window.location;
    return `${protocol === "https:" ? "wss" : "ws"}://${host}/ws`;
}

const link = new Link({
    open: () => new WebSocket(address()),
    now: () => Date.now(),
    after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
    },
    random: Math.random,
});

interface LinkStore {
    state: LinkState;
    /** Why pith lets nobody in, where it says so. */
    why: string | undefined;
}

export const useLink = create<LinkStore>(() => ({ state: link.state, why: undefined }));

link.onstate = (state) => {
    const refused = state.kind === "waiting" && useLink.getState().state.kind === "opening";
    useLink.setState(state.kind === "up" ? { state, why: undefined } : { state });
    if (refused) void askWhyNot().then((why) => useLink.setState({ why }));
};

/** Calls an op that is known when the desktop is built. */
export function call<Name extends OpName>(
    op: Name,
    args: Ops[Name]["in"],
    options?: CallOptions,
): Promise<Answer<Ops[Name]["out"]>> {
    return link.call(op, args, options) as Promise<Answer<Ops[Name]["out"]>>;
}

/** Calls any op; whoever made the arguments has to know what they are. */
export function callAny(op: string, args: unknown, options?: CallOptions): Promise<Answer> {
    return link.call(op, args, options);
}

/** Tries at once, whatever the pill counts down. */
export function reconnect(): void {
    link.start();
}

export function connect(): void {
    link.start();
    window.addEventListener("online", reconnect);
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "visible" && link.state.kind === "waiting") reconnect();
    });
    // A page in the browser's back/forward cache holds no connection; it opens one when it is back.
    window.addEventListener("pagehide", () => link.stop());
    window.addEventListener("pageshow", (event) => event.persisted && reconnect());
}
