// The terminal's colours: ours for text and ground, sixteen that are readable on either.
import type { ITheme } from "@xterm/xterm";
import { resolved } from "../../ui/colours.ts";

const light = {
    black: "#171a1f",
    red: "#b3261e",
    green: "#1b7338",
    yellow: "#855600",
    blue: "#2458b8",
    magenta: "#8a2c92",
    cyan: "#0b6b82",
    white: "#5f6875",
    brightBlack: "#47505c",
    brightRed: "#c9372c",
    brightGreen: "#1f8a43",
    brightYellow: "#966200",
    brightBlue: "#2f6bd8",
    brightMagenta: "#a437ad",
    brightCyan: "#0d7f9a",
    brightWhite: "#171a1f",
};
const dark = {
    black: "#303845",
    red: "#ff8a80",
    green: "#5bc97e",
    yellow: "#e5b454",
    blue: "#86b3ff",
    magenta: "#d99be0",
    cyan: "#56c2da",
    white: "#b6bec9",
    brightBlack: "#98a2b0",
    brightRed: "#ffaba4",
    brightGreen: "#83dba0",
    brightYellow: "#f0cb83",
    brightBlue: "#aecbff",
    brightMagenta: "#e8bdec",
    brightCyan: "#8ad8e9",
    brightWhite: "#eceff3",
};

export function coloursNow(): ITheme {
    const isDark = document.documentElement.dataset["theme"] === "dark";
    return {
        ...(isDark ? dark : light),
        background: resolved("--surface-1"),
        foreground: resolved("--text-1"),
        cursor: resolved("--accent"),
        cursorAccent: resolved("--surface-1"),
        selectionBackground: isDark ? "#2b5a68" : "#bfdde4",
        selectionForeground: resolved("--text-1"),
        scrollbarSliderBackground: isDark ? "#6f7a8a80" : "#7d869380",
    };
}

/** How far letters must stand out from their ground, whatever colours a program asks for. */
export const leastContrast = 4.5;
