// All ops, by service; a field above finds some of them. One stop of the Tab key: arrows move.
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { find } from "../../find/fuzzy.ts";
import { useT } from "../../i18n/i18n.ts";
import { Icon } from "../../ui/Icon.tsx";
import { useCatalog } from "../../wire/catalog.ts";
import type { OpSummary } from "../../wire/ops.ts";
import { EffectBadge } from "./EffectBadge.tsx";
import styles from "./OpList.module.css";

interface Group {
    service: string;
    ops: OpSummary[];
}

function byService(ops: readonly OpSummary[]): Group[] {
    const groups = new Map<string, OpSummary[]>();
    for (const op of ops) {
        const service = op.name.slice(0, op.name.lastIndexOf("."));
        groups.set(service, [...(groups.get(service) ?? []), op]);
    }
    return [...groups].map(([service, members]) => ({ service, ops: members }));
}

function rowsAround(element: HTMLElement): HTMLElement[] {
    return [...(element.closest("nav")?.querySelectorAll<HTMLElement>("[data-op]") ?? [])];
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
    const rows = rowsAround(event.currentTarget);
    const at = rows.indexOf(event.currentTarget);
    const to: Partial<Record<string, number>> = {
        ArrowDown: Math.min(at + 1, rows.length - 1),
        ArrowUp: Math.max(at - 1, 0),
        Home: 0,
        End: rows.length - 1,
    };
    const next = rows[to[event.key] ?? -1];
    if (!next) return;
    event.preventDefault();
    next.focus();
}

interface RowProps {
    op: OpSummary;
    chosen: boolean;
    tabStop: boolean;
    onChoose: (op: string) => void;
}

function Row({ op, chosen, tabStop, onChoose }: RowProps): ReactNode {
    const row = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        if (chosen) row.current?.scrollIntoView({ block: "nearest" });
    }, [chosen]);
    return (
        <li>
            <button
                ref={row}
                type="button"
                className={styles.row}
                data-op={op.name}
                aria-current={chosen ? "true" : undefined}
                tabIndex={tabStop ? 0 : -1}
                title={op.doc}
                onClick={() => onChoose(op.name)}
                onKeyDown={moveFocus}
            >
                <span className={styles.name}>{op.name.slice(op.name.lastIndexOf(".") + 1)}</span>
                <EffectBadge effect={op.effect} small />
            </button>
        </li>
    );
}

interface ListProps {
    chosen: string;
    onChoose: (op: string) => void;
}

export function OpList({ chosen, onChoose }: ListProps): ReactNode {
    const t = useT();
    const all = useCatalog((catalog) => catalog.ops);
    const [query, setQuery] = useState("");
    const field = useRef<HTMLInputElement>(null);
    const list = useRef<HTMLElement>(null);
    const found = useMemo(() => find(query, all), [query, all]);
    const groups = useMemo(() => byService(found), [found]);
    const first = groups[0]?.ops[0]?.name;
    const tabStop = found.some((op) => op.name === chosen) ? chosen : first;

    const onFieldKey = (event: KeyboardEvent): void => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "ArrowDown")
            list.current?.querySelector<HTMLElement>("[data-op]")?.focus();
        else if (event.key === "Enter" && first) onChoose(first);
        else if (event.key === "Escape" && query) setQuery("");
        else return;
        event.preventDefault();
    };
    const onListKey = (event: KeyboardEvent): void => {
        if (event.key !== "/") return;
        event.preventDefault();
        field.current?.focus();
    };
    return (
        <nav ref={list} className={styles.list} aria-label={t("operations.list")}>
            <div className={styles.field}>
                <Icon name="search" size={14} />
                <input
                    ref={field}
                    type="search"
                    spellCheck={false}
                    autoComplete="off"
                    aria-label={t("operations.search")}
                    placeholder={t("operations.search")}
                    value={query}
                    onChange={(event) => setQuery(event.target.value)}
                    onKeyDown={onFieldKey}
                />
            </div>
            <div className={styles.groups} onKeyDown={onListKey}>
                {groups.map(({ service, ops }) => (
                    <div key={service} role="group" aria-label={service}>
                        <h3>{service}</h3>
                        <ul>
                            {ops.map((op) => (
                                <Row
                                    key={op.name}
                                    op={op}
                                    chosen={op.name === chosen}
                                    tabStop={op.name === tabStop}
                                    onChoose={onChoose}
                                />
                            ))}
                        </ul>
                    </div>
                ))}
                {groups.length === 0 && (
                    <p className={styles.none}>
                        {t(query ? "operations.none" : "operations.waiting")}
                    </p>
                )}
            </div>
            <div className={styles.count} role="status">
                {t("operations.count", { n: found.length })}
            </div>
        </nav>
    );
}
