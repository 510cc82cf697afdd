// Terminal: shells in sandboxes, a tab for each.
import "@xterm/xterm/css/xterm.css";
import {
    useEffect,
    useLayoutEffect,
    useRef,
    useState,
    type KeyboardEvent,
    type ReactNode,
} from "react";
import { useT } from "../../i18n/i18n.ts";
import { Lost } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Confirm } from "../../ui/Confirm.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import {
    choose,
    closeTerminal,
    findAgain,
    readAloud,
    startAgain,
    useTerminals,
    type Tab,
} from "./sessions.ts";
import { Start } from "./Start.tsx";
import styles from "./Terminal.module.css";

/** Faults that may lie in what the machine has, rather than in what was asked for. */
const mayBeHost = new Set(["unavailable", "unsupported", "internal", "limit"]);

function Ended({ tab }: { tab: Tab }): ReactNode {
    const t = useT();
    const { phase } = tab;
    if (phase.kind === "failed")
        return (
            <div className={styles.failed}>
                <Refusal error={phase.error} onRetry={() => startAgain(tab.key)} />
                <div>
                    <Button icon="arrow-left" onClick={() => choose(undefined, tab.key)}>
                        {t("terminal.change")}
                    </Button>
                </div>
                {mayBeHost.has(phase.error.kind) && (
                    <p className={styles.note}>
                        {t("terminal.doctor")} <code>{"pith doctor"}</code>
                    </p>
                )}
            </div>
        );
    if (phase.kind !== "ended") return null;
    const { status, signal } = phase.how ?? {};
    return (
        <div className={styles.ended} data-failed={status !== 0 || undefined}>
            <Icon name={status === 0 ? "check" : "alert"} size={14} />
            <span>
                {status != null
                    ? t("terminal.exited", { status: String(status) })
                    : signal != null
                      ? t("terminal.signalled", { signal: String(signal) })
                      : t(phase.isLost ? "terminal.lost" : "terminal.ended")}
            </span>
            <Button autoFocus icon="play" onClick={() => startAgain(tab.key)}>
                {t("terminal.again")}
            </Button>
        </div>
    );
}

function Pane({ tab }: { tab: Tab }): ReactNode {
    const t = useT();
    const place = useRef<HTMLDivElement>(null);
    const { session } = tab;
    const failed = tab.phase.kind === "failed";
    useLayoutEffect(() => {
        if (!place.current || failed) return undefined;
        session.show(place.current);
        session.terminal.focus();
        return () => session.hide();
    }, [session, failed]);
    return (
        <div
            className={styles.pane}
            role="tabpanel"
            id={`panel-${tab.key}`}
            aria-labelledby={`tab-${tab.key}`}
        >
            {!failed && (
                <div
                    ref={place}
                    className={styles.screen}
                    data-inner={styles.inner}
                    role="group"
                    aria-label={t("terminal.screen", { n: tab.n })}
                />
            )}
            <Ended tab={tab} />
        </div>
    );
}

/** What the chosen tab is called while there is none: the form for a new one. */
const fresh = "new";

function useChosen(): [Tab | undefined, string] {
    const tabs = useTerminals((all) => all.tabs);
    const chosen = useTerminals((all) => all.chosen);
    const tab = tabs.find(({ key }) => key === chosen);
    return [tab, tab?.key ?? fresh];
}

function TabBar({ onClose }: { onClose: (tab: Tab) => void }): ReactNode {
    const t = useT();
    const tabs = useTerminals((all) => all.tabs);
    const reader = useTerminals((all) => all.reader);
    const [, chosen] = useChosen();
    const bar = useRef<HTMLDivElement>(null);
    const keys = [...tabs.map(({ key }) => key), fresh];
    const go = (event: KeyboardEvent): void => {
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const tab = tabs.find(({ key }) => key === chosen);
        if (event.key === "Delete" && tab) return onClose(tab);
        if (!by) return;
        event.preventDefault();
        const at = (keys.indexOf(chosen) + by + keys.length) % keys.length;
        choose(keys[at]);
        // After the terminal that is shown has taken the keyboard: who moves along tabs stays there.
        requestAnimationFrame(() =>
            bar.current?.querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus(),
        );
    };
    return (
        <div className={styles.bar}>
            <div
                ref={bar}
                role="tablist"
                aria-label={t("terminal.tabs")}
                className={styles.tabs}
                onKeyDown={go}
            >
                {tabs.map((tab) => (
                    <button
                        key={tab.key}
                        type="button"
                        role="tab"
                        id={`tab-${tab.key}`}
                        aria-selected={tab.key === chosen}
                        aria-controls={tab.key === chosen ? `panel-${tab.key}` : undefined}
                        tabIndex={tab.key === chosen ? 0 : -1}
                        title={t("terminal.tab.doc", { n: tab.n })}
                        data-over={tab.phase.kind !== "running" || undefined}
                        onClick={() => choose(tab.key)}
                        onAuxClick={() => onClose(tab)}
                    >
                        {t("terminal.tab", { n: tab.n })}
                    </button>
                ))}
                <button
                    type="button"
                    role="tab"
                    id={`tab-${fresh}`}
                    aria-selected={chosen === fresh}
                    aria-controls={chosen === fresh ? `panel-${fresh}` : undefined}
                    aria-label={t("terminal.new")}
                    title={t("terminal.new")}
                    tabIndex={chosen === fresh ? 0 : -1}
                    onClick={() => choose(undefined)}
                >
                    <Icon name="plus" />
                </button>
            </div>
            <div className={styles.tools}>
                <button
                    type="button"
                    aria-pressed={reader}
                    aria-label={t("terminal.reader")}
                    title={t("terminal.reader")}
                    onClick={() => readAloud(!reader)}
                >
                    <Icon name="ear" />
                </button>
                <CloseButton onClose={onClose} />
            </div>
        </div>
    );
}

function CloseButton({ onClose }: { onClose: (tab: Tab) => void }): ReactNode {
    const t = useT();
    const [tab] = useChosen();
    if (!tab) return null;
    const label = t("terminal.close", { n: tab.n });
    return (
        <button type="button" aria-label={label} title={label} onClick={() => onClose(tab)}>
            <Icon name="x" />
        </button>
    );
}

export default function TerminalApp(): ReactNode {
    const t = useT();
    const [closing, setClosing] = useState<Tab>();
    const [tab] = useChosen();
    useEffect(() => {
        findAgain().catch(() => undefined);
    }, []);
    const close = (one: Tab): void => {
        if (one.phase.kind === "running") setClosing(one);
        else closeTerminal(one.key);
    };
    return (
        <div className={styles.terminal} data-app="terminal">
            <TabBar onClose={close} />
            <Lost />
            {tab ? (
                <Pane key={tab.key} tab={tab} />
            ) : (
                <div
                    className={styles.pane}
                    role="tabpanel"
                    id={`panel-${fresh}`}
                    aria-labelledby={`tab-${fresh}`}
                >
                    <Start />
                </div>
            )}
            {closing && (
                <Confirm
                    title={t("terminal.close", { n: closing.n })}
                    action={t("terminal.closeAnyway")}
                    onAct={() => closeTerminal(closing.key)}
                    onClose={() => setClosing(undefined)}
                >
                    <p>{t("terminal.stillRuns")}</p>
                </Confirm>
            )}
        </div>
    );
}
