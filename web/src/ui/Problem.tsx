// What happened, why, and what to do next; never just "an error".
import type { ReactNode } from "react";
import { CopyButton } from "./CopyButton.tsx";
import { useT } from "../i18n/i18n.ts";
import { Icon } from "./Icon.tsx";
import styles from "./Problem.module.css";

interface ProblemProps {
    what: string;
    why?: string | undefined;
    hint?: string | undefined;
    details: string;
    next?: ReactNode;
}

export function Problem({ what, why, hint, details, next }: ProblemProps): ReactNode {
    const t = useT();
    return (
        <div className={styles.problem} role="alert">
            <Icon name="alert" size={20} />
            <div>
                <h3>{what}</h3>
                {why && <p lang="en">{why}</p>}
                {hint && (
                    <p className={styles.hint}>
                        {t("problem.hint")} <span lang="en">{hint}</span>
                    </p>
                )}
                <div className={styles.next}>
                    {next}
                    <CopyButton text={details} label={t("problem.copy")} />
                </div>
            </div>
        </div>
    );
}
