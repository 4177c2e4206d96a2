// An echo server with npm's ws. Usage: node ws-echo.js PORT
'use strict';
const path = require('path');
const { WebSocketServer } = require(path.join(__dirname, '../../we-conformance/peers/node_modules/ws'));

new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]), perMessageDeflate: false, maxPayload: 1 << 24 })
  .on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => {});
  });
