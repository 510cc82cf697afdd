// The pointer engine: a window follows a mouse, a pen or a finger without React knowing.
//
//     pressed -> dragging -> committed
//        |           '-----> restored     (Esc, a lost pointer, a page that goes away)
//        '-> a click: nothing happened    (less than `slack` moved)
//
// The newest position is written to the element once per frame. Only at the end is the store told,
// so that nothing is rendered meanwhile.
import { equal, type Rect, type Zone } from "./geometry.ts";

export interface Point {
    x: number;
    y: number;
}

export interface DragPlan {
    /** Where the window is while the pointer is `by` away from where it was pressed. */
    rect: (by: Point, pointer: Point) => Rect;
    /** The zone it would snap to there, and what that looks like. */
    zone?: (pointer: Point, shift: boolean) => { zone: Zone; rect: Rect } | undefined;
    commit: (rect: Rect, zone: Zone | undefined) => void;
}

const slack = 3;

export function writeRect(element: HTMLElement, rect: Rect): void {
    element.style.transform = `translate3d(${rect.x}px, ${rect.y}px, 0)`;
    element.style.width = `${rect.width}px`;
    element.style.height = `${rect.height}px`;
}

class Drag {
    readonly #element: HTMLElement;
    readonly #plan: DragPlan;
    readonly #origin: Point;
    readonly #from: Point;
    readonly #before: string;
    readonly #preview: HTMLElement | null;
    readonly #listeners = new AbortController();
    #latest: PointerEvent;
    #shown: Rect | undefined;
    #zone: Zone | undefined;
    #frame = 0;

    constructor(element: HTMLElement, grip: HTMLElement, press: PointerEvent, plan: DragPlan) {
        const area = element.parentElement?.getBoundingClientRect();
        this.#element = element;
        this.#plan = plan;
        this.#origin = { x: area?.left ?? 0, y: area?.top ?? 0 };
        this.#from = { x: press.clientX, y: press.clientY };
        this.#before = element.style.cssText;
        this.#preview = element.parentElement?.querySelector("[data-snap-preview]") ?? null;
        this.#latest = press;
        this.#listen(grip, press.pointerId);
    }

    #listen(grip: HTMLElement, pointer: number): void {
        const { signal } = this.#listeners;
        const mine = (act: (event: PointerEvent) => void) => (event: PointerEvent) => {
            if (event.pointerId === pointer) act(event);
        };
        grip.setPointerCapture(pointer);
        grip.addEventListener(
            "pointermove",
            mine((event) => this.#move(event)),
            { signal },
        );
        grip.addEventListener(
            "pointerup",
            mine(() => this.#drop()),
            { signal },
        );
        grip.addEventListener(
            "pointercancel",
            mine(() => this.#restore()),
            { signal },
        );
        grip.addEventListener(
            "lostpointercapture",
            mine(() => this.#restore()),
            { signal },
        );
        window.addEventListener("pagehide", () => this.#restore(), { signal });
        window.addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
        window.addEventListener("keyup", (event) => this.#key(event), { signal, capture: true });
    }

    #key(event: KeyboardEvent): void {
        if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            this.#restore();
        } else if (event.key === "Shift" && this.#shown) {
            this.#draw(event.shiftKey);
        }
    }

    #by(): Point {
        return { x: this.#latest.clientX - this.#from.x, y: this.#latest.clientY - this.#from.y };
    }

    #move(event: PointerEvent): void {
        this.#latest = event;
        const by = this.#by();
        if (!this.#shown && Math.hypot(by.x, by.y) < slack) return;
        document.documentElement.dataset["interacting"] = "";
        this.#frame ||= requestAnimationFrame(() => this.#draw(this.#latest.shiftKey));
    }

    #draw(shift: boolean): void {
        cancelAnimationFrame(this.#frame);
        this.#frame = 0;
        const { clientX, clientY } = this.#latest;
        const pointer = { x: clientX - this.#origin.x, y: clientY - this.#origin.y };
        const rect = this.#plan.rect(this.#by(), pointer);
        if (!this.#shown || !equal(rect, this.#shown)) writeRect(this.#element, rect);
        this.#shown = rect;
        const target = this.#plan.zone?.(pointer, shift);
        if (target?.zone !== this.#zone) this.#showPreview(target?.rect);
        this.#zone = target?.zone;
    }

    #showPreview(rect: Rect | undefined): void {
        if (!this.#preview) return;
        if (rect) writeRect(this.#preview, rect);
        this.#preview.toggleAttribute("data-shown", rect !== undefined);
    }

    #drop(): void {
        if (this.#frame) this.#draw(this.#latest.shiftKey);
        this.#end();
        if (this.#shown) this.#plan.commit(this.#shown, this.#zone);
    }

    #restore(): void {
        this.#end();
        this.#element.style.cssText = this.#before;
    }

    #end(): void {
        this.#listeners.abort();
        cancelAnimationFrame(this.#frame);
        this.#showPreview(undefined);
        delete document.documentElement.dataset["interacting"];
    }
}

export function startDrag(
    element: HTMLElement,
    grip: HTMLElement,
    press: PointerEvent,
    plan: DragPlan,
): void {
    if (press.button === 0 && press.isPrimary) new Drag(element, grip, press, plan);
}
