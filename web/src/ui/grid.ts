// The arithmetic of tables: in which order rows stand, which of a tree's are open, which are drawn.

export type Value = number | string | undefined;

export interface Order {
    column: string;
    down: boolean;
}

const words = new Intl.Collator(undefined, { numeric: true });

/** What is not there comes last, whichever way the rest goes. */
export function compare(a: Value, b: Value, down: boolean): number {
    if (a === undefined || b === undefined)
        return Number(a === undefined) - Number(b === undefined);
    const order =
        typeof a === "number" && typeof b === "number"
            ? a - b
            : words.compare(String(a), String(b));
    return down ? -order : order;
}

export function sorted<Row>(
    rows: readonly Row[],
    by: ((row: Row) => Value) | undefined,
    down: boolean,
): Row[] {
    return by ? [...rows].sort((a, b) => compare(by(a), by(b), down)) : [...rows];
}

/** In the order that is held, so that nothing moves away under a pointer; what is new comes last. */
export function steady<Row>(
    rows: readonly Row[],
    keyOf: (row: Row) => string,
    held: readonly string[],
): Row[] {
    const places = new Map(held.map((key, at) => [key, at]));
    const place = (row: Row): number => places.get(keyOf(row)) ?? held.length;
    return [...rows].sort((a, b) => place(a) - place(b));
}

/** The next order when a heading is pressed: upwards, downwards, as it came. */
export function turned(
    order: Order | undefined,
    column: string,
    downFirst: boolean,
): Order | undefined {
    if (order?.column !== column) return { column, down: downFirst };
    return order.down === downFirst ? { column, down: !downFirst } : undefined;
}

/** A row of a tree, with its place in it. */
export interface Branch<Row> {
    row: Row;
    depth: number;
    /** How many are below it, at whatever depth. */
    below: number;
    open: boolean;
}

/** The rows of a tree from top to bottom; of closed ones, not what is below. A row whose parent is
 *  not among them stands at the top, and one that is its own ancestor is shown once. */
export function flattened<Row>(
    rows: readonly Row[],
    idOf: (row: Row) => number,
    parentOf: (row: Row) => number,
    isOpen: (row: Row) => boolean,
): Branch<Row>[] {
    const ids = new Set(rows.map(idOf));
    const under = new Map<number, Row[]>();
    for (const row of rows) {
        const parent = parentOf(row);
        const key = ids.has(parent) && parent !== idOf(row) ? parent : 0;
        const siblings = under.get(key);
        if (siblings) siblings.push(row);
        else under.set(key, [row]);
    }
    const all: Branch<Row>[] = [];
    const seen = new Set<number>();
    const add = (row: Row, depth: number, shown: boolean): number => {
        if (seen.has(idOf(row))) return 0;
        seen.add(idOf(row));
        const branch: Branch<Row> = { row, depth, below: 0, open: isOpen(row) };
        if (shown) all.push(branch);
        for (const child of under.get(idOf(row)) ?? [])
            branch.below += add(child, depth + 1, shown && branch.open);
        return branch.below + 1;
    };
    for (const row of under.get(0) ?? []) add(row, 0, true);
    for (const row of rows) add(row, 0, true);
    return all;
}

/** Those that fit, and what leads to them. */
export function withAncestors<Row>(
    rows: readonly Row[],
    fits: (row: Row) => boolean,
    idOf: (row: Row) => number,
    parentOf: (row: Row) => number,
): Row[] {
    const byId = new Map(rows.map((row) => [idOf(row), row]));
    const kept = new Set<number>();
    for (const row of rows.filter(fits))
        for (let at: Row | undefined = row; at && !kept.has(idOf(at)); at = byId.get(parentOf(at)))
            kept.add(idOf(at));
    return rows.filter((row) => kept.has(idOf(row)));
}

/** Everything below a row, nearest first. */
export function descendants<Row>(
    rows: readonly Row[],
    id: number,
    idOf: (row: Row) => number,
    parentOf: (row: Row) => number,
): Row[] {
    const found: Row[] = [];
    const seen = new Set([id]);
    for (let level = [id]; level.length > 0;) {
        const parents = new Set(level);
        const next = rows.filter((row) => parents.has(parentOf(row)) && !seen.has(idOf(row)));
        next.forEach((row) => seen.add(idOf(row)));
        found.push(...next);
        level = next.map(idOf);
    }
    return found;
}

const spare = 8;

/** The rows to draw: those to be seen, and a few more on either side. */
export function span(
    count: number,
    rowHeight: number,
    top: number,
    height: number,
): { from: number; to: number } {
    const first = Math.floor(top / rowHeight) - spare;
    const last = Math.ceil((top + height) / rowHeight) + spare;
    return { from: Math.max(0, Math.min(first, count)), to: Math.min(count, Math.max(0, last)) };
}
