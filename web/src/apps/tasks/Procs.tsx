// Everybody who calls ops and every program that runs, as a tree or as a sorted list.
import { useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar, Gap } from "../../ui/Bar.tsx";
import { useStillThere, type Column, type Twig } from "../../ui/DataGrid.tsx";
import { Filter } from "../../ui/Filter.tsx";
import { flattened, sorted, steady, withAncestors, type Order } from "../../ui/grid.ts";
import { Foot, Split } from "../../ui/Panel.tsx";
import { PolledGrid } from "../../ui/PolledGrid.tsx";
import { numberText, sizeText, spanText } from "../../ui/units.ts";
import { call } from "../../wire/pith.ts";
import { useFollow, usePoll } from "../../wire/live.ts";
import { Detail } from "./Detail.tsx";
import {
    fitting,
    idOf,
    isOnlyKept,
    isOver,
    keyOf,
    parentOf,
    seen,
    stateOf,
    titleOf,
    withShares,
    withTitles,
    type Entry,
    type Seen,
} from "./procs.ts";
import { State } from "./State.tsx";
import type { PartProps } from "./Tasks.tsx";
import { useWho } from "../who.ts";
import { kindText } from "../words.ts";

const everyMs = 2000;

function columnsOf(t: Translate, language: Language, entries: readonly Entry[]): Column<Entry>[] {
    const has = (part: keyof Entry): boolean => entries.some((entry) => entry[part] != null);
    const all: (Column<Entry> | false)[] = [
        {
            id: "name",
            head: t("tasks.name"),
            width: "minmax(8em, 20fr)",
            show: (entry) => <span title={entry.name}>{titleOf(entry)}</span>,
            by: titleOf,
        },
        {
            id: "kind",
            head: t("tasks.kind"),
            width: "minmax(5.5em, 7fr)",
            show: ({ kind }) => <span>{kindText(t, kind)}</span>,
            by: ({ kind }) => kindText(t, kind),
            from: 480,
        },
        {
            id: "state",
            head: t("tasks.state"),
            width: "minmax(7.4em, 7fr)",
            show: (entry) => entry.state && <State state={stateOf(entry)} />,
            by: stateOf,
        },
        has("memory") && {
            id: "memory",
            head: t("tasks.memory"),
            width: "5em",
            figure: true,
            show: ({ memory, pressed }) =>
                memory != null && (
                    <span
                        data-tone={pressed ? "warn" : undefined}
                        title={pressed ? t("tasks.pressed") : undefined}
                    >
                        {sizeText(language, memory)}
                    </span>
                ),
            by: ({ memory }) => memory ?? undefined,
            from: 320,
        },
        has("cpu") && {
            id: "cpu",
            head: t("tasks.cpu"),
            width: "4.5em",
            figure: true,
            show: ({ share }) =>
                share !== undefined && (
                    <span>{`${numberText(language, Number(share.toFixed(share < 10 ? 1 : 0)))} %`}</span>
                ),
            by: ({ share }) => share,
            from: 400,
        },
        {
            id: "calls",
            head: t("tasks.calls"),
            width: "4.9em",
            figure: true,
            show: ({ calls }) => calls !== undefined && <span>{numberText(language, calls)}</span>,
            by: ({ calls }) => calls,
            from: 560,
        },
        {
            id: "errors",
            head: t("tasks.errors"),
            width: "4.5em",
            figure: true,
            show: ({ errors }) =>
                errors !== undefined && (
                    <span data-zero={errors === 0 || undefined}>
                        {numberText(language, errors)}
                    </span>
                ),
            by: ({ errors }) => errors,
            from: 705,
        },
        {
            id: "started",
            head: t("tasks.age"),
            width: "5.5em",
            figure: true,
            show: (entry) =>
                !isOver(entry) && <span>{spanText(language, Date.now() - entry.started)}</span>,
            by: (entry) => (isOver(entry) ? undefined : -entry.started),
            from: 640,
        },
        {
            id: "id",
            head: t("tasks.id"),
            width: "4.9em",
            figure: true,
            show: ({ id }) => <span>{id}</span>,
            by: ({ id }) => id,
            from: 780,
        },
    ];
    return all.filter((column) => column !== false);
}

