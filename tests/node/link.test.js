// Protocol version 2 at /ws, as docs/protocol.md has it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { startDaemon, Visit } from './daemon.js';

let daemon;
before(async () => (daemon = await startDaemon()));
after(() => daemon.stop());

async function refusedUpgrade(headers) {
    const socket = new WebSocket(`ws://127.0.0.1:${daemon.port}/ws`, { headers });
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    return response.statusCode;
}

async function cookie() {
    const { code } = daemon.call('auth.link');
    const answer = await fetch(`${daemon.origin}/v1/ops/auth.exchange`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: daemon.origin },
        body: JSON.stringify({ code }),
    });
    return answer.headers.get('set-cookie').split(';')[0];
}

test('hello is answered with who one is and what there is', async () => {
    const visit = await Visit.greeted(daemon);
    assert.equal(visit.ack.request_id, 'h');
    assert.equal(visit.ack.protocol_version, 2);
    assert.match(visit.ack.link, /^lnk_/);
    assert.match(visit.ack.session.user_id, /^usr_/);
    assert.match(visit.ack.ops_hash, /^[0-9a-f]{16}$/);
    assert.equal(visit.ack.resumed, false);
    visit.socket.close(1000);
    assert.equal(await visit.closed, 1000);
});

test('a cookie needs no token, but a page of ours', async () => {
    const mine = await cookie();
    const visit = await Visit.open(daemon, { headers: { cookie: mine, origin: daemon.origin } });
    visit.say('hello', { protocol_version: 2 });
    assert.match((await visit.until('hello_ack')).session.session_id, /^ses_/);
    for (const origin of ['null', 'http://evil.example', `${daemon.origin}0`, undefined])
        assert.equal(await refusedUpgrade({ cookie: mine, ...(origin && { origin }) }), 403);
    assert.equal(await refusedUpgrade({ origin: 'http://evil.example' }), 403);
    assert.equal(await refusedUpgrade({ host: 'evil.example' }), 403);
    visit.socket.close();
});

test('no, wrong, empty and shortened tokens are turned away', async () => {
    const token = daemon.token();
    for (const wrong of [undefined, 'x', token.slice(0, -1), `${token}0`, token.split('.')[0]]) {
        const visit = await Visit.open(daemon);
        visit.say('hello', { protocol_version: 2, token: wrong });
        assert.equal(await visit.closed, 4401);
    }
    const header = await Visit.open(daemon, { headers: { authorization: 'Bearer wrong' } });
    header.say('hello', { protocol_version: 2 });
    assert.equal(await header.closed, 4401);
});

test('what is no hello ends the connection', async () => {
    for (const frame of ['{}', 'x', '{"type":"call","payload":{"id":1,"op":"time.now"}}', '[]']) {
        const visit = await Visit.open(daemon, { headers: { authorization: `Bearer ${daemon.token()}` } });
        visit.socket.send(frame);
        await visit.until('error');
        assert.equal(await visit.closed, 1008);
    }
    const old = await Visit.open(daemon);
    old.say('hello', { protocol_version: 1, token: daemon.token(), request_id: 'r' });
    assert.deepEqual(
        (({ reason, request_id }) => ({ reason, request_id }))(await old.until('error')),
        { reason: 'protocol_version', request_id: 'r' },
    );
});

test('before hello little may be said', async () => {
    const visit = await Visit.open(daemon);
    visit.say('hello', { protocol_version: 2, token: 'x'.repeat(5000) });
    assert.equal(await visit.closed, 1009);
    const greeted = await Visit.greeted(daemon);
    greeted.say('call', { id: 1, op: 'storage.set', args: { key: 'k', value: 'x'.repeat(100000) } });
    assert.deepEqual((await greeted.until('result', 1)).data, {});
    greeted.socket.close();
});

test('who fills many links without acknowledging loses some, and others none', async () => {
    writeFileSync(join(daemon.workspace, 'large'), Buffer.alloc(1000000));
    const other = await Visit.greeted(daemon);
    const hogs = await Promise.all(Array.from({ length: 8 }, () => Visit.greeted(daemon)));
    for (const hog of hogs)
        for (let id = 1; id <= 45; id++) hog.say('call', { id, op: 'fs.read', args: { path: 'large' }, bytes: true });
    assert.equal(await Promise.race(hogs.map((hog) => hog.closed)), 1008);
    other.say('call', { id: 1, op: 'time.now' });
    assert.ok((await other.until('result', 1)).data.now);
    for (const visit of [other, ...hogs]) visit.socket.close(1000);
});

test('who does not read for a while is not cut off, and gets everything', async () => {
    const many = 40;
    writeFileSync(join(daemon.workspace, 'large'), Buffer.alloc(1000000));
    const reads = () => daemon.call('observe.recent', 'op=fs.read', 'limit=10000').events.length;
    const slow = await Visit.greeted(daemon);
    const before = reads();
    slow.socket.pause();
    for (let id = 1; id <= many; id++) slow.say('call', { id, op: 'fs.read', args: { path: 'large' }, bytes: true });
    while (reads() < before + many);
    slow.socket.resume();
    for (let id = 1; id <= many; id++) assert.ok((await slow.until('result')).data);
    slow.socket.close(1000);
});

test('calls run side by side and are answered with their id', async () => {
    const visit = await Visit.greeted(daemon);
    visit.say('call', { id: 1, op: 'time.sleep', args: { ms: 100 } });
    visit.say('call', { id: 2, op: 'time.now' });
    visit.say('call', { id: 3, op: 'no.such' });
    visit.say('call', { id: 4, op: 'fs.read', args: {} });
    assert.ok((await visit.until('result', 2)).data.now > 0);
    assert.equal((await visit.until('result', 3)).error.reason, 'no_such_op');
    assert.equal((await visit.until('result', 4)).error.reason, 'missing_parameter');
    const slept = await visit.until('result', 1);
    assert.deepEqual(slept.data, {});
    assert.match(slept.chain, /^[0-9a-f]{16}$/);
    visit.socket.close();
});

