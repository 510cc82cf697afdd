// Services: programs that answer ops. They start when they are needed; here one sees whether they
// do, what they said, and why one has failed.
import { useCallback, useState, type ReactNode } from "react";
import { useLanguage, useT, type Language, type Translate } from "../../i18n/i18n.ts";
import { Bar } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Command } from "../../ui/Command.tsx";
import { useStillThere, type Column } from "../../ui/DataGrid.tsx";
import { Actions, Facts, Note, Panel, Printed, Split, Warning } from "../../ui/Panel.tsx";
import { PolledGrid, useSorted } from "../../ui/PolledGrid.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { numberText } from "../../ui/units.ts";
import { CallError } from "../../wire/calls.ts";
import { useFollow, usePoll } from "../../wire/live.ts";
import type { ServiceRow } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { useWho } from "../who.ts";
import { useAct } from "./act.ts";
import { State } from "./State.tsx";
import type { PartProps } from "./Tasks.tsx";

const everyMs = 3000;
const logLines = 200;
const keyOf = ({ name }: ServiceRow): string => name;

function columnsOf(t: Translate, language: Language): Column<ServiceRow>[] {
    return [
        {
            id: "name",
            head: t("tasks.name"),
            width: "minmax(4.5em, 7fr)",
            show: ({ name }) => <span>{name}</span>,
            by: ({ name }) => name,
        },
        {
            id: "state",
            head: t("tasks.state"),
            width: "minmax(7.4em, 6fr)",
            show: ({ state }) => <State state={state} />,
            by: ({ state }) => state,
        },
        {
            id: "about",
            head: t("tasks.about"),
            width: "minmax(12.3em, 20fr)",
            show: ({ about }) => (
                <span lang="en" title={about}>
                    {about}
                </span>
            ),
            from: 620,
        },
        {
            id: "calls",
            head: t("tasks.running"),
            width: "6.6em",
            figure: true,
            show: ({ calls }) => <span>{numberText(language, calls)}</span>,
            by: ({ calls }) => calls,
            from: 420,
        },
        {
            id: "starts",
            head: t("tasks.starts"),
            width: "5.1em",
            figure: true,
            show: ({ starts }) => <span>{numberText(language, starts)}</span>,
            by: ({ starts }) => starts,
            from: 520,
        },
        {
            id: "faults",
            head: t("tasks.faults"),
            width: "5.1em",
            figure: true,
            show: ({ faults }) => (
                <span data-zero={faults === 0 || undefined}>{numberText(language, faults)}</span>
            ),
            by: ({ faults }) => faults,
        },
    ];
}

function Logs({ name, disabled }: { name: string; disabled: boolean }): ReactNode {
    const t = useT();
    const [logs, setLogs] = useState<string | CallError>();
    const show = async (): Promise<void> => {
        try {
            setLogs((await call("service.logs", { name, lines: logLines })).data.text);
        } catch (error) {
            if (error instanceof CallError) setLogs(error);
        }
    };
    return (
        <>
            <Actions>
                <Button icon="file" disabled={disabled} onClick={() => void show()}>
                    {t(logs === undefined ? "tasks.logs" : "tasks.logsAgain")}
                </Button>
            </Actions>
            {logs instanceof CallError && <Refusal error={logs} />}
            {typeof logs === "string" && (
                <Printed title={t("tasks.log")} text={logs || t("tasks.noLogs")} />
            )}
        </>
    );
}

const needed = "control_system";

/** Browsers do not hold what can stop pith as well; whoever owns it has the command line. */
function MayNot({ name, act }: { name: string; act: "start" | "stop" }): ReactNode {
    const t = useT();
    return (
        <>
            <Note>{t("tasks.services.mayNot", { capability: needed })}</Note>
            <Command text={`pith call service.${act} name=${name}`} />
            <Command text={`pith call service.logs name=${name}`} />
        </>
    );
}

interface DetailProps {
    service: ServiceRow;
    onChanged: () => void;
    onClose: () => void;
}

function ServiceDetail({ service, onChanged, onClose }: DetailProps): ReactNode {
    const t = useT();
    const { act, problem, busy } = useAct(onChanged);
    const { name, state, about, ops, pid, error } = service;
    const { who } = useWho();
    const mayNot = who !== undefined && !who.capabilities.includes(needed);
    const idle = ["stopped", "failed"].includes(state);
    return (
        <Panel title={name} onClose={onClose}>
            <p lang="en">{about}</p>
            <Actions>
                {idle ? (
                    <Button
                        icon="play"
                        disabled={busy || mayNot}
                        onClick={() => void act("service.start", { name })}
                    >
                        {t("tasks.start")}
                    </Button>
                ) : (
                    <Button
                        icon="stop"
                        disabled={busy || mayNot}
                        onClick={() => void act("service.stop", { name })}
                    >
                        {t("tasks.stop")}
                    </Button>
                )}
                <Button
                    disabled={busy || mayNot}
                    onClick={() => void act("service.restart", { name })}
                >
                    {t("tasks.restart")}
                </Button>
            </Actions>
            {mayNot && <MayNot name={name} act={idle ? "start" : "stop"} />}
            {problem && <Refusal error={problem} />}
            {error && <Warning lang="en">{error}</Warning>}
            <Facts
                facts={[
                    [t("tasks.state"), <State key="state" state={state} />],
                    [t("tasks.pid"), pid != null && String(pid)],
                    [t("tasks.answers"), ops.join(", ")],
                ]}
            />
            <Logs key={name} name={name} disabled={mayNot} />
        </Panel>
    );
}

export function Services({ tabs, awake }: PartProps): ReactNode {
    const t = useT();
    const language = useLanguage();
    const ask = useCallback(
        async (signal: AbortSignal) => (await call("service.list", {}, { signal })).data.services,
        [],
    );
    const polled = usePoll(ask, everyMs, awake);
    const { value: services, again } = polled;
    useFollow({ kind: "service" }, again, awake);
    const [chosen, setChosen] = useState<string>();
    const service = useStillThere(services, keyOf, chosen, () => setChosen(undefined));
    const columns = columnsOf(t, language);
    const sorting = useSorted(services ?? [], columns);
    return (
        <>
            <Bar>{tabs}</Bar>
            <Split
                beside={
                    service && (
                        <ServiceDetail
                            key={service.name}
                            service={service}
                            onChanged={again}
                            onClose={() => setChosen(undefined)}
                        />
                    )
                }
            >
                <PolledGrid
                    polled={polled}
                    label={t("tasks.part.services")}
                    columns={columns}
                    {...sorting}
                    keyOf={keyOf}
                    toneOf={({ state }) => (state === "failed" ? "error" : undefined)}
                    chosen={chosen}
                    onChoose={setChosen}
                    empty={<p>{t("tasks.noServices")}</p>}
                />
            </Split>
        </>
    );
}
