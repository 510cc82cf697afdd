// The bar at the top of an app: its parts at the start, what is done with them at the end. Below it,
// while there is no connection, that what one sees is what there was.
import type { ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { useIsUp } from "../wire/live.ts";
import styles from "./Bar.module.css";
import { Icon } from "./Icon.tsx";

export function Bar({ children }: { children: ReactNode }): ReactNode {
    return <div className={styles.bar}>{children}</div>;
}

export function Gap(): ReactNode {
    return <span className={styles.gap} />;
}

export function Lost(): ReactNode {
    const t = useT();
    const up = useIsUp();
    return (
        <div role="status" className={styles.lost} hidden={up}>
            {!up && (
                <>
                    <Icon name="plug" size={14} />
                    <span>{t("live.lost")}</span>
                </>
            )}
        </div>
    );
}
