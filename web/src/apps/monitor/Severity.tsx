// How much an event matters: a shape and a word besides the colour.
import type { ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import type { ObserveSeverity } from "../../wire/ops.ts";
import styles from "./Monitor.module.css";

export function Severity({ severity }: { severity: ObserveSeverity }): ReactNode {
    const t = useT();
    return (
        <span className={styles.severity} data-severity={severity}>
            {t(`monitor.severity.${severity}`)}
        </span>
    );
}
