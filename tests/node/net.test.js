// The way out, with real servers on this machine: what is reached, what is not, both ways of a
// stream, and what is left when the service is killed in the middle.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { startDaemon, Visit } from './daemon.js';

const pages = new URL('../../services/doc/pages/', import.meta.url);
const large = 64 * 1024 * 1024;
const held = new EventEmitter(); // answers that wait until they are let go
let daemon, plain, secure, place;

// --- servers ---

async function echo(req, res) {
    let bytes = 0;
    const pieces = [];
    for await (const piece of req) {
        bytes += piece.length;
        if (bytes < 65536) pieces.push(piece);
    }
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ method: req.method, headers: req.headers, bytes, body: Buffer.concat(pieces).toString() }));
}

async function sendLarge(res) {
    res.setMaxListeners(0);
    res.setHeader('content-length', large);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent < large; sent += piece.length)
        if (!res.write(piece)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
    res.end();
}

function answer(req, res) {
    const { pathname, searchParams } = new URL(req.url, 'http://x');
    if (pathname === '/echo') return echo(req, res);
    if (pathname === '/large') return sendLarge(res);
    if (pathname === '/silent') return;
    if (pathname === '/held') return held.emit('come', res);
    if (pathname === '/to') return res.writeHead(302, { location: searchParams.get('url') }).end();
    if (pathname === '/picture') return res.writeHead(200, { 'content-type': 'image/png' }).end('png');
    if (pathname === '/latin')
        return res.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from('caf\xe9', 'latin1'));
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.end(readFileSync(new URL(`.${pathname}`, pages)));
}

async function listen(server) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
}

function makeCertificate() {
    execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext',
            'subjectAltName=DNS:localhost', '-keyout', 'key.pem', '-out', 'cert.pem'],
        { cwd: place, stdio: 'ignore' },
    );
    return { key: readFileSync(join(place, 'key.pem')), cert: readFileSync(join(place, 'cert.pem')) };
}

// --- calls; the servers run in this process, so none of them may block it ---

function pith(...words) {
    return new Promise((resolve) =>
        execFile(process.env.PITH, words, { env: daemon.env, maxBuffer: 1 << 28 }, (error, out) =>
            resolve({ status: error ? error.code : 0, out }),
        ),
    );
}

async function call(op, args = {}) {
    const words = Object.entries(args).map(([k, v]) => `${k}=${typeof v === 'string' ? v : JSON.stringify(v)}`);
    const { out } = await pith('call', op, ...words, '--json');
    return JSON.parse(out);
}

async function reason(op, args) {
    const got = await call(op, args);
    return got.error?.reason ?? `answered: ${JSON.stringify(got).slice(0, 200)}`;
}

const set = async (key, value) => assert.equal((await pith('config', 'set', key, value)).status, 0);

before(async () => {
    place = mkdtempSync(join(tmpdir(), 'pith-net-'));
    daemon = await startDaemon();
    const server = createServer(answer);
    plain = { server, port: await listen(server) };
    const tls = createSecureServer(makeCertificate(), answer);
    secure = { server: tls, port: await listen(tls) };
    plain.url = `http://127.0.0.1:${plain.port}`;
    secure.url = `https://localhost:${secure.port}`;
});
after(async () => {
    for (const { server } of [plain, secure]) {
        server.closeAllConnections();
        server.close();
    }
    await daemon.stop();
    rmSync(place, { recursive: true });
});

async function eventually(claim) {
    for (let left = 40; ; left--) {
        try {
            return await claim();
        } catch (error) {
            if (!left) throw error;
            await new Promise((r) => setTimeout(r, 50));
        }
    }
}

// That a connection is made, or why not. Whoever closes it afterwards may do so as it likes.
const connected = (port, address) =>
    new Promise((resolve, reject) => {
        const socket = connect(port, address, () => resolve(socket.destroy()));
        socket.on('error', reject);
    });

// --- what is reached ---

