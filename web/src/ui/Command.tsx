// A command to be typed elsewhere, and a way to take it there.
import type { ReactNode } from "react";
import styles from "./Command.module.css";
import { CopyButton } from "./CopyButton.tsx";

export function Command({ text }: { text: string }): ReactNode {
    return (
        <div className={styles.command}>
            <code>{text}</code>
            <CopyButton text={text} />
        </div>
    );
}
