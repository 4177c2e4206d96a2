/**
 * Accepting WebSocket connections (RFC 6455, section 4.2).
 *
 * <pre>
 *   WebSocketServer.bind ──▶ listens on its loop
 *         │ per connection
 *         ▼
 *   ServerOpening ── request, checked ──▶ Routes ── path? origin? ──▶ Endpoint: HandshakeAnswer
 *         │                                                              │
 *         │ ◀─────────── refuse: response, end of stream ────────────────┤
 *         └──────────▶ accept: 101, Connection ◀─────────────────────────┘
 * </pre>
 *
 * <p>Knows the packages {@code connection}, {@code handshake} and {@code transport}.
 */
package dev.we.net.websocket.server;
