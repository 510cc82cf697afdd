// One op: what it is, its form, what came of the call.
import { useEffect, useRef, type ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { Pending } from "../../ui/Pending.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { useDescription } from "../../wire/catalog.ts";
import type { OpsDescribeOut } from "../../wire/ops.ts";
import { EffectBadge } from "./EffectBadge.tsx";
import { Elsewhere } from "./Elsewhere.tsx";
import { Events } from "./Events.tsx";
import { fieldsOf } from "../../wire/field.ts";
import { Form } from "./Form.tsx";
import styles from "./OpPage.module.css";
import { Outcome } from "./Outcome.tsx";
import { useRun } from "./runs.ts";

function Facts({ about }: { about: OpsDescribeOut }): ReactNode {
    const t = useT();
    const needs = about.needs.map(
        (need) => need.capability + (need.parameter ? `(${need.parameter})` : ""),
    );
    const facts = [
        about.stream !== undefined && t("op.streams"),
        about.idempotent && t("op.idempotent"),
        about.undo && t("op.undo", { op: about.undo }),
    ].filter((fact) => typeof fact === "string");
    return (
        <p className={styles.facts}>
            {needs.length > 0 && (
                <span>
                    {t("op.needs")} <code>{needs.join(", ")}</code>
                </span>
            )}
            {facts.map((fact) => (
                <span key={fact}>{fact}</span>
            ))}
        </p>
    );
}

function Described({ about }: { about: OpsDescribeOut }): ReactNode {
    const fields = fieldsOf(about.input);
    const run = useRun(about.name);
    const chain =
        run?.kind === "done" ? run.answer.chain : run?.kind === "failed" ? run.error.chain : "";
    return (
        <>
            <Facts about={about} />
            <Form about={about} fields={fields} />
            <Outcome about={about} run={run} />
            {chain && <Events key={chain} chain={chain} />}
            <Elsewhere op={about.name} fields={fields} />
        </>
    );
}

function Body({ op }: { op: string }): ReactNode {
    const t = useT();
    const [asked, retry] = useDescription(op);
    if (asked.kind === "loading") return <Pending />;
    if (asked.kind === "ready") return <Described about={asked.value} />;
    const { error } = asked;
    return (
        <Problem
            what={t("op.unknown")}
            why={error.message}
            hint={error.hint}
            details={`${error.kind} ${error.reason} ${error.chain}`}
            next={<Button onClick={retry}>{t("failure.again")}</Button>}
        />
    );
}

export function OpPage({ op, onBack }: { op: string; onBack: () => void }): ReactNode {
    const t = useT();
    const [asked] = useDescription(op);
    const about = asked.kind === "ready" ? asked.value : undefined;
    const page = useRef<HTMLElement>(null);
    // The reader asked for this page: the keyboard goes to its first field.
    useEffect(() => {
        if (about)
            page.current
                ?.querySelector<HTMLElement>("form :is(input, textarea, select, button)")
                ?.focus();
    }, [about]);
    return (
        <article ref={page} className={styles.page} aria-labelledby={`op-${op}`}>
            <header className={styles.head}>
                <Button look="quiet" icon="arrow-left" className={styles.back} onClick={onBack}>
                    {t("operations.back")}
                </Button>
                <div className={styles.name}>
                    <h2 id={`op-${op}`}>{op}</h2>
                    {about && <EffectBadge effect={about.effect} />}
                </div>
                {about && (
                    <p className={styles.doc} lang="en">
                        {about.doc}
                    </p>
                )}
            </header>
            <Body op={op} />
        </article>
    );
}
