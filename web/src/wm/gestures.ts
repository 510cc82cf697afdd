// What a drag of the title bar and of each handle does to a window.
import type { DragPlan } from "./drag.ts";
import { moved, resized, zoneAt, zoneRect, type Handle, type Rect } from "./geometry.ts";
import { place, rectOf, snap, useDesktop, type WindowState } from "./windows.ts";

/** A snapped window gets its own size back, with the pointer as far along its title bar as before. */
function freed({ rect, zone }: WindowState, shown: Rect, grabbedAt: number): Rect {
    if (!zone) return shown;
    const along = (grabbedAt - shown.x) / shown.width;
    return { ...rect, x: grabbedAt - along * rect.width, y: shown.y };
}

export function movePlan(one: WindowState): DragPlan {
    const { area } = useDesktop.getState();
    const shown = rectOf(one, area);
    let start: Rect | undefined;
    return {
        rect: (by, pointer) => {
            start ??= freed(one, shown, pointer.x - by.x);
            const next = moved(start, by.x, by.y);
            return { ...next, y: Math.max(0, next.y) };
        },
        zone: (pointer, shift) => {
            const zone = zoneAt(pointer.x, pointer.y, area, shift);
            return zone && { zone, rect: zoneRect(zone, area) };
        },
        commit: (rect, zone) => {
            if (!zone) return place(one.id, rect);
            snap(one.id, zone);
        },
    };
}

export function resizePlan(one: WindowState, handle: Handle): DragPlan {
    const start = rectOf(one, useDesktop.getState().area);
    return {
        rect: (by) => resized(start, handle, by.x, by.y),
        commit: (rect) => place(one.id, rect),
    };
}
