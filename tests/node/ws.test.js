// WebSockets against the npm package ws, from both sides.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import WebSocket, { WebSocketServer } from 'ws';
import { startPeer } from './peer.js';

let peer;
before(async () => (peer = await startPeer()));
after(() => peer.stop());

async function visit(options) {
    const socket = new WebSocket(`ws://127.0.0.1:${peer.port}/ws`, options);
    await once(socket, 'open');
    return socket;
}

async function hear(socket) {
    const [data, isBinary] = await once(socket, 'message');
    return isBinary ? data : data.toString();
}

async function leave(socket, code, reason) {
    socket.close(code, reason);
    const [heard, why] = await once(socket, 'close');
    return [heard, why.toString()];
}

test('messages of every size come back as they were', async () => {
    const socket = await visit();
    for (const size of [0, 1, 125, 126, 127, 65535, 65536, 65537, 3_000_000]) {
        const bytes = randomBytes(size);
        const text = 'aé€😀'.repeat(size / 10);
        socket.send(bytes);
        assert.deepEqual(await hear(socket), bytes);
        socket.send(text);
        assert.equal(await hear(socket), text);
    }
    assert.deepEqual(await leave(socket, 1000), [1000, '']);
    assert.equal(await peer.nextLine(), 'closed 1000');
});

test('compression is offered and not taken', async () => {
    const socket = await visit({ perMessageDeflate: true });
    assert.equal(socket.extensions, '');
    assert.deepEqual(await leave(socket, 1000), [1000, '']);
    assert.equal(await peer.nextLine(), 'closed 1000');
});

test('fragments, cut inside a character, with a ping between them', async () => {
    const socket = await visit();
    const bytes = Buffer.from('one 😀 two');
    socket.send(bytes.subarray(0, 6), { fin: false, binary: false });
    socket.ping('between');
    socket.send(bytes.subarray(6), { fin: true, binary: false });
    const [pong, text] = await Promise.all([once(socket, 'pong'), hear(socket)]);
    assert.equal(pong[0].toString(), 'between');
    assert.equal(text, 'one 😀 two');
    assert.deepEqual(await leave(socket, 4321, 'bye'), [4321, '']);
    assert.equal(await peer.nextLine(), 'closed 4321');
});

test('ten thousand messages at once come back in their order', async () => {
    const socket = await visit();
    const most = 10_000;
    let next = 0;
    const all = new Promise((resolve) =>
        socket.on('message', (data) => {
            assert.equal(data.toString(), `message ${next++}`);
            if (next === most) resolve();
        }),
    );
    for (let i = 0; i < most; i++) socket.send(`message ${i}`);
    await all;
    await leave(socket, 1000);
    assert.equal(await peer.nextLine(), 'closed 1000');
});

test('a reader that pauses gets everything when it goes on', async () => {
    const socket = await visit();
    const message = randomBytes(100_000);
    const most = 200;
    let left = most;
    socket.pause();
    for (let i = 0; i < most; i++) socket.send(message);
    const all = new Promise((resolve) =>
        socket.on('message', (data) => {
            assert.deepEqual(data, message);
            if (--left === 0) resolve();
        }),
    );
    socket.resume();
    await all;
    await leave(socket, 1000);
    assert.equal(await peer.nextLine(), 'closed 1000');
});

test('a server that closes says why', async () => {
    const socket = await visit();
    socket.send('close 4409');
    const [code, reason] = await once(socket, 'close');
    assert.deepEqual([code, reason.toString()], [4409, 'as you say']);
    assert.equal(await peer.nextLine(), 'closed 4409');
});

test('whoever breaks the protocol hears the code for it', async () => {
    const cases = [
        [1009, (socket) => socket.send(Buffer.alloc(5_000_000))],
        [1007, (socket) => socket.send(Buffer.from([0xc3, 0x28]), { binary: false })],
        [1002, (socket) => socket.send('unmasked', { mask: false })],
        [1002, (socket) => socket._socket.write(Buffer.from([0xf1, 0x80, 0, 0, 0, 0]))],
    ];
    for (const [code, act] of cases) {
        const socket = await visit({ perMessageDeflate: false });
        socket.on('error', () => {}); // the rest of what it wanted to say
        act(socket);
        assert.equal((await once(socket, 'close'))[0], code);
        assert.equal(await peer.nextLine(), `closed ${code}`);
    }
});

test('a cut is told as a loss', async () => {
    const socket = await visit();
    socket.terminate();
    assert.equal(await peer.nextLine(), 'closed 1006');
});

test('a handshake of another version is refused', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${peer.port}/ws`, { protocolVersion: 8 });
    const [, response] = await once(socket, 'unexpected-response');
    assert.equal(response.statusCode, 400);
    response.destroy();
});

test('our client and their server understand each other', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1 << 20 });
    await once(server, 'listening');
    const closed = new Promise((resolve) =>
        server.on('connection', (socket) => {
            socket.on('message', (data, binary) => socket.send(data, { binary }));
            socket.on('close', (code, why) => resolve([code, why.toString()]));
        }),
    );
    await promisify(execFile)(process.env.PITH_WS_VISIT, [server.address().port]);
    assert.deepEqual(await closed, [4000, 'done']);
    server.close();
});
