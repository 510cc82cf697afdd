// The apps that come with the desktop. Each is a chunk of its own, loaded when it is first opened.
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { Key } from "../i18n/i18n.ts";
import type { IconName } from "../ui/Icon.tsx";

export interface AppProps {
    windowId: string;
    /** What it is to show; the app changes it by show(). */
    topic: string;
}

export interface App {
    id: string;
    name: Key;
    icon: IconName;
    View: LazyExoticComponent<ComponentType<AppProps>>;
    prefetch: () => Promise<unknown>;
}

const loadOperations = (): Promise<{ default: ComponentType<AppProps> }> =>
    import("./operations/Operations.tsx");

export const apps: readonly App[] = [
    {
        id: "operations",
        name: "operations.name",
        icon: "operations",
        View: lazy(loadOperations),
        prefetch: loadOperations,
    },
];

export function appOf(id: string): App | undefined {
    return apps.find((app) => app.id === id);
}
