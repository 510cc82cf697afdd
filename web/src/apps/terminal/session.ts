// A terminal and the program in it.
//
//     starting -> running -> ended        (with a status, or by a signal)
//        '-> failed
//
// Output is read no faster than it is drawn: past a mark reading stops, and with it, in the end, the
// program; below another it goes on. A cut of the connection is bridged by the link, or, where the
// link itself has gone, by asking for the output anew. What was started by this browser's session
// runs on over a reload, and is found again. When pith itself is started anew its programs are gone,
// and another may have the same number: which it is tells when it was started.
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { t } from "../../i18n/i18n.ts";
import { onColours } from "../../ui/colours.ts";
import { decodeBase64 } from "../../wire/base64.ts";
import { CallError } from "../../wire/calls.ts";
import type { ProcChunk, ProcRow } from "../../wire/ops.ts";
import { call } from "../../wire/pith.ts";
import { coloursNow, leastContrast } from "./colours.ts";
import { withOwnSheets } from "./own-styles.ts";
import { Typing } from "./typing.ts";
import { shellOf, type Wish } from "./wish.ts";

export type Phase =
    | { kind: "starting" }
    | { kind: "running" }
    | { kind: "ended"; how: ProcRow | undefined; isLost: boolean }
    | { kind: "failed"; error: CallError };

const scrollback = 5000;
const stopAbove = 512 * 1024;
const goOnBelow = 128 * 1024;
const retryMs = 1000;
const asksMost = 10;
const askMs = 200;
const slanted = "\x1b[3m";
const plain = "\x1b[0m";

/** Keys that are the desktop's or the browser's even here; all others are the program's. */
function isOurs(event: KeyboardEvent): boolean {
    if (event.code === "F6") return true;
    if (!event.ctrlKey || event.altKey) return false;
    if (event.code === "Backquote") return true;
    return event.shiftKey && ["KeyK", "KeyC", "KeyV", "Space"].includes(event.code);
}

export class Session {
    readonly wish: Wish;
    readonly terminal: Terminal;
    phase: Phase = { kind: "starting" };
    onphase: (phase: Phase) => void = () => undefined;
    oncopy: (text: string) => void = () => undefined;
    id = 0;
    /** When; undefined: that is not known. */
    started: number | undefined;

    readonly #fit = new FitAddon();
    readonly #typing: Typing;
    readonly #leaving = new AbortController();
    readonly #element = document.createElement("div");
    readonly #watcher = new ResizeObserver(() => this.fit());
    readonly #forgetColours: () => void;
    #reading: AbortController | undefined;
    #undrawn = 0;
    #opened = false;
    #hasDrawn = false;

    constructor(wish: Wish, reader: boolean) {
        this.wish = wish;
        this.terminal = new Terminal({
            scrollback,
            screenReaderMode: reader,
            minimumContrastRatio: leastContrast,
            fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
            fontSize: 13,
            lineHeight: 1.2,
            cursorBlink: false,
            theme: coloursNow(),
        });
        this.terminal.loadAddon(this.#fit);
        this.#typing = new Typing(async (data) => {
            return (await call("proc.write", { id: this.id, data })).data.taken;
        });
        this.terminal.onData((text) => this.#typing.text(text));
        this.terminal.onBinary((text) =>
            this.#typing.bytes(Uint8Array.from(text, (letter) => letter.charCodeAt(0))),
        );
        this.terminal.onResize(({ cols, rows }) => this.#tellSize(cols, rows));
        this.terminal.attachCustomKeyEventHandler((event) => this.#key(event));
        this.#forgetColours = onColours(() => {
            this.terminal.options.theme = coloursNow();
        });
    }

