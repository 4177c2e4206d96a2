// npm's faye-websocket as an echo end; README.md has the contract.
'use strict';
const fs = require('fs');
const { createServer, clientLines } = require('./echo-end');
const deflate = require('permessage-deflate');
const Faye = require('faye-websocket');

const OPTIONS = { maxLength: 1 << 26, extensions: [deflate] };

function echo(socket, path) {
  let failure;
  socket.on('open', () => console.log(`open ${path} ?`));
  socket.on('error', (event) => (failure = event.message));
  socket.on('close', ({ code, reason }) =>
    console.log(failure ? `failed ${path} ${failure}` : `closed ${path} ${code} ${reason}`),
  );
  socket.on('message', ({ data }) => {
    if (typeof data !== 'string' || !data.startsWith('please ')) {
      return socket.send(data);
    }
    const [, verb, ...rest] = data.split(' ');
    if (verb === 'ping') {
      const payload = rest.join(' ');
      return socket.ping(payload, () => socket.send('pong ' + payload));
    }
    if (verb === 'say') {
      return socket.send(rest.join(' '));
    }
    const [code, ...reason] = rest;
    return code ? socket.close(Number(code), reason.join(' ')) : socket.close();
  });
}

function serve() {
  createServer().on('upgrade', (request, stream, head) => {
    if (request.url === '/refuse') {
      return stream.end('HTTP/1.1 403 Forbidden\r\nX-Why: test\r\nContent-Length: 7\r\n\r\nnot you');
    }
    echo(new Faye(request, stream, head, ['superchat'], OPTIONS), request.url);
  });
}

function call(ca) {
  const tls = ca ? { ca: fs.readFileSync(ca) } : {};
  clientLines((url) =>
    echo(new Faye.Client(url, ['other', 'superchat'], { ...OPTIONS, tls }), new URL(url).pathname),
  );
}

const [role, ...files] = process.argv.slice(2);
role === 'server' ? serve() : call(files[0]);
