package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Proxy;
import java.nio.ByteBuffer;

/**
 * What is said to a proxy before it passes bytes on to the server.
 *
 * <pre>
 *   toSend ──▶ proxy ──▶ receive ─┬─ more is needed: toSend again, perhaps nothing
 *                                 ├─ true: what follows is between us and the server
 *                                 └─ ProxyRefusedException
 * </pre>
 *
 * <p>For one connection, and one thread at a time.
 */
public sealed interface ProxyHandshake permits HttpConnect, Socks5 {
  /** A conversation that asks for the way to a server. */
  static ProxyHandshake with(Proxy proxy, WebSocketUri server) {
    return switch (proxy.kind()) {
      case HTTP -> new HttpConnect(server, proxy.credentials());
      case SOCKS5 -> new Socks5(server, proxy.credentials());
    };
  }

  /** What is to be sent now; each byte is given once. */
  ByteBuffer toSend();

  /**
   * Takes what the proxy sent, and not a byte of what the server sent behind it.
   *
   * @return whether the way is open; if not, all bytes were taken
   * @throws ProxyRefusedException if the proxy refuses or cannot be understood; nothing may be
   *     given after that
   */
  boolean receive(ByteBuffer in) throws ProxyRefusedException;
}
