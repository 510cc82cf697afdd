// Where the keyboard is, window by window: each gets back the place that it had.
const lastIn = new Map<string, HTMLElement>();

function elementOf(id: string): HTMLElement | null {
    return document.querySelector(`[data-window="${CSS.escape(id)}"]`);
}

export function rememberFocus(id: string, element: EventTarget): void {
    if (element instanceof HTMLElement) lastIn.set(id, element);
}

export function forgetFocus(id: string): void {
    lastIn.delete(id);
}

/** The place it had, if that is still there; else the window itself. */
export function focusWindow(id: string): void {
    const within = elementOf(id);
    const last = lastIn.get(id);
    const target = last && within?.contains(last) && last.checkVisibility() ? last : within;
    target?.focus({ preventScroll: true });
}

/** The big parts of the page, in the order of F6. */
export function cycleRegions(back: boolean): void {
    const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((region) =>
        region.checkVisibility(),
    );
    const here = document.activeElement?.closest<HTMLElement>("[data-region]");
    const at = here ? regions.indexOf(here) : -1;
    const next = regions.at((at + (back ? -1 : 1)) % regions.length);
    if (!next) return;
    if (next.dataset["window"]) focusWindow(next.dataset["window"]);
    else next.querySelector<HTMLElement>("button, [tabindex]")?.focus();
}
