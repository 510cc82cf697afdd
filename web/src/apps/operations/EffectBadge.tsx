// What calling an op does to the world: a colour, and always the word.
import type { ReactNode } from "react";
import { useT } from "../../i18n/i18n.ts";
import type { OpEffect } from "../../wire/ops.ts";
import styles from "./EffectBadge.module.css";

export function EffectBadge({ effect, small }: { effect: OpEffect; small?: boolean }): ReactNode {
    const t = useT();
    return (
        <span
            className={styles.badge}
            data-effect={effect}
            data-small={small}
            title={t(`effect.${effect}.doc`)}
        >
            {t(`effect.${effect}`)}
        </span>
    );
}
