// A call that failed, in the daemon's own words, with what to do next.
import type { ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import type { CallError } from "../wire/calls.ts";
import { knownKind } from "../wire/faults.ts";
import { Button } from "./Button.tsx";
import { Problem } from "./Problem.tsx";

export function Refusal({ error, onRetry }: { error: CallError; onRetry?: () => void }): ReactNode {
    const t = useT();
    return (
        <Problem
            what={t(`fault.${knownKind(error.kind)}`)}
            why={error.message}
            hint={error.hint}
            details={JSON.stringify({ reason: error.reason, chain: error.chain, ...error.details })}
            next={onRetry && <Button onClick={onRetry}>{t("failure.again")}</Button>}
        />
    );
}
