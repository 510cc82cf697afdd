// A table of what is asked for again and again: until there is an answer it says so, and if there is
// none, why. Its rows stand in the order of the column that one chose.
import { useState, type ReactNode } from "react";
import type { Polled } from "../wire/live.ts";
import { DataGrid, type Column, type GridProps } from "./DataGrid.tsx";
import { sorted, type Order } from "./grid.ts";
import { Pending } from "./Pending.tsx";
import { Refusal } from "./Refusal.tsx";

interface Sorting<Row> {
    order: Order | undefined;
    onOrder: (order: Order | undefined) => void;
    rows: Row[];
}

/** As they come, until somebody presses a heading. */
export function useSorted<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    first?: Order,
): Sorting<Row> {
    const [order, onOrder] = useState(first);
    const by = columns.find(({ id }) => id === order?.column)?.by;
    return { order, onOrder, rows: sorted(rows, by, order?.down ?? false) };
}

type Props<Row> = GridProps<Row> & { polled: Polled<unknown> };

export function PolledGrid<Row>({
    polled: { value, error, again },
    ...grid
}: Props<Row>): ReactNode {
    if (value !== undefined) return <DataGrid {...grid} />;
    return error ? <Refusal error={error} onRetry={again} /> : <Pending />;
}
