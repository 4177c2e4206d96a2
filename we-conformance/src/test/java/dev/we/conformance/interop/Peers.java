package dev.we.conformance.interop;

import static dev.we.conformance.interop.Questions.CLOSE;
import static dev.we.conformance.interop.Questions.ECHO;
import static dev.we.conformance.interop.Questions.EMPTY_FRAGMENT;
import static dev.we.conformance.interop.Questions.FRAGMENTS;
import static dev.we.conformance.interop.Questions.ITS_CLOSE;
import static dev.we.conformance.interop.Questions.ITS_FRAGMENTS;
import static dev.we.conformance.interop.Questions.ITS_PING;
import static dev.we.conformance.interop.Questions.LARGE;
import static dev.we.conformance.interop.Questions.SUBPROTOCOL;
import static dev.we.conformance.interop.Questions.VANISH;

import dev.we.peers.ClientPeer;
import dev.we.peers.ServerPeer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** All peers, each with its ways. */
final class Peers {
  /** The API of browsers lets a page close with 1000 and 3000 to 4999, and knows no pings. */
  private static final String[] CLOSES_OF_PROTOCOLS =
      IntStream.rangeClosed(1001, 1014)
          .mapToObj(code -> ITS_CLOSE + " " + code)
          .toArray(String[]::new);

  static final Traits BROWSER =
      Traits.ALL.without(ITS_PING, ITS_FRAGMENTS, VANISH).without(CLOSES_OF_PROTOCOLS);

  static final ProcessPeer WS = ProcessPeer.node("npm ws 8.23.0", "ws-end.js", "ws", Traits.ALL);

  static final ProcessPeer UNDICI =
      ProcessPeer.node("npm undici 7.30.2", "undici-end.js", "undici", BROWSER).only("client");

  static final ProcessPeer FAYE =
      ProcessPeer.node(
          "npm faye-websocket 0.11.4",
          "faye-end.js",
          "faye-websocket",
          Traits.ALL
              .without(ITS_FRAGMENTS, VANISH)
              .without(CLOSES_OF_PROTOCOLS)
              .with(CLOSE + " 1012", "close 1002 clean")
              .with(CLOSE + " 1013", "close 1002 clean")
              .with(CLOSE + " 1014", "close 1002 clean")
              .with(CLOSE + " without code", "close 1000 clean")
              .with(ITS_CLOSE + " without code", "close 1000 clean")
              // It destroys the stream right behind its Close, which TLS may still hold.
              .nowAndThen("the TLS stream was cut short"));

  static final ProcessPeer WEBSOCKETS =
      ProcessPeer.python("python3-websockets 10.4", "websockets-end.py", "websockets", Traits.ALL);

  static final ProcessPeer AIOHTTP =
      ProcessPeer.python(
          "python3-aiohttp 3.8.4",
          "aiohttp-end.py",
          "aiohttp",
          // A ping between the fragments may make it forget that the message is compressed.
          Traits.ALL
              .without(ITS_FRAGMENTS, ITS_PING, VANISH)
              .nowAndThen("close 1007 clean, pong between")
              .with(ITS_CLOSE + " without code", "close 1000 clean")
              .with(CLOSE, "close 1000 clean"));

  private static final ProcessPeer GORILLA =
      built(
          "Go gorilla/websocket 1.5.0 (Debian)",
          "gorilla-end",
          Traits.ALL.with(CLOSE + " 1014", "close 1002 bad close code 1014 clean"));

  private static final ProcessPeer BEAST =
      built(
          "Boost.Beast 1.81 (Debian)",
          "beast-end",
          Traits.ALL
              .with(CLOSE + " 1014", "close 1002 clean")
              .with(CLOSE + " without code", "close 1000 clean"));

  /**
   * Without a code it ends the stream and sends no Close. Its client loses every message that is
   * not compressed once permessage-deflate is agreed on, and is silent from then on: our short
   * requests are such messages.
   */
  private static final ProcessPeer LIBWEBSOCKETS =
      built(
              "libwebsockets 4.1.6 (Debian)",
              "libwebsockets-end",
              Traits.ALL
                  .without(ITS_CLOSE + " without")
                  .with(CLOSE + " 1012", "close 1002 clean")
                  .with(CLOSE + " 1013", "close 1002 clean")
                  .with(CLOSE + " 1014", "close 1002 clean"))
          .callingWithout(
              ECHO + " compressed",
              LARGE + " compressed",
              ITS_PING + " compressed",
              ITS_CLOSE + " compressed",
              VANISH + " compressed");

  private static final Traits SERVES_ONLY =
      Traits.ALL.without(ITS_FRAGMENTS, ITS_PING, ITS_CLOSE, SUBPROTOCOL, VANISH);

  private static final Traits CALLS_ONLY =
      Traits.ALL.without(ITS_FRAGMENTS, ITS_PING, ITS_CLOSE + " without", SUBPROTOCOL, VANISH);

  private static final Peer JDK =
      new JvmPeer(
          "JDK java.net.http",
          null,
          ClientPeer.JDK,
          SERVES_ONLY,
          CALLS_ONLY
              .without(
                  ITS_CLOSE + " 1002",
                  ITS_CLOSE + " 1003",
                  ITS_CLOSE + " 1007",
                  ITS_CLOSE + " 1009",
                  ITS_CLOSE + " 1010",
                  ITS_CLOSE + " 1012",
                  ITS_CLOSE + " 1013",
                  ITS_CLOSE + " 1014")
              // RFC 6455, 7.4.1: 1010 is what a client says. It fails the connection, with Close or
              // without.
              .without(CLOSE + " 1010")
              .with(CLOSE + " without code", "close 1000 clean"));

