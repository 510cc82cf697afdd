// The daemon, as the rest of the desktop sees it: one link, its state, and typed calls.
import { create } from "zustand";
import type { Answer, CallOptions } from "./calls.ts";
import { Link, type LinkState } from "./link.ts";
import type { Ops } from "./ops.ts";

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

export const useLink = create<{ state: LinkState }>(() => ({ state: link.state }));
link.onstate = (state) => useLink.setState({ state });

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
