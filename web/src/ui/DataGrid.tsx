// A table of any length, or a tree of one: rows are drawn only where they are seen. One stop of the
// Tab key for the headings' buttons and one for the rows: arrows, Home, End and Page move, right and
// left open and close, Enter acts.
import {
    useCallback,
    useEffect,
    useId,
    useLayoutEffect,
    useMemo,
    useRef,
    useState,
    type CSSProperties,
    type KeyboardEvent,
    type ReactNode,
} from "react";
import { useT } from "../i18n/i18n.ts";
import styles from "./DataGrid.module.css";
import { span, turned, type Order, type Value } from "./grid.ts";
import { Icon } from "./Icon.tsx";

export interface Column<Row> {
    id: string;
    head: string;
    /** A track of a CSS grid; in em, since letters are larger under fingers. */
    width: string;
    show: (row: Row) => ReactNode;
    /** What it is sorted by, if it can be. */
    by?: (row: Row) => Value;
    /** Figures: they stand at the end, and the largest come first. */
    figure?: boolean;
    /** Left out where the table is narrower, in pixels with letters of the usual size. */
    from?: number;
    /** Left out where it is as wide as that, or wider. */
    until?: number;
}

export interface Twig {
    depth: number;
    below: number;
    open: boolean;
}

export interface GridProps<Row> {
    label: string;
    columns: readonly Column<Row>[];
    rows: readonly Row[];
    keyOf: (row: Row) => string;
    /** What marks the row: a colour at its edge, with words elsewhere in it. */
    toneOf?: (row: Row) => string | undefined;
    chosen: string | undefined;
    onChoose: (key: string | undefined) => void;
    onEnter?: (row: Row) => void;
    order?: Order | undefined;
    onOrder?: (order: Order | undefined) => void;
    /** For a tree: where the row stands, and what opens and closes it. */
    twigOf?: (row: Row) => Twig;
    onOpen?: (row: Row, open: boolean) => void;
    /** Stay at the end as rows come, unless one has scrolled away from it. */
    follow?: boolean;
    empty: ReactNode;
}

const coarse = window.matchMedia("(pointer: coarse)");
const heightOfRow = (): number => (coarse.matches ? 44 : 30);
/** How much larger letters are than where a mouse points. */
const largerBy = (): number => (coarse.matches ? 16 / 13 : 1);
const nearEnd = 24;

interface View {
    top: number;
    height: number;
    width: number;
}

function useView(): [
    React.RefObject<HTMLDivElement | null>,
    View,
    (element: HTMLDivElement) => void,
] {
    const element = useRef<HTMLDivElement>(null);
    const [view, setView] = useState<View>({ top: 0, height: 600, width: 1000 });
    const look = useCallback(
        ({ scrollTop: top, clientHeight: height, clientWidth: width }: HTMLDivElement): void =>
            setView((old) =>
                old.top === top && old.height === height && old.width === width
                    ? old
                    : { top, height, width },
            ),
        [],
    );
    useLayoutEffect(() => {
        const grid = element.current;
        if (!grid) return undefined;
        look(grid);
        const observer = new ResizeObserver(() => look(grid));
        observer.observe(grid);
        return () => observer.disconnect();
    }, [look]);
    return [element, view, look];
}

interface HeadProps<Row> {
    columns: readonly Column<Row>[];
    order: Order | undefined;
    onOrder: ((order: Order | undefined) => void) | undefined;
}

/** Left and right lead from heading to heading. */
function alongHeads(event: KeyboardEvent<HTMLElement>): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const heads = [...event.currentTarget.querySelectorAll("button")];
    const at = heads.indexOf(event.target as HTMLButtonElement);
    if (!by || at < 0) return;
    event.preventDefault();
    heads[(at + by + heads.length) % heads.length]?.focus();
}

