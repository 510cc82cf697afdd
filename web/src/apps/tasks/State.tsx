// A state: a dot and a word, so that neither colour nor reading alone has to do.
import type { ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import styles from "./Tasks.module.css";
import { stateText, toneOf } from "../words.ts";

export function State({ state }: { state: string }): ReactNode {
    const t = useT();
    return (
        <span className={styles.state} data-tone={toneOf(state)}>
            <i />
            {stateText(t, state)}
        </span>
    );
}
