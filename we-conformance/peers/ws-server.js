// The ws package as a server. Usage: node ws-server.js [CERTIFICATE.pem KEY.pem]
// Prints its port; what it does depends on the path. Ends when its stdin ends.
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const { WebSocketServer } = require('ws');

const [cert, key] = process.argv.slice(2);
const server = cert
  ? https.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) })
  : http.createServer();

const paths = {
  '/echo': (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
  '/close': (socket, query) => socket.close(Number(query.get('code')), query.get('reason')),
  '/terminate': (socket) => socket.terminate(),
  '/ping': (socket) => {
    socket.on('pong', (data) => socket.send('pong ' + data));
    socket.ping('are you there');
  },
  '/fragments': (socket) => {
    for (const [part, fin] of [['one ', false], ['', false], ['two ', false], ['€', true]]) {
      socket.send(part, { fin });
    }
    for (const [part, fin] of [[[1, 2], false], [[3], true]]) {
      socket.send(Buffer.from(part), { fin });
    }
  },
  // What the peer's Close said goes to stdout.
  '/told': (socket) => socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`)),
};

const sockets = new WebSocketServer({
  server,
  maxPayload: 1 << 26,
  handleProtocols: (offered) => (offered.has('superchat') ? 'superchat' : false),
  verifyClient: ({ req }, answer) =>
    req.url === '/refuse' ? answer(false, 403, 'not you', { 'X-Why': 'test' }) : answer(true),
});
sockets.on('connection', (socket, request) => {
  const url = new URL(request.url, 'http://localhost');
  socket.on('error', (error) => console.log('error ' + error.message));
  paths[url.pathname](socket, url.searchParams);
});
server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
process.stdin.resume().on('end', () => process.exit());
