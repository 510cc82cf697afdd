// What happened, told to a collector: OTLP over HTTP as JSON, through the way out.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { startDaemon } from './daemon.js';

let daemon, collector, refuses;
const heard = { traces: [], metrics: [] };

const pith = (...words) =>
    new Promise((resolve) =>
        execFile(process.env.PITH, words, { env: daemon.env }, (error, out) => resolve(error ? error.code : out)),
    );

async function eventually(find) {
    for (let left = 200; left; left--) {
        const found = find();
        if (found) return found;
        await new Promise((r) => setTimeout(r, 50));
    }
    assert.fail('it never came');
}

const spans = () => heard.traces.flatMap((t) => t.resourceSpans.flatMap((r) => r.scopeSpans.flatMap((s) => s.spans)));

before(async () => {
    daemon = await startDaemon();
    collector = createServer(async (req, res) => {
        const pieces = [];
        for await (const piece of req) pieces.push(piece);
        if (refuses) return res.writeHead(503).end();
        heard[req.url.split('/').pop()].push(JSON.parse(Buffer.concat(pieces)));
        res.setHeader('content-type', 'application/json');
        res.end('{}');
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    await pith('config', 'set', 'observe.otlp_interval', '1s');
    await pith('config', 'set', 'observe.otlp_url', `http://127.0.0.1:${collector.address().port}`);
});
after(async () => {
    collector.closeAllConnections();
    collector.close();
    await daemon.stop();
});

test('calls become spans, each in its trace', async () => {
    await pith('call', 'time.now');
    await pith('call', 'fs.read', 'path=/no/such/file');
    const span = await eventually(() => spans().find((s) => s.name === 'time.now'));
    assert.match(span.traceId, /^[0-9a-f]{32}$/);
    assert.match(span.spanId, /^[0-9a-f]{16}$/);
    assert.equal(typeof span.startTimeUnixNano, 'string');
    assert.ok(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano));
    assert.ok(Math.abs(Number(BigInt(span.startTimeUnixNano) / 1000000n) - Date.now()) < 60000);
    const failed = await eventually(() => spans().find((s) => s.name === 'fs.read'));
    assert.equal(failed.status.code, 2);
    const { attributes } = heard.traces[0].resourceSpans[0].resource;
    assert.ok(attributes.some((a) => a.key === 'service.name' && a.value.stringValue === 'pith'));
});

test('figures come as metrics', async () => {
    const metrics = await eventually(
        () => heard.metrics.length && heard.metrics[0].resourceMetrics[0].scopeMetrics[0].metrics,
    );
    assert.ok(metrics.length > 5);
    for (const m of metrics) assert.ok(m.sum ?? m.gauge ?? m.histogram, m.name);
});

test('a collector that is away for a while misses nothing', async () => {
    refuses = true;
    await pith('call', 'sys.info');
    await new Promise((r) => setTimeout(r, 1500));
    refuses = false;
    await eventually(() => spans().find((s) => s.name === 'sys.info'));
});

test('the export does not tell of itself', () => {
    assert.equal(spans().filter((s) => s.name === 'sys.http').length, 0);
});
