// The desktop between the bars, and the windows on it.
import { Suspense, useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { appOf, titleOf } from "../apps/registry.ts";
import { useT } from "../i18n/i18n.ts";
import { Failure } from "../ui/Failure.tsx";
import { Pending } from "../ui/Pending.tsx";
import { Window } from "../wm/Window.tsx";
import windowStyles from "../wm/Window.module.css";
import { fit, useActive, useDesktop, type WindowState } from "../wm/windows.ts";
import styles from "./Surface.module.css";
import { Welcome } from "./Welcome.tsx";

function useArea(): React.RefObject<HTMLElement | null> {
    const surface = useRef<HTMLElement>(null);
    useLayoutEffect(() => {
        const measure = (): void => {
            const { width = 0, height = 0 } = surface.current?.getBoundingClientRect() ?? {};
            fit({ width, height }, window.innerWidth);
            const { narrow } = useDesktop.getState();
            document.documentElement.toggleAttribute("data-narrow", narrow);
        };
        measure();
        const observer = new ResizeObserver(measure);
        if (surface.current) observer.observe(surface.current);
        return () => observer.disconnect();
    }, []);
    return surface;
}

function AppWindow({
    state,
    active,
    depth,
}: {
    state: WindowState;
    active: boolean;
    depth: number;
}): ReactNode {
    const t = useT();
    const app = appOf(state.app);
    if (!app) return null;
    return (
        <Window state={state} active={active} depth={depth} title={titleOf(t, state)}>
            <Failure>
                <Suspense fallback={<Pending />}>
                    <app.View windowId={state.id} topic={state.topic} />
                </Suspense>
            </Failure>
        </Window>
    );
}

function usePageTitle(): void {
    const t = useT();
    const app = appOf(useActive()?.app ?? "");
    const name = app ? t(app.name) : undefined;
    useEffect(() => {
        document.title = name ? `${name} · pith` : "pith";
    }, [name]);
}

export function Surface(): ReactNode {
    const surface = useArea();
    const active = useActive();
    const windows = useDesktop((desktop) => desktop.windows);
    const stack = useDesktop((desktop) => desktop.stack);
    usePageTitle();
    return (
        <main ref={surface} className={styles.surface}>
            <Welcome hidden={active !== undefined} />
            {windows.map((state) => (
                <AppWindow
                    key={state.id}
                    state={state}
                    active={state.id === active?.id}
                    depth={stack.indexOf(state.id)}
                />
            ))}
            <div className={windowStyles.preview} data-snap-preview="" />
        </main>
    );
}
