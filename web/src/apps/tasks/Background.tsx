// Calls in the background: how far each has come, and what came of it.
import { useCallback, useState, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar, Gap } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { DataGrid, useStillThere, type Column } from "../../ui/DataGrid.tsx";
import { Filter } from "../../ui/Filter.tsx";
import { sorted, type Order } from "../../ui/grid.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Pending } from "../../ui/Pending.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { momentText, numberText, spanText, timeText } from "../../ui/units.ts";
import { useFollow, usePoll } from "../../wire/live.ts";
import type { TaskRow } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { useAct } from "./act.ts";
import { State } from "./State.tsx";
import styles from "./Tasks.module.css";
import type { PartProps } from "./Tasks.tsx";

const everyMs = 2000;
const keyOf = ({ id }: TaskRow): string => id;
const isOver = ({ state }: TaskRow): boolean => !["pending", "running"].includes(state);

function Progress({ task: { done, total } }: { task: TaskRow }): ReactNode {
    const t = useT();
    const language = useLanguage();
    if (done == null) return null;
    const text =
        total == null
            ? numberText(language, done)
            : t("tasks.progressOf", { done, total: numberText(language, total) });
    return (
        <>
            {total ? <progress max={total} value={done} aria-label={t("tasks.progress")} /> : null}
            <span>{text}</span>
        </>
    );
}

function tookOf({ started, ended }: TaskRow, now: number): number | undefined {
    return started == null ? undefined : (ended ?? now) - started;
}

function columnsOf(t: Translate, language: Language): Column<TaskRow>[] {
    return [
        {
            id: "op",
            head: t("tasks.op"),
            width: "minmax(7em, 14fr)",
            show: ({ op }) => <span>{op}</span>,
            by: ({ op }) => op,
        },
        {
            id: "state",
            head: t("tasks.state"),
            width: "minmax(7.4em, 8fr)",
            show: ({ state }) => <State state={state} />,
            by: ({ state }) => state,
        },
        {
            id: "progress",
            head: t("tasks.progress"),
            width: "minmax(9.2em, 10fr)",
            show: (task) => <Progress task={task} />,
            from: 560,
        },
        {
            id: "took",
            head: t("tasks.took"),
            width: "6em",
            figure: true,
            show: (task) => {
                const took = tookOf(task, Date.now());
                return took !== undefined && <span>{spanText(language, took)}</span>;
            },
            by: (task) => tookOf(task, Date.now()),
            from: 350,
        },
        {
            id: "created",
            head: t("tasks.created"),
            width: "minmax(9.5em, 6fr)",
            figure: true,
            show: ({ created }) => <span>{momentText(language, created)}</span>,
            by: ({ created }) => created,
            from: 620,
        },
    ];
}

interface DetailProps {
    task: TaskRow;
    onChanged: () => void;
    onClose: () => void;
}

function TaskDetail({ task, onChanged, onClose }: DetailProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const { act, problem, busy } = useAct(onChanged);
    const ask = useCallback(
        async (signal: AbortSignal) =>
            (await call("task.status", { id: task.id }, { signal })).data.task,
        // Anew when its state changes: only then is there something else to be told.
        [task.id, task.state],
    );
    const { value: whole } = usePoll(ask, 3_600_000, true);
    const facts: [string, ReactNode][] = [
        [t("tasks.state"), <State key="state" state={task.state} />],
        [t("tasks.task"), task.id],
        [t("tasks.created"), timeText(language, task.created)],
        [t("tasks.ended.at"), task.ended != null && timeText(language, task.ended)],
        [t("tasks.keptUntil"), task.kept_until != null && timeText(language, task.kept_until)],
        [t("tasks.items"), task.items > 0 && numberText(language, task.items)],
    ];
    return (
        <aside className={styles.detail} aria-label={t("detail.of", { name: task.op })}>
            <header>
                <h3>{task.op}</h3>
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
                {isOver(task) ? (
                    <Button
                        icon="x"
                        disabled={busy}
                        onClick={() => void act("task.forget", { id: task.id })}
                    >
                        {t("tasks.forget")}
                    </Button>
                ) : (
                    <Button
                        icon="stop"
                        disabled={busy}
                        onClick={() => void act("task.cancel", { id: task.id })}
                    >
                        {t("tasks.cancel")}
                    </Button>
                )}
            </div>
            {problem && <Refusal error={problem} />}
            <dl className={styles.facts}>
                {facts
                    .filter(([, value]) => value !== false)
                    .map(([name, value]) => (
                        <div key={name}>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    ))}
            </dl>
            {whole?.error && (
                <div className={styles.result}>
                    <h4>{t("tasks.state.failed")}</h4>
                    <pre lang="en">{JSON.stringify(whole.error, null, 2)}</pre>
                </div>
            )}
            {whole?.result != null && (
                <div className={styles.result}>
                    <h4>{t("outcome.title")}</h4>
                    <pre tabIndex={0}>{JSON.stringify(whole.result, null, 2)}</pre>
                </div>
            )}
        </aside>
    );
}

export function Background({ tabs, awake }: PartProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const ask = useCallback(
        async (signal: AbortSignal) => (await call("task.list", {}, { signal })).data.tasks,
        [],
    );
    const { value: tasks, error, again } = usePoll(ask, everyMs, awake);
    useFollow({ kind: "task", least: "info" }, again, awake);
    const [query, setQuery] = useState("");
    const [order, setOrder] = useState<Order>();
    const [chosen, setChosen] = useState<string>();
    const task = useStillThere(tasks, keyOf, chosen, () => setChosen(undefined));
    const columns = columnsOf(t, language);
    const by = columns.find(({ id }) => id === order?.column)?.by;
    const rows = sorted(
        (tasks ?? []).filter(({ id, op, state }) =>
            `${id} ${op} ${state}`.includes(query.trim().toLowerCase()),
        ),
        by,
        order?.down ?? false,
    );
    if (!order) rows.reverse();
    return (
        <>
            <Bar>
                {tabs}
                <Gap />
                <Filter label={t("tasks.filter")} value={query} onChange={setQuery} />
            </Bar>
            <div className={styles.split} data-chosen={task !== undefined || undefined}>
                {!tasks && !error && <Pending />}
                {!tasks && error && <Refusal error={error} onRetry={again} />}
                {tasks && (
                    <DataGrid
                        label={t("tasks.part.background")}
                        columns={columns}
                        rows={rows}
                        keyOf={keyOf}
                        chosen={chosen}
                        onChoose={setChosen}
                        order={order}
                        onOrder={setOrder}
                        empty={
                            <p>
                                {t(query ? "tasks.noneFits" : "tasks.noTasks")}{" "}
                                {!query && <code>{"task.submit"}</code>}
                            </p>
                        }
                    />
                )}
                {task && (
                    <TaskDetail
                        key={task.id}
                        task={task}
                        onChanged={again}
                        onClose={() => setChosen(undefined)}
                    />
                )}
            </div>
        </>
    );
}
