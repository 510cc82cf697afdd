// The apps at hand: a dot for those that run, a bar under the one in front.
import type { ReactNode } from "react";
import { apps, type App } from "../apps/registry.ts";
import { useT } from "../i18n/i18n.ts";
import { Icon } from "../ui/Icon.tsx";
import { focusWindow } from "../wm/focus.ts";
import { activeOf, minimize, openWindow, useActive, useDesktop } from "../wm/windows.ts";
import styles from "./Dock.module.css";
import { openOverlay } from "./overlays.ts";
import { rememberStarted } from "./preferences.ts";

/** Opens it, brings it to the front, or, if it is there already, puts it away. */
function press(app: App): void {
    const active = activeOf(useDesktop.getState());
    if (active?.app === app.id) return minimize(active.id);
    rememberStarted(app.id);
    const id = openWindow(app.id);
    requestAnimationFrame(() => focusWindow(id));
}

function DockItem({ app }: { app: App }): ReactNode {
    const t = useT();
    const running = useDesktop(({ windows }) => windows.some((one) => one.app === app.id));
    const active = useActive()?.app === app.id;
    return (
        <button
            type="button"
            className={styles.item}
            data-running={running || undefined}
            aria-pressed={active}
            onClick={() => press(app)}
            onPointerEnter={() => void app.prefetch()}
        >
            <Icon name={app.icon} size={22} />
            <span className={styles.name}>{t(app.name)}</span>
        </button>
    );
}

export function Dock(): ReactNode {
    const t = useT();
    return (
        <nav className={styles.dock} aria-label={t("dock.name")} data-region="">
            <div className={styles.items}>
                <button
                    type="button"
                    className={styles.item}
                    aria-haspopup="dialog"
                    onClick={() => openOverlay("launcher")}
                >
                    <Icon name="grid" size={22} />
                    <span className={styles.name}>{t("launcher.name")}</span>
                </button>
                {apps.map((app) => (
                    <DockItem key={app.id} app={app} />
                ))}
            </div>
        </nav>
    );
}
