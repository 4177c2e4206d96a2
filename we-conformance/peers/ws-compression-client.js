// The ws package as a client. Usage: node ws-compression-client.js URL...
// Has messages echoed by each server with every combination of the parameters of permessage-deflate;
// prints `ok WHICH: AGREED` or `failed WHICH: WHY` for each.
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const WebSocket = require('ws');

const half = crypto.randomBytes(3000);
const json = JSON.stringify({ name: 'sensor', values: [1, 2, 3, 5, 8, 13] }).repeat(8);
const messages = [Buffer.concat([half, half]), half, Buffer.from(json), Buffer.alloc(0), Buffer.from(json)];

function echoed(url, choice) {
  const perMessageDeflate = {
    threshold: 0,
    serverNoContextTakeover: choice & 1 ? true : undefined,
    clientNoContextTakeover: choice & 2 ? true : undefined,
    serverMaxWindowBits: choice & 4 ? 10 : undefined,
    clientMaxWindowBits: choice & 8 ? 10 : undefined,
  };
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate });
    let next = 0;
    socket.on('open', () => messages.forEach((message) => socket.send(message)));
    socket.on('message', (data) => {
      assert.ok(data.equals(messages[next]), `message ${next} comes back changed`);
      if (++next === messages.length) {
        socket.close(1000);
      }
    });
    socket.on('error', reject);
    socket.on('close', (code) =>
      code === 1000 ? resolve(socket.extensions) : reject(new Error('closed with ' + code)));
  });
}

(async () => {
  for (const url of process.argv.slice(2)) {
    for (let choice = 0; choice < 16; choice++) {
      const which = url + ' ' + choice;
      await echoed(url, choice).then(
        (agreed) => console.log(`ok ${which}: ${agreed}`),
        (error) => console.log(`failed ${which}: ${error.message}`));
    }
  }
  console.log('done');
  process.exit();
})();
