// One proc: what it is, what it holds, how far it may go; and what can be done with it.
import { useState, type ReactNode } from "react";
import { useLanguage, useT } from "../../i18n/i18n.ts";
import { Button } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Confirm.tsx";
import { descendants } from "../../ui/grid.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { durationText, numberText, sizeText, timeText } from "../../ui/units.ts";
import { openWindow } from "../../wm/windows.ts";
import { useAct } from "./act.ts";
import { LimitsForm } from "./LimitsForm.tsx";
import { idOf, parentOf, type Entry } from "./procs.ts";
import { State } from "./State.tsx";
import styles from "./Tasks.module.css";
import { kindText } from "../words.ts";

interface DetailProps {
    entry: Entry;
    all: readonly Entry[];
    onChanged: () => void;
    onClose: () => void;
}

function Facts({ entry, all }: { entry: Entry; all: readonly Entry[] }): ReactNode {
    const t = useT();
    const language = useLanguage();
    const parent = all.find(({ id }) => id === entry.parent);
    const number = (value: number | null | undefined): string | undefined =>
        value == null ? undefined : numberText(language, value);
    const facts: [string, ReactNode][] = [
        [t("tasks.kind"), kindText(t, entry.kind)],
        [t("tasks.state"), entry.state && <State state={entry.state} />],
        [t("tasks.id"), String(entry.id)],
        [t("tasks.parent"), parent && `${parent.name} (${parent.id})`],
        [t("tasks.started"), entry.started !== undefined && timeText(language, entry.started)],
        [t("tasks.pid"), entry.pid != null && String(entry.pid)],
        [t("tasks.memory"), entry.memory != null && sizeText(language, entry.memory)],
        [t("tasks.cpuTime"), entry.cpu != null && durationText(language, entry.cpu)],
        [t("tasks.processes"), number(entry.processes)],
        [t("tasks.calls"), number(entry.calls)],
        [t("tasks.errors"), number(entry.errors)],
        [t("tasks.network"), entry.network ? sizeText(language, entry.network) : undefined],
        [
            t("tasks.holds"),
            entry.holds?.length
                ? entry.holds.map(({ kind, count }) => `${count} ${kind}`).join(", ")
                : undefined,
        ],
    ];
    return (
        <dl className={styles.facts}>
            {facts
                .filter(([, value]) => value !== undefined && value !== false && value !== "")
                .map(([name, value]) => (
                    <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
        </dl>
    );
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
                {[entry, ...below].slice(0, listedMost).map(({ id, name, kind }) => (
                    <li key={id}>
                        <strong>{name}</strong>
                        <span>{`${kindText(t, kind)} ${id}`}</span>
                    </li>
                ))}
            </ul>
            {below.length + 1 > listedMost && (
                <p>{t("value.more", { n: below.length + 1 - listedMost })}</p>
            )}
        </>
    );
}

function Actions({ entry, all, onChanged }: Omit<DetailProps, "onClose">): ReactNode {
    const t = useT();
    const { act, problem, busy } = useAct(onChanged);
    const [asking, setAsking] = useState(false);
    const { id, name, state, own } = entry;
    const over = ["exited", "reaped"].includes(state);
    const program = entry.pid != null || entry.kind === "native";
    return (
        <>
            <div className={styles.actions}>
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
            </div>
            {!own && <p className={styles.note}>{t("tasks.notYours")}</p>}
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

export function Detail({ entry, all, onChanged, onClose }: DetailProps): ReactNode {
    const t = useT();
    return (
        <aside className={styles.detail} aria-label={t("detail.of", { name: entry.name })}>
            <header>
                <h3 title={entry.name}>{entry.name}</h3>
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
            {entry.pressed && (
                <p className={styles.warning}>
                    <Icon name="alert" size={14} />
                    {t("tasks.pressed")}
                </p>
            )}
            <Actions entry={entry} all={all} onChanged={onChanged} />
            <Facts entry={entry} all={all} />
            <LimitsForm
                id={entry.id}
                limits={entry.limits}
                fixed={!entry.own}
                onChanged={onChanged}
            />
        </aside>
    );
}
