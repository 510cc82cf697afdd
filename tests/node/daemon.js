// A private pith beside the test, in a directory of its own; PITH names the program.
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';

export async function startDaemon() {
    const dir = mkdtempSync(join(tmpdir(), 'pith-links-'));
    const workspace = join(dir, 'workspace');
    const env = { ...process.env, PITH_DATA_DIR: join(dir, 'data'), XDG_CONFIG_HOME: dir, HOME: dir };
    mkdirSync(workspace);
    const child = spawn(process.env.PITH, ['serve', '--port', '0', '--set', `workspace.path=${workspace}`], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const call = (op, ...words) =>
        JSON.parse(execFileSync(process.env.PITH, ['call', op, ...words, '--json'], { env }));
    const url = new URL(call('auth.link').url);
    return {
        env,
        workspace,
        port: url.port,
        origin: url.origin,
        call,
        token: (scope = 'desktop') => call('auth.token_create', 'name=test', `scope=${scope}`).token,
        stop: async () => {
            child.kill('SIGTERM');
            if (child.exitCode === null) await once(child, 'exit');
            rmSync(dir, { recursive: true });
        },
    };
}

// A connection that keeps what it heard until it is asked for.
export class Visit {
    #heard = [];
    #waiting = [];

    static async open(daemon, options = {}) {
        const visit = new Visit();
        const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}/ws`, options);
        visit.socket = socket;
        visit.closed = once(socket, 'close').then(([code]) => code);
        socket.on('message', (data, binary) => visit.#take(binary ? data : JSON.parse(data)));
        await once(socket, 'open');
        return visit;
    }

    // Signed in, with a link.
    static async greeted(daemon, hello = {}) {
        const visit = await Visit.open(daemon);
        visit.say('hello', { request_id: 'h', protocol_version: 2, token: daemon.token(), ...hello });
        visit.ack = (await visit.hear()).payload;
        return visit;
    }

    #take(frame) {
        const waiting = this.#waiting.shift();
        if (waiting) waiting(frame);
        else this.#heard.push(frame);
    }

    say(type, payload) {
        this.socket.send(JSON.stringify({ type, payload }));
    }

    hear() {
        if (this.#heard.length) return Promise.resolve(this.#heard.shift());
        return new Promise((resolve) => this.#waiting.push(resolve));
    }

    // The payload of the first frame of that type and call.
    async until(type, id) {
        for (;;) {
            const frame = await this.hear();
            if (frame.type === type && (id === undefined || frame.payload.id === id)) return frame.payload;
        }
    }
}
