// What the echo ends that run in node have in common; README.md has the contract.
'use strict';
const fs = require('fs');
const http = require('http');
const https = require('https');
const readline = require('readline');

// An HTTP server on a free port, which it prints; with a certificate and key among the arguments
// it speaks TLS. Ends when stdin does.
exports.createServer = () => {
  const [cert, key] = process.argv.slice(3);
  const server = cert
    ? https.createServer({ cert: fs.readFileSync(cert), key: fs.readFileSync(key) })
    : http.createServer();
  server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
  process.stdin.resume().on('end', () => process.exit());
  return server;
};

// Calls `connect(url, query)` for each line of stdin. Ends when stdin does.
exports.clientLines = (connect) =>
  readline
    .createInterface({ input: process.stdin })
    .on('line', (line) => connect(...line.split(' ')))
    .on('close', () => process.exit());

// `a=1&b` as an object; null where there is none.
exports.params = (query) => (query ? Object.fromEntries(new URLSearchParams(query)) : null);
