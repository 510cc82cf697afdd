// Files in pieces, over one WebSocket, in both directions at once.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startDaemon, Visit } from './daemon.js';

let daemon;
before(async () => (daemon = await startDaemon()));
after(() => daemon.stop());

const sum = (bytes) => createHash('sha256').update(bytes).digest('hex');
const workspace = () => daemon.workspace;

test('a file is read while another is written, and both are whole', async () => {
    const size = 4_000_000;
    const there = randomBytes(size), coming = randomBytes(size);
    writeFileSync(join(workspace(), 'there'), there);
    const visit = await Visit.greeted(daemon);
    let id = 1;
    const ask = (op, args) => {
        const mine = id++;
        visit.say('call', { id: mine, op, args });
        return mine;
    };
    const reading = ask('stream.read', { path: 'there' });
    const opening = ask('stream.open', { path: 'coming', total: size });
    const pieces = [];
    let stream, sent = 0, waiting = opening, closed = false, read = false, mixed = 0;
    while (!closed || !read) {
        const { type, payload } = await visit.hear();
        if (payload.error) assert.fail(JSON.stringify(payload.error));
        if (payload.seq) visit.say('ack', { seen: payload.seq });
        if (type === 'event') {
            pieces.push(Buffer.from(payload.data.data.$bytes, 'base64'));
            mixed += sent > 0 && sent < size;
        } else if (payload.id === reading) {
            read = true;
        } else if (payload.id === waiting) {
            stream ??= payload.data.id;
            if (payload.data.size === size) {
                closed = true;
            } else if (sent === size) {
                waiting = ask('stream.close', { id: stream });
            } else {
                const data = { $bytes: coming.subarray(sent, sent + 65536).toString('base64') };
                waiting = ask('stream.write', { id: stream, position: sent, data });
                sent = Math.min(sent + 65536, size);
            }
        }
    }
    assert.equal(sum(Buffer.concat(pieces)), sum(there));
    assert.equal(sum(readFileSync(join(workspace(), 'coming'))), sum(coming));
    assert.ok(mixed > 0, 'one came after the other');
    assert.deepEqual(readdirSync(workspace()).filter((name) => name.startsWith('.pith')), []);
    visit.socket.close(1000);
});
