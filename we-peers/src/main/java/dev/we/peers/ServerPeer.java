package dev.we.peers;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The servers. */
public enum ServerPeer {
  /** Ours. */
  WE(true, OurServer::new),
  /** Netty 4.2. */
  NETTY(true, NettyServer::new),
  /** Jetty 12.1, its own API on the core server. */
  JETTY(true, JettyServer::new),
  /** Undertow 2.4. */
  UNDERTOW(true, UndertowServer::new),
  /** Java-WebSocket 1.6. */
  JAVA_WEBSOCKET(true, JavaWebSocketServer::new),
  /** Tyrus 2.2 on Grizzly. */
  TYRUS(false, TyrusServer::new),
  /** Helidon 4, a virtual thread for each connection. */
  HELIDON(false, HelidonServer::new),
  /** Vert.x 5, on Netty. */
  VERTX(true, VertxServer::new),
  /** Tomcat 11, embedded. */
  TOMCAT(true, TomcatServer::new);

  private final boolean compresses;
  private final Start start;

  ServerPeer(boolean compresses, Start start) {
    this.compresses = compresses;
    this.start = start;
  }

  /** Starts one peer's server. */
  private interface Start {
    EchoServer start(ServerSettings settings) throws Exception;
  }

  /** Whether it has permessage-deflate. */
  public boolean compresses() {
    return compresses;
  }

  /** Whether it can wait with {@code io}. */
  public boolean has(Io io) {
    return io == Io.NIO || this == WE || this == NETTY || this == VERTX;
  }

  /**
   * Starts it; it listens when this returns.
   *
   * @throws UnsupportedOperationException if it cannot do what the settings ask for
   */
  public EchoServer start(ServerSettings settings) throws Exception {
    if (settings.compression() && !compresses || !has(settings.io())) {
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
  public static ServerPeer of(String word) {
    return Arrays.stream(values())
        .filter(peer -> peer.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("no server is named " + word + "; there are: " + words()));
  }

  /** All names. */
  public static String words() {
    return Arrays.stream(values()).map(ServerPeer::word).collect(Collectors.joining(" "));
  }
}
