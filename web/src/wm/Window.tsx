// A window: title bar, eight handles, and whatever the app puts inside.
import { memo, useEffect, useLayoutEffect, useRef, type PointerEvent, type ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Icon } from "../ui/Icon.tsx";
import { startDrag, writeRect } from "./drag.ts";
import { focusWindow, forgetFocus, rememberFocus } from "./focus.ts";
import { handles, type Handle } from "./geometry.ts";
import { movePlan, resizePlan } from "./gestures.ts";
import styles from "./Window.module.css";
import {
    closeWindow,
    minimize,
    raise,
    rectOf,
    toggleFull,
    useDesktop,
    type WindowState,
} from "./windows.ts";

interface Frame {
    state: WindowState;
    title: string;
    active: boolean;
    depth: number;
    children: ReactNode;
}

/** React leaves place and size alone: they are written here, and by the pointer engine. */
function usePlace(state: WindowState, depth: number): React.RefObject<HTMLElement | null> {
    const element = useRef<HTMLElement>(null);
    const area = useDesktop((desktop) => desktop.area);
    useLayoutEffect(() => {
        if (!element.current) return;
        writeRect(element.current, rectOf(state, area));
        element.current.style.zIndex = `calc(var(--z-window) + ${depth})`;
    }, [state, area, depth]);
    return element;
}

/** The frontmost window has the keyboard, unless something in it took it already. */
function useKeyboard(
    id: string,
    active: boolean,
    element: React.RefObject<HTMLElement | null>,
): void {
    useEffect(() => {
        const elsewhere = document.querySelector("dialog:modal, :popover-open");
        if (active && !elsewhere && !element.current?.contains(document.activeElement))
            focusWindow(id);
    }, [id, active, element]);
    useEffect(() => () => forgetFocus(id), [id]);
}

function WindowButtons({ state }: { state: WindowState }): ReactNode {
    const t = useT();
    const full = state.zone === "full";
    const buttons = [
        { icon: "minus", label: t("window.minimize"), act: minimize, kind: "minimize" },
        {
            icon: full ? "restore" : "square",
            label: t(full ? "window.restore" : "window.full"),
            act: toggleFull,
            kind: "full",
        },
        { icon: "x", label: t("window.close"), act: closeWindow, kind: "close" },
    ] as const;
    return (
        <div className={styles.buttons} onPointerDown={(event) => event.stopPropagation()}>
            {buttons.map(({ icon, label, act, kind }) => (
                <button
                    key={kind}
                    type="button"
                    data-kind={kind}
                    aria-label={label}
                    title={label}
                    onClick={() => act(state.id)}
                >
                    <Icon name={icon} />
                </button>
            ))}
        </div>
    );
}

export const Window = memo(function Window({
    state,
    title,
    active,
    depth,
    children,
}: Frame): ReactNode {
    const element = usePlace(state, depth);
    useKeyboard(state.id, active, element);
    const drag = (event: PointerEvent<HTMLElement>, handle?: Handle): void => {
        if (!element.current || useDesktop.getState().narrow) return;
        const plan = handle ? resizePlan(state, handle) : movePlan(state);
        startDrag(element.current, event.currentTarget, event.nativeEvent, plan);
    };
    return (
        <section
            ref={element}
            className={styles.window}
            role="group"
            aria-labelledby={`${state.id}-title`}
            tabIndex={-1}
            data-window={state.id}
            data-region={active ? "" : undefined}
            data-active={active || undefined}
            data-minimized={state.minimized || undefined}
            inert={state.minimized}
            onPointerDownCapture={() => raise(state.id)}
            onFocusCapture={(event) => {
                rememberFocus(state.id, event.target);
                raise(state.id);
            }}
        >
            <header
                className={styles.title}
                onPointerDown={drag}
                onDoubleClick={() => toggleFull(state.id)}
            >
                <h2 id={`${state.id}-title`}>{title}</h2>
                <WindowButtons state={state} />
            </header>
            <div className={styles.body}>{children}</div>
            {handles.map((handle) => (
                <div
                    key={handle}
                    className={styles.handle}
                    data-handle={handle}
                    onPointerDown={(event) => drag(event, handle)}
                />
            ))}
        </section>
    );
});
