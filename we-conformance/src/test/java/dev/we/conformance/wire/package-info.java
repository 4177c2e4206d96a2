/**
 * What RFC 6455 says of each byte on the wire, asked of the real server and client over real
 * sockets.
 *
 * <p>The other end of the stream is a plain blocking socket that is driven byte by byte. What is to
 * be expected comes from {@link dev.we.conformance.wire.Rfc6455}, written from the RFC and sharing
 * no code with what it judges.
 *
 * <pre>
 *   Server…Test:  RawPeer (client's role, masks) ──socket──▶ EchoServer, a real WebSocketServer
 *   Client…Test:  RawServer (scripts by path)   ◀──socket── a real WebSocketClient
 * </pre>
 */
package dev.we.conformance.wire;
