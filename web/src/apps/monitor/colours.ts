// The colours of charts, as a canvas needs them: the theme's own, and anew with it.
import { useEffect, useState } from "react";
import { onColours, resolved } from "../../ui/colours.ts";

export interface Colours {
    text: string;
    grid: string;
    lines: string[];
}

function coloursNow(): Colours {
    return {
        text: resolved("--text-3"),
        grid: resolved("--border"),
        lines: ["--accent", "--warn", "--danger"].map(resolved),
    };
}

export function useColours(): Colours {
    const [colours, setColours] = useState(coloursNow);
    useEffect(() => onColours(() => setColours(coloursNow())), []);
    return colours;
}
