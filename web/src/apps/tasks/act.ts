// What is done to a proc, a task or a service from beside its table.
import { useState } from "react";
import { announce } from "../../shell/announce.ts";
import { CallError } from "../../wire/calls.ts";
import { callAny } from "../../wire/pith.ts";

/** Does it, says whether that went well or shows what is wrong, and has the table ask anew. */
export function useAct(onChanged: () => void): {
    act: (op: string, args: unknown, said?: string) => Promise<boolean>;
    problem: CallError | undefined;
    busy: boolean;
} {
    const [problem, setProblem] = useState<CallError>();
    const [busy, setBusy] = useState(false);
    const act = async (op: string, args: unknown, said?: string): Promise<boolean> => {
        setBusy(true);
        setProblem(undefined);
        try {
            await callAny(op, args);
            if (said) announce(said);
            return true;
        } catch (error) {
            if (!(error instanceof CallError)) throw error;
            setProblem(error);
            return false;
        } finally {
            setBusy(false);
            onChanged();
        }
    };
    return { act, problem, busy };
}
