// The theme's colours for what is not styled by CSS: canvases and terminals want figures, and want
// to hear when they change.

/** A token as a figure, also where it is a mixture or a system's colour. */
export function resolved(token: string): string {
    const probe = document.createElement("i");
    probe.style.color = `var(${token})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
}

/** Calls back when the desktop's theme, or the system's colours, change. */
export function onColours(changed: () => void): () => void {
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    const forced = window.matchMedia("(forced-colors: active)");
    forced.addEventListener("change", changed);
    return () => {
        observer.disconnect();
        forced.removeEventListener("change", changed);
    };
}
