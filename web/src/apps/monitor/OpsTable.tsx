// Every op that was called: how often, how often in vain, how long it took.
import { useCallback, useState, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar, Gap } from "../../ui/Bar.tsx";
import type { Column } from "../../ui/DataGrid.tsx";
import { Filter } from "../../ui/Filter.tsx";
import { Foot, Split } from "../../ui/Panel.tsx";
import { PolledGrid, useSorted } from "../../ui/PolledGrid.tsx";
import { nanosText, numberText } from "../../ui/units.ts";
import { usePoll } from "../../wire/live.ts";
import type { ObserveOp } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { openWindow } from "../../wm/windows.ts";
import type { PartProps } from "./Monitor.tsx";

const everyMs = 3000;
const keyOf = ({ op }: ObserveOp): string => op;

function columnsOf(t: Translate, language: Language): Column<ObserveOp>[] {
    const time = (
        id: "p50_ns" | "p95_ns" | "p99_ns" | "mean_ns",
        head: string,
        from: number,
    ): Column<ObserveOp> => ({
        id,
        head,
        width: "minmax(4.6em, 2fr)",
        figure: true,
        show: (op) => <span>{nanosText(language, op[id])}</span>,
        by: (op) => op[id],
        from,
    });
    return [
        {
            id: "op",
            head: t("monitor.op"),
            width: "minmax(6em, 10fr)",
            show: ({ op }) => <span>{op}</span>,
            by: ({ op }) => op,
        },
        {
            id: "calls",
            head: t("monitor.calls"),
            width: "minmax(3.9em, 2fr)",
            figure: true,
            show: ({ calls }) => <span>{numberText(language, calls)}</span>,
            by: ({ calls }) => calls,
        },
        {
            id: "errors",
            head: t("monitor.errors"),
            width: "minmax(3.9em, 2fr)",
            figure: true,
            show: ({ errors }) => (
                <span data-zero={errors === 0 || undefined} data-wrong={errors > 0 || undefined}>
                    {numberText(language, errors)}
                </span>
            ),
            by: ({ errors }) => errors,
        },
        time("p50_ns", t("monitor.p50"), 420),
        time("p95_ns", t("monitor.p95"), 300),
        time("p99_ns", t("monitor.p99"), 560),
        time("mean_ns", t("monitor.mean"), 640),
    ];
}

export function OpsTable({ tabs, awake }: PartProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const ask = useCallback(
        async (signal: AbortSignal) => (await call("observe.stats", {}, { signal })).data.ops,
        [],
    );
    const polled = usePoll(ask, everyMs, awake);
    const [query, setQuery] = useState("");
    const [chosen, setChosen] = useState<string>();
    const columns = columnsOf(t, language);
    const ops = polled.value ?? [];
    const sorting = useSorted(
        ops.filter(({ op }) => op.includes(query.trim().toLowerCase())),
        columns,
        { column: "calls", down: true },
    );
    return (
        <>
            <Bar>
                {tabs}
                <Gap />
                <Filter label={t("operations.search")} value={query} onChange={setQuery} />
            </Bar>
            <Split>
                <PolledGrid
                    polled={polled}
                    label={t("monitor.part.ops")}
                    columns={columns}
                    {...sorting}
                    keyOf={keyOf}
                    chosen={chosen}
                    onChoose={setChosen}
                    onEnter={({ op }) => openWindow("operations", op)}
                    empty={<p>{t(query ? "tasks.noneFits" : "monitor.noOps")}</p>}
                />
            </Split>
            <Foot>
                <span role="status">
                    {polled.value ? t("operations.count", { n: sorting.rows.length }) : ""}
                </span>
            </Foot>
        </>
    );
}
