// What is done to a proc, a task or a service from beside its table.
import { useState } from "react";
import { announce } from "../../shell/announce.ts";
import { CallError } from "../../wire/calls.ts";
import { callAny } from "../../wire/pith.ts";

/** Does it, shows what is wrong with it, and has the table ask anew. */
export function useAct(onChanged: () => void): {
    act: (op: string, args: unknown, said?: string) => Promise<void>;
    problem: CallError | undefined;
    busy: boolean;
} {
    const [problem, setProblem] = useState<CallError>();
    const [busy, setBusy] = useState(false);
    const act = async (op: string, args: unknown, said?: string): Promise<void> => {
        setBusy(true);
        setProblem(undefined);
        try {
            await callAny(op, args);
            if (said) announce(said);
        } catch (error) {
            if (!(error instanceof CallError)) throw error;
            setProblem(error);
        } finally {
            setBusy(false);
            onChanged();
        }
    };
    return { act, problem, busy };
}