  private static final Peer OKHTTP =
      new JvmPeer(
          "OkHttp 5.5.1",
          null,
          ClientPeer.OKHTTP,
          SERVES_ONLY,
          CALLS_ONLY.with(CLOSE + " without code", "close 1000 clean"));

  private static final Peer NETTY =
      new JvmPeer(
          "Netty 4.2.20",
          ServerPeer.NETTY,
          ClientPeer.NETTY,
          waysOfNetty(SERVES_ONLY),
          waysOfNetty(CALLS_ONLY));

  private static final Peer JAVA_WEBSOCKET =
      new JvmPeer(
          "Java-WebSocket 1.6.0",
          ServerPeer.JAVA_WEBSOCKET,
          ClientPeer.JAVA_WEBSOCKET,
          waysOfJavaWebSocket(SERVES_ONLY),
          // The thread that closes ends the one that writes, which may still hold its Close.
          waysOfJavaWebSocket(CALLS_ONLY)
              .nowAndThen("the connection ended without a closing handshake"));

  private static final Peer VERTX =
      new JvmPeer(
          "Vert.x 5.2.3",
          ServerPeer.VERTX,
          ClientPeer.VERTX,
          waysOfVertx(SERVES_ONLY),
          waysOfVertx(CALLS_ONLY));

  /** Compressed it takes 1 MiB at most, whatever limit it is set to. */
  private static final Peer UNDERTOW =
      new JvmPeer(
          "Undertow 2.4.4",
          ServerPeer.UNDERTOW,
          null,
          SERVES_ONLY
              .without(LARGE + " compressed")
              .with(CLOSE + " 1012", undertowKnowsNot(1012))
              .with(CLOSE + " 1013", undertowKnowsNot(1013))
              .with(CLOSE + " 1014", undertowKnowsNot(1014))
              .with(CLOSE + " without code", "close 1000 clean"),
          CALLS_ONLY);

  private static final Peer TOMCAT =
      new JvmPeer(
          "Tomcat 11.0.27",
          ServerPeer.TOMCAT,
          null,
          SERVES_ONLY
              .with(CLOSE + " 1012", "close 1002 clean")
              .with(CLOSE + " 1013", "close 1002 clean")
              .with(CLOSE + " 1014", "close 1002 clean")
              .with(CLOSE + " without code", "close 1000 clean"),
          CALLS_ONLY);

  private static final Peer TYRUS =
      new JvmPeer(
          "Tyrus 2.2.2",
          ServerPeer.TYRUS,
          null,
          SERVES_ONLY
              .with(CLOSE + " 1012", "close 1002 Illegal close code: SERVICE_RESTART clean")
              .with(CLOSE + " 1013", "close 1002 Illegal close code: TRY_AGAIN_LATER clean")
              .with(CLOSE + " 1014", "close 1002 Illegal status code: 1014 clean")
              .with(CLOSE + " without code", "close 1000 Normal closure. clean"),
          CALLS_ONLY);

  /** The time it takes for a message grows with the square of its length. */
  private static final Peer HELIDON =
      new JvmPeer(
          "Helidon 4.3.1",
          ServerPeer.HELIDON,
          null,
          SERVES_ONLY.without(LARGE).with(CLOSE, "close 1000 normal clean"),
          CALLS_ONLY);

  private Peers() {}

  private static String undertowKnowsNot(int code) {
    return "close 1002 UT002026: Invalid close frame status code: " + code + " clean";
  }

  /** It expects that the first part of a compressed message comes to something. */
  private static Traits waysOfNetty(Traits traits) {
    return traits.with(EMPTY_FRAGMENT + " compressed", "close 1000 Bye clean");
  }

  /** After a ping between compressed fragments it takes the rest for uncompressed. */
  private static Traits waysOfJavaWebSocket(Traits traits) {
    return traits
        .with(
            FRAGMENTS + " compressed",
            "close 1007 Received text is no valid utf8 string! clean, pong between")
        .with(CLOSE + " without code", "close 1000 clean");
  }

  /** To an empty first fragment it cannot append the next, and is silent from then on. */
  private static Traits waysOfVertx(Traits traits) {
    return traits.without(EMPTY_FRAGMENT).with(CLOSE + " without code", "close 1000 clean");
  }

  private static ProcessPeer built(String title, String program, Traits traits) {
    Path file = Path.of("peers", "target", program).toAbsolutePath();
    return ProcessPeer.of(
        title, List.of(file.toString()), List.of("test", "-x", file.toString()), traits);
  }

  /** Those that every test run meets. */
  static List<Peer> quick() {
    return List.of(WS, WEBSOCKETS, JDK, OKHTTP, NETTY);
  }

  /** All. */
  static List<Peer> all() {
    return List.of(
        WS,
        UNDICI,
        FAYE,
        WEBSOCKETS,
        AIOHTTP,
        GORILLA,
        BEAST,
        LIBWEBSOCKETS,
        new Chromium(),
        Proxy.NGINX,
        Proxy.HAPROXY,
        JDK,
        OKHTTP,
        NETTY,
        new JvmPeer("Jetty 12.1.14", ServerPeer.JETTY, ClientPeer.JETTY, SERVES_ONLY, CALLS_ONLY),
        JAVA_WEBSOCKET,
        VERTX,
        UNDERTOW,
        TOMCAT,
        TYRUS,
        HELIDON);
  }
}
