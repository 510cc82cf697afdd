// One call over WebSocket: node call.js URL TOKEN OP ARGS, prints its result or its error.
import WebSocket from 'ws';

const [url, token, op, args] = process.argv.slice(2);
const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
const say = (type, payload) => socket.send(JSON.stringify({ type, payload }));

socket.on('open', () => say('hello', { protocol_version: 2, token }));
socket.on('close', (code) => process.exit(code === 1000 ? 0 : 1));
socket.on('message', (data) => {
    const { type, payload } = JSON.parse(data);
    if (type === 'hello_ack') say('call', { id: 1, op, args: JSON.parse(args) });
    if (type !== 'result' && type !== 'error') return;
    console.log(JSON.stringify(payload));
    socket.close(1000);
});
