// Which of the desktop's own overlays is open; at most one is.
import { create } from "zustand";

export type Overlay = "launcher" | "shortcuts" | "switcher" | "window-mode";

const useOverlay = create<{ open: Overlay | undefined }>(() => ({ open: undefined }));

export function openOverlay(overlay: Overlay): void {
    useOverlay.setState({ open: overlay });
}

export function closeOverlay(overlay: Overlay): void {
    if (useOverlay.getState().open === overlay) useOverlay.setState({ open: undefined });
}

export function useIsOpen(overlay: Overlay): boolean {
    return useOverlay(({ open }) => open === overlay);
}
