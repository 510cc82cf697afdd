// The launcher: type a few letters of what you want. A combobox with a listbox, after the ARIA
// pattern: the keyboard stays in the field, arrows move through the rows.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useT } from "../i18n/i18n.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./Launcher.module.css";
import { useRows, type Row } from "./launcher-rows.ts";
import { OverlayDialog } from "./OverlayDialog.tsx";
import { closeOverlayAnd } from "./overlays.ts";
import { rememberStarted } from "./preferences.ts";

function Option({
    row,
    id,
    selected,
    onPick,
}: {
    row: Row;
    id: string;
    selected: boolean;
    onPick: () => void;
}): ReactNode {
    const element = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (selected) element.current?.scrollIntoView({ block: "nearest" });
    }, [selected]);
    return (
        <div
            ref={element}
            id={id}
            role="option"
            aria-selected={selected}
            className={styles.row}
            onClick={onPick}
        >
            <Icon name={row.icon} />
            <span className={styles.name}>{row.name}</span>
            {row.doc && (
                <span className={styles.doc} lang="en">
                    {row.doc}
                </span>
            )}
        </div>
    );
}

interface ListProps {
    id: string;
    rows: Row[];
    at: number;
    onPick: (row: Row) => void;
}

function List({ id, rows, at, onPick }: ListProps): ReactNode {
    const t = useT();
    const sections = [...new Set(rows.map((row) => row.section))];
    return (
        <div id={id} role="listbox" aria-label={t("launcher.results")} className={styles.list}>
            {sections.map((section) => (
                <div key={section} role="group" aria-labelledby={`${id}-${section}`}>
                    <div id={`${id}-${section}`} role="presentation" className={styles.section}>
                        {t(`launcher.section.${section}`)}
                    </div>
                    {rows.map((row, index) =>
                        row.section === section ? (
                            <Option
                                key={row.id}
                                row={row}
                                id={`${id}-${index}`}
                                selected={index === at}
                                onPick={() => onPick(row)}
                            />
                        ) : null,
                    )}
                </div>
            ))}
        </div>
    );
}

const steps: Partial<Record<string, (at: number, count: number) => number>> = {
    ArrowDown: (at, count) => (at + 1) % count,
    ArrowUp: (at, count) => (at - 1 + count) % count,
    PageDown: (at, count) => Math.min(at + 8, count - 1),
    PageUp: (at) => Math.max(at - 8, 0),
};

function Search(): ReactNode {
    const t = useT();
    const id = useId();
    const [query, setQuery] = useState("");
    // By its id: rows that come later must not move what one is about to start.
    const [chosen, setChosen] = useState<string>();
    const rows = useRows(query);
    const at = Math.max(
        0,
        rows.findIndex(({ id: one }) => one === chosen),
    );
    const pick = (row: Row | undefined): void => {
        if (!row) return;
        rememberStarted(row.id);
        closeOverlayAnd("launcher", row.run);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.nativeEvent.isComposing) return;
        const step = steps[event.key];
        if (step && rows.length) setChosen(rows[step(at, rows.length)]?.id);
        else if (event.key === "Enter") pick(rows[at]);
        else return;
        event.preventDefault();
    };
    return (
        <>
            <div className={styles.field}>
                <Icon name="search" />
                <input
                    type="text"
                    autoFocus
                    spellCheck={false}
                    autoComplete="off"
                    role="combobox"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls={id}
                    aria-activedescendant={rows.length ? `${id}-${at}` : undefined}
                    aria-label={t("launcher.field")}
                    placeholder={t("launcher.placeholder")}
                    value={query}
                    onChange={(event) => {
                        setQuery(event.target.value);
                        setChosen(undefined);
                    }}
                    onKeyDown={onKeyDown}
                />
                <kbd>Esc</kbd>
            </div>
            {rows.length > 0 && <List id={id} rows={rows} at={at} onPick={pick} />}
            {rows.length === 0 && <p className={styles.none}>{t("launcher.none", { query })}</p>}
            <div className="visually-hidden" role="status">
                {t("launcher.count", { n: rows.length })}
            </div>
        </>
    );
}

export function Launcher(): ReactNode {
    const t = useT();
    return (
        <OverlayDialog overlay="launcher" label={t("launcher.name")} className={styles.launcher}>
            <div className={styles.panel}>
                <Search />
            </div>
        </OverlayDialog>
    );
}
