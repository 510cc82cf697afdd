// All keys of the desktop, from the tables by which they act.
import type { ReactNode } from "react";
import { useT, type Key } from "../i18n/i18n.ts";
import { Button } from "../ui/Button.tsx";
import { keysOf } from "./keys.ts";
import { OverlayDialog } from "./OverlayDialog.tsx";
import { closeOverlay } from "./overlays.ts";
import { shortcuts } from "./shortcuts.ts";
import styles from "./Shortcuts.module.css";
import { modeKeys } from "./window-mode.ts";

const operationKeys: { keys: string; does: Key }[] = [
    { keys: "/", does: "keys.filter" },
    { keys: "Ctrl+Enter", does: "keys.call" },
    { keys: "Esc", does: "keys.cancel" },
];

function Group({ name, rows }: { name: string; rows: { keys: string; does: Key }[] }): ReactNode {
    const t = useT();
    return (
        <section>
            <h3>{name}</h3>
            <dl className={styles.rows}>
                {rows.map(({ keys, does }) => (
                    <div key={does + keys}>
                        <dt>{t(does)}</dt>
                        <dd>
                            <kbd>{keys}</kbd>
                        </dd>
                    </div>
                ))}
            </dl>
        </section>
    );
}

export function Shortcuts(): ReactNode {
    const t = useT();
    return (
        <OverlayDialog overlay="shortcuts" label={t("keys.help")} className={styles.dialog}>
            <div className={styles.panel}>
                <header>
                    <h2>{t("keys.help")}</h2>
                    <Button
                        autoFocus
                        icon="x"
                        look="quiet"
                        onClick={() => closeOverlay("shortcuts")}
                    >
                        {t("close")}
                    </Button>
                </header>
                <div className={styles.groups}>
                    <Group
                        name={t("keys.desktop")}
                        rows={Object.values(shortcuts).map((one) => ({
                            keys: keysOf(one),
                            does: one.does,
                        }))}
                    />
                    <Group name={t("operations.name")} rows={operationKeys} />
                    <Group name={t("keys.windowMode")} rows={modeKeys} />
                </div>
            </div>
        </OverlayDialog>
    );
}
