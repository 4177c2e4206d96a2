/** SHA-1 (FIPS 180-4), for the WebSocket opening handshake and nothing else. */
package dev.we.crypto;
