/**
 * Our client and server against implementations that others wrote, over {@code ws} and {@code wss}.
 *
 * <pre>
 *   ServerPeersTest   our client ──▶ peers/ws-server.js, peers/websockets-server.py
 *   ClientPeersTest   our server ◀── peers/ws-client.js, peers/websockets-client.py
 *   JdkClientTest     our server ◀── java.net.http.WebSocket
 *   CompressionPeersTest   both ways, with all parameters of permessage-deflate
 * </pre>
 *
 * <p>Peers are child processes that tell their port and results by lines on stdout and end when
 * their stdin does. {@code peers/install} fetches them; where one is missing its tests are skipped,
 * by name and with the reason.
 */
package dev.we.conformance.interop;
