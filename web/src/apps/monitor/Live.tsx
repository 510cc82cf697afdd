// Events as they happen. They stand still on demand; one is looked at beside them, and leads to the
// story that it is part of.
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar, Gap } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { DataGrid, type Column } from "../../ui/DataGrid.tsx";
import { Filter } from "../../ui/Filter.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Foot, Split } from "../../ui/Panel.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { clockText } from "../../ui/units.ts";
import { useFollow } from "../../wire/live.ts";
import type { ObserveSeverity } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { EventDetail } from "./EventDetail.tsx";
import {
    added,
    categoryOf,
    fits,
    numbered,
    preceded,
    severities,
    type Numbered,
    type Sieve,
} from "./events.ts";
import styles from "./Monitor.module.css";
import type { PartProps } from "./Monitor.tsx";
import { phraseOf } from "./phrases.ts";
import { Severity } from "./Severity.tsx";

interface LiveProps extends PartProps {
    proc: number | undefined;
    onEverybody: () => void;
}

const recentMost = 500;
const keyOf = ({ n }: Numbered): string => String(n);

/** Where there is no room for columns: what it is about and what it says stand in one. */
const narrow = 560;

function columnsOf(t: Translate, language: Language): Column<Numbered>[] {
    return [
        {
            id: "time",
            head: t("monitor.time"),
            width: "7.1em",
            show: ({ time }) => <time>{clockText(language, time)}</time>,
        },
        {
            id: "severity",
            head: t("monitor.severity"),
            width: "6em",
            show: ({ severity }) => <Severity severity={severity} />,
            from: 640,
        },
        {
            id: "kind",
            head: t("monitor.kind"),
            width: "minmax(5em, 5fr)",
            show: ({ kind }) => <span>{kind}</span>,
            from: narrow,
        },
        {
            id: "op",
            head: t("monitor.op"),
            width: "minmax(5.5em, 7fr)",
            show: ({ op }) => op && <span>{op}</span>,
            from: narrow,
        },
        {
            id: "gist",
            head: t("monitor.words"),
            width: "minmax(9em, 1fr)",
            show: (event) => (
                <span className={styles.brief}>
                    <strong>{event.op ?? event.kind}</strong>{" "}
                    <span>{phraseOf(t, language, event)}</span>
                </span>
            ),
            until: narrow,
        },
        {
            id: "words",
            head: t("monitor.words"),
            width: "minmax(9.2em, 20fr)",
            show: (event) => {
                const words = phraseOf(t, language, event);
                return <span title={words}>{words}</span>;
            },
            from: narrow,
        },
        {
            id: "proc",
            head: t("monitor.proc"),
            width: "4.8em",
            figure: true,
            show: ({ proc }) => <span>{proc}</span>,
            from: 760,
        },
    ];
}

/** All that came while one looked, and what was there before; held still while it is paused. */
function useEvents(
    awake: boolean,
    paused: boolean,
    least: ObserveSeverity,
): {
    events: readonly Numbered[];
    waiting: number;
    refused: ReturnType<typeof useFollow>;
    clear: () => void;
} {
    const all = useRef<readonly Numbered[]>([]);
    const [shown, setShown] = useState<readonly Numbered[]>([]);
    const [waiting, setWaiting] = useState(0);
    const refused = useFollow(
        { least },
        (events) => {
            const more = numbered(events);
            all.current = added(all.current, more);
            if (paused) setWaiting((count) => count + more.length);
            else setShown(all.current);
        },
        awake,
    );
    useEffect(() => {
        const leaving = new AbortController();
        all.current = [];
        call("observe.recent", { limit: recentMost, least }, { signal: leaving.signal })
            .then(({ data }) => {
                all.current = preceded(all.current, numbered(data.events));
                setShown(all.current);
            })
            // What cannot be followed says so already.
            .catch(() => undefined);
        return () => leaving.abort();
    }, [least]);
    useEffect(() => {
        if (paused) return;
        setShown(all.current);
        setWaiting(0);
    }, [paused]);
    const clear = (): void => {
        all.current = [];
        setShown([]);
        setWaiting(0);
    };
    return { events: shown, waiting, refused, clear };
}

