// What was far from usual, newest first; each leads to the story in which it was.
import { useCallback, useState, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import type { Column } from "../../ui/DataGrid.tsx";
import { Foot, Split } from "../../ui/Panel.tsx";
import { PolledGrid } from "../../ui/PolledGrid.tsx";
import { clockText, nanosText, numberText } from "../../ui/units.ts";
import { useFollow, usePoll } from "../../wire/live.ts";
import type { ObserveAnomaly } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import type { PartProps } from "./Monitor.tsx";

const everyMs = 5000;
const most = 64;
const keyOf = ({ time, text, chain }: ObserveAnomaly): string => `${time} ${chain ?? ""} ${text}`;

function figureOf(language: Language, subject: string, value: number): string {
    return subject === "op"
        ? nanosText(language, value)
        : numberText(language, Number(value.toPrecision(3)));
}

function columnsOf(t: Translate, language: Language): Column<ObserveAnomaly>[] {
    return [
        {
            id: "time",
            head: t("monitor.time"),
            width: "7.1em",
            show: ({ time }) => <time>{clockText(language, time)}</time>,
        },
        {
            id: "text",
            head: t("anomalies.what"),
            width: "minmax(6em, 20fr)",
            show: ({ text }) => (
                <span lang="en" title={text}>
                    {text}
                </span>
            ),
        },
        {
            id: "value",
            head: t("anomalies.was"),
            width: "6.6em",
            figure: true,
            show: ({ subject, value }) => <span>{figureOf(language, subject, value)}</span>,
            from: 520,
        },
        {
            id: "mean",
            head: t("anomalies.usual"),
            width: "6.6em",
            figure: true,
            show: ({ subject, mean }) => <span>{figureOf(language, subject, mean)}</span>,
            from: 520,
        },
        {
            id: "sigmas",
            head: t("anomalies.sigmas"),
            width: "5.4em",
            figure: true,
            show: ({ sigmas }) => <span>{`${Math.round(sigmas)} σ`}</span>,
        },
    ];
}

export function Anomalies({ tabs, awake, onStory }: PartProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const ask = useCallback(
        async (signal: AbortSignal) =>
            (await call("observe.anomalies", { limit: most }, { signal })).data,
        [],
    );
    const polled = usePoll(ask, everyMs, awake);
    const { value } = polled;
    useFollow({ kind: "observe.anomaly" }, polled.again, awake);
    const [chosen, setChosen] = useState<string>();
    const rows = value?.anomalies ?? [];
    const chain = rows.find((row) => keyOf(row) === chosen)?.chain;
    return (
        <>
            <Bar>
                {tabs}
                {chain && <Button onClick={() => onStory(chain)}>{t("monitor.seeStory")}</Button>}
            </Bar>
            <Split>
                <PolledGrid
                    polled={polled}
                    label={t("monitor.part.anomalies")}
                    columns={columnsOf(t, language)}
                    rows={rows}
                    keyOf={keyOf}
                    toneOf={() => "warn"}
                    chosen={chosen}
                    onChoose={setChosen}
                    onEnter={(row) => row.chain && onStory(row.chain)}
                    empty={
                        <p>
                            {t("anomalies.none")}
                            <br />
                            {t("anomalies.rule")}
                        </p>
                    }
                />
            </Split>
            <Foot>
                <span role="status">{value ? t("anomalies.count", { n: value.total }) : ""}</span>
            </Foot>
        </>
    );
}
