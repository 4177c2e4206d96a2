// The ws package as echo servers. Usage: node ws-compression-server.js
// One for every combination of the parameters of permessage-deflate, whose ports it prints in order.
// Ends when its stdin ends.
'use strict';
const { WebSocketServer } = require('ws');

(async () => {
  for (let choice = 0; choice < 16; choice++) {
    const perMessageDeflate = {
      threshold: 0,
      serverNoContextTakeover: choice & 1 ? true : undefined,
      clientNoContextTakeover: choice & 2 ? true : undefined,
      serverMaxWindowBits: choice & 4 ? 10 : undefined,
      clientMaxWindowBits: choice & 8 ? 10 : undefined,
    };
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate });
    server.on('connection', (socket) => {
      socket.on('error', (error) => console.log('error ' + error.message));
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    });
    await new Promise((resolve) => server.on('listening', resolve));
    console.log('port ' + server.address().port);
  }
})();
process.stdin.resume().on('end', () => process.exit());
