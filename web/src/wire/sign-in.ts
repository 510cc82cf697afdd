// What goes by HTTP: a one-time code for a cookie and back, since only an HTTP answer sets a cookie;
// and why there is no WebSocket, since browsers do not tell a page.
import { CallError } from "./calls.ts";
import type { Fault } from "./frames.ts";

const unreachable: Fault = {
    kind: "unavailable",
    reason: "unreachable",
    message: "pith does not answer",
};

async function post(op: string, args: unknown): Promise<void> {
    const request = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(args),
    };
    const response = await fetch(`/v1/ops/${op}`, request).catch(() => undefined);
    if (!response) throw new CallError(unreachable);
    if (response.ok) return;
    const body = (await response.json().catch(() => ({}))) as { error?: Fault };
    throw new CallError(body.error ?? unreachable);
}

export function signIn(code: string): Promise<void> {
    return post("auth.exchange", { code, as: "cookie" });
}

export function signOut(): Promise<void> {
    return post("auth.logout", {});
}

/** What pith says against our coming in; undefined when it says nothing, or does not answer. */
export async function askWhyNot(): Promise<string | undefined> {
    const refused = await post("auth.who", {}).catch((error: unknown) => error);
    return refused instanceof CallError && refused.reason !== unreachable.reason
        ? refused.message
        : undefined;
}
