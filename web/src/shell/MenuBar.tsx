// The bar at the top: where one is, how the connection is, what time it is, who one is.
import type { ReactNode } from "react";
import { appOf } from "../apps/registry.ts";
import { languages, useT, type Language } from "../i18n/i18n.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu, type MenuItem } from "../ui/Menu.tsx";
import { signOut } from "../wire/sign-in.ts";
import { closeWindow, minimize, toggleFull, useActive } from "../wm/windows.ts";
import { announce } from "./announce.ts";
import { Clock } from "./Clock.tsx";
import { ConnectionPill } from "./ConnectionPill.tsx";
import { keysOf } from "./keys.ts";
import styles from "./MenuBar.module.css";
import { openOverlay } from "./overlays.ts";
import { prefer, usePreferences, type Theme } from "./preferences.ts";
import { shortcuts } from "./shortcuts.ts";

const themes: readonly Theme[] = ["system", "light", "dark"];

function WindowMenu(): ReactNode {
    const t = useT();
    const active = useActive();
    const app = appOf(active?.app ?? "");
    if (!active || !app) return <span className={styles.app}>{t("desktop.name")}</span>;
    const full = active.zone === "full";
    const items: MenuItem[] = [
        { kind: "action", label: t("window.minimize"), act: () => minimize(active.id) },
        {
            kind: "action",
            label: t(full ? "window.restore" : "window.full"),
            act: () => toggleFull(active.id),
        },
        {
            kind: "action",
            label: t("keys.windowMode"),
            keys: keysOf(shortcuts.windowMode),
            act: () => openOverlay("window-mode"),
        },
        { kind: "line" },
        { kind: "action", label: t("window.close"), act: () => closeWindow(active.id) },
    ];
    return (
        <Menu label={t("menu.window", { app: t(app.name) })} items={items} className={styles.app}>
            {t(app.name)}
            <Icon name="chevron-down" size={12} />
        </Menu>
    );
}

function UserMenu(): ReactNode {
    const t = useT();
    const { theme, language } = usePreferences();
    const leave = (): void => {
        signOut().catch((error: Error) => announce(error.message));
    };
    const items: MenuItem[] = [
        { kind: "heading", label: t("menu.theme") },
        ...themes.map((one): MenuItem => ({
            kind: "choice",
            label: t(`theme.${one}`),
            chosen: theme === one,
            act: () => prefer({ theme: one }),
        })),
        { kind: "line" },
        { kind: "heading", label: t("menu.language") },
        {
            kind: "choice",
            label: t("language.system"),
            chosen: language === "system",
            act: () => prefer({ language: "system" }),
        },
        ...(Object.keys(languages) as Language[]).map((one): MenuItem => ({
            kind: "choice",
            label: languages[one].name,
            chosen: language === one,
            act: () => prefer({ language: one }),
        })),
        { kind: "line" },
        {
            kind: "action",
            label: t("keys.help"),
            keys: keysOf(shortcuts.help),
            act: () => openOverlay("shortcuts"),
        },
        { kind: "action", label: t("menu.welcome"), act: () => prefer({ welcomed: false }) },
        { kind: "action", label: t("menu.signOut"), act: leave },
    ];
    return (
        <Menu label={t("menu.user")} items={items} className={styles.button} side="end">
            <Icon name="user" />
        </Menu>
    );
}

export function MenuBar(): ReactNode {
    const t = useT();
    return (
        <header className={styles.bar} data-region="">
            <WindowMenu />
            <div className={styles.status}>
                <ConnectionPill />
                <button
                    type="button"
                    className={styles.search}
                    aria-haspopup="dialog"
                    onClick={() => openOverlay("launcher")}
                >
                    <Icon name="search" size={14} />
                    <span className="visually-hidden">{t("launcher.open")}</span>
                    <kbd aria-hidden="true">{keysOf(shortcuts.launcher)}</kbd>
                </button>
                <Clock />
                <UserMenu />
            </div>
        </header>
    );
}
