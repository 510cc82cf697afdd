// A one-time code for a cookie, and back: the two things that go by HTTP, since only an HTTP answer
// sets a cookie.
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
