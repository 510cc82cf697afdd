// The link to the daemon: one WebSocket, come back to after every cut.
//
//     closed -> opening -> greeting -> up
//                 ^  |        |        |
//                 |  v        v        v
//                 waiting <------------'        (1 s, 2 s, … 30 s, with jitter)
//                    '----> signed out          (4401; ends until start() is called)
//
// What the server numbers is acknowledged in batches. After a cut the link is resumed: calls
// without a result are said again under their old numbers, and nothing is done twice. When the
// server no longer knows the link, calls that were under way fail with `outcome_unknown`, since
// nobody here can know what became of them; those not yet sent are sent.
import { Calls, CallError, type Answer, type CallOptions, type Pending } from "./calls.ts";
import { protocolVersion, readFrame, readPiece } from "./frames.ts";
import type { ClientFrame, Fault, HelloAck, ServerFrame } from "./frames.ts";

export type LinkState =
    | { kind: "closed" }
    | { kind: "opening" }
    | { kind: "up"; hello: HelloAck }
    | { kind: "waiting"; retryAt: number }
    | { kind: "signed-out" };

/** As much of a WebSocket as is used, so that tests can play the server. */
export interface Socket {
    binaryType: string;
    onopen: ((event: Event) => unknown) | null;
    onmessage: ((event: MessageEvent) => unknown) | null;
    onclose: ((event: CloseEvent) => unknown) | null;
    send(text: string): void;
    close(code?: number): void;
}

/** The world outside; tests bring their own. */
export interface World {
    open(): Socket;
    now(): number;
    after(ms: number, run: () => void): () => void;
    random(): number;
}

export const closeCode = { done: 1000, signedOut: 4401, resumedElsewhere: 4409 } as const;

const firstRetryMs = 1000;
const lastRetryMs = 30_000;
const ackAfterFrames = 32;
const ackAfterMs = 200;
const answerWithinMs = 10_000;
const callsUntilTold = 64;

const outcomeUnknown: Fault = {
    kind: "unavailable",
    reason: "outcome_unknown",
    message: "the connection was lost, and what became of the call is not known",
};
const cancelled: Fault = { kind: "cancelled", reason: "cancelled", message: "cancelled" };
const signedOut: Fault = {
    kind: "unauthenticated",
    reason: "signed_out",
    message: "not signed in any more",
};

export class Link {
    state: LinkState = { kind: "closed" };
    onstate: (state: LinkState) => void = () => undefined;

    readonly #world: World;
    readonly #calls = new Calls();
    #socket: Socket | undefined;
    #resume: { link: string; seen: number } | undefined;
    #unacknowledged = 0;
    #attempts = 0;
    #heard = 0;
    #stopRetry = (): void => undefined;
    #stopAck = (): void => undefined;
    #stopHeartbeat = (): void => undefined;

    constructor(world: World) {
        this.#world = world;
    }

    /** Opens it, or tries again at once. */
    start(): void {
        if (this.state.kind === "opening" || this.state.kind === "up") return;
        this.#stopRetry();
        this.#open();
    }

    stop(): void {
        this.#drop(closeCode.done);
        this.#resume = undefined;
        this.#enter({ kind: "closed" });
    }

    call(op: string, args: unknown, options: CallOptions = {}): Promise<Answer> {
        if (this.state.kind === "signed-out") return Promise.reject(new CallError(signedOut));
        if (options.signal?.aborted) return Promise.reject(new CallError(cancelled));
        const { id, answer } = this.#calls.add(op, args, options);
        options.signal?.addEventListener("abort", () => this.#cancel(id), { once: true });
        this.#sendWaiting();
        return answer;
    }

    // --- the connection ---

    #enter(state: LinkState): void {
        this.state = state;
        this.onstate(state);
    }

