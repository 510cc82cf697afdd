// The desktop's own keys: one table, from which they act and are shown.
import type { Key } from "../i18n/i18n.ts";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export interface Shortcut {
    does: Key;
    /** KeyboardEvent.code, so that a layout does not matter where the place on the keyboard does. */
    code: string;
    /** Ctrl; on a Mac, Cmd does as well. */
    ctrl?: boolean;
    shift?: boolean | "either";
    act: (event: KeyboardEvent) => void;
}

export function matches(event: KeyboardEvent, shortcut: Shortcut): boolean {
    const ctrl = event.ctrlKey || (isMac && event.metaKey);
    const shift = shortcut.shift === "either" || event.shiftKey === (shortcut.shift ?? false);
    return (
        event.code === shortcut.code && ctrl === (shortcut.ctrl ?? false) && shift && !event.altKey
    );
}

const names: Record<string, string> = { Backquote: "`", Slash: "/", Space: "Space" };

export function keysOf({ code, ctrl, shift }: Shortcut): string {
    const name = names[code] ?? code.replace(/^Key/, "");
    const parts = [ctrl && (isMac ? "⌘" : "Ctrl"), shift === true && (isMac ? "⇧" : "Shift"), name];
    return parts.filter(Boolean).join(isMac ? "" : "+");
}
