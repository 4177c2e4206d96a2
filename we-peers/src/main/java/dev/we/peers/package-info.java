/**
 * The WebSocket servers and clients that others wrote for the JVM, each set up as its makers
 * recommend and tuned for small fast messages, behind the same few types: what measures and what
 * tests for interoperability need not know whom it talks to.
 *
 * <pre>
 *   ServerPeer ──start(ServerSettings)──▶ EchoServer        sends every message back with its type
 *   ClientPeer ──start(ClientSettings)──▶ PeerClient ──connect──▶ PeerSocket ──▶ PeerListener
 *
 *   EchoServerMain NAME    LoadMain NAME URL                          the same as processes of their own
 * </pre>
 *
 * <p>What "fair" means here: one event loop where a peer has loops, as ours has one; no delay by
 * Nagle's algorithm; flushes put together where the peer offers that; whole messages up to {@link
 * dev.we.peers.ServerSettings#MAX_MESSAGE_BYTES}; UTF-8 checked as the peer does it by default; TLS
 * by the JDK's own provider for all. Each adapter says what else it sets and why.
 */
@org.jspecify.annotations.NullMarked
package dev.we.peers;
