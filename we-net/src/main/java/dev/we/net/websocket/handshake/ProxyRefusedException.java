package dev.we.net.websocket.handshake;

import java.io.IOException;

/** A proxy opens no way to the server, or does not speak its protocol; the message says why. */
public final class ProxyRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  ProxyRefusedException(String message) {
    super(message);
  }
}
