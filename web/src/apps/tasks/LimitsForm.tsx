// How far a proc may go. What is changed holds at once.
import { useState, type FormEvent, type ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { useAct } from "./act.ts";
import { changesOf, draftOf, isNumber, limitNames } from "./limits.ts";
import type { ProcBounds } from "../../wire/ops.ts";
import styles from "./Tasks.module.css";

interface LimitsProps {
    id: number;
    limits: ProcBounds;
    fixed: boolean;
    onChanged: () => void;
}

export function LimitsForm({ id, limits, fixed, onChanged }: LimitsProps): ReactNode {
    const t = useT();
    const { act, problem, busy } = useAct(onChanged);
    const there = draftOf(limits);
    const [changed, setChanged] = useState<Partial<typeof there>>({});
    const draft = { ...there, ...changed };
    const wrong = limitNames.filter((name) => !isNumber(draft[name]));
    const changes = changesOf(there, draft);
    const isChanged = Object.keys(changes).length > 0;
    const submit = async (event: FormEvent): Promise<void> => {
        event.preventDefault();
        if (wrong.length || !isChanged) return;
        await act("proc.limits", { id, ...changes }, t("limits.done"));
        setChanged({});
    };
    return (
        <form className={styles.limits} onSubmit={(event) => void submit(event)}>
            <h4>{t("limits.title")}</h4>
            {limitNames.map((name) => (
                <label key={name}>
                    <span>{t(`limits.${name}`)}</span>
                    <input
                        inputMode="decimal"
                        autoComplete="off"
                        disabled={fixed}
                        aria-invalid={wrong.includes(name) || undefined}
                        placeholder={t("limits.none")}
                        value={draft[name]}
                        onChange={(event) => setChanged({ ...changed, [name]: event.target.value })}
                    />
                </label>
            ))}
            {wrong.length > 0 && (
                <p role="alert" className={styles.warning}>
                    {t("problem.number")}
                </p>
            )}
            {problem && <Refusal error={problem} />}
            {isChanged && (
                <div className={styles.actions}>
                    <Button look="main" type="submit" disabled={busy || wrong.length > 0}>
                        {t("limits.apply")}
                    </Button>
                    <Button look="quiet" onClick={() => setChanged({})}>
                        {t("form.reset")}
                    </Button>
                </div>
            )}
        </form>
    );
}
