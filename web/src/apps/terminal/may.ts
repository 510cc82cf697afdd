// Whether this browser's session may start a shell, and what to do where it may not.
import { useCallback } from "react";
import type { CallError } from "../../wire/calls.ts";
import { usePoll } from "../../wire/live.ts";
import type { AuthWhoOut } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";

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

export const needed = "run_shell";

export function grantCommand(proc: number): string {
    return `pith call proc.grant id=${proc} 'capabilities=["${needed}"]'`;
}
