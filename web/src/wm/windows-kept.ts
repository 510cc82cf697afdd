// Where this browser keeps its windows over a reload: places and topics, from back to front.
import type { Rect, Zone } from "./geometry.ts";
import type { WindowState } from "./windows.ts";

const key = "pith.windows";
const windowsMost = 40;
const zones: readonly unknown[] = [
    "left",
    "right",
    "top",
    "bottom",
    "top-left",
    "top-right",
    "bottom-left",
    "bottom-right",
    "full",
] satisfies Zone[];

function isRect(value: unknown): value is Rect {
    const rect = (value ?? {}) as Record<string, unknown>;
    return ["x", "y", "width", "height"].every((side) => Number.isFinite(rect[side]));
}

function readOne(value: unknown): WindowState[] {
    const one = (value ?? {}) as Record<string, unknown>;
    const { id, app, topic, rect, zone, minimized } = one;
    if (typeof id !== "string" || typeof app !== "string" || !isRect(rect)) return [];
    return [
        {
            id,
            app,
            rect,
            topic: typeof topic === "string" ? topic : "",
            zone: zones.includes(zone) ? (zone as Zone) : undefined,
            minimized: minimized === true,
        },
    ];
}

export function readWindows(): WindowState[] {
    try {
        const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
        return Array.isArray(kept) ? kept.slice(0, windowsMost).flatMap(readOne) : [];
    } catch {
        return [];
    }
}

let writing: ReturnType<typeof setTimeout> | undefined;

/** Soon, and once for many changes. */
export function writeWindows(windows: readonly WindowState[]): void {
    clearTimeout(writing);
    writing = setTimeout(() => {
        try {
            localStorage.setItem(key, JSON.stringify(windows));
        } catch {
            // A full or forbidden storage costs the memory of it, nothing else.
        }
    }, 300);
}