interface SievesProps {
    least: ObserveSeverity;
    onLeast: (least: ObserveSeverity) => void;
    sieve: Sieve;
    categories: readonly string[];
    onChange: (by: Partial<Sieve>) => void;
}

function Sieves({ least, onLeast, sieve, categories, onChange }: SievesProps): ReactNode {
    const t = useT();
    return (
        <>
            <select
                className={styles.select}
                aria-label={t("monitor.least")}
                title={t("monitor.least")}
                value={least}
                onChange={(event) => onLeast(event.target.value as ObserveSeverity)}
            >
                {severities.map((one) => (
                    <option key={one} value={one}>
                        {t(`monitor.least.${one}`)}
                    </option>
                ))}
            </select>
            <select
                className={styles.select}
                aria-label={t("monitor.category")}
                title={t("monitor.category")}
                value={sieve.category}
                onChange={(event) => onChange({ category: event.target.value })}
            >
                <option value="">{t("monitor.category.all")}</option>
                {categories.map((one) => (
                    <option key={one} value={one}>
                        {one}
                    </option>
                ))}
            </select>
            <Filter
                label={t("monitor.filter")}
                value={sieve.text}
                onChange={(text) => onChange({ text })}
            />
        </>
    );
}

export function Live({ tabs, awake, proc, onStory, onEverybody }: LiveProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const [paused, setPaused] = useState(false);
    const [least, setLeast] = useState<ObserveSeverity>("info");
    const { events, waiting, refused, clear } = useEvents(awake, paused, least);
    const [chosen, setChosen] = useState<Numbered>();
    const [sieve, setSieve] = useState<Omit<Sieve, "proc">>({ category: "", text: "" });
    const whole = useMemo(
        () => ({ ...sieve, proc, briefly: least === "info" }),
        [sieve, proc, least],
    );
    const isSieved = whole.category !== "" || whole.text !== "" || proc !== undefined;
    const categories = useMemo(
        () => [...new Set([...events.map(categoryOf), sieve.category])].filter(Boolean).sort(),
        [events, sieve.category],
    );
    const rows = useMemo(() => events.filter(fits(whole)), [events, whole]);
    const columns = useMemo(() => columnsOf(t, language), [t, language]);
    return (
        <>
            <Bar>
                {tabs}
                <Gap />
                <Sieves
                    least={least}
                    onLeast={setLeast}
                    sieve={whole}
                    categories={categories}
                    onChange={(by) => setSieve((old) => ({ ...old, ...by }))}
                />
                <Button
                    icon={paused ? "play" : "pause"}
                    aria-pressed={paused}
                    onClick={() => setPaused(!paused)}
                >
                    {paused ? t("monitor.goOn", { n: waiting }) : t("monitor.pause")}
                </Button>
            </Bar>
            {proc !== undefined && (
                <div className={styles.only}>
                    <span>{t("monitor.onlyProc", { proc: String(proc) })}</span>
                    <Button look="quiet" icon="x" onClick={onEverybody}>
                        {t("monitor.everybody")}
                    </Button>
                </div>
            )}
            <Split
                beside={
                    chosen && (
                        <EventDetail
                            event={chosen}
                            onStory={onStory}
                            onClose={() => setChosen(undefined)}
                        />
                    )
                }
            >
                {refused ? (
                    <Refusal error={refused} />
                ) : (
                    <DataGrid
                        label={t("monitor.part.live")}
                        columns={columns}
                        rows={rows}
                        keyOf={keyOf}
                        toneOf={({ severity }) =>
                            severity === "warn" || severity === "error" ? severity : undefined
                        }
                        chosen={chosen && keyOf(chosen)}
                        onChoose={(key) => setChosen(rows.find((row) => keyOf(row) === key))}
                        onEnter={({ chain }) => chain && onStory(chain)}
                        follow={!paused}
                        empty={<p>{t(isSieved ? "tasks.noneFits" : "monitor.none")}</p>}
                    />
                )}
            </Split>
            <Foot>
                <span>{t("monitor.count", { n: rows.length })}</span>
                <button type="button" onClick={clear}>
                    <Icon name="x" size={12} />
                    {t("monitor.clear")}
                </button>
            </Foot>
        </>
    );
}
