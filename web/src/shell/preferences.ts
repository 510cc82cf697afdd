// What this browser remembers: how things look and where windows were. Nothing that opens a door.
import { create } from "zustand";

export type Theme = "system" | "light" | "dark";

export interface Preferences {
    theme: Theme;
    language: "system" | "en" | "zh";
    /** What was last started from the launcher, newest first. */
    recent: string[];
    /** The welcome card has been put away. */
    welcomed: boolean;
}

const place = "pith.preferences";
const standard: Preferences = { theme: "system", language: "system", recent: [], welcomed: false };

function oneOf<Value>(value: unknown, known: readonly Value[], otherwise: Value): Value {
    return known.includes(value as Value) ? (value as Value) : otherwise;
}

/** Whatever stands there, what comes out is whole. */
function read(): Preferences {
    let kept: Partial<Record<keyof Preferences, unknown>> = {};
    try {
        kept = JSON.parse(localStorage.getItem(place) ?? "{}") ?? {};
    } catch {
        // Unreadable or forbidden: the standard it is.
    }
    const recent = Array.isArray(kept.recent) ? kept.recent : [];
    return {
        theme: oneOf(kept.theme, ["system", "light", "dark"], standard.theme),
        language: oneOf(kept.language, ["system", "en", "zh"], standard.language),
        recent: recent.filter((id): id is string => typeof id === "string"),
        welcomed: kept.welcomed === true,
    };
}

export const usePreferences = create<Preferences>(read);

usePreferences.subscribe((preferences) => {
    try {
        localStorage.setItem(place, JSON.stringify(preferences));
    } catch {
        // A full or forbidden storage costs the memory of it, nothing else.
    }
});

export function prefer(change: Partial<Preferences>): void {
    usePreferences.setState(change);
}

const recentMost = 12;

export function rememberStarted(id: string): void {
    const { recent } = usePreferences.getState();
    prefer({ recent: [id, ...recent.filter((other) => other !== id)].slice(0, recentMost) });
}

/** Puts the theme on the page, now and whenever the choice or the system's changes. */
export function followTheme(): void {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const apply = (): void => {
        const { theme } = usePreferences.getState();
        const dark = theme === "dark" || (theme === "system" && system.matches);
        document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    };
    system.addEventListener("change", apply);
    usePreferences.subscribe(apply);
    apply();
}
