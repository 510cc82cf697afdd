// nginx and Node's http, each saying what it has understood of a request, as tests/http_peer.c does:
// X-Saw: method and target; Node also X-Body: the body in hex.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function startNode() {
    const server = createServer(async (request, response) => {
        const saw = `${request.method} ${request.url}`;
        const pieces = [];
        try {
            for await (const piece of request) pieces.push(piece);
        } catch {
            return; // it was cut short: never a request
        }
        response.writeHead(200, {
            'X-Saw': saw,
            'X-Body': Buffer.concat(pieces).toString('hex'),
            'Content-Length': 0,
        });
        response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { at: { port: server.address().port, host: '127.0.0.1' }, stop: () => server.close() };
}

// A request is passed on only when its body is whole, so that bad chunks are seen as refusals.
const configuration = (place) => `
daemon off;
master_process off;
pid ${place}/pid;
error_log ${place}/error.log;
events {}
http {
    access_log off;
    client_body_temp_path ${place}/body;
    proxy_temp_path ${place}/proxy;
    fastcgi_temp_path ${place}/fastcgi;
    uwsgi_temp_path ${place}/uwsgi;
    scgi_temp_path ${place}/scgi;
    upstream inner { server unix:${place}/inner; }
    server {
        listen unix:${place}/inner;
        location / { add_header X-Inner 1; return 200; }
    }
    server {
        listen unix:${place}/outer;
        location / {
            proxy_pass http://inner;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            add_header X-Saw "$request_method $request_uri";
        }
    }
}`;

function canConnect(path) {
    return new Promise((resolve) => {
        const socket = connect({ path });
        socket.on('connect', () => (socket.destroy(), resolve(true)));
        socket.on('error', () => resolve(false));
    });
}

export async function startNginx() {
    const place = mkdtempSync(join(tmpdir(), 'pith-nginx-'));
    writeFileSync(join(place, 'conf'), configuration(place));
    const child = spawn('nginx', ['-e', join(place, 'error.log'), '-p', place, '-c', 'conf'], {
        stdio: ['ignore', 'inherit', 'inherit'],
    });
    while (!(await canConnect(join(place, 'outer')))) {
        if (child.exitCode !== null) throw new Error('nginx does not start');
        await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return {
        at: { path: join(place, 'outer') },
        stop: async () => {
            child.kill('SIGKILL');
            await once(child, 'exit');
            rmSync(place, { recursive: true });
        },
    };
}
