// A busy link that is cut again and again: every call is answered once and done once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import WebSocket from 'ws';
import { startDaemon } from './daemon.js';

const CUTS = Number(process.env.PITH_CUTS ?? 200);
const AT_ONCE = 32;
const LONGEST_MS = 8; // that a connection lives

class Client {
    pending = new Map(); // id -> the call's frame, until its result has come
    answered = new Set();
    seen = 0;
    acknowledged = 0;
    nextId = 1;
    cutsLeft = CUTS;

    constructor(daemon, token) {
        this.daemon = daemon;
        this.token = token;
        this.ended = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
        this.connect();
    }

    connect() {
        const socket = (this.socket = new WebSocket(`ws://127.0.0.1:${this.daemon.port}/ws`));
        const resume = this.link && { link: this.link, seen: this.seen };
        socket.on('error', () => {});
        socket.on('open', () => this.say('hello', { protocol_version: 2, token: this.token, ...(resume && { resume }) }));
        socket.on('close', () => socket === this.socket && this.connect());
        socket.on('message', (data) => socket === this.socket && this.take(JSON.parse(data)));
    }

    say(type, payload) {
        if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type, payload }));
    }

    take({ type, payload }) {
        try {
            if (type === 'hello_ack') this.welcomed(payload);
            else if (type === 'result') this.answer(payload);
            else assert.fail(payload.message);
        } catch (error) {
            this.end(() => this.reject(error));
        }
    }

    welcomed({ link, resumed }) {
        assert.ok(resumed || !this.link, 'the link is gone');
        this.link = link;
        for (const frame of this.pending.values()) this.say('call', frame);
        this.refill();
        const socket = this.socket;
        if (this.cutsLeft > 0)
            setTimeout(() => this.cutsLeft-- > 0 && socket.terminate(), Math.random() * LONGEST_MS);
    }

    answer({ seq, id, error }) {
        assert.equal(seq, this.seen + 1, 'the next sequence number');
        assert.equal(error, undefined);
        assert.ok(!this.answered.has(id), `call ${id} was answered twice`);
        assert.ok(this.pending.delete(id), `call ${id} was made`);
        this.seen = seq;
        this.answered.add(id);
        if (this.seen - this.acknowledged >= 16) this.say('ack', { seen: (this.acknowledged = this.seen) });
        this.refill();
    }

    refill() {
        while (this.cutsLeft > 0 && this.pending.size < AT_ONCE) {
            const id = this.nextId++;
            const data = { $bytes: btoa(`${id}\n`) };
            this.pending.set(id, { id, op: 'fs.write', args: { path: 'lines', mode: 'append', data } });
            this.say('call', this.pending.get(id));
        }
        if (this.cutsLeft <= 0 && this.pending.size === 0) this.end(() => this.resolve());
    }

    end(then) {
        const socket = this.socket;
        this.socket = undefined;
        socket.close();
        then();
    }
}

test(`after ${CUTS} cuts nothing is lost and nothing came twice`, async () => {
    const daemon = await startDaemon();
    try {
        const client = new Client(daemon, daemon.token());
        await client.ended;
        const lines = readFileSync(join(daemon.workspace, 'lines'), 'utf8').trim().split('\n').map(Number);
        assert.equal(lines.length, client.answered.size);
        assert.equal(new Set(lines).size, lines.length);
        console.log(`${lines.length} calls`);
    } finally {
        await daemon.stop();
    }
});
