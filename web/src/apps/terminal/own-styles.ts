// xterm.js under the page's content security policy.
//
// xterm.js writes styles in two ways that `style-src 'self'` forbids: it fills <style> elements with
// text, all of which it makes while it opens, and it gives the letters' <span>s the attribute
// `style`. Both have a twin in the object model of styles that needs no permission, since only
// scripts that may run anyway can reach it: a sheet that the page adopts, and an element's own
// style. Here the one is made into the other. Nothing that the policy keeps out gets in by this.

/** Stands where xterm.js wants a <style>: what is written into it becomes a sheet of the page. */
function sheetElement(make: (tag: string) => HTMLElement): HTMLElement {
    const element = make("span");
    const sheet = new CSSStyleSheet();
    let text = "";
    element.hidden = true;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    Object.defineProperty(element, "textContent", {
        get: () => text,
        set: (rules: string) => {
            text = rules;
            sheet.replaceSync(rules);
        },
    });
    element.remove = () => {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
        Element.prototype.remove.call(element);
    };
    return element;
}

/** Runs what makes <style> elements, and gives it such instead. */
export function withOwnSheets(open: () => void): void {
    const make = document.createElement.bind(document);
    document.createElement = (tag: string) => (tag === "style" ? sheetElement(make) : make(tag));
    try {
        open();
    } finally {
        // The property of the object alone: the prototype's shows again.
        delete (document as Partial<Document>).createElement;
    }
}

const { setAttribute } = Element.prototype;

/** A <span>'s attribute `style`, which the policy would refuse, is its own style from now on. */
HTMLSpanElement.prototype.setAttribute = function (name, value) {
    if (name === "style") this.style.cssText = value;
    else setAttribute.call(this, name, value);
};
