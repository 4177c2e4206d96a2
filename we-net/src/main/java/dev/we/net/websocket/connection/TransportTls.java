package dev.we.net.websocket.connection;

import dev.we.net.websocket.Tls;
import dev.we.net.websocket.transport.TlsSettings;
import dev.we.net.websocket.transport.TlsSettings.ClientAuthentication;
import java.time.Duration;
import java.util.List;

/** What the transport is told of the API's {@link Tls}. */
public final class TransportTls {
  /** RFC 6455 stands on HTTP/1.1: a peer that also speaks HTTP/2 must not choose that. */
  private static final List<String> HTTP_1_1 = List.of("http/1.1");

  private TransportTls() {}

  /** The transport's words for {@code tls}. */
  public static TlsSettings of(Tls tls, Duration timeout) {
    return new TlsSettings(
        tls.context(),
        tls.verifyHostName(),
        tls.protocols(),
        tls.ciphers(),
        HTTP_1_1,
        switch (tls.clientAuth()) {
          case NONE -> ClientAuthentication.NONE;
          case WANTED -> ClientAuthentication.WANT;
          case NEEDED -> ClientAuthentication.NEED;
        },
        Timeouts.bounded(timeout));
  }
}