    #open(): void {
        this.#enter({ kind: "opening" });
        const socket = this.#world.open();
        this.#socket = socket;
        socket.binaryType = "arraybuffer";
        socket.onopen = () => this.#greet();
        socket.onmessage = ({ data }) => this.#hear(data);
        socket.onclose = ({ code }) => this.#cut(code);
    }

    #drop(code: number): void {
        const socket = this.#socket;
        this.#socket = undefined;
        this.#stopRetry();
        this.#stopAck();
        this.#stopHeartbeat();
        if (!socket) return;
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close(code);
    }

    #cut(code: number): void {
        this.#drop(closeCode.done);
        if (code === closeCode.resumedElsewhere) this.#resume = undefined;
        if (code === closeCode.signedOut) {
            this.#resume = undefined;
            this.#enter({ kind: "signed-out" });
            this.#calls.failAll(signedOut);
            return;
        }
        const most = Math.min(firstRetryMs * 2 ** this.#attempts++, lastRetryMs);
        const wait = most * (0.75 + 0.25 * this.#world.random());
        this.#stopRetry = this.#world.after(wait, () => this.#open());
        this.#enter({ kind: "waiting", retryAt: this.#world.now() + wait });
    }

    #send(frame: ClientFrame): void {
        this.#socket?.send(JSON.stringify(frame));
    }

    #greet(): void {
        const hello = { request_id: "hello", protocol_version: protocolVersion };
        const resume = this.#resume;
        this.#send({ type: "hello", payload: resume ? { ...hello, resume } : hello });
        this.#expectWord();
    }

    #greeted(hello: HelloAck): void {
        const known = this.#resume !== undefined && hello.resumed;
        for (const call of this.#calls.sent())
            if (known) this.#sayAgain(call);
            else this.#calls.fail(call.frame.id, outcomeUnknown);
        if (!known) this.#resume = { link: hello.link, seen: 0 };
        this.#unacknowledged = 0;
        this.#attempts = 0;
        this.#enter({ kind: "up", hello });
        this.#sendWaiting();
        this.#beat(hello.heartbeat_ms);
    }

    // --- a peer that is gone without a word: browsers do not show us the server's pings ---

    #beat(every: number): void {
        this.#stopHeartbeat();
        this.#stopHeartbeat = this.#world.after(every, () => {
            if (this.#world.now() - this.#heard < every) return this.#beat(every);
            this.#send({ type: "health_check", payload: { request_id: "beat" } });
            this.#expectWord(() => this.#beat(every));
        });
    }

    #expectWord(then = (): void => undefined): void {
        const asked = this.#world.now();
        this.#stopHeartbeat();
        this.#stopHeartbeat = this.#world.after(answerWithinMs, () => {
            if (this.#heard >= asked) then();
            else this.#cut(1006);
        });
    }

    // --- what the server says ---

    #hear(data: unknown): void {
        this.#heard = this.#world.now();
        if (data instanceof ArrayBuffer) {
            const piece = readPiece(data);
            if (piece && this.#isNew(piece.seq)) this.#calls.piece(piece);
        } else if (typeof data === "string") {
            const frame = readFrame(data);
            if (frame) this.#take(frame);
        }
    }

    #take(frame: ServerFrame): void {
        switch (frame.type) {
            case "hello_ack":
                return this.#greeted(frame.payload);
            case "event":
                if (this.#isNew(frame.payload.seq))
                    this.#calls.item(frame.payload.id, frame.payload.data);
                return;
            case "result":
                if (this.#isNew(frame.payload.seq)) this.#calls.end(frame.payload);
                return this.#sendWaiting();
            case "error":
            case "health_status":
                return;
        }
    }

    /** False for what was seen before the cut; else it is to be acknowledged. */
    #isNew(seq: number): boolean {
        if (!this.#resume || seq <= this.#resume.seen) return false;
        this.#resume.seen = seq;
        if (++this.#unacknowledged >= ackAfterFrames) this.#acknowledge();
        else if (this.#unacknowledged === 1)
            this.#stopAck = this.#world.after(ackAfterMs, () => this.#acknowledge());
        return true;
    }

    #acknowledge(): void {
        this.#stopAck();
        this.#unacknowledged = 0;
        if (this.#resume) this.#send({ type: "ack", payload: { seen: this.#resume.seen } });
    }

    // --- calls ---

    #sendWaiting(): void {
        if (this.state.kind !== "up") return;
        const most = this.state.hello.limits?.calls ?? callsUntilTold;
        for (let call = this.#calls.next(most); call; call = this.#calls.next(most)) {
            call.sent = true;
            this.#send({ type: "call", payload: call.frame });
        }
    }

    #sayAgain({ frame, options }: Pending): void {
        this.#send({ type: "call", payload: frame });
        if (options.signal?.aborted) this.#send({ type: "cancel", payload: { id: frame.id } });
    }

    #cancel(id: number): void {
        const call = this.#calls.get(id);
        if (call && !call.sent) this.#calls.fail(id, cancelled);
        else if (call && this.state.kind === "up") this.#send({ type: "cancel", payload: { id } });
    }
}
