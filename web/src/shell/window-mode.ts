// Window mode: one chord, then single keys move, size, snap and choose windows. It ends with Esc,
// Enter, or a click.
import { t, type Key } from "../i18n/i18n.ts";
import { focusWindow } from "../wm/focus.ts";
import { resized, zoneAfter } from "../wm/geometry.ts";
import {
    activeOf,
    closeWindow,
    minimize,
    place,
    raise,
    rectOf,
    snap,
    toggleFull,
    useDesktop,
    type WindowState,
} from "../wm/windows.ts";
import { announce } from "./announce.ts";

export const modeKeys: { keys: string; does: Key }[] = [
    { keys: "← → ↑ ↓", does: "mode.snap" },
    { keys: "Shift + ← → ↑ ↓", does: "mode.move" },
    { keys: "Ctrl + ← → ↑ ↓", does: "mode.resize" },
    { keys: "F", does: "mode.full" },
    { keys: "M", does: "mode.minimize" },
    { keys: "W", does: "mode.close" },
    { keys: "1 – 9", does: "mode.pick" },
    { keys: "Esc", does: "mode.leave" },
];

const step = 24;
const arrows: Partial<
    Record<string, { name: "left" | "right" | "up" | "down"; dx: number; dy: number }>
> = {
    ArrowLeft: { name: "left", dx: -step, dy: 0 },
    ArrowRight: { name: "right", dx: step, dy: 0 },
    ArrowUp: { name: "up", dx: 0, dy: -step },
    ArrowDown: { name: "down", dx: 0, dy: step },
};

function arrow(one: WindowState, event: KeyboardEvent): boolean {
    const to = arrows[event.key];
    if (!to) return false;
    const rect = rectOf(one, useDesktop.getState().area);
    if (event.shiftKey) {
        place(one.id, { ...rect, x: rect.x + to.dx, y: rect.y + to.dy });
    } else if (event.ctrlKey || event.metaKey) {
        place(one.id, resized(rect, "se", to.dx, to.dy));
    } else {
        const zone = zoneAfter(to.name, one.zone);
        snap(one.id, zone);
        announce(t(zone ? `zone.${zone}` : "zone.none"));
    }
    return true;
}

function pick(event: KeyboardEvent): boolean {
    const chosen =
        /^[1-9]$/.test(event.key) && useDesktop.getState().windows[Number(event.key) - 1];
    if (!chosen) return false;
    raise(chosen.id);
    focusWindow(chosen.id);
    return true;
}

const letters: Partial<Record<string, (id: string) => void>> = {
    f: toggleFull,
    m: minimize,
    w: closeWindow,
};

/** What the key does; "leave" ends the mode. */
export function modeKey(event: KeyboardEvent): "done" | "leave" {
    if (event.key === "Escape" || event.key === "Enter") return "leave";
    const active = activeOf(useDesktop.getState());
    const letter = letters[event.key.toLowerCase()];
    if (pick(event) || !active) return "done";
    if (letter) letter(active.id);
    else arrow(active, event);
    return "done";
}
