// What an empty desktop says: once what this is, later only how to begin.
import type { ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Button } from "../ui/Button.tsx";
import { openWindow } from "../wm/windows.ts";
import { keysOf } from "./keys.ts";
import { openOverlay } from "./overlays.ts";
import { prefer, usePreferences } from "./preferences.ts";
import { shortcuts } from "./shortcuts.ts";
import styles from "./Welcome.module.css";

function Card(): ReactNode {
    const t = useT();
    return (
        <section className={styles.card} aria-labelledby="welcome-title">
            <h1 id="welcome-title">{t("welcome.title")}</h1>
            <p>{t("welcome.what")}</p>
            <p>{t("welcome.how", { keys: keysOf(shortcuts.launcher) })}</p>
            <div className={styles.actions}>
                <Button look="main" onClick={() => openWindow("operations")}>
                    {t("welcome.operations")}
                </Button>
                <Button onClick={() => openWindow("operations", "time.now")}>
                    {t("welcome.example")}
                </Button>
                <Button look="quiet" onClick={() => prefer({ welcomed: true })}>
                    {t("welcome.dismiss")}
                </Button>
            </div>
        </section>
    );
}

export function Welcome({ hidden }: { hidden: boolean }): ReactNode {
    const t = useT();
    const welcomed = usePreferences((preferences) => preferences.welcomed);
    return (
        <div className={styles.welcome} hidden={hidden} data-region="">
            {!welcomed && <Card />}
            {welcomed && (
                <button
                    type="button"
                    className={styles.hint}
                    onClick={() => openOverlay("launcher")}
                >
                    {t("desktop.hint", { keys: keysOf(shortcuts.launcher) })}
                </button>
            )}
        </div>
    );
}
