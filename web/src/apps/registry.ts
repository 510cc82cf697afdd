// The apps that come with the desktop. Each is a chunk of its own, loaded when it is first opened.
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { Key, Translate } from "../i18n/i18n.ts";
import type { IconName } from "../ui/Icon.tsx";

export interface AppProps {
    windowId: string;
    /** What it is to show; the app changes it by show(). */
    topic: string;
}

export interface App {
    id: string;
    name: Key;
    /** Other words for what it is for, by which it is found. */
    words: Key;
    icon: IconName;
    View: LazyExoticComponent<ComponentType<AppProps>>;
    prefetch: () => Promise<unknown>;
    /** Those topics that have a name in the reader's language. */
    titles: Partial<Record<string, Key>>;
}

type Load = () => Promise<{ default: ComponentType<AppProps> }>;

function app(
    id: "tasks" | "monitor" | "terminal" | "operations",
    name: Key,
    load: Load,
    titles: App["titles"] = {},
): App {
    return {
        id,
        name,
        words: `words.${id}`,
        icon: id,
        View: lazy(load),
        prefetch: load,
        titles,
    };
}

export const apps: readonly App[] = [
    app("tasks", "tasks.name.app", () => import("./tasks/Tasks.tsx"), {
        background: "tasks.part.background",
        services: "tasks.part.services",
    }),
    app("monitor", "monitor.name", () => import("./monitor/Monitor.tsx"), {
        charts: "monitor.part.charts",
        ops: "monitor.part.ops",
        anomalies: "monitor.part.anomalies",
    }),
    app("terminal", "terminal.name", () => import("./terminal/Terminal.tsx")),
    app("operations", "operations.name", () => import("./operations/Operations.tsx")),
];

export function appOf(id: string): App | undefined {
    return apps.find((one) => one.id === id);
}

/** What a window is called: its app, and what that shows. */
export function titleOf(t: Translate, { app: id, topic }: { app: string; topic: string }): string {
    const known = appOf(id);
    const part = known?.titles[topic];
    return [known && t(known.name), part ? t(part) : topic].filter(Boolean).join(" — ");
}
