// Said aloud to those who do not see the screen: one polite region for the whole desktop.
import { create } from "zustand";

export const useAnnouncement = create<{ text: string }>(() => ({ text: "" }));

export function announce(text: string): void {
    useAnnouncement.setState({ text });
}