    /** Shows it there, from now on. */
    show(place: HTMLElement): void {
        place.append(this.#element);
        this.#element.className = place.dataset["inner"] ?? "";
        if (!this.#opened) withOwnSheets(() => this.terminal.open(this.#element));
        this.#opened = true;
        this.#watcher.observe(place);
        this.fit();
    }

    hide(): void {
        this.#watcher.disconnect();
        this.#element.remove();
    }

    fit(): void {
        if (this.#element.clientWidth > 0 && this.#element.clientHeight > 0) this.#fit.fit();
    }

    set reader(on: boolean) {
        this.terminal.options.screenReaderMode = on;
    }

    async start(): Promise<void> {
        try {
            const { data } = await call("proc.shell", shellOf(this.wish));
            this.id = data.id;
        } catch (error) {
            if (error instanceof CallError) this.#enter({ kind: "failed", error });
            return;
        }
        await this.#run();
    }

    /** Goes on with what runs already. What it printed was read by a page that is gone. */
    async resume(id: number): Promise<void> {
        this.id = id;
        this.terminal.write(`${slanted}${t("terminal.goesOn")}${plain}\r\n`);
        await this.#run(() => void this.#askAnew());
    }

    /** Ends the program, if it still runs; its terminal goes as well. */
    end(): void {
        this.#leaving.abort();
        this.#reading?.abort();
        this.#typing.end();
        this.#watcher.disconnect();
        this.#forgetColours();
        this.terminal.dispose();
        this.#element.remove();
        if (this.id && this.phase.kind === "running")
            call("proc.kill", { id: this.id, signal: "kill" })
                .then(() => call("proc.wait", { id: this.id }))
                .catch(() => undefined);
    }

    #enter(phase: Phase): void {
        if (this.#leaving.signal.aborted) return;
        this.phase = phase;
        this.onphase(phase);
    }

    #key(event: KeyboardEvent): boolean {
        if (event.type === "keydown" && event.code === "KeyC" && isOurs(event)) {
            event.preventDefault();
            const text = this.terminal.getSelection();
            if (text) this.oncopy(text);
        }
        return !isOurs(event);
    }

    #tellSize(columns: number, lines: number): void {
        if (this.phase.kind !== "running") return;
        call("proc.resize", { id: this.id, columns, lines }).catch(() => undefined);
    }

    /** Programs draw anew what they show, a shell its prompt, when they see their terminal in another
     *  size; some see it late, and some never do. */
    async #askAnew(): Promise<void> {
        for (let n = 0; n < asksMost && !this.#isAnswered(); n++) {
            const { cols, rows } = this.terminal;
            this.#tellSize(n % 2 === 0 ? cols - 1 : cols, rows);
            await new Promise((done) => setTimeout(done, askMs));
        }
        if (!this.#leaving.signal.aborted) this.#tellSize(this.terminal.cols, this.terminal.rows);
    }

    #isAnswered(): boolean {
        return this.#hasDrawn || this.#leaving.signal.aborted || this.phase.kind !== "running";
    }

    async #look(): Promise<ProcRow | undefined> {
        return call("proc.info", { id: this.id }).then(
            ({ data }) => data.proc,
            () => undefined,
        );
    }

    async #run(begun: () => void = () => undefined): Promise<void> {
        this.started = (await this.#look())?.started;
        this.#enter({ kind: "running" });
        this.#tellSize(this.terminal.cols, this.terminal.rows);
        begun();
        const isLost = await this.#read();
        if (this.#leaving.signal.aborted) return;
        const how = isLost
            ? undefined
            : await call("proc.wait", { id: this.id })
                  .then(({ data }) => data.proc)
                  .catch(() => undefined);
        this.#enter({ kind: "ended", how, isLost });
        this.terminal.options.disableStdin = true;
    }

    /** Until the program has ended, over cuts and pauses; true: it is no longer there. */
    async #read(): Promise<boolean> {
        while (!this.#leaving.signal.aborted) {
            this.#reading = new AbortController();
            try {
                await call(
                    "proc.output",
                    { id: this.id },
                    {
                        signal: this.#reading.signal,
                        onItem: (item) => this.#draw(item as ProcChunk),
                    },
                );
                return false;
            } catch (error) {
                if (!(error instanceof CallError)) throw error;
                if (error.kind === "not_found" || error.kind === "unauthenticated") return true;
                if (error.kind === "cancelled") await this.#drained();
                else if ((await this.#look())?.started !== this.started) return true;
                else await new Promise((done) => setTimeout(done, retryMs));
            }
        }
        return true;
    }

    #draw({ data }: ProcChunk): void {
        const bytes = decodeBase64(data.$bytes);
        this.#hasDrawn = true;
        this.#undrawn += bytes.length;
        if (this.#undrawn > stopAbove) this.#reading?.abort();
        this.terminal.write(bytes, () => {
            this.#undrawn -= bytes.length;
        });
    }

    async #drained(): Promise<void> {
        while (this.#undrawn > goOnBelow && !this.#leaving.signal.aborted)
            await new Promise(requestAnimationFrame);
    }
}
