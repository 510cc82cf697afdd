// A button with a menu, after the ARIA pattern: arrows, Home, End and letters move; Enter and Space
// choose; Esc and Tab close. The browser keeps the menu above everything and closes it on a click
// elsewhere.
import { useId, useRef, type KeyboardEvent, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import styles from "./Menu.module.css";

export type MenuItem =
    | { kind: "heading"; label: string }
    | { kind: "line" }
    | {
          kind: "action";
          label: string;
          keys?: string | undefined;
          disabled?: boolean;
          act: () => void;
      }
    | { kind: "choice"; label: string; chosen: boolean; act: () => void };

interface MenuProps {
    /** What the button shows. */
    children: ReactNode;
    label: string;
    items: MenuItem[];
    className?: string | undefined;
    side?: "start" | "end";
}

function rowsOf(menu: HTMLElement | null): HTMLElement[] {
    return [...(menu?.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)") ?? [])];
}

function move(menu: HTMLElement | null, event: KeyboardEvent): boolean {
    const rows = rowsOf(menu);
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const to: Partial<Record<string, number>> = {
        ArrowDown: (at + 1) % rows.length,
        ArrowUp: (at - 1 + rows.length) % rows.length,
        Home: 0,
        End: rows.length - 1,
    };
    const letter =
        event.key.length === 1 && event.key !== " " ? event.key.toLowerCase() : undefined;
    const byLetter = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find(
        (row) => letter !== undefined && row.textContent?.toLowerCase().startsWith(letter),
    );
    const next = rows[to[event.key] ?? -1] ?? byLetter;
    next?.focus();
    return next !== undefined;
}

function Row({ item, onPick }: { item: MenuItem; onPick: () => void }): ReactNode {
    if (item.kind === "line") return <hr className={styles.line} />;
    if (item.kind === "heading")
        return (
            <div className={styles.heading} role="presentation">
                {item.label}
            </div>
        );
    const pick = (): void => {
        onPick();
        item.act();
    };
    const choice = item.kind === "choice";
    return (
        <button
            type="button"
            tabIndex={-1}
            className={styles.row}
            role={choice ? "menuitemradio" : "menuitem"}
            aria-checked={choice ? item.chosen : undefined}
            disabled={item.kind === "action" && item.disabled}
            onClick={pick}
        >
            <span className={styles.mark}>{choice && item.chosen && <Icon name="check" />}</span>
            <span>{item.label}</span>
            {item.kind === "action" && item.keys && <kbd>{item.keys}</kbd>}
        </button>
    );
}

export function Menu({ children, label, items, className, side = "start" }: MenuProps): ReactNode {
    const id = useId();
    const button = useRef<HTMLButtonElement>(null);
    const menu = useRef<HTMLDivElement>(null);
    const close = (): void => menu.current?.hidePopover();

    /** Below the button; before it is shown, so that it never jumps. */
    const put = (): void => {
        const at = button.current?.getBoundingClientRect();
        const style = menu.current?.style;
        if (!at || !style) return;
        style.top = `${at.bottom + 4}px`;
        if (side === "start") style.left = `${at.left}px`;
        else style.right = `${document.documentElement.clientWidth - at.right}px`;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === "Tab") close();
        else if (move(menu.current, event)) event.preventDefault();
    };
    const openWith = (event: KeyboardEvent): void => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        menu.current?.showPopover();
    };
    return (
        <>
            <button
                ref={button}
                type="button"
                className={className}
                aria-haspopup="menu"
                aria-label={label}
                title={label}
                popoverTarget={id}
                onKeyDown={openWith}
            >
                {children}
            </button>
            <div
                ref={menu}
                id={id}
                popover="auto"
                role="menu"
                aria-label={label}
                className={styles.menu}
                onBeforeToggle={(event) => event.newState === "open" && put()}
                onToggle={(event) => event.newState === "open" && rowsOf(menu.current)[0]?.focus()}
                onKeyDown={onKeyDown}
            >
                {items.map((item, at) => (
                    <Row key={at} item={item} onPick={close} />
                ))}
            </div>
        </>
    );
}
