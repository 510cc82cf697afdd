// The desktop's keys at work. In a browser's tab Ctrl+W and Alt+Tab never reach a page, so none of
// these needs them: docs of the keys are the dialog behind Ctrl+/.
import { cycleRegions } from "../wm/focus.ts";
import { matches, type Shortcut } from "./keys.ts";
import { openOverlay } from "./overlays.ts";

export const shortcuts = {
    launcher: {
        does: "keys.launcher",
        code: "KeyK",
        ctrl: true,
        // In a terminal Ctrl+K is the shell's: with Shift it is always ours.
        shift: "either",
        act: () => openOverlay("launcher"),
    },
    switcher: {
        does: "keys.switcher",
        code: "Backquote",
        ctrl: true,
        act: () => openOverlay("switcher"),
    },
    windowMode: {
        does: "keys.windowMode",
        code: "Space",
        ctrl: true,
        shift: true,
        act: () => openOverlay("window-mode"),
    },
    regions: {
        does: "keys.regions",
        code: "F6",
        shift: "either",
        act: (event) => cycleRegions(event.shiftKey),
    },
    help: { does: "keys.help", code: "Slash", ctrl: true, act: () => openOverlay("shortcuts") },
} satisfies Record<string, Shortcut>;

const all: readonly Shortcut[] = Object.values(shortcuts);

export function listenForKeys(): () => void {
    const onKey = (event: KeyboardEvent): void => {
        if (event.isComposing || document.querySelector("dialog:modal")) return;
        const shortcut = all.find((one) => matches(event, one));
        if (!shortcut) return;
        event.preventDefault();
        shortcut.act(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
}
