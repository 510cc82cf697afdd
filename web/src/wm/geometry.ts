// Where windows may be: pure arithmetic on rectangles, in pixels of the desktop's area.

export interface Rect {
    x: number;
    y: number;
    width: number;
    height: number;
}
export interface Size {
    width: number;
    height: number;
}

export type Handle = "n" | "s" | "e" | "w" | "ne" | "nw" | "se" | "sw";
export type Zone =
    | "left"
    | "right"
    | "top"
    | "bottom"
    | "top-left"
    | "top-right"
    | "bottom-left"
    | "bottom-right"
    | "full";

export const handles: readonly Handle[] = ["n", "s", "e", "w", "ne", "nw", "se", "sw"];
export const least: Size = { width: 320, height: 200 };
const cascadeStep = 28;
const edge = 8;
const corner = 96;
/** As much of a title bar as a hand or a pointer needs to get hold of it. */
const reachable = 96;

function between(value: number, low: number, high: number): number {
    return Math.max(low, Math.min(value, high));
}

export function equal(a: Rect, b: Rect): boolean {
    return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}

export function moved(rect: Rect, dx: number, dy: number): Rect {
    return { ...rect, x: rect.x + dx, y: rect.y + dy };
}

/** Drags the sides that the handle names; the others stay where they are. */
export function resized(rect: Rect, handle: Handle, dx: number, dy: number): Rect {
    const right = rect.x + rect.width;
    const bottom = rect.y + rect.height;
    const next = { ...rect };
    if (handle.includes("e")) next.width = Math.max(least.width, rect.width + dx);
    if (handle.includes("s")) next.height = Math.max(least.height, rect.height + dy);
    if (handle.includes("w")) {
        next.x = Math.min(rect.x + dx, right - least.width);
        next.width = right - next.x;
    }
    if (handle.includes("n")) {
        next.y = between(rect.y + dy, 0, bottom - least.height);
        next.height = bottom - next.y;
    }
    return next;
}

/** The same window where its title bar can be reached. */
export function kept(rect: Rect, area: Size): Rect {
    return {
        ...rect,
        x: Math.round(between(rect.x, reachable - rect.width, area.width - reachable)),
        y: Math.round(between(rect.y, 0, Math.max(0, area.height - 36))),
    };
}

/** The same window inside a smaller desktop: made smaller if it has to be. */
export function rescued(rect: Rect, area: Size): Rect {
    const width = between(rect.width, Math.min(least.width, area.width), area.width);
    const height = between(rect.height, Math.min(least.height, area.height), area.height);
    const outside = rect.x < 0 || rect.x + width > area.width || rect.y + height > area.height;
    if (!outside) return { ...rect, width, height };
    return {
        x: between(rect.x, 0, area.width - width),
        y: between(rect.y, 0, area.height - height),
        width,
        height,
    };
}

/** The n-th window: a step down and to the right of the one before, and around again. */
export function cascaded(n: number, wanted: Size, area: Size): Rect {
    const width = Math.min(wanted.width, area.width - 2 * cascadeStep);
    const height = Math.min(wanted.height, area.height - 2 * cascadeStep);
    const left = Math.max(0, Math.floor((area.width - width) / 2 / cascadeStep) * cascadeStep);
    const rows = Math.max(1, Math.floor((area.height - height) / cascadeStep));
    const columns = Math.max(1, Math.floor((area.width - width - left) / cascadeStep));
    const first = Math.min(cascadeStep, Math.max(0, area.height - height));
    return {
        x: left + (n % columns) * cascadeStep,
        y: first + (n % Math.max(1, rows - 1)) * cascadeStep,
        width: Math.max(width, Math.min(least.width, area.width)),
        height: Math.max(height, Math.min(least.height, area.height)),
    };
}

/** The zone that a window dragged to that point would snap to. */
export function zoneAt(x: number, y: number, area: Size, shift = false): Zone | undefined {
    const left = x <= edge;
    const right = x >= area.width - edge;
    const top = y <= edge;
    const bottom = y >= area.height - edge;
    if (!left && !right && !top && !bottom) return undefined;
    const upper = y <= corner;
    const lower = y >= area.height - corner;
    const toLeft = x <= corner;
    const toRight = x >= area.width - corner;
    if (left || right) {
        const side = left ? "left" : "right";
        return upper ? `top-${side}` : lower ? `bottom-${side}` : side;
    }
    if (toLeft || toRight) return `${top ? "top" : "bottom"}-${toLeft ? "left" : "right"}`;
    if (bottom) return "bottom";
    return shift ? "top" : "full";
}

export function zoneRect(zone: Zone, area: Size): Rect {
    const halfWidth = Math.floor(area.width / 2);
    const halfHeight = Math.floor(area.height / 2);
    const right = zone.includes("right");
    const bottom = zone.includes("bottom");
    const narrow = right || zone.includes("left");
    const flat = bottom || zone.includes("top");
    return {
        x: right ? halfWidth : 0,
        y: bottom ? halfHeight : 0,
        width: narrow ? (right ? area.width - halfWidth : halfWidth) : area.width,
        height: flat ? (bottom ? area.height - halfHeight : halfHeight) : area.height,
    };
}

type Arrow = "left" | "right" | "up" | "down";

/** Where an arrow key takes a window that is in `zone`; undefined: to its own size. */
const steps: Record<Arrow, Partial<Record<Zone | "none", Zone | undefined>>> = {
    left: {
        none: "left",
        full: "left",
        top: "top-left",
        bottom: "bottom-left",
        right: undefined,
        "top-right": "top-left",
        "bottom-right": "bottom-left",
    },
    right: {
        none: "right",
        full: "right",
        top: "top-right",
        bottom: "bottom-right",
        left: undefined,
        "top-left": "top-right",
        "bottom-left": "bottom-right",
    },
    up: {
        none: "full",
        left: "top-left",
        right: "top-right",
        "bottom-left": "left",
        "bottom-right": "right",
        full: "top",
        bottom: undefined,
    },
    down: {
        none: "bottom",
        left: "bottom-left",
        right: "bottom-right",
        "top-left": "left",
        "top-right": "right",
        full: undefined,
        top: "full",
    },
};

export function zoneAfter(arrow: Arrow, zone: Zone | undefined): Zone | undefined {
    const from = zone ?? "none";
    return from in steps[arrow] ? steps[arrow][from] : zone;
}
