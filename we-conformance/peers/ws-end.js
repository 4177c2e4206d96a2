// npm's ws as an echo end; README.md has the contract.
'use strict';
const fs = require('fs');
const { createServer, params, clientLines } = require('./echo-end');
const WebSocket = require('ws');

const LIMITS = { maxPayload: 1 << 26 };

// What ws is told of the compression; null: it leaves ws to its defaults.
function deflate(query, role) {
  const told = params(query);
  if (!told) {
    return { threshold: 0 };
  }
  const clientBits = told.client_max_window_bits;
  return {
    threshold: 0,
    serverNoContextTakeover: 'server_no_context_takeover' in told || undefined,
    clientNoContextTakeover: 'client_no_context_takeover' in told || undefined,
    serverMaxWindowBits: Number(told.server_max_window_bits) || undefined,
    clientMaxWindowBits: clientBits === '' || Number(clientBits) || (role === 'client' ? false : undefined),
  };
}

function obey(socket, words) {
  const [verb, ...rest] = words.split(' ');
  const argument = rest.join(' ');
  switch (verb) {
    case 'close': {
      const [code, ...reason] = rest;
      return code ? socket.close(Number(code), reason.join(' ')) : socket.close();
    }
    case 'ping':
      socket.once('pong', (data) => socket.send('pong ' + data));
      return socket.ping(argument);
    case 'fragment': {
      const half = argument.length >> 1;
      socket.send(argument.slice(0, half), { fin: false });
      socket.send('', { fin: false });
      return socket.send(argument.slice(half), { fin: true });
    }
    case 'vanish':
      return socket.terminate();
    default:
      return socket.send(argument, { compress: false }); // "say"
  }
}

function echo(socket) {
  socket.on('message', (data, isBinary) => {
    const text = isBinary || data.length > 10000 ? '' : data.toString();
    if (text.startsWith('please ')) {
      obey(socket, text.slice('please '.length));
    } else {
      socket.send(data, { binary: isBinary });
    }
  });
}

function serve() {
  const server = createServer();
  server.on('upgrade', (request, stream, head) => {
    const query = request.url.split('?')[1];
    const sockets = new WebSocket.WebSocketServer({
      ...LIMITS,
      noServer: true,
      perMessageDeflate: deflate(query, 'server'),
      handleProtocols: (offered) => (offered.has('superchat') ? 'superchat' : false),
      verifyClient: ({ req }, answer) =>
        req.url === '/refuse' ? answer(false, 403, 'not you', { 'X-Why': 'test' }) : answer(true),
    });
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => {}); // 'close' follows and tells
      socket.on('close', (code, reason) => console.log(`closed ${request.url} ${code} ${reason}`));
      echo(socket);
    });
  });
}

function call(ca) {
  const trust = ca ? { ca: fs.readFileSync(ca) } : {};
  clientLines((url, query) => {
    const path = new URL(url).pathname;
    const options = { ...LIMITS, ...trust, perMessageDeflate: deflate(query, 'client') };
    const socket = new WebSocket(url, ['other', 'superchat'], options);
    let failure;
    socket.on('open', () => console.log(`open ${path} ${socket.extensions}`));
    socket.on('error', (error) => (failure = error.message));
    socket.on('close', (code, reason) =>
      console.log(failure ? `failed ${path} ${failure}` : `closed ${path} ${code} ${reason}`),
    );
    echo(socket);
  });
}

const [role, ...files] = process.argv.slice(2);
role === 'server' ? serve() : call(files[0]);
