// Calls in the background: how far each has come, and what came of it.
import { useCallback, useState, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar, Gap } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { useStillThere, type Column } from "../../ui/DataGrid.tsx";
import { Filter } from "../../ui/Filter.tsx";
import { Actions, Facts, Foot, Panel, Printed, Split, type Fact } from "../../ui/Panel.tsx";
import { PolledGrid, useSorted } from "../../ui/PolledGrid.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { lengthText, momentText, numberText, timeText } from "../../ui/units.ts";
import { CallError } from "../../wire/calls.ts";
import { useFollow, usePoll } from "../../wire/live.ts";
import type { TaskError, TaskRow } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { stateText } from "../words.ts";
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
            {total ? (
                <progress
                    className={styles.progress}
                    max={total}
                    value={done}
                    aria-label={t("tasks.progress")}
                />
            ) : null}
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
                return took !== undefined && <span>{lengthText(language, took)}</span>;
            },
            by: (task) => tookOf(task, Date.now()),
            from: 350,
        },
        {
            id: "created",
            head: t("tasks.created"),
            width: "minmax(11em, 6fr)",
            figure: true,
            show: ({ created }) => <span>{momentText(language, created)}</span>,
            by: ({ created }) => created,
            from: 660,
        },
    ];
}

/** What went wrong with it, as with a call of one's own. */
function faultOf({ kind, reason, text, hint, details }: TaskError): CallError {
    return new CallError({
        kind,
        reason,
        message: text,
        hint: hint ?? undefined,
        details: (details ?? {}) as Record<string, unknown>,
    });
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
    const took = tookOf(task, Date.now());
    const facts: Fact[] = [
        [t("tasks.state"), <State key="state" state={task.state} />],
        [t("tasks.task"), task.id],
        [t("tasks.took"), took !== undefined && lengthText(language, took)],
        [t("tasks.submittedBy"), String(task.proc)],
        [t("tasks.created"), timeText(language, task.created)],
        [t("tasks.ended.at"), task.ended != null && timeText(language, task.ended)],
        [t("tasks.keptUntil"), task.kept_until != null && timeText(language, task.kept_until)],
        [t("tasks.items"), task.items > 0 && numberText(language, task.items)],
    ];
    return (
        <Panel title={task.op} onClose={onClose}>
            <Actions>
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
            </Actions>
            {problem && <Refusal error={problem} />}
            <Facts facts={facts} />
            {whole?.error && <Refusal error={faultOf(whole.error)} />}
            {whole?.result != null && (
                <Printed title={t("outcome.title")} text={JSON.stringify(whole.result, null, 2)} />
            )}
        </Panel>
    );
}

export function Background({ tabs, awake }: PartProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const ask = useCallback(
        async (signal: AbortSignal) => (await call("task.list", {}, { signal })).data.tasks,
        [],
    );
    const polled = usePoll(ask, everyMs, awake);
    const { value: tasks, again } = polled;
    useFollow({ kind: "task" }, again, awake);
    const [query, setQuery] = useState("");
    const [chosen, setChosen] = useState<string>();
    const task = useStillThere(tasks, keyOf, chosen, () => setChosen(undefined));
    const columns = columnsOf(t, language);
    const fits = ({ id, op, state }: TaskRow): boolean =>
        `${id} ${op} ${state} ${stateText(t, state)}`.includes(query.trim().toLowerCase());
    const sorting = useSorted((tasks ?? []).toReversed().filter(fits), columns);
    return (
        <>
            <Bar>
                {tabs}
                <Gap />
                <Filter label={t("tasks.filter")} value={query} onChange={setQuery} />
            </Bar>
            <Split
                beside={
                    task && (
                        <TaskDetail
                            key={task.id}
                            task={task}
                            onChanged={again}
                            onClose={() => setChosen(undefined)}
                        />
                    )
                }
            >
                <PolledGrid
                    polled={polled}
                    label={t("tasks.part.background")}
                    columns={columns}
                    {...sorting}
                    keyOf={keyOf}
                    toneOf={({ state }) => (state === "failed" ? "error" : undefined)}
                    chosen={chosen}
                    onChoose={setChosen}
                    empty={
                        <p>
                            {t(query ? "tasks.noneFits" : "tasks.noTasks")}{" "}
                            {!query && <code>{"task.submit"}</code>}
                        </p>
                    }
                />
            </Split>
            <Foot>
                <span role="status">
                    {tasks ? t("tasks.taskCount", { n: sorting.rows.length }) : ""}
                </span>
            </Foot>
        </>
    );
}
