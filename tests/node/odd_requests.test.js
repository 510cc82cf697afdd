// Never laxer than nginx or Node: what we take for a request, they take for the same one; what
// either of them refuses, or reads in another way, we refuse. See odd_requests.js.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { oddRequests } from './odd_requests.js';
import { startPeer } from './peer.js';
import { startNginx, startNode } from './servers.js';

const NEXT = 'GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';
const PATIENCE_MS = 2000; // for a server that waits for more

const servers = {};
before(async () => {
    const peer = await startPeer();
    servers.ours = { at: { port: peer.port, host: '127.0.0.1' }, stop: peer.stop };
    servers.nginx = await startNginx();
    servers.node = await startNode();
});
after(() => Promise.all(Object.values(servers).map((server) => server.stop())));

function converse(at, bytes) {
    return new Promise((resolve) => {
        const socket = connect(at);
        const pieces = [];
        socket.setTimeout(PATIENCE_MS, () => socket.destroy());
        socket.on('data', (piece) => pieces.push(piece));
        socket.on('error', () => {});
        socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')));
        socket.write(Buffer.from(bytes));
    });
}

// What was understood, in order; and the status of what was refused in the end, if it was.
async function understood(server, bytes) {
    const heard = await converse(server.at, bytes + NEXT);
    const requests = [...heard.matchAll(/^x-saw: (.*)\r$/gim)].map((match) => match[1]);
    const bodies = [...heard.matchAll(/^x-body: (.*)\r$/gim)].map((match) => match[1]);
    const statuses = [...heard.matchAll(/^HTTP\/1\.[01] (\d+)/gm)].map((match) => Number(match[1]));
    return { requests, bodies, refusal: statuses.find((status) => status >= 400) };
}

// A target is shown as sent by us, in parts by nginx.
const path = (request) => request?.replace(/ https?:\/\/[^/]*/i, ' ');

function differs(ours, theirs) {
    return ours.requests.some(
        (request, i) =>
            path(request) !== path(theirs.requests[i]) ||
            (theirs.bodies.length > 0 && ours.bodies[i] !== theirs.bodies[i]),
    );
}

for (const { title, bytes, ours, laxer } of oddRequests)
    test(title, { concurrency: true }, async () => {
        const [we, nginx, node] = await Promise.all(
            [servers.ours, servers.nginx, servers.node].map((server) => understood(server, bytes)),
        );
        const verdict = we.requests.length > 0 ? 'taken' : (we.refusal ?? 'waits');
        assert.equal(verdict, ours, JSON.stringify({ we, nginx, node }));
        if (ours === 'taken') assert.equal(path(we.requests.at(-1)), 'GET /next');
        const found = Object.entries({ nginx, node }).filter(([, they]) => differs(we, they));
        assert.deepEqual(
            found.map(([who]) => who),
            Object.keys(laxer),
            JSON.stringify({ we, nginx, node }),
        );
    });
