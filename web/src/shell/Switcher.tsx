// Ctrl+`: the windows by last use. Further presses move on, letting go of Ctrl chooses.
import { useEffect, useState, type ReactNode } from "react";
import { appOf, titleOf } from "../apps/registry.ts";
import { useT } from "../i18n/i18n.ts";
import { Icon } from "../ui/Icon.tsx";
import { focusWindow } from "../wm/focus.ts";
import { raise, useDesktop, type WindowState } from "../wm/windows.ts";
import { closeOverlay, useIsOpen } from "./overlays.ts";
import styles from "./Switcher.module.css";

function useByLastUse(): WindowState[] {
    const windows = useDesktop((desktop) => desktop.windows);
    const stack = useDesktop((desktop) => desktop.stack);
    return stack.toReversed().flatMap((id) => windows.find((one) => one.id === id) ?? []);
}

function Choice(): ReactNode {
    const t = useT();
    const windows = useByLastUse();
    const [at, setAt] = useState(windows.length > 1 ? 1 : 0);
    useEffect(() => {
        const leaving = new AbortController();
        const { signal } = leaving;
        const onKeyDown = (event: KeyboardEvent): void => {
            event.preventDefault();
            event.stopPropagation();
            if (event.key === "Escape") closeOverlay("switcher");
            else if (event.code === "Backquote" && windows.length)
                setAt((now) => (now + (event.shiftKey ? -1 : 1) + windows.length) % windows.length);
        };
        const onKeyUp = (event: KeyboardEvent): void => {
            if (event.key !== "Control" && event.key !== "Meta") return;
            closeOverlay("switcher");
            const chosen = windows[at];
            if (!chosen) return;
            raise(chosen.id);
            requestAnimationFrame(() => focusWindow(chosen.id));
        };
        window.addEventListener("keydown", onKeyDown, { capture: true, signal });
        window.addEventListener("keyup", onKeyUp, { capture: true, signal });
        window.addEventListener("blur", () => closeOverlay("switcher"), { signal });
        return () => leaving.abort();
    }, [at, windows]);
    const names = windows.map((one) => titleOf(t, one));
    return (
        <div className={styles.switcher} role="status">
            {names.length === 0 && <p>{t("switcher.none")}</p>}
            {names.map((name, index) => (
                <div
                    key={windows[index]?.id}
                    className={styles.row}
                    data-chosen={index === at || undefined}
                >
                    <Icon name={appOf(windows[index]?.app ?? "")?.icon ?? "square"} />
                    {name}
                </div>
            ))}
        </div>
    );
}

export function Switcher(): ReactNode {
    return useIsOpen("switcher") ? <Choice /> : null;
}
