// A few ways to see the same thing. One stop of the Tab key; arrows choose.
import { useRef, type KeyboardEvent, type ReactNode } from "react";
import styles from "./Tabs.module.css";

interface TabsProps<Id extends string> {
    label: string;
    tabs: readonly { id: Id; name: string }[];
    chosen: Id;
    onChoose: (id: Id) => void;
}

export function Tabs<Id extends string>({
    label,
    tabs,
    chosen,
    onChoose,
}: TabsProps<Id>): ReactNode {
    const group = useRef<HTMLDivElement>(null);
    const onKeyDown = (event: KeyboardEvent): void => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!by) return;
        event.preventDefault();
        const at = (tabs.findIndex((tab) => tab.id === chosen) + by + tabs.length) % tabs.length;
        const next = tabs[at];
        if (!next) return;
        onChoose(next.id);
        group.current?.querySelectorAll("button")[at]?.focus();
    };
    return (
        <div
            ref={group}
            role="radiogroup"
            aria-label={label}
            className={styles.tabs}
            onKeyDown={onKeyDown}
        >
            {tabs.map(({ id, name }) => (
                <button
                    key={id}
                    type="button"
                    role="radio"
                    aria-checked={id === chosen}
                    tabIndex={id === chosen ? 0 : -1}
                    onClick={() => onChoose(id)}
                >
                    {name}
                </button>
            ))}
        </div>
    );
}
