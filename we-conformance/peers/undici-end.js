// undici's WebSocket, the one of browsers' API, as an echo end; README.md has the contract.
'use strict';
const fs = require('fs');
const { clientLines } = require('./echo-end');
const { WebSocket, Agent } = require('undici');

const [, ca] = process.argv.slice(2);
const dispatcher = new Agent(ca ? { connect: { ca: fs.readFileSync(ca) } } : {});

clientLines((url) => {
  const path = new URL(url).pathname;
  const socket = new WebSocket(url, { protocols: ['other', 'superchat'], dispatcher });
  let failure;
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => console.log(`open ${path} ${socket.extensions}`);
  socket.onerror = (event) => (failure = event.error?.message ?? event.message);
  socket.onclose = ({ code, reason }) =>
    console.log(failure ? `failed ${path} ${failure}` : `closed ${path} ${code} ${reason}`);
  socket.onmessage = ({ data }) => {
    if (typeof data !== 'string' || !data.startsWith('please ')) {
      return socket.send(data);
    }
    const [, verb, ...rest] = data.split(' ');
    if (verb === 'say') {
      return socket.send(rest.join(' '));
    }
    const [code, ...reason] = rest;
    return code ? socket.close(Number(code), reason.join(' ')) : socket.close();
  };
});