test('this machine is reached only once it is granted', async () => {
    assert.equal(await reason('sys.http', { url: `${plain.url}/echo` }), 'egress_denied');
    assert.equal((await call('net.check', { target: `localhost:${plain.port}` })).allowed, false);
    const { host, port } = await call('net.check', { target: 'localhost' });
    assert.deepEqual([host, port], ['localhost', 443]);
    for (const [target, at] of [['[::1]', 443], ['::1', 443], ['[::1]:80', 80]]) {
        const got = await call('net.check', { target });
        assert.deepEqual([got.host, got.port], ['::1', at], JSON.stringify(got));
    }
    assert.equal(await reason('net.tunnel', { host: 'localhost', port: plain.port }), 'passes_no_descriptors');
    await set('net.allow', `127.0.0.1:${plain.port} localhost:${secure.port}`);
    assert.equal((await call('sys.http', { url: `${plain.url}/echo` })).status, 200);
    assert.equal(await reason('sys.http', { url: `http://127.0.0.1:${secure.port}/` }), 'egress_denied');
});

test('nobody gets back in by the way out', async () => {
    await set('net.allow', `127.0.0.0/8 localhost`);
    assert.equal(await reason('sys.http', { url: `http://127.0.0.1:${daemon.port}/health` }), 'egress_denied');
    assert.equal(await reason('sys.http', { url: `http://localhost:${daemon.port}/health` }), 'egress_denied');
    const to = `${plain.url}/to?url=${encodeURIComponent(`http://127.0.0.1:${daemon.port}/health`)}`;
    assert.equal(await reason('sys.http', { url: to }), 'egress_denied');
});

test('what nobody may reach, nobody reaches', async () => {
    await set('net.deny', `127.0.0.1:${plain.port}`);
    assert.equal(await reason('sys.http', { url: `${plain.url}/echo` }), 'egress_denied');
    await set('net.deny', '');
    assert.equal((await call('sys.http', { url: `${plain.url}/echo` })).status, 200);
});

