// Which of the desktop's own overlays is open; at most one is.
import { flushSync } from "react-dom";
import { create } from "zustand";

export type Overlay = "launcher" | "shortcuts" | "switcher" | "window-mode";

const useOverlay = create<{ open: Overlay | undefined }>(() => ({ open: undefined }));

export function openOverlay(overlay: Overlay): void {
    useOverlay.setState({ open: overlay });
}

export function closeOverlay(overlay: Overlay): void {
    if (useOverlay.getState().open === overlay) useOverlay.setState({ open: undefined });
}

/** Closes it and then does that. A dialog gives the keyboard back to where it was as it closes: what
 *  comes after may take it from there, and is not behind what had it. */
export function closeOverlayAnd(overlay: Overlay, act: () => void): void {
    flushSync(() => closeOverlay(overlay));
    act();
}

export function useIsOpen(overlay: Overlay): boolean {
    return useOverlay(({ open }) => open === overlay);
}
