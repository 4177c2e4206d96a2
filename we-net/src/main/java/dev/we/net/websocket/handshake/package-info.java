/**
 * The opening handshake, both sides (RFC 6455, section 4): one HTTP/1.1 request, one response, and
 * from then on frames.
 *
 * <pre>
 *   client                                                            server
 *   ClientOffer ─▶ ClientHandshake ── GET … Sec-WebSocket-Key: K ──▶ ServerHandshake ─▶ HandshakeRequest
 *                        │                                                │                    │
 *   OpeningHandshake ◀───┤◀── 101 … Sec-WebSocket-Accept: A(K) ───────────┤◀── accept ─────────┤
 *   HandshakeException ◀─┘◀── 4xx, and a line that says why ──────────────┘◀── reject ─────────┘
 *        │
 *        └─ Redirect: where a 3xx leads, and what may go along
 *
 *   ProxyHandshake: before all that, what a proxy is told (HttpConnect, Socks5)
 * </pre>
 *
 * <p>The handshake proves one thing: that the server understood that this is a WebSocket and no
 * other protocol. The client sends 16 random bytes, K, and the server answers with a value that
 * only somebody who knows RFC 6455 computes from them ({@code WebSocketKey}). Nothing here is
 * secret, and nothing here says who the peer is: that is TLS's task.
 *
 * <p>A head is read as RFC 9112 writes it and no other way: what two parsers could read in two ways
 * (a bare line feed, a folded line, white space before a colon, a second Host) is refused, because
 * on that difference request smuggling lives. Reading is resumable at any byte, looks at each byte
 * once, is bounded in bytes and in lines, and holds memory only for what has arrived. It stops
 * right behind the head: what follows in the buffer is the first frame.
 *
 * <p>This package is part of the pure zone: buffers in, buffers and values out. It knows no socket,
 * thread or clock, and takes the key's random bytes as an argument. It knows the API's words,
 * {@code dev.we.crypto} for the key, and the extension package for the grammar of its header.
 * Nothing here is for use by several threads at once, but the records, which are immutable.
 */
package dev.we.net.websocket.handshake;
