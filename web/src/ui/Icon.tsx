// Icons: outlines on a grid of 16, drawn with the colour of the text around them.
import type { ReactNode } from "react";

const paths = {
    search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14",
    x: "M4 4l8 8M12 4l-8 8",
    minus: "M3.5 8h9",
    square: "M4 4h8v8H4z",
    restore: "M3.5 5.5h7v7h-7zM6 5.5v-2h6.5V10h-2",
    check: "M3 8.5 6.5 12 13 4.5",
    "chevron-down": "M4 6l4 4 4-4",
    "chevron-right": "M6 4l4 4-4 4",
    "arrow-left": "M13 8H3M7 4 3 8l4 4",
    "arrow-down": "M8 3v10M4 9l4 4 4-4",
    "arrow-up": "M8 13V3M4 7l4-4 4 4",
    pause: "M5.5 3.5v9M10.5 3.5v9",
    file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
    folder: "M2 4h4.5L8 5.5h6v7.5H2z",
    tasks: "M2.5 3h3v3h-3zM4 6v6.5h3M4 9h3M7 7.5h6.5v3H7zM7 11h6.5v3H7z",
    monitor: "M1.5 8.5H4l2-5.5 3.5 10 2.25-6 1 1.5h1.75",
    terminal: "M2 3h12v10H2zM4.5 6l2.25 2L4.5 10M8.25 10.25h3",
    ear: "M5 6.25a3.25 3.25 0 0 1 6.5 0c0 2.75-2.5 3-2.5 5.25a1.75 1.75 0 0 1-3.5 0M7 6.25a1.25 1.25 0 0 1 2.5 0",
    copy: "M5.5 5.5h7v7h-7zM10.5 5.5v-2h-7v7h2",
    download: "M8 2.5v7.5M4.5 7 8 10.5 11.5 7M3 13.5h10",
    play: "M5 3.5v9l7-4.5z",
    stop: "M4.5 4.5h7v7h-7z",
    plus: "M8 3.5v9M3.5 8h9",
    user: "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8ZM2.75 13.75c.6-2.5 2.6-3.75 5.25-3.75s4.65 1.25 5.25 3.75",
    alert: "M8 2.5 14.5 13.5h-13zM8 6.5v3.25M8 11.6v.4",
    info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.25V11M8 4.9v.4",
    clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.75V8l2.25 1.5",
    operations:
        "M2.5 4h6M12 4h1.5M2.5 8H4M7.5 8h6M2.5 12h5M11 12h2.5M10.25 5.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM5.75 9.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM9.25 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
    grid: "M3 3h4v4H3zM9 3h4v4H9zM3 9h4v4H3zM9 9h4v4H9z",
    plug: "M6 2v3M10 2v3M4.5 5h7v2.5a3.5 3.5 0 0 1-7 0zM8 11v3",
    keyboard: "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M12 7h.01M5 9.5h6",
    "log-out": "M9.5 5V3h-7v10h7v-2M6.5 8h7M11 5.5 13.5 8 11 10.5",
    contrast: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2.5v11",
    globe: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c2 2 2.75 4 2.75 6S10 12 8 14c-2-2-2.75-4-2.75-6S6 4 8 2Z",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): ReactNode {
    return (
        <svg
            width={size}
            height={size}
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            <path d={paths[name]} />
        </svg>
    );
}