test('a request is sent as it was meant, and its answer comes back', async () => {
    const got = await call('sys.http', {
        url: `${plain.url}/echo`,
        method: 'PUT',
        headers: [{ name: 'X-One', value: '1' }],
        body: 'a body',
    });
    const saw = JSON.parse(Buffer.from(got.body.$bytes, 'base64'));
    assert.equal(saw.method, 'PUT');
    assert.equal(saw.headers['x-one'], '1');
    assert.equal(saw.body, 'a body');
    assert.match(saw.headers['user-agent'], /^pith\//);
});

test('a certificate must be good, or be trusted', async () => {
    assert.equal(await reason('sys.http', { url: `${secure.url}/echo` }), 'bad_certificate');
    await set('net.ca_file', join(place, 'cert.pem'));
    await call('service.restart', { name: 'net' });
    assert.equal((await call('sys.http', { url: `${secure.url}/echo` })).status, 200);
    assert.equal(await reason('sys.http', { url: `https://127.0.0.1:${secure.port}/echo` }), 'bad_certificate');
});

test('pages, texts and nothing else are read', async () => {
    const page = await call('web.fetch', { url: `${plain.url}/news.html`, limit: 200 });
    assert.match(page.text, /^# River level falls/);
    assert.equal(page.author, 'Ada Brook');
    const rest = await call('web.fetch', { url: `${plain.url}/news.html`, offset: page.next });
    assert.equal(page.text.length > 0 && Buffer.byteLength(page.text) + Buffer.byteLength(rest.text), page.total);
    assert.equal((await call('web.fetch', { url: `${plain.url}/latin` })).text, 'café');
    assert.equal(await reason('web.fetch', { url: `${plain.url}/picture` }), 'no_text');
    assert.equal(await reason('web.fetch', { url: 'file:///etc/passwd' }), 'bad_scheme');
});

// --- streams ---

const netProcess = async () => (await call('service.list')).services.find((s) => s.name === 'net').pid;

function memoryOf(pid) {
    const all = execFileSync('sh', ['-c', `cat /proc/${pid}/smaps_rollup $(ls -d /proc/${pid}/task/*/children | xargs cat | tr ' ' '\\n' | sed 's|.*|/proc/&/smaps_rollup|' | grep [0-9]) 2>/dev/null`]);
    return Math.max(...[...all.toString().matchAll(/^Pss: +([0-9]+)/gm)].map((m) => Number(m[1])));
}

test('a large answer streams through, and does not gather anywhere', async () => {
    const child = spawn(process.env.PITH, ['call', 'net.fetch', `url=${plain.url}/large`, '--json'], {
        env: daemon.env,
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    let bytes = 0,
        most = 0,
        items = 0;
    const pid = await netProcess();
    const before = memoryOf(pid);
    for await (const line of createInterface({ input: child.stdout })) {
        const said = JSON.parse(line);
        if (said.item?.data) bytes += Buffer.from(said.item.data.$bytes, 'base64').length;
        else if (said.data) bytes += Buffer.from(said.data.$bytes, 'base64').length;
        if (items++ % 500 === 0) most = Math.max(most, memoryOf(pid));
    }
    assert.equal(bytes, large);
    assert.ok(most - before < 16 * 1024, `it grew by ${most - before} KB`);
});

test('answers that are too large, or too many, harm nobody else', async () => {
    const pid = await netProcess();
    const want = { url: `${plain.url}/large`, most: 15 * 1024 * 1024 };
    assert.equal(await reason('sys.http', want), 'answer_too_large');
    const reasons = await Promise.all(Array.from({ length: 40 }, () => reason('sys.http', want)));
    for (const why of reasons) assert.match(why, /^(answer_too_large|net_busy)$/);
    assert.equal((await call('sys.http', { url: `${plain.url}/echo` })).status, 200);
    assert.equal(await netProcess(), pid);
});

test('a body streams out while it is written', async () => {
    const child = spawn(
        process.env.PITH,
        ['call', 'net.fetch', `url=${plain.url}/echo`, 'method=POST', 'upload=true', '--json'],
        { env: daemon.env, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => {
        const said = JSON.parse((await lines.next()).value ?? '{}');
        return said.item ?? said;
    };
    const { id } = await next();
    const piece = Buffer.alloc(200000, 'y');
    for (let sent = 0; sent < 1000000; ) {
        const part = piece.subarray(0, Math.min(piece.length, 1000000 - sent));
        const end = sent + part.length === 1000000;
        writeFileSync(join(place, 'part'), part);
        const { taken } = await call('net.send', { id, data: `@${join(place, 'part')}`, end });
        sent += taken;
    }
    assert.equal((await next()).status, 200);
    let said = '';
    for (let piece; (piece = (await next()).data); ) said += Buffer.from(piece.$bytes, 'base64');
    assert.equal(JSON.parse(said).bytes, 1000000);
    assert.equal(await reason('net.send', { id: id + 1, data: '' }), 'no_such_exchange');
    child.kill();
});

test('a program goes out through a proxy of its own', async () => {
    const child = spawn(process.env.PITH, ['call', 'net.proxy', '--json'], {
        env: daemon.env,
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const said = JSON.parse((await lines.next()).value);
    const made = said.item ?? said;
    const through = (auth) =>
        new Promise((resolve) => {
            const asked = request({
                host: made.address,
                port: made.port,
                method: 'CONNECT',
                path: `127.0.0.1:${plain.port}`,
                headers: auth ? { 'proxy-authorization': `Basic ${btoa(auth)}` } : {},
            });
            asked.on('connect', (response, socket) => {
                socket.on('error', () => {}); // what stands open ends with the proxy
                if (response.statusCode !== 200) return resolve(response.statusCode);
                socket.write('GET /echo HTTP/1.0\r\n\r\n');
                socket.once('data', (data) => resolve(data.toString().slice(0, 12)));
            });
            asked.on('response', (response) => resolve(response.statusCode));
            asked.end();
        });
    assert.equal(await through(''), 407);
    assert.equal(await through(`${made.user}:wrong`), 407);
    assert.equal(await through(`${made.user}:${made.password}`), 'HTTP/1.1 200');
    child.kill('SIGINT');
    await once(child, 'exit');
    await eventually(() => assert.rejects(connected(made.port, made.address)));
});

test('the proxy that a person names is gone through', async () => {
    const seen = [];
    const proxy = createServer((req, res) => {
        seen.push(req.url);
        res.end('from the proxy');
    });
    const port = await listen(proxy);
    await set('net.proxy', `http://127.0.0.1:${port}`);
    await call('service.restart', { name: 'net' });
    const got = await call('sys.http', { url: 'http://nowhere.example/page' });
    assert.equal(Buffer.from(got.body.$bytes, 'base64').toString(), 'from the proxy');
    assert.deepEqual(seen, ['http://nowhere.example/page']);
    assert.equal(await reason('sys.http', { url: 'http://10.0.0.1/' }), 'egress_denied');
    await set('net.proxy', '');
    await call('service.restart', { name: 'net' });
    proxy.close();
});

// --- faults ---

// By a token of its own, since what counts is the proc that it is.
test('who has moved as many bytes as it may moves no more, and others do', async () => {
    await set('net.allow', `127.0.0.1:${plain.port}`);
    const token = daemon.token('admin');
    const ask = async (op, args) =>
        (
            await fetch(`${daemon.origin}/v1/ops/${op}`, {
                method: 'POST',
                body: JSON.stringify(args),
                headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            })
        ).json();
    const page = { url: `${plain.url}/echo`, method: 'POST', body: 'x'.repeat(3000) };
    const own = async () => (await call('proc.all')).procs.filter((p) => p.kind === 'token').at(-1);
    await ask('time.now', {});
    const { id } = await own();
    await call('proc.grant', { id, capabilities: ['network_access'], pattern: `127.0.0.1:${plain.port}` });
    assert.equal((await ask('sys.http', page)).status, 200);
    const { network } = await own();
    assert.ok(network >= 6000, `${network} bytes were counted`);
    await call('proc.limits', { id, network_bytes: network + 1000 });
    assert.equal((await ask('sys.http', page)).status, 200); // the one that goes past it
    assert.equal((await ask('sys.http', page)).error.reason, 'network_bytes');
    assert.equal((await ask('time.now', {})).error, undefined);
    assert.equal((await call('sys.http', page)).status, 200);
    const { events } = await call('observe.recent', { kind: 'proc.limit' });
    assert.ok(events.some((e) => e.proc === id && e.text === 'network_bytes'));
    await call('proc.limits', { id, network_bytes: 0 });
    assert.equal((await ask('sys.http', page)).status, 200);
});

test('a call that the service dies under is told so, and the next one works', async () => {
    await call('sys.http', { url: `${plain.url}/echo` });
    const cut = reason('sys.http', { url: `${plain.url}/silent`, method: 'POST' });
    await new Promise((r) => setTimeout(r, 300));
    process.kill(await netProcess(), 'SIGKILL');
    assert.equal(await cut, 'service_gone');
    const next = await call('sys.http', { url: `${plain.url}/echo` });
    assert.equal(next.status, 200, JSON.stringify(next));
});

const netState = async () => (await call('service.list')).services.find((s) => s.name === 'net').state;

test('the service finishes what it has when it is told to stop', async () => {
    const come = once(held, 'come');
    const asked = call('sys.http', { url: `${plain.url}/held` });
    const [response] = await come;
    const stopped = call('service.stop', { name: 'net' });
    await eventually(async () => assert.equal(await netState(), 'stopping'));
    response.end('whole');
    const got = await asked;
    assert.equal(got.status, 200, JSON.stringify(got));
    assert.equal(Buffer.from(got.body.$bytes, 'base64').toString(), 'whole');
    assert.equal((await stopped).error, undefined);
    assert.equal(await netState(), 'stopped');
});

test('a proxy, which has no end of its own, ends with the service', async () => {
    const visit = await Visit.greeted(daemon);
    const { id } = (await call('proc.all')).procs.filter((p) => p.kind === 'token').at(-1);
    await call('proc.grant', { id, capabilities: ['network_access'] });
    visit.say('call', { id: 1, op: 'net.proxy', args: {} });
    const made = (await visit.hear()).payload;
    assert.equal(made.data?.address, '127.0.0.1', JSON.stringify(made));
    assert.equal((await call('service.stop', { name: 'net' })).error, undefined);
    const last = (await visit.hear()).payload;
    assert.equal(last.data?.visits, 0, JSON.stringify(last));
    visit.socket.close(1000);
});

test('a call that takes too long ends, and one that is called off is forgotten', async () => {
    const { status, out } = await pith('call', 'sys.http', `url=${plain.url}/silent`, '--timeout', '300ms', '--json');
    assert.equal(status, 7, out);
    const child = spawn(process.env.PITH, ['call', 'sys.http', `url=${plain.url}/silent`], { env: daemon.env, stdio: 'ignore' });
    await new Promise((r) => setTimeout(r, 300));
    child.kill('SIGINT');
    await once(child, 'exit');
    await new Promise((r) => setTimeout(r, 200));
    assert.equal((await call('service.list')).services.find((s) => s.name === 'net').calls, 0);
});
