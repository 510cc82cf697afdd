// How far a proc may go. What is changed holds at once; what cannot be is told beside its field.
import { useEffect, useId, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { Actions } from "../../ui/Panel.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { numberText } from "../../ui/units.ts";
import { useDescription } from "../../wire/catalog.ts";
import { fieldsOf } from "../../wire/field.ts";
import type { ProcBounds } from "../../wire/ops.ts";
import { useAct } from "./act.ts";
import {
    changesOf,
    draftOf,
    limitNames,
    rangesOf,
    wrongOf,
    type LimitName,
    type Range,
} from "./limits.ts";
import styles from "./Tasks.module.css";

interface LimitsProps {
    id: number;
    limits: ProcBounds;
    fixed: boolean;
    onChanged: () => void;
}

interface LimitProps {
    name: LimitName;
    text: string;
    isChanged: boolean;
    range: Range;
    fixed: boolean;
    /** What the daemon has against it. */
    refused: string | undefined;
    onChange: (text: string) => void;
}

function Limit(props: LimitProps): ReactNode {
    const { name, text, isChanged, range, fixed, refused, onChange } = props;
    const t = useT();
    const language = useLanguage();
    const id = useId();
    const wrong = wrongOf(text, range);
    const field = useRef<HTMLInputElement>(null);
    const number = (value: number): string => numberText(language, value);
    const said = wrong
        ? t(wrong, { least: number(range.least), most: number(range.most ?? 0) })
        : refused;
    // What comes below it must not cover what one is typing, nor what is said of it.
    useEffect(() => {
        if (isChanged) field.current?.scrollIntoView({ block: "nearest" });
    }, [isChanged, said]);
    return (
        <>
            <label htmlFor={id}>{t(`limits.${name}`)}</label>
            <input
                ref={field}
                id={id}
                inputMode="decimal"
                autoComplete="off"
                disabled={fixed}
                aria-invalid={said !== undefined || undefined}
                aria-describedby={said ? `${id}-wrong` : undefined}
                placeholder={t("limits.none")}
                value={text}
                onChange={(event) => onChange(event.target.value)}
            />
            <p id={`${id}-wrong`} role="status" className={styles.wrong} hidden={!said}>
                {said}
            </p>
        </>
    );
}

export function LimitsForm({ id, limits, fixed, onChanged }: LimitsProps): ReactNode {
    const t = useT();
    const { act, problem, busy } = useAct(onChanged);
    const [described] = useDescription("proc.limits");
    const ranges = rangesOf(described.kind === "ready" ? fieldsOf(described.value.input) : []);
    const there = draftOf(limits);
    const [changed, setChanged] = useState<Partial<typeof there>>({});
    const draft = { ...there, ...changed };
    const isWrong = limitNames.some((name) => wrongOf(draft[name], ranges[name]));
    const changes = changesOf(there, draft);
    const isChanged = Object.keys(changes).length > 0;
    const blamed = limitNames.find((name) => name === problem?.details["parameter"]);
    const submit = async (event: FormEvent): Promise<void> => {
        event.preventDefault();
        if (isWrong || !isChanged) return;
        if (await act("proc.limits", { id, ...changes }, t("limits.done"))) setChanged({});
    };
    return (
        <form className={styles.limits} onSubmit={(event) => void submit(event)}>
            <h4>{t("limits.title")}</h4>
            {limitNames.map((name) => (
                <Limit
                    key={name}
                    name={name}
                    text={draft[name]}
                    isChanged={name in changed}
                    range={ranges[name]}
                    fixed={fixed}
                    refused={name === blamed ? problem?.message : undefined}
                    onChange={(text) => setChanged({ ...changed, [name]: text })}
                />
            ))}
            {problem && !blamed && <Refusal error={problem} />}
            {isChanged && (
                <div className={styles.apply}>
                    <Actions>
                        <Button look="main" type="submit" disabled={busy || isWrong}>
                            {t("limits.apply")}
                        </Button>
                        <Button look="quiet" onClick={() => setChanged({})}>
                            {t("form.reset")}
                        </Button>
                    </Actions>
                </div>
            )}
        </form>
    );
}
