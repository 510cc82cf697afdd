// The windows: which there are, where, in what order. Dragging does not pass through here; only
// where it ends does.
import { create } from "zustand";
import { cascaded, kept, rescued, zoneRect, type Rect, type Size, type Zone } from "./geometry.ts";
import { readWindows, writeWindows } from "./windows-kept.ts";

export interface WindowState {
    id: string;
    app: string;
    /** What the app shows in it, in the app's own words. */
    topic: string;
    /** Its own place and size, to which it returns from a zone. */
    rect: Rect;
    zone: Zone | undefined;
    minimized: boolean;
}

interface Desktop {
    /** What there is between the bars. */
    area: Size;
    /** Too small for windows side by side: one at a time, all over. */
    narrow: boolean;
    windows: WindowState[];
    /** Ids from the back to the front. */
    stack: string[];
}

const narrowBelow = 720;
const wantedSize: Size = { width: 1080, height: 720 };

export const useDesktop = create<Desktop>(() => ({
    area: { width: 1280, height: 700 },
    narrow: false,
    windows: [],
    stack: [],
}));

const get = useDesktop.getState;
const set = useDesktop.setState;

function change(id: string, by: Partial<WindowState>): void {
    set(({ windows }) => ({
        windows: windows.map((one) => (one.id === id ? { ...one, ...by } : one)),
    }));
}

/** The frontmost that is to be seen. */
export function activeOf({
    windows,
    stack,
}: Pick<Desktop, "windows" | "stack">): WindowState | undefined {
    const shown = new Map(windows.filter((one) => !one.minimized).map((one) => [one.id, one]));
    return shown.get(stack.findLast((id) => shown.has(id)) ?? "");
}

export function useActive(): WindowState | undefined {
    return useDesktop(activeOf);
}

export function rectOf({ zone, rect }: WindowState, area: Size): Rect {
    return zone ? zoneRect(zone, area) : rect;
}

// --- coming and going ---

let opened = 0;

/** Opens a window of `app`, or shows the topic in the one that is there. */
export function openWindow(app: string, topic?: string): string {
    const there = get().windows.findLast((one) => one.app === app);
    if (there) {
        if (topic !== undefined) change(there.id, { topic });
        raise(there.id);
        return there.id;
    }
    return openAnother(app, topic);
}

function openAnother(app: string, topic = ""): string {
    const id = `${app}-${Date.now().toString(36)}-${opened}`;
    const rect = cascaded(opened++, wantedSize, get().area);
    const one: WindowState = { id, app, topic, rect, zone: undefined, minimized: false };
    set(({ windows, stack }) => ({ windows: [...windows, one], stack: [...stack, id] }));
    return id;
}

export function closeWindow(id: string): void {
    set(({ windows, stack }) => ({
        windows: windows.filter((one) => one.id !== id),
        stack: stack.filter((other) => other !== id),
    }));
}

export function raise(id: string): void {
    const { windows, stack } = get();
    const one = windows.find((other) => other.id === id);
    if (!one) return;
    if (one.minimized) change(id, { minimized: false });
    if (stack.at(-1) !== id) set({ stack: [...stack.filter((other) => other !== id), id] });
}

export function minimize(id: string): void {
    change(id, { minimized: true });
    set(({ stack }) => ({ stack: [id, ...stack.filter((other) => other !== id)] }));
}

export function show(id: string, topic: string): void {
    change(id, { topic });
}

// --- place and size ---

export function place(id: string, rect: Rect): void {
    change(id, { rect: kept(rect, get().area), zone: undefined });
}

export function snap(id: string, zone: Zone | undefined): void {
    change(id, { zone });
}

export function toggleFull(id: string): void {
    const one = get().windows.find((other) => other.id === id);
    if (one) snap(id, one.zone === "full" ? undefined : "full");
}

/** The desktop has another size: what would be out of reach comes back. */
export function fit(area: Size, viewportWidth: number): void {
    set(({ windows }) => ({
        area,
        narrow: viewportWidth < narrowBelow,
        windows:
            viewportWidth < narrowBelow
                ? windows
                : windows.map((one) => ({ ...one, rect: rescued(one.rect, area) })),
    }));
}

// --- over a reload ---

export function restoreWindows(apps: (app: string) => boolean): void {
    const windows = readWindows().filter((one) => apps(one.app));
    opened = windows.length;
    set({ windows, stack: windows.map((one) => one.id) });
    useDesktop.subscribe(({ windows: all, stack }) => {
        const inOrder = stack.flatMap((id) => all.find((one) => one.id === id) ?? []);
        writeWindows(inOrder);
    });
}
