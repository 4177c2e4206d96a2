package dev.we.net.websocket.client;

import dev.we.net.websocket.Proxy;
import dev.we.net.websocket.handshake.ProxyHandshake;
import dev.we.net.websocket.handshake.ProxyRefusedException;
import dev.we.net.websocket.handshake.WebSocketUri;
import dev.we.net.websocket.transport.Tunnel;
import java.nio.ByteBuffer;

/** Holds a proxy's handshake where the transport wants it: neither knows of the other. */
final class ProxyPassage implements Tunnel.Passage {
  private final ProxyHandshake handshake;

  private ProxyPassage(ProxyHandshake handshake) {
    this.handshake = handshake;
  }

  /** The way through a proxy to a server. */
  static Tunnel tunnel(Proxy proxy, WebSocketUri server) {
    return new Tunnel(
        proxy.host(), proxy.port(), () -> new ProxyPassage(ProxyHandshake.with(proxy, server)));
  }

  @Override
  public ByteBuffer toSend() {
    return handshake.toSend();
  }

  @Override
  public boolean receive(ByteBuffer in) throws ProxyRefusedException {
    return handshake.receive(in);
  }
}
