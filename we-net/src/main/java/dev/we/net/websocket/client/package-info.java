/**
 * Opening WebSocket connections (RFC 6455, section 4.1).
 *
 * <pre>
 *   WebSocketClient ── request(uri) ──▶ ConnectRequest ── connect(listener) ──▶ ClientOpening
 *                                                      └─ open()                    │ on the client's loop:
 *                                                                                   │ TCP, proxy, TLS, handshake
 *                        a future, or the thread that waits  ◀── open ── Connection ◀┘ (redirects: again)
 *                                                            ◀── failed
 * </pre>
 *
 * <p>Knows the packages {@code connection}, {@code handshake} and {@code transport}.
 */
package dev.we.net.websocket.client;
