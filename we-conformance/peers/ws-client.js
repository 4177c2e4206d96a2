// The ws package as a client. Usage: node ws-client.js URL [CERTIFICATE.pem]
// Plays every scenario against the server at URL; prints `ok NAME` or `failed NAME: WHY` for each.
'use strict';
const assert = require('assert');
const fs = require('fs');
const WebSocket = require('ws');

const [url, ca] = process.argv.slice(2);
const options = ca ? { ca: fs.readFileSync(ca), maxPayload: 1 << 26 } : { maxPayload: 1 << 26 };

function open(path, protocols = []) {
  const socket = new WebSocket(url + path, protocols, options);
  socket.events = [];
  const waiting = [];
  const tell = (event) => (waiting.length > 0 ? waiting.shift()(event) : socket.events.push(event));
  socket.on('open', () => tell({ open: socket.protocol }));
  socket.on('message', (data, isBinary) => tell(isBinary ? { binary: data } : { text: data.toString() }));
  socket.on('pong', (data) => tell({ pong: data.toString() }));
  socket.on('close', (code, reason) => tell({ close: code, reason: reason.toString() }));
  socket.on('error', (error) => tell({ error: error.message }));
  socket.next = () =>
    socket.events.length > 0
      ? Promise.resolve(socket.events.shift())
      : new Promise((resolve) => waiting.push(resolve));
  return socket;
}

async function opened(path, protocols) {
  const socket = open(path, protocols);
  assert.deepStrictEqual(Object.keys(await socket.next()), ['open']);
  return socket;
}

async function closed(socket, code, reason, wantedCode = code) {
  socket.close(code, reason);
  const { close } = await socket.next();
  assert.strictEqual(close, wantedCode);
}

const SIZES = [0, 1, 125, 126, 65535, 65536, 1 << 20];

const scenarios = {
  async text() {
    const socket = await opened('/echo');
    for (const size of SIZES) {
      const text = 'x€'.repeat(size).slice(0, size);
      socket.send(text);
      assert.deepStrictEqual(await socket.next(), { text });
    }
    await closed(socket, 1000, '');
  },
  async binary() {
    const socket = await opened('/echo');
    for (const size of SIZES) {
      const binary = Buffer.alloc(size, 'a binary pattern');
      socket.send(binary);
      assert.deepStrictEqual(await socket.next(), { binary });
    }
    await closed(socket, 1000, '');
  },
  async large() {
    const socket = await opened('/echo');
    const binary = Buffer.alloc(8 << 20, 'a large pattern');
    socket.send(binary);
    assert.ok((await socket.next()).binary.equals(binary));
    await closed(socket, 1000, '');
  },
  async fragments() {
    const socket = await opened('/echo');
    socket.send('one ', { fin: false });
    socket.send('', { fin: false });
    socket.ping('between');
    socket.send('two €', { fin: true });
    const both = [await socket.next(), await socket.next()];
    assert.deepStrictEqual(both.filter((e) => e.text), [{ text: 'one two €' }]);
    assert.deepStrictEqual(both.filter((e) => e.pong), [{ pong: 'between' }]);
    await closed(socket, 1000, '');
  },
  async 'fragments from the server'() {
    const socket = await opened('/fragments');
    assert.deepStrictEqual(await socket.next(), { text: 'one two €' });
    assert.deepStrictEqual(await socket.next(), { binary: Buffer.from([1, 2, 3]) });
    await closed(socket, 1000, '');
  },
  async 'ping from the server'() {
    const socket = await opened('/ping');
    assert.deepStrictEqual(await socket.next(), { text: 'pong are you there' });
    await closed(socket, 1000, '');
  },
  async 'close codes'() {
    for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1011, 1012, 1013, 1014, 3000, 4999]) {
      await closed(await opened('/echo'), code, 'because €');
    }
    await closed(await opened('/echo'), undefined, undefined, 1005);
  },
  async 'close from the server'() {
    const socket = await opened('/close');
    assert.deepStrictEqual(await socket.next(), { close: 3001, reason: 'bye €' });
  },
  async subprotocol() {
    const socket = open('/echo', ['other', 'superchat']);
    assert.deepStrictEqual(await socket.next(), { open: 'superchat' });
    await closed(socket, 1000, '');
  },
  async refused() {
    const socket = open('/refuse');
    assert.match((await socket.next()).error, /403/);
  },
};

(async () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await scenario();
      console.log('ok ' + name);
    } catch (error) {
      console.log(`failed ${name}: ${String(error.message).replace(/\s+/g, ' ').slice(0, 300)}`);
    }
  }
  console.log('done');
  process.exit();
})();
