// Our server, as a program beside the test: see tests/http_peer.c.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export async function startPeer() {
    const child = spawn(process.env.PITH_HTTP_PEER, { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    return {
        port: Number(first.value.match(/^port (\d+)$/)[1]),
        nextLine: async () => (await lines.next()).value,
        stop: async () => {
            child.stdin.end();
            assert.deepEqual(await once(child, 'exit'), [0, null]);
        },
    };
}
