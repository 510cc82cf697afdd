// One proc: what it is, what it holds, how far it may go; and what can be done with it.
import { useCallback, useState, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Confirm.tsx";
import { descendants } from "../../ui/grid.ts";
import { Actions, Facts, Note, Panel, Warning, type Fact } from "../../ui/Panel.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { durationText, numberText, sizeText, timeText } from "../../ui/units.ts";
import { usePoll } from "../../wire/live.ts";
import type { ProcRow } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { openWindow } from "../../wm/windows.ts";
import { useAct } from "./act.ts";
import { LimitsForm } from "./LimitsForm.tsx";
import { idOf, isOver, parentOf, stateOf, titleOf, type Entry } from "./procs.ts";
import { State } from "./State.tsx";
import styles from "./Tasks.module.css";
import { kindText, whyText } from "../words.ts";

interface DetailProps {
    entry: Entry;
    all: readonly Entry[];
    /** This browser's own proc. */
    me: number | undefined;
    onChanged: () => void;
    onClose: () => void;
}

/** What only the program's own row says. Asked anew when its state changes: how it ended is known from then on. */
function useProgram({ id, kind, state }: Entry): ProcRow | undefined {
    const isProgram = kind === "native";
    const ask = useCallback(
        async (signal: AbortSignal): Promise<ProcRow | undefined> =>
            isProgram ? (await call("proc.info", { id }, { signal })).data.proc : undefined,
        [id, isProgram, state],
    );
    return usePoll(ask, 3_600_000, true).value;
}

function ProcFacts({ entry, all, me }: Pick<DetailProps, "entry" | "all" | "me">): ReactNode {
    const t = useT();
    const language = useLanguage();
    const parent = all.find(({ id }) => id === entry.parent);
    const program = useProgram(entry);
    const { command = "", why } = program ?? {};
    const number = (value: number | null | undefined): string | undefined =>
        value == null ? undefined : numberText(language, value);
    const size = (value: number | null | undefined): string | undefined =>
        value == null ? undefined : sizeText(language, value);
    const facts: Fact[] = [
        [t("tasks.state"), <State key="state" state={stateOf(entry)} />],
        [t("tasks.why"), why != null && whyText(t, why, program?.by ?? undefined, me)],
        [t("tasks.exit"), number(program?.status)],
        [t("tasks.signal"), number(program?.signal)],
        [t("tasks.kind"), kindText(t, entry.kind)],
        [t("tasks.command"), command !== titleOf(entry) && command],
        [t("tasks.name"), entry.title !== undefined && !program && entry.name],
        [t("tasks.id"), String(entry.id)],
        [t("tasks.parent"), parent && `${titleOf(parent)} (${parent.id})`],
        [t("tasks.started"), timeText(language, entry.started)],
        [t("tasks.pid"), entry.pid != null && String(entry.pid)],
        [t("tasks.memory"), size(entry.memory)],
        [t("tasks.peak"), size(program?.memory_peak)],
        [t("tasks.cpuTime"), entry.cpu != null && durationText(language, entry.cpu)],
        [t("tasks.processes"), number(entry.processes)],
        [t("tasks.calls"), number(entry.calls)],
        [t("tasks.errors"), entry.errors > 0 && number(entry.errors)],
        [t("tasks.network"), entry.network > 0 && size(entry.network)],
        [t("tasks.holds"), entry.holds.map(({ kind, count }) => `${count} ${kind}`).join(", ")],
    ];
    return <Facts facts={facts} />;
}

const listedMost = 12;

/** What ends with it, by name: nothing ends that was not shown. */
function Ending({ entry, all }: { entry: Entry; all: readonly Entry[] }): ReactNode {
    const t = useT();
    const below = descendants(all, entry.id, idOf, parentOf);
    return (
        <>
            <p>{t(below.length ? "tasks.endTree" : "tasks.endAlone", { n: below.length })}</p>
            <ul className={styles.ending}>
                {[entry, ...below].slice(0, listedMost).map((one) => (
                    <li key={one.id}>
                        <strong>{titleOf(one)}</strong>
                        <span>{`${kindText(t, one.kind)} ${one.id}`}</span>
                    </li>
                ))}
            </ul>
            {below.length + 1 > listedMost && (
                <p>{t("value.more", { n: below.length + 1 - listedMost })}</p>
            )}
        </>
    );
}

function ProcActions({ entry, all, onChanged }: Omit<DetailProps, "me" | "onClose">): ReactNode {
    const t = useT();
    const { act, problem, busy } = useAct(onChanged);
    const [asking, setAsking] = useState(false);
    const { id, state, own } = entry;
    const name = titleOf(entry);
    const over = isOver(entry);
    const program = entry.pid != null || entry.kind === "native";
    return (
        <>
            <Actions>
                {own && state === "suspended" && (
                    <Button
                        icon="play"
                        disabled={busy}
                        onClick={() =>
                            void act("proc.resume", { id }, t("tasks.resumed", { name }))
                        }
                    >
                        {t("tasks.resume")}
                    </Button>
                )}
                {own && !over && state !== "suspended" && (
                    <Button
                        icon="pause"
                        disabled={busy}
                        onClick={() =>
                            void act("proc.suspend", { id }, t("tasks.suspended", { name }))
                        }
                    >
                        {t("tasks.suspend")}
                    </Button>
                )}
                {own && program && !over && (
                    <>
                        <Button
                            disabled={busy}
                            title={t("tasks.askEnd.doc")}
                            onClick={() => void act("proc.kill", { id, signal: "term" })}
                        >
                            {t("tasks.askEnd")}
                        </Button>
                        <Button icon="stop" disabled={busy} onClick={() => setAsking(true)}>
                            {t("tasks.end")}
                        </Button>
                    </>
                )}
                {own && over && (
                    <Button
                        icon="x"
                        disabled={busy}
                        onClick={() =>
                            void act("proc.wait", { id }, t("tasks.forgotten", { name }))
                        }
                    >
                        {t("tasks.forget")}
                    </Button>
                )}
                <Button icon="monitor" onClick={() => openWindow("monitor", `proc:${id}`)}>
                    {t("tasks.events")}
                </Button>
            </Actions>
            {!own && <Note>{t("tasks.notYours")}</Note>}
            {problem && <Refusal error={problem} />}
            {asking && (
                <Confirm
                    title={t("tasks.endTitle", { name })}
                    action={t("tasks.end")}
                    onAct={() => void act("proc.kill", { id }, t("tasks.ended", { name }))}
                    onClose={() => setAsking(false)}
                >
                    <Ending entry={entry} all={all} />
                </Confirm>
            )}
        </>
    );
}

export function Detail({ entry, all, me, onChanged, onClose }: DetailProps): ReactNode {
    const t = useT();
    return (
        <Panel title={titleOf(entry)} onClose={onClose}>
            {entry.pressed && <Warning>{t("tasks.pressed")}</Warning>}
            <ProcActions entry={entry} all={all} onChanged={onChanged} />
            <ProcFacts entry={entry} all={all} me={me} />
            <LimitsForm
                id={entry.id}
                limits={entry.limits}
                fixed={!entry.own || isOver(entry)}
                onChanged={onChanged}
            />
        </Panel>
    );
}
