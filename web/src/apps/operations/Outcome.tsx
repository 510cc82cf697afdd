// What came of a call: the result, growing while it comes, or what went wrong and what to do.
import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Tabs } from "../../ui/Tabs.tsx";
import type { CallError } from "../../wire/calls.ts";
import type { OpsDescribeOut } from "../../wire/ops.ts";
import { fieldsOf } from "../../wire/field.ts";
import styles from "./Outcome.module.css";
import type { Run } from "./runs.ts";
import { Stream } from "./Stream.tsx";
import { durationText, sizeText } from "../../ui/units.ts";
import { Parts } from "./Value.tsx";
import { knownKind } from "../../wire/faults.ts";

function detailsOf(op: string, error: CallError): string {
    const { kind, reason, message, hint, details, chain } = error;
    return JSON.stringify({ op, kind, reason, message, hint, details, chain }, null, 2);
}

function Failed({ op, error }: { op: string; error: CallError }): ReactNode {
    const t = useT();
    if (error.kind === "cancelled")
        return (
            <p className={styles.cancelled} role="status">
                <Icon name="stop" /> {t("outcome.cancelled")}
            </p>
        );
    return (
        <Problem
            what={t(`fault.${knownKind(error.kind)}`)}
            why={error.message}
            hint={error.hint}
            details={detailsOf(op, error)}
        />
    );
}

/** Browsers' clocks are coarse: nothing is said to take no time. */
const clockGrain = 0.1;

function Progress({ run }: { run: Run }): ReactNode {
    const t = useT();
    const language = useLanguage();
    const parts = [
        run.itemCount > 0 && t("outcome.items", { n: run.itemCount }),
        run.byteCount > 0 && sizeText(language, run.byteCount),
        run.kind === "running"
            ? t("outcome.running")
            : t("outcome.took", { time: durationText(language, Math.max(run.took, clockGrain)) }),
    ];
    return <span className={styles.progress}>{parts.filter(Boolean).join(" · ")}</span>;
}

function Result({ about, run }: { about: OpsDescribeOut; run: Run & { kind: "done" } }): ReactNode {
    const t = useT();
    const fields = fieldsOf(about.output);
    const { data, bytes } = run.answer;
    if (fields.length === 0) return <p>{t("outcome.nothing")}</p>;
    return <Parts fields={fields} value={data} bytes={bytes} name={about.name} />;
}

function Json({ value }: { value: unknown }): ReactNode {
    const text = JSON.stringify(value, null, 2);
    return (
        <div className={styles.json}>
            <CopyButton text={text} />
            <pre tabIndex={0}>{text}</pre>
        </div>
    );
}

/** Into sight, once it is there, unless it was there before: below a long form nobody would see it. */
function useInSight(run: Run | undefined): RefObject<HTMLElement | null> {
    const section = useRef<HTMLElement>(null);
    const before = useRef(run?.kind);
    const kind = run?.kind;
    useEffect(() => {
        const hasEnded = before.current !== kind && kind !== undefined && kind !== "running";
        before.current = kind;
        const pane = section.current?.parentElement;
        if (!hasEnded || !section.current || !pane) return;
        const fits = section.current.offsetHeight < pane.clientHeight;
        section.current.scrollIntoView({ block: fits ? "nearest" : "start" });
    }, [kind]);
    return section;
}

type View = "shown" | "json";

export function Outcome({
    about,
    run,
}: {
    about: OpsDescribeOut;
    run: Run | undefined;
}): ReactNode {
    const t = useT();
    const [view, setView] = useState<View>("shown");
    const section = useInSight(run);
    if (!run) return null;
    const streams = about.stream !== undefined;
    const raw =
        run.kind === "done"
            ? streams
                ? { items: run.items, result: run.answer.data }
                : run.answer.data
            : run.items;
    const shown = (
        <>
            {streams && <Stream schema={about.stream} run={run} />}
            {run.kind === "done" && !streams && <Result about={about} run={run} />}
            {run.kind === "failed" && <Failed op={about.name} error={run.error} />}
        </>
    );
    return (
        <section
            ref={section}
            className={styles.outcome}
            aria-label={t("outcome.title")}
            aria-busy={run.kind === "running"}
        >
            <header>
                <h3>{t("outcome.title")}</h3>
                <Progress run={run} />
                {run.kind === "done" && (
                    <Tabs<View>
                        label={t("outcome.view")}
                        tabs={[
                            { id: "shown", name: t("outcome.shown") },
                            { id: "json", name: "JSON" },
                        ]}
                        chosen={view}
                        onChoose={setView}
                    />
                )}
            </header>
            <div className="visually-hidden" role="status">
                {run.kind !== "running" &&
                    t(run.kind === "done" ? "outcome.done" : "outcome.failed")}
            </div>
            {view === "json" && run.kind === "done" ? <Json value={raw} /> : shown}
        </section>
    );
}