function Head<Row>({ columns, order, onOrder }: HeadProps<Row>): ReactNode {
    const t = useT();
    const stop = order?.column ?? columns.find(({ by }) => by)?.id;
    return (
        <div role="row" className={styles.head} aria-rowindex={1} onKeyDown={alongHeads}>
            {columns.map(({ id, head, by, figure }) => {
                const mine = order?.column === id ? order : undefined;
                const sort = mine ? (mine.down ? "descending" : "ascending") : undefined;
                return (
                    <div
                        key={id}
                        role="columnheader"
                        className={styles.cell}
                        data-figure={figure}
                        aria-sort={by && onOrder ? (sort ?? "none") : undefined}
                    >
                        {by && onOrder ? (
                            <button
                                type="button"
                                tabIndex={id === stop ? 0 : -1}
                                title={t("grid.sort", { column: head })}
                                onClick={() => onOrder(turned(order, id, figure === true))}
                            >
                                <span>{head}</span>
                                {mine && (
                                    <Icon name={mine.down ? "arrow-down" : "arrow-up"} size={12} />
                                )}
                            </button>
                        ) : (
                            head
                        )}
                    </div>
                );
            })}
        </div>
    );
}

export function DataGrid<Row>(props: GridProps<Row>): ReactNode {
    const { label, columns, rows, keyOf, chosen, onChoose, twigOf, onOpen, empty } = props;
    const id = useId();
    const [grid, view, look] = useView();
    const [following, setFollowing] = useState(true);
    const rowHeight = heightOfRow();
    const shown = useMemo(
        () =>
            columns.filter(({ from = 0, until = Infinity }) => {
                const width = view.width / largerBy();
                return width >= from && width < until;
            }),
        [columns, view.width],
    );
    const at = useMemo(
        () => (chosen === undefined ? -1 : rows.findIndex((row) => keyOf(row) === chosen)),
        [rows, chosen, keyOf],
    );
    const room = view.height - rowHeight;
    const { from, to } = span(rows.length, rowHeight, view.top, room);
    const isDrawn = at >= from && at < to;

    const reveal = (index: number): void => {
        const element = grid.current;
        if (!element) return;
        const top = index * rowHeight;
        if (top < element.scrollTop) element.scrollTop = top;
        else if (top + rowHeight > element.scrollTop + room)
            element.scrollTop = top + rowHeight - room;
    };
    const go = (index: number): void => {
        const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
        if (row === undefined) return;
        reveal(rows.indexOf(row));
        onChoose(keyOf(row));
    };

    useLayoutEffect(() => {
        if (props.follow && following && grid.current)
            grid.current.scrollTop = grid.current.scrollHeight;
    }, [props.follow, following, rows, grid]);

    // Where something opens beside or below the table, the row that it is about stays to be seen.
    useLayoutEffect(() => {
        if (at >= 0) reveal(at);
        // Not when rows come or go: the reader may have scrolled away from it.
    }, [chosen, view.height]);

    /** The row above which this one hangs. */
    const stemOf = (index: number): number => {
        const depth = twigOf?.(rows[index] as Row).depth ?? 0;
        return rows.findLastIndex(
            (row, other) => other < index && (twigOf?.(row).depth ?? 0) < depth,
        );
    };
    const turnTwig = (open: boolean): void => {
        const row = rows[at];
        const twig = row && twigOf?.(row);
        if (!row || !twig) return;
        if (twig.below > 0 && twig.open !== open) onOpen?.(row, open);
        else if (open && twig.below > 0) go(at + 1);
        else if (!open && stemOf(at) >= 0) go(stemOf(at));
    };
    const page = Math.max(1, Math.floor(room / rowHeight) - 1);
    const keys: Partial<Record<string, () => void>> = {
        ArrowDown: () => go(at + 1),
        ArrowUp: () => go(Math.max(0, at - 1)),
        Home: () => go(0),
        End: () => go(rows.length - 1),
        PageDown: () => go(at + page),
        PageUp: () => go(at - page),
        ...(twigOf && { ArrowRight: () => turnTwig(true), ArrowLeft: () => turnTwig(false) }),
        Enter: () => {
            const row = rows[at];
            if (row !== undefined) props.onEnter?.(row);
        },
        Escape: () => onChoose(undefined),
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        const act = keys[event.key];
        if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || !act) return;
        event.preventDefault();
        act();
    };
    const tracks = { "--tracks": shown.map((column) => column.width).join(" ") } as CSSProperties;
    return (
        <div className={styles.frame}>
            <div
                ref={grid}
                className={styles.grid}
                role={twigOf ? "treegrid" : "grid"}
                aria-label={label}
                aria-rowcount={rows.length + 1}
                aria-activedescendant={isDrawn ? `${id}-${chosen}` : undefined}
                tabIndex={0}
                style={tracks}
                onKeyDown={onKeyDown}
                onScroll={({ currentTarget }) => {
                    look(currentTarget);
                    const { scrollHeight, scrollTop, clientHeight } = currentTarget;
                    setFollowing(scrollHeight - scrollTop - clientHeight < nearEnd);
                }}
            >
                <Head columns={shown} order={props.order} onOrder={props.onOrder} />
                <div
                    role="rowgroup"
                    className={styles.rows}
                    style={{ height: rows.length * rowHeight }}
                >
                    {rows.slice(from, to).map((row, index) => (
                        <GridRow
                            key={keyOf(row)}
                            id={`${id}-${keyOf(row)}`}
                            row={row}
                            columns={shown}
                            index={from + index}
                            height={rowHeight}
                            chosen={keyOf(row) === chosen}
                            tone={props.toneOf?.(row)}
                            twig={twigOf?.(row)}
                            onChoose={() => onChoose(keyOf(row))}
                            onEnter={() => props.onEnter?.(row)}
                            onOpen={(open) => onOpen?.(row, open)}
                        />
                    ))}
                </div>
            </div>
            {rows.length === 0 && <div className={styles.empty}>{empty}</div>}
            {props.follow && !following && rows.length > 0 && (
                <Latest onPress={() => setFollowing(true)} />
            )}
        </div>
    );
}

