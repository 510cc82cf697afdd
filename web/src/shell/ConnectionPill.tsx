// How the link to the daemon is. Quiet while all is well; when it is not, it says what happens
// next and lets one hurry it.
import { useEffect, useState, type ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Icon } from "../ui/Icon.tsx";
import { reconnect, useLink } from "../wire/pith.ts";
import styles from "./ConnectionPill.module.css";

const second = 1000;

function useSecondsTo(time: number): number {
    const [now, setNow] = useState(() => Date.now());
    useEffect(() => {
        const timer = setInterval(() => setNow(Date.now()), second);
        return () => clearInterval(timer);
    }, []);
    return Math.max(0, Math.ceil((time - now) / second));
}

function Waiting({ retryAt }: { retryAt: number }): ReactNode {
    const t = useT();
    const n = useSecondsTo(retryAt);
    const why = useLink((link) => link.why);
    return (
        <div className={styles.pill} data-kind="waiting">
            <Icon name="plug" size={14} />
            {why && (
                <span className={styles.why} title={why} lang="en">
                    {why}
                </span>
            )}
            <span>{t("link.waiting", { n })}</span>
            <button type="button" onClick={reconnect}>
                {t("link.retry")}
            </button>
        </div>
    );
}

export function ConnectionPill(): ReactNode {
    const t = useT();
    const state = useLink((link) => link.state);
    if (state.kind === "waiting") return <Waiting retryAt={state.retryAt} />;
    if (state.kind === "up")
        return (
            <div
                className={styles.pill}
                data-kind="up"
                title={t("link.version", { version: state.hello.version })}
            >
                <i />
                <span>{t("link.up")}</span>
            </div>
        );
    return (
        <div className={styles.pill} data-kind={state.kind}>
            <Icon name="plug" size={14} />
            <span>{t(state.kind === "signed-out" ? "link.signedOut" : "link.opening")}</span>
        </div>
    );
}