/** All of them, anew whenever something begins or ends, and every two seconds besides. */
function useProcs(awake: boolean): ReturnType<typeof usePoll<Entry[]>> {
    const before = useRef<Seen>(undefined);
    const ask = useCallback(async (signal: AbortSignal) => {
        const { procs } = (await call("proc.all", {}, { signal })).data;
        const entries = procs.filter((entry) => !isOnlyKept(entry));
        const at = performance.now();
        const shared = withShares(entries, before.current, at);
        before.current = seen(entries, at);
        return shared;
    }, []);
    const polled = usePoll(ask, everyMs, awake);
    useFollow({ kind: "proc", least: "info" }, polled.again, awake);
    return polled;
}

export function Procs({ tabs, awake }: PartProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const polled = useProcs(awake);
    const { again } = polled;
    const me = useWho().who?.proc;
    const entries = useMemo(
        () => polled.value && withTitles(t, language, polled.value, me),
        [t, language, polled.value, me],
    );
    const [query, setQuery] = useState("");
    const [order, setOrder] = useState<Order>();
    const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
    const [chosen, setChosen] = useState<string>();
    const [held, setHeld] = useState<readonly string[]>();
    const field = useRef<HTMLInputElement>(null);
    const entry = useStillThere(entries, keyOf, chosen, () => setChosen(undefined));

    const columns = useMemo(() => columnsOf(t, language, entries ?? []), [t, language, entries]);
    const fits = useMemo(() => fitting(query), [query]);
    const { rows, twigs } = useMemo(() => {
        const all = entries ?? [];
        const by = columns.find(({ id }) => id === order?.column)?.by;
        if (order && by)
            return { rows: sorted(all.filter(fits), by, order.down), twigs: undefined };
        const branches = flattened(
            query ? withAncestors(all, fits, idOf, parentOf) : all,
            idOf,
            parentOf,
            ({ id }) => !closed.has(id),
        );
        return {
            rows: branches.map((branch) => branch.row),
            twigs: new Map<Entry, Twig>(branches.map((branch) => [branch.row, branch])),
        };
    }, [entries, columns, order, fits, query, closed]);

    // Rows that are sorted by what changes all the time stand still under a pointer.
    const still = useMemo(() => (held ? steady(rows, keyOf, held) : rows), [rows, held]);
    const shownRows = order ? still : rows;
    const open = ({ id }: Entry, wide: boolean): void => {
        const next = new Set(closed);
        if (wide) next.delete(id);
        else next.add(id);
        setClosed(next);
    };
    return (
        <>
            <Bar>
                {tabs}
                <Gap />
                <Filter label={t("tasks.filter")} value={query} onChange={setQuery} field={field} />
            </Bar>
            <Split
                beside={
                    entry && (
                        <Detail
                            key={entry.id}
                            entry={entry}
                            all={entries ?? []}
                            me={me}
                            onChanged={again}
                            onClose={() => setChosen(undefined)}
                        />
                    )
                }
                onPointerMove={() => held ?? setHeld(rows.map(keyOf))}
                onPointerLeave={() => setHeld(undefined)}
                onKeyDown={(event) => {
                    if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
                    event.preventDefault();
                    field.current?.focus();
                }}
            >
                <PolledGrid
                    polled={polled}
                    label={t("tasks.part.procs")}
                    columns={columns}
                    rows={shownRows}
                    keyOf={keyOf}
                    toneOf={({ pressed }) => (pressed ? "warn" : undefined)}
                    chosen={chosen}
                    onChoose={setChosen}
                    order={order}
                    onOrder={(next) => {
                        setHeld(undefined);
                        setOrder(next);
                    }}
                    {...(twigs && {
                        twigOf: (row: Entry) =>
                            twigs.get(row) ?? { depth: 0, below: 0, open: true },
                        onOpen: open,
                    })}
                    empty={<p>{t(query ? "tasks.noneFits" : "tasks.noProcs")}</p>}
                />
            </Split>
            <Foot>
                <span role="status">
                    {entries ? t("tasks.count", { n: entries.filter(fits).length }) : ""}
                </span>
            </Foot>
        </>
    );
}
