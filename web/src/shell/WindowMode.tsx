// The sign that window mode is on, with its keys.
import { useEffect, type ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { closeOverlay, useIsOpen } from "./overlays.ts";
import { modeKey, modeKeys } from "./window-mode.ts";
import styles from "./WindowMode.module.css";

function Hud(): ReactNode {
    const t = useT();
    useEffect(() => {
        const leaving = new AbortController();
        const { signal } = leaving;
        const leave = (): void => closeOverlay("window-mode");
        const onKey = (event: KeyboardEvent): void => {
            if (["Shift", "Control", "Meta"].includes(event.key)) return;
            event.preventDefault();
            event.stopPropagation();
            if (modeKey(event) === "leave") leave();
        };
        window.addEventListener("keydown", onKey, { capture: true, signal });
        window.addEventListener("pointerdown", leave, { capture: true, signal });
        return () => leaving.abort();
    }, []);
    return (
        <div className={styles.hud} role="status">
            <strong>{t("keys.windowMode")}</strong>
            {modeKeys.map(({ keys, does }) => (
                <span key={does}>
                    <kbd>{keys}</kbd> {t(does)}
                </span>
            ))}
        </div>
    );
}

export function WindowMode(): ReactNode {
    return useIsOpen("window-mode") ? <Hud /> : null;
}
