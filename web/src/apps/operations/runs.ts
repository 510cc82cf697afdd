// The calls that people make here, one at a time per op, and what came of them.
//
//     idle -> running -> done
//               |  '---> failed          (an error, or cancelled)
//               '- items and bytes grow, drawn once per frame
import { create } from "zustand";
import { CallError, type Answer } from "../../wire/calls.ts";
import { callAny } from "../../wire/pith.ts";

export interface Arrived {
    /** The last of them; what is older makes room. */
    items: unknown[];
    itemCount: number;
    byteCount: number;
}

export type Run =
    | ({ kind: "running"; started: number } & Arrived)
    | ({ kind: "done"; took: number; answer: Answer } & Arrived)
    | ({ kind: "failed"; took: number; error: CallError } & Arrived);

const itemsKept = 2000;
const useRuns = create<Record<string, Run | undefined>>(() => ({}));
const cancels = new Map<string, AbortController>();

export function useRun(op: string): Run | undefined {
    return useRuns((runs) => runs[op]);
}

function put(op: string, run: Run): void {
    useRuns.setState({ [op]: run });
}

/** Collects what a stream brings, and shows it at most once per frame. */
class Growing {
    readonly arrived: Arrived = { items: [], itemCount: 0, byteCount: 0 };
    readonly #show: (arrived: Arrived) => void;
    #frame = 0;

    constructor(show: (arrived: Arrived) => void) {
        this.#show = show;
    }

    item(item: unknown): void {
        this.arrived.items.push(item);
        this.arrived.itemCount++;
        if (this.arrived.items.length > 2 * itemsKept) this.arrived.items.splice(0, itemsKept);
        this.#soon();
    }

    bytes(count: number): void {
        this.arrived.byteCount += count;
        this.#soon();
    }

    end(): Arrived {
        cancelAnimationFrame(this.#frame);
        return this.#now();
    }

    #now(): Arrived {
        return { ...this.arrived, items: this.arrived.items.slice(-itemsKept) };
    }

    #soon(): void {
        this.#frame ||= requestAnimationFrame(() => {
            this.#frame = 0;
            this.#show(this.#now());
        });
    }
}

export async function start(op: string, args: unknown, hasBytes: boolean): Promise<void> {
    cancel(op);
    const controller = new AbortController();
    cancels.set(op, controller);
    const started = performance.now();
    const isMine = (): boolean => cancels.get(op) === controller;
    const growing = new Growing(
        (arrived) => isMine() && put(op, { kind: "running", started, ...arrived }),
    );
    put(op, { kind: "running", started, ...growing.arrived });
    const options = {
        bytes: hasBytes,
        signal: controller.signal,
        onItem: (item: unknown) => growing.item(item),
        onPiece: (piece: Uint8Array) => growing.bytes(piece.length),
    };
    const ended = await callAny(op, args, options).catch((error: unknown) => error as CallError);
    const arrived = growing.end();
    if (!isMine()) return;
    const took = performance.now() - started;
    if (ended instanceof Error) put(op, { kind: "failed", took, error: ended, ...arrived });
    else put(op, { kind: "done", took, answer: ended, ...arrived });
}

export function cancel(op: string): void {
    cancels.get(op)?.abort();
}

/** When the last window that showed them is closed. */
export function cancelAll(): void {
    for (const controller of cancels.values()) controller.abort();
}
