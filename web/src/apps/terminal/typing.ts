// What is typed, on its way to the program: in order, one call at a time, again what there was no
// room for.
import { encodeBase64 } from "../../wire/base64.ts";

export type Write = (data: { $bytes: string }) => Promise<number>;

const againMs = 30;
/** As much as a call carries with ease; a program takes less at once in any case. */
const pieceMost = 64 * 1024;

export class Typing {
    readonly #write: Write;
    readonly #encoder = new TextEncoder();
    #waiting: Uint8Array[] = [];
    #busy = false;

    constructor(write: Write) {
        this.#write = write;
    }

    text(text: string): void {
        this.bytes(this.#encoder.encode(text));
    }

    bytes(bytes: Uint8Array): void {
        this.#waiting.push(bytes);
        if (!this.#busy) void this.#send();
    }

    /** The rest is for nobody. */
    end(): void {
        this.#waiting = [];
    }

    async #send(): Promise<void> {
        this.#busy = true;
        while (this.#waiting.length > 0) {
            const piece = this.#take();
            const taken = await this.#write({ $bytes: encodeBase64(piece) }).catch(() => undefined);
            if (taken === undefined) {
                this.#waiting = [];
            } else if (taken < piece.length) {
                this.#waiting.unshift(piece.subarray(taken));
                await new Promise((done) => setTimeout(done, againMs));
            }
        }
        this.#busy = false;
    }

    /** All that waits in one piece, as far as it goes. */
    #take(): Uint8Array {
        const all = new Uint8Array(this.#waiting.reduce((sum, part) => sum + part.length, 0));
        let at = 0;
        for (const part of this.#waiting) {
            all.set(part, at);
            at += part.length;
        }
        this.#waiting = all.length > pieceMost ? [all.subarray(pieceMost)] : [];
        return all.subarray(0, pieceMost);
    }
}
