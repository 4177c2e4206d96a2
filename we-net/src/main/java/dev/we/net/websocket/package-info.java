/**
 * The WebSocket API and its words (RFC 6455).
 *
 * <p>A {@link dev.we.net.websocket.WebSocket} is the sending half of an open connection; what
 * arrives comes to a {@link dev.we.net.websocket.WebSocketListener}. {@link
 * dev.we.net.websocket.BlockingWebSocket} is the same connection for a thread that prefers to wait,
 * a virtual thread above all. Connections are opened by {@code client.WebSocketClient} and accepted
 * by {@code server.WebSocketServer}.
 *
 * <pre>
 *      your threads                                     the connection's loop (or your Executor)
 *   sendText · sendBinary · sendPing                     onOpen · onText · onBinary · onPing
 *   close · abort · bufferedAmount                       onPong · onWritable · onError · onClose
 *            │                                                        ▲
 *            └──────────────▶  one connection, one peer  ─────────────┘
 * </pre>
 *
 * <p>Who is to blame is in the type. What the peer or the network did wrong is a {@link
 * dev.we.net.websocket.WebSocketException}; what the caller did wrong is an {@link
 * IllegalArgumentException} or an {@link IllegalStateException}. Every bound is a component of
 * {@link dev.we.net.websocket.Limits}; every rule of the protocol that a peer can break is a
 * constant of {@link dev.we.net.websocket.ProtocolViolation}.
 *
 * <p>This package knows no other package of the project.
 */
package dev.we.net.websocket;
