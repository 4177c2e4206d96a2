package dev.we.peers;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The clients. */
public enum ClientPeer {
  /** Ours. */
  WE(true, OurClient::new),
  /** The JDK's own, java.net.http. */
  JDK(false, JdkClient::new),
  /** OkHttp 5. */
  OKHTTP(true, OkHttpPeerClient::new),
  /** Java-WebSocket 1.6. */
  JAVA_WEBSOCKET(true, JavaWebSocketClient::new),
  /** Netty 4.2. */
  NETTY(true, NettyClient::new),
  /** Jetty 12.1. */
  JETTY(true, JettyClient::new),
  /** Vert.x 5, on Netty. */
  VERTX(true, VertxClient::new);

  private final boolean compresses;
  private final Start start;

  ClientPeer(boolean compresses, Start start) {
    this.compresses = compresses;
    this.start = start;
  }

  /** Starts one peer's client. */
  private interface Start {
    PeerClient start(ClientSettings settings) throws Exception;
  }

  /** Whether it has permessage-deflate. */
  public boolean compresses() {
    return compresses;
  }

  /**
   * Starts it.
   *
   * @throws UnsupportedOperationException if it cannot do what the settings ask for
   */
  public PeerClient start(ClientSettings settings) throws Exception {
    if (settings.compression() && !compresses) {
      throw new UnsupportedOperationException(word() + " cannot do " + settings);
    }
    QuietLogs.hush();
    return start.start(settings);
  }

  /** Its name on a command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one of this name. */
  public static ClientPeer of(String word) {
    return Arrays.stream(values())
        .filter(peer -> peer.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("no client is named " + word + "; there are: " + words()));
  }

  /** All names. */
  public static String words() {
    return Arrays.stream(values()).map(ClientPeer::word).collect(Collectors.joining(" "));
  }
}
