// The link, with a server that is played: scripted frames, a clock that is turned by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "./calls.ts";
import { Link, closeCode, type Socket, type World } from "./link.ts";

interface Sent {
    type: string;
    payload: Record<string, unknown>;
}

class PlayedSocket implements Socket {
    binaryType = "";
    onopen: ((event: Event) => unknown) | null = null;
    onmessage: ((event: MessageEvent) => unknown) | null = null;
    onclose: ((event: CloseEvent) => unknown) | null = null;
    readonly sent: Sent[] = [];
    closed = false;

    send(text: string): void {
        this.sent.push(JSON.parse(text) as Sent);
    }
    close(): void {
        this.closed = true;
    }
    says(type: string, payload: object): void {
        this.onmessage?.({ data: JSON.stringify({ type, payload }) } as MessageEvent);
    }
    saysBytes(seq: number, id: number, text: string): void {
        const frame = new Uint8Array(16 + text.length);
        new DataView(frame.buffer).setBigUint64(0, BigInt(seq));
        new DataView(frame.buffer).setBigUint64(8, BigInt(id));
        frame.set(new TextEncoder().encode(text), 16);
        this.onmessage?.({ data: frame.buffer } as MessageEvent);
    }
    opens(): void {
        this.onopen?.({} as Event);
    }
    greets(extra: object = {}): void {
        const limits = { frame: 1000, calls: 2 };
        this.says("hello_ack", {
            link: "lnk_1",
            resumed: false,
            heartbeat_ms: 30_000,
            limits,
            ...extra,
        });
    }
    cut(code = 1006): void {
        this.onclose?.({ code } as CloseEvent);
    }
    said(type: string): Record<string, unknown>[] {
        return this.sent.filter((frame) => frame.type === type).map((frame) => frame.payload);
    }
}

class PlayedWorld implements World {
    readonly sockets: PlayedSocket[] = [];
    #now = 0;
    #timers: { at: number; run: () => void }[] = [];

