// A table, and beside it what is known of the row that is chosen: next to it where there is room,
// below it where there is not.
import type { ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Icon } from "./Icon.tsx";
import styles from "./Panel.module.css";

/** All of an app's window: a bar, a table, a line of figures. */
export function AppFrame({ app, children }: { app: string; children: ReactNode }): ReactNode {
    return (
        <div className={styles.app} data-app={app}>
            {children}
        </div>
    );
}

export function Split({
    beside,
    children,
    ...events
}: {
    beside?: ReactNode;
    children: ReactNode;
} & React.DOMAttributes<HTMLDivElement>): ReactNode {
    return (
        <div className={styles.split} data-chosen={beside ? true : undefined} {...events}>
            {children}
            {beside}
        </div>
    );
}

interface PanelProps {
    title: string;
    onClose: () => void;
    children: ReactNode;
}

export function Panel({ title, onClose, children }: PanelProps): ReactNode {
    const t = useT();
    return (
        <aside className={styles.panel} aria-label={t("detail.of", { name: title })}>
            <header>
                <h3 title={title}>{title}</h3>
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
            {children}
        </aside>
    );
}

export type Fact = [name: string, value: ReactNode];

/** Those that are known. */
export function Facts({ facts }: { facts: readonly Fact[] }): ReactNode {
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

export function Actions({ children }: { children: ReactNode }): ReactNode {
    return <div className={styles.actions}>{children}</div>;
}

export function Note({ children }: { children: ReactNode }): ReactNode {
    return <p className={styles.note}>{children}</p>;
}

/** Something that is not as it should be, in a line. */
export function Warning({ children, lang }: { children: ReactNode; lang?: string }): ReactNode {
    return (
        <p className={styles.warning} lang={lang}>
            <Icon name="alert" size={14} />
            <span>{children}</span>
        </p>
    );
}

/** What came of it, as it is. */
export function Printed({ title, text }: { title: string; text: string }): ReactNode {
    return (
        <div className={styles.printed}>
            <h4>{title}</h4>
            <pre tabIndex={0} role="region" aria-label={title} lang="en">
                {text}
            </pre>
        </div>
    );
}

/** The last line of an app: how much there is. */
export function Foot({ children }: { children: ReactNode }): ReactNode {
    return <div className={styles.foot}>{children}</div>;
}
