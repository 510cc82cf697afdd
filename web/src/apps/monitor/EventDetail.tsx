// One event, or one step of a story, with all that is known of it.
import type { ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { clockText, nanosText, timeText } from "../../ui/units.ts";
import type { ObserveEvent, ObserveStep } from "../../wire/ops.ts";
import { openWindow } from "../../wm/windows.ts";

import styles from "./Monitor.module.css";
import { phraseOf, valueText } from "./phrases.ts";
import { Severity } from "./Severity.tsx";

interface DetailProps {
    event: ObserveEvent | ObserveStep;
    onStory?: (chain: string) => void;
    onClose: () => void;
}

function Values({ kind, values }: { kind: string; values: unknown }): ReactNode {
    const t = useT();
    const language = useLanguage();
    if (typeof values !== "object" || values === null) return null;
    return Object.entries(values).map(([name, value]) => (
        <div key={name}>
            <dt>{name}</dt>
            <dd>{valueText(t, language, kind, name, value)}</dd>
        </div>
    ));
}

export function EventDetail({ event, onStory, onClose }: DetailProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const chain = "chain" in event ? event.chain : undefined;
    const who = "who" in event ? event.who : undefined;
    const took = "took" in event ? event.took : undefined;
    const { op } = event;
    const facts: [string, ReactNode][] = [
        [
            t("monitor.time"),
            <span key="time" title={timeText(language, event.time)}>
                {clockText(language, event.time)}
            </span>,
        ],
        [t("monitor.severity"), <Severity key="severity" severity={event.severity} />],
        [t("monitor.op"), op],
        [t("monitor.proc"), who ? `${who} (${event.proc})` : String(event.proc)],
        [t("monitor.took"), took != null && nanosText(language, took)],
        [t("monitor.words"), phraseOf(t, language, event)],
        [t("monitor.chain"), chain && <code key="chain">{chain}</code>],
        [t("monitor.span"), event.span && <code key="span">{event.span}</code>],
    ];
    return (
        <aside className={styles.detail} aria-label={t("detail.of", { name: event.kind })}>
            <header>
                <h3>{event.kind}</h3>
                <button
                    type="button"
                    className={styles.close}
                    aria-label={t("close")}
                    title={t("close")}
                    onClick={onClose}
                >
                    <Icon name="x" />
                </button>
            </header>
            <div className={styles.actions}>
                {chain && onStory && (
                    <Button look="main" onClick={() => onStory(chain)}>
                        {t("monitor.seeStory")}
                    </Button>
                )}
                {op && (
                    <Button onClick={() => openWindow("operations", op)}>
                        {t("monitor.seeOp")}
                    </Button>
                )}
                <CopyButton text={JSON.stringify(event, null, 2)} />
            </div>
            <dl className={styles.facts}>
                {facts
                    .filter(([, value]) => value)
                    .map(([name, value]) => (
                        <div key={name}>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    ))}
                <Values kind={event.kind} values={event.values} />
            </dl>
        </aside>
    );
}