test('a call is called off, and a late one times out', async () => {
    const visit = await Visit.greeted(daemon);
    visit.say('call', { id: 1, op: 'time.sleep', args: { ms: 60000 } });
    visit.say('call', { id: 2, op: 'time.sleep', args: { ms: 60000 }, timeout_ms: 20 });
    assert.equal((await visit.until('result', 2)).error.kind, 'timeout');
    visit.say('cancel', { id: 1 });
    assert.equal((await visit.until('result', 1)).error.kind, 'cancelled');
    visit.socket.close();
});

test('bytes come as binary frames before their result', async () => {
    const visit = await Visit.greeted(daemon);
    visit.say('call', { id: 1, op: 'fs.write', args: { path: 'note', data: { $bytes: btoa('hello') } } });
    await visit.until('result', 1);
    visit.say('call', { id: 2, op: 'fs.read', args: { path: 'note' }, bytes: true });
    const frame = await visit.hear();
    assert.equal(frame.readBigUInt64BE(0), 2n);
    assert.equal(frame.readBigUInt64BE(8), 2n);
    assert.equal(frame.subarray(16).toString(), 'hello');
    assert.deepEqual((await visit.until('result', 2)).data.data, { $bytes_sent: 5 });
    visit.socket.close();
});

test('a stream comes as events and ends with its result', async () => {
    const visit = await Visit.greeted(daemon);
    visit.say('call', { id: 1, op: 'observe.follow', args: { op: 'time.uptime' } });
    visit.say('call', { id: 2, op: 'time.uptime' });
    const event = await visit.until('event', 1);
    assert.equal(event.data.op, 'time.uptime');
    visit.say('cancel', { id: 1 });
    assert.ok(await visit.until('result', 1));
    visit.socket.close();
});

test('a frame that is wrong is answered, and the link goes on', async () => {
    const visit = await Visit.greeted(daemon);
    for (const frame of ['x', '{}', '{"type":"what","payload":{}}', '{"type":"call","payload":{"op":"time.now"}}',
        '{"type":"ack","payload":{"seen":99}}', `${'['.repeat(10000)}`]) {
        visit.socket.send(frame);
        assert.ok((await visit.until('error')).message);
    }
    visit.say('health_check', { request_id: 'q' });
    assert.deepEqual(await visit.until('health_status'), { request_id: 'q', healthy: true });
    visit.socket.send(Buffer.from('binary'));
    assert.equal(await visit.closed, 1003);
});

test('more calls at once than there may be are refused one by one', async () => {
    const visit = await Visit.greeted(daemon);
    const most = visit.ack.limits.calls;
    for (let id = 1; id <= most + 1; id++) visit.say('call', { id, op: 'time.sleep', args: { ms: 60000 } });
    assert.equal((await visit.until('result', most + 1)).error.reason, 'calls_at_once');
    visit.socket.close();
});

test('a link goes on where it was cut, and a call that came is not made again', async () => {
    const token = daemon.token();
    const first = await Visit.greeted(daemon, { token });
    first.say('call', { id: 1, op: 'time.now' });
    const { data } = await first.until('result', 1);
    first.say('call', { id: 2, op: 'fs.write', args: { path: 'once', mode: 'append', data: { $bytes: btoa('x') } } });
    await first.until('result', 2);
    first.socket.terminate();
    const second = await Visit.greeted(daemon, { token, resume: { link: first.ack.link, seen: 0 } });
    assert.equal(second.ack.resumed, true);
    assert.deepEqual((await second.hear()).payload.data, data);
    second.say('call', { id: 2, op: 'fs.write', args: { path: 'once', mode: 'append', data: { $bytes: btoa('x') } } });
    assert.equal((await second.until('result', 2)).data.size, 1);
    second.say('call', { id: 3, op: 'fs.stat', args: { path: 'once' } });
    assert.equal((await second.until('result', 3)).data.size, 1);
    second.socket.close();
});

test('a link that is resumed elsewhere is closed here, and others cannot have it', async () => {
    const token = daemon.token();
    const first = await Visit.greeted(daemon, { token });
    const thief = await Visit.greeted(daemon, { resume: { link: first.ack.link, seen: 0 } });
    assert.equal(thief.ack.resumed, false);
    assert.notEqual(thief.ack.link, first.ack.link);
    const second = await Visit.greeted(daemon, { token, resume: { link: first.ack.link, seen: 0 } });
    assert.equal(second.ack.resumed, true);
    assert.equal(await first.closed, 4409);
    const third = await Visit.greeted(daemon, { token, resume: { link: first.ack.link, seen: 7 } });
    assert.equal(third.ack.resumed, false);
    for (const visit of [thief, second, third]) visit.socket.close();
});

test('who signs out is out everywhere', async () => {
    const token = daemon.token();
    const [one, other] = [await Visit.greeted(daemon, { token }), await Visit.greeted(daemon, { token })];
    one.say('call', { id: 1, op: 'auth.logout' });
    assert.equal(await one.closed, 4401);
    assert.equal(await other.closed, 4401);
});

test('a connection that says nothing is not kept', async () => {
    const visit = await Visit.open(daemon);
    assert.equal(await visit.closed, 1008);
});

test('when pith stops it says so', async () => {
    const mine = await startDaemon();
    const visit = await Visit.greeted(mine);
    await mine.stop();
    assert.equal(await visit.closed, 1001);
});
