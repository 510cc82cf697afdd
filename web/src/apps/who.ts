// Who this browser is to pith, what it may, and how its owner lets it do more.
import { useCallback } from "react";
import type { CallError } from "../wire/calls.ts";
import { usePoll } from "../wire/live.ts";
import type { AuthWhoOut } from "../wire/ops.ts";
import { call } from "../wire/pith.ts";

/** Rarely: the reader says when it is to be asked anew. */
const everyMs = 3_600_000;

export function useWho(): {
    who: AuthWhoOut | undefined;
    error: CallError | undefined;
    again: () => void;
} {
    const ask = useCallback(
        async (signal: AbortSignal) => (await call("auth.who", {}, { signal })).data,
        [],
    );
    const { value, error, again } = usePoll(ask, everyMs, true);
    return { who: value, error, again };
}

/** The owner's command, which adds to what a browser may until it signs out or pith ends. */
export function grantCommand(proc: number, capability: string): string {
    return `pith call proc.grant id=${proc} 'capabilities=["${capability}"]'`;
}
