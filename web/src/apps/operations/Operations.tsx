// Operations: every op that this pith has; its docs, a form for its parameters, the call, what
// came of it, and the events it caused. Side by side in a wide window, one after the other in a
// narrow one.
import { useEffect, type ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import { rememberStarted } from "../../shell/preferences.ts";
import { show } from "../../wm/windows.ts";
import type { AppProps } from "../registry.ts";
import { OpList } from "./OpList.tsx";
import { OpPage } from "./OpPage.tsx";
import styles from "./Operations.module.css";
import { cancelAll } from "./runs.ts";

function Nothing(): ReactNode {
    const t = useT();
    return (
        <div className={styles.nothing}>
            <p>{t("operations.choose")}</p>
        </div>
    );
}

export default function Operations({ windowId, topic }: AppProps): ReactNode {
    useEffect(() => cancelAll, []);
    const choose = (op: string): void => {
        if (op) rememberStarted(`op:${op}`);
        show(windowId, op);
    };
    return (
        <div className={styles.operations} data-chosen={topic !== "" || undefined}>
            <OpList chosen={topic} onChoose={choose} />
            <div className={styles.page}>
                {topic ? <OpPage key={topic} op={topic} onBack={() => choose("")} /> : <Nothing />}
            </div>
        </div>
    );
}