function Latest({ onPress }: { onPress: () => void }): ReactNode {
    const t = useT();
    return (
        <button type="button" className={styles.latest} onClick={onPress}>
            <Icon name="arrow-down" size={14} />
            {t("stream.latest")}
        </button>
    );
}

interface RowProps<Row> {
    id: string;
    row: Row;
    columns: readonly Column<Row>[];
    index: number;
    height: number;
    chosen: boolean;
    tone: string | undefined;
    twig: Twig | undefined;
    onChoose: () => void;
    onEnter: () => void;
    onOpen: (open: boolean) => void;
}

function GridRow<Row>(props: RowProps<Row>): ReactNode {
    const { row, columns, index, height, twig } = props;
    const place = { transform: `translateY(${index * height}px)`, height };
    return (
        <div
            id={props.id}
            role="row"
            className={styles.row}
            aria-rowindex={index + 2}
            aria-selected={props.chosen}
            aria-level={twig && twig.depth + 1}
            aria-expanded={twig && twig.below > 0 ? twig.open : undefined}
            data-tone={props.tone}
            style={place}
            onClick={props.onChoose}
            onDoubleClick={props.onEnter}
        >
            {columns.map((column, at) => (
                <div
                    key={column.id}
                    role="gridcell"
                    className={styles.cell}
                    data-figure={column.figure}
                >
                    {at === 0 && twig && <Knot twig={twig} onOpen={props.onOpen} />}
                    {column.show(row)}
                </div>
            ))}
        </div>
    );
}

/** What opens and closes a row of a tree, for the pointer; the keyboard has its arrows. */
function Knot({ twig, onOpen }: { twig: Twig; onOpen: (open: boolean) => void }): ReactNode {
    const indent = { "--depth": Math.min(twig.depth, 12) } as CSSProperties;
    return (
        <span
            className={styles.knot}
            style={indent}
            data-open={twig.open}
            aria-hidden="true"
            onClick={(event) => {
                if (twig.below === 0) return;
                event.stopPropagation();
                onOpen(!twig.open);
            }}
        >
            {twig.below > 0 && <Icon name="chevron-right" size={12} />}
        </span>
    );
}

/** So that what is shown beside a table does not stay when its row has gone. */
export function useStillThere<Row>(
    rows: readonly Row[] | undefined,
    keyOf: (row: Row) => string,
    chosen: string | undefined,
    forget: () => void,
): Row | undefined {
    const row = rows?.find((one) => keyOf(one) === chosen);
    const gone = rows !== undefined && chosen !== undefined && row === undefined;
    useEffect(() => {
        if (gone) forget();
    });
    return row;
}
