// A field that leaves of a list what fits. Esc empties it; the arrow down goes on to the list.
import type { ReactNode, RefObject } from "react";
import styles from "./Bar.module.css";
import { Icon } from "./Icon.tsx";

interface FilterProps {
    label: string;
    value: string;
    onChange: (value: string) => void;
    field?: RefObject<HTMLInputElement | null>;
}

export function Filter({ label, value, onChange, field }: FilterProps): ReactNode {
    return (
        <div className={styles.filter}>
            <Icon name="search" size={14} />
            <input
                ref={field}
                type="search"
                spellCheck={false}
                autoComplete="off"
                aria-label={label}
                placeholder={label}
                value={value}
                onChange={(event) => onChange(event.target.value)}
                onKeyDown={(event) => {
                    if (event.nativeEvent.isComposing) return;
                    if (event.key === "Escape" && value) onChange("");
                    else if (event.key === "ArrowDown")
                        event.currentTarget
                            .closest("[data-app]")
                            ?.querySelector<HTMLElement>("[role$=grid]")
                            ?.focus();
                    else return;
                    event.preventDefault();
                }}
            />
        </div>
    );
}
