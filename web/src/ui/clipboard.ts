// Copying, also where the page is not a secure context and there is no clipboard to write to.
export async function copy(text: string): Promise<void> {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const carrier = document.createElement("textarea");
    carrier.value = text;
    carrier.className = "visually-hidden";
    const back = document.activeElement;
    document.body.append(carrier);
    carrier.select();
    document.execCommand("copy");
    carrier.remove();
    if (back instanceof HTMLElement) back.focus();
}
