// The calls that have no result yet, and what has arrived of each.
import type { CallPayload, Fault, Piece, ResultPayload } from "./frames.ts";

/** What a call ended in. */
export interface Answer<Out = unknown> {
    data: Out;
    /** The result's bytes, where they were asked for as such. */
    bytes: Uint8Array<ArrayBuffer>[];
    /** The story of events that the call belongs to. */
    chain: string;
}

export class CallError extends Error {
    readonly kind: string;
    readonly reason: string;
    readonly hint: string | undefined;
    readonly details: Record<string, unknown>;
    readonly chain: string;

    constructor(fault: Fault, chain = "") {
        super(fault.message);
        this.name = "CallError";
        this.kind = fault.kind;
        this.reason = fault.reason;
        this.hint = fault.hint;
        this.details = fault.details ?? {};
        this.chain = chain;
    }
}

export interface CallOptions {
    timeoutMs?: number;
    idempotencyKey?: string;
    /** Have the result's bytes come beside it, not inside. */
    bytes?: boolean;
    /** For a stream: each of its items. */
    onItem?: (item: unknown) => void;
    /** Each piece of the bytes, as it comes. */
    onPiece?: (piece: Uint8Array<ArrayBuffer>) => void;
    /** Aborting it cancels the call, which then ends with an error. */
    signal?: AbortSignal;
}

/** WAITING until the link is up and has room, then SENT until its result comes. */
export interface Pending {
    frame: CallPayload;
    options: CallOptions;
    sent: boolean;
    pieces: Uint8Array<ArrayBuffer>[];
    resolve: (answer: Answer) => void;
    reject: (error: CallError) => void;
}

export class Calls {
    readonly #pending = new Map<number, Pending>();
    #lastId = 0;

    add(op: string, args: unknown, options: CallOptions): { id: number; answer: Promise<Answer> } {
        const id = ++this.#lastId;
        const frame: CallPayload = { id, op };
        if (args !== undefined) frame.args = args;
        if (options.timeoutMs !== undefined) frame.timeout_ms = options.timeoutMs;
        if (options.idempotencyKey !== undefined) frame.idempotency_key = options.idempotencyKey;
        if (options.bytes) frame.bytes = true;
        const answer = new Promise<Answer>((resolve, reject) => {
            this.#pending.set(id, { frame, options, sent: false, pieces: [], resolve, reject });
        });
        return { id, answer };
    }

    get(id: number): Pending | undefined {
        return this.#pending.get(id);
    }

    /** In the order in which they were made. */
    sent(): Pending[] {
        return [...this.#pending.values()].filter((call) => call.sent);
    }

    /** The next that waits, if fewer than `most` are under way. */
    next(most: number): Pending | undefined {
        let underWay = 0;
        for (const call of this.#pending.values()) {
            if (!call.sent) return underWay < most ? call : undefined;
            underWay++;
        }
        return undefined;
    }

    item(id: number, data: unknown): void {
        this.#pending.get(id)?.options.onItem?.(data);
    }

    piece({ id, bytes }: Piece): void {
        const call = this.#pending.get(id);
        call?.pieces.push(bytes);
        call?.options.onPiece?.(bytes);
    }

    end(result: ResultPayload): void {
        const call = this.#pending.get(result.id);
        this.#pending.delete(result.id);
        if (result.error) call?.reject(new CallError(result.error, result.chain));
        else call?.resolve({ data: result.data, bytes: call.pieces, chain: result.chain ?? "" });
    }

    fail(id: number, fault: Fault): void {
        const call = this.#pending.get(id);
        this.#pending.delete(id);
        call?.reject(new CallError(fault));
    }

    failAll(fault: Fault): void {
        for (const id of [...this.#pending.keys()]) this.fail(id, fault);
    }
}