    open(): Socket {
        this.sockets.push(new PlayedSocket());
        return this.socket;
    }
    get socket(): PlayedSocket {
        return this.sockets.at(-1) as PlayedSocket;
    }
    now(): number {
        return this.#now;
    }
    after(ms: number, run: () => void): () => void {
        const timer = { at: this.#now + ms, run };
        this.#timers.push(timer);
        return () => (this.#timers = this.#timers.filter((other) => other !== timer));
    }
    random(): number {
        return 1;
    }
    pass(ms: number): void {
        const end = this.#now + ms;
        for (;;) {
            const next = this.#timers
                .filter((timer) => timer.at <= end)
                .sort((a, b) => a.at - b.at)[0];
            if (!next) break;
            this.#timers = this.#timers.filter((timer) => timer !== next);
            this.#now = next.at;
            next.run();
        }
        this.#now = end;
    }
}

function up(extra: object = {}): { world: PlayedWorld; link: Link } {
    const world = new PlayedWorld();
    const link = new Link(world);
    link.start();
    world.socket.opens();
    world.socket.greets(extra);
    return { world, link };
}

function comeBack(world: PlayedWorld, extra: object): void {
    world.pass(1000);
    world.socket.opens();
    world.socket.greets(extra);
}

test("a call made before the link is up is sent once it is", async () => {
    const world = new PlayedWorld();
    const link = new Link(world);
    link.start();
    const answer = link.call("time.now", {});
    world.socket.opens();
    assert.deepEqual(world.socket.said("hello"), [{ request_id: "hello", protocol_version: 2 }]);
    assert.deepEqual(world.socket.said("call"), []);
    world.socket.greets();
    assert.deepEqual(world.socket.said("call"), [{ id: 1, op: "time.now", args: {} }]);
    world.socket.says("result", { seq: 1, id: 1, data: { now: 5 }, chain: "c" });
    assert.deepEqual(await answer, { data: { now: 5 }, bytes: [], chain: "c" });
});

test("no more calls are under way than the server allows", () => {
    const { world, link } = up();
    for (let n = 0; n < 3; n++) void link.call("time.now", {});
    assert.deepEqual(
        world.socket.said("call").map((call) => call["id"]),
        [1, 2],
    );
    world.socket.says("result", { seq: 1, id: 1, data: {} });
    assert.deepEqual(
        world.socket.said("call").map((call) => call["id"]),
        [1, 2, 3],
    );
});

test("an error arrives as one, with its chain", async () => {
    const { world, link } = up();
    const answer = link.call("fs.read", { path: "/no" });
    const error = { kind: "not_found", reason: "no_such_file", message: "no", hint: "look" };
    world.socket.says("result", { seq: 1, id: 1, error, chain: "c" });
    await assert.rejects(answer, (caught: CallError) => {
        assert.equal(caught.kind, "not_found");
        assert.equal(caught.hint, "look");
        assert.equal(caught.chain, "c");
        return true;
    });
});

test("items and bytes come as they come, and bytes are kept for the result", async () => {
    const { world, link } = up();
    const items: unknown[] = [];
    const answer = link.call("fs.read", {}, { bytes: true, onItem: (item) => items.push(item) });
    assert.equal(world.socket.said("call")[0]?.["bytes"], true);
    world.socket.says("event", { seq: 1, id: 1, data: "one" });
    world.socket.saysBytes(2, 1, "ab");
    world.socket.saysBytes(3, 1, "c");
    world.socket.says("result", { seq: 4, id: 1, data: { data: { $bytes_sent: 3 } } });
    const { bytes } = await answer;
    assert.deepEqual(items, ["one"]);
    assert.equal(new TextDecoder().decode(Buffer.concat(bytes)), "abc");
});

test("what arrives is acknowledged in batches, and soon", () => {
    const { world, link } = up();
    void link.call("observe.follow", {});
    for (let seq = 1; seq <= 33; seq++) world.socket.says("event", { seq, id: 1, data: seq });
    assert.deepEqual(world.socket.said("ack"), [{ seen: 32 }]);
    world.pass(200);
    assert.deepEqual(world.socket.said("ack"), [{ seen: 32 }, { seen: 33 }]);
    world.pass(5000);
    assert.equal(world.socket.said("ack").length, 2);
});

test("after a cut the link is resumed: nothing is lost, nothing comes twice", async () => {
    const { world, link } = up();
    const items: unknown[] = [];
    const answer = link.call("observe.follow", {}, { onItem: (item) => items.push(item) });
    world.socket.says("event", { seq: 1, id: 1, data: 1 });
    world.socket.cut();
    comeBack(world, { resumed: true });
    assert.deepEqual(world.socket.said("hello")[0]?.["resume"], { link: "lnk_1", seen: 1 });
    assert.deepEqual(world.socket.said("call"), [{ id: 1, op: "observe.follow", args: {} }]);
    world.socket.says("event", { seq: 1, id: 1, data: 1 });
    world.socket.says("event", { seq: 2, id: 1, data: 2 });
    world.socket.says("result", { seq: 3, id: 1, data: {} });
    await answer;
    assert.deepEqual(items, [1, 2]);
});

test("when the link is gone, calls under way end as unknown and waiting ones are sent", async () => {
    const { world, link } = up();
    const under = link.call("fs.write", {});
    world.socket.cut();
    const waiting = link.call("time.now", {});
    comeBack(world, { link: "lnk_2", resumed: false });
    await assert.rejects(under, { reason: "outcome_unknown" });
    assert.deepEqual(world.socket.said("call"), [{ id: 2, op: "time.now", args: {} }]);
    world.socket.says("result", { seq: 1, id: 2, data: {} });
    await waiting;
});

test("it comes back after 1 s, then 2 s, up to 30 s, and at once when asked", () => {
    const { world, link } = up();
    const waits: number[] = [];
    link.onstate = (state) => state.kind === "waiting" && waits.push(state.retryAt - world.now());
    for (let n = 0; n < 7; n++) {
        world.socket.cut();
        world.pass(30_000);
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    world.socket.cut();
    const tries = world.sockets.length;
    link.start();
    assert.equal(world.sockets.length, tries + 1);
});

test("signed out is the end: calls fail, nothing is tried until it is started again", async () => {
    const { world, link } = up();
    const answer = link.call("time.now", {});
    world.socket.cut(closeCode.signedOut);
    assert.equal(link.state.kind, "signed-out");
    await assert.rejects(answer, { reason: "signed_out" });
    await assert.rejects(link.call("time.now", {}), { reason: "signed_out" });
    world.pass(60_000);
    assert.equal(world.sockets.length, 1);
    link.start();
    assert.equal(world.sockets.length, 2);
});

test("a call that waits is cancelled here, one that was sent by the server", async () => {
    const { world, link } = up({ limits: { frame: 1000, calls: 1 } });
    const first = new AbortController();
    const second = new AbortController();
    const sent = link.call("time.sleep", { ms: 9 }, { signal: first.signal });
    const waits = link.call("time.sleep", { ms: 9 }, { signal: second.signal });
    second.abort();
    await assert.rejects(waits, { kind: "cancelled" });
    assert.deepEqual(world.socket.said("cancel"), []);
    first.abort();
    assert.deepEqual(world.socket.said("cancel"), [{ id: 1 }]);
    world.socket.says("result", {
        seq: 1,
        id: 1,
        error: { kind: "cancelled", reason: "cancelled", message: "off" },
    });
    await assert.rejects(sent, { kind: "cancelled" });
});

test("a cancelled call that is said again after a cut is cancelled again", () => {
    const { world, link } = up();
    const off = new AbortController();
    link.call("time.sleep", { ms: 9 }, { signal: off.signal }).catch(() => undefined);
    world.socket.cut();
    off.abort();
    comeBack(world, { resumed: true });
    assert.deepEqual(world.socket.said("cancel"), [{ id: 1 }]);
});

test("a server that falls silent is given up", () => {
    const { world, link } = up();
    world.pass(30_000);
    assert.deepEqual(world.socket.said("health_check"), [{ request_id: "beat" }]);
    world.pass(10_000);
    assert.equal(link.state.kind, "waiting");
    assert.ok(world.sockets[0]?.closed);
});

test("a server that answers is not given up", () => {
    const { world, link } = up();
    for (let n = 0; n < 3; n++) {
        world.pass(30_000);
        world.socket.says("health_status", { request_id: "beat", healthy: true });
        world.pass(10_000);
    }
    assert.equal(link.state.kind, "up");
    assert.ok(world.socket.said("health_check").length >= 2);
});

test("frames that are not of the protocol change nothing", () => {
    const { world, link } = up();
    void link.call("time.now", {});
    for (const frame of [
        "",
        "[]",
        "{}",
        '{"type":"event","payload":{}}',
        '{"type":"result","payload":{"seq":1,"id":1}}',
    ])
        world.socket.onmessage?.({ data: frame } as MessageEvent);
    world.socket.onmessage?.({ data: new ArrayBuffer(3) } as MessageEvent);
    world.pass(1000);
    assert.deepEqual(world.socket.said("ack"), []);
    assert.equal(link.state.kind, "up");
});
