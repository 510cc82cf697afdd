// One event, or one step of a story, with all that is known of it.
import type { ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Actions, Facts, Panel, type Fact } from "../../ui/Panel.tsx";
import { clockText, nanosText, timeText } from "../../ui/units.ts";
import type { ObserveEvent, ObserveStep } from "../../wire/ops.ts";
import { openWindow } from "../../wm/windows.ts";

import { phraseOf, valueText } from "./phrases.ts";
import { Severity } from "./Severity.tsx";

interface DetailProps {
    event: ObserveEvent | ObserveStep;
    onStory?: (chain: string) => void;
    onClose: () => void;
}

export function EventDetail({ event, onStory, onClose }: DetailProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const chain = "chain" in event ? event.chain : undefined;
    const who = "who" in event ? event.who : undefined;
    const values = (event.values ?? {}) as Record<string, unknown>;
    const ns = typeof values["ns"] === "number" ? values["ns"] : undefined;
    const took = ("took" in event ? event.took : undefined) ?? ns;
    const { op } = event;
    const facts: Fact[] = [
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
        ...Object.entries(values)
            .filter(([name, value]) => value !== 0 && name !== "ns")
            .map(([name, value]): Fact => [name, valueText(t, language, event.kind, name, value)]),
    ];
    return (
        <Panel title={event.kind} onClose={onClose}>
            <Actions>
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
            </Actions>
            <Facts facts={facts} />
        </Panel>
    );
}
