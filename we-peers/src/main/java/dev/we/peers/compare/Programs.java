package dev.we.peers.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines.
 *
 * @param classPath what the peers need
 * @param project the folder with {@code ./we}
 * @param tools the folder with wsload and wsecho, where those could be compiled
 * @param keyStore the servers' key, PKCS #12
 */
record Programs(String classPath, Path project, Path tools, Path keyStore) {
  /** The C programs' name among the contestants. */
  static final String C = "c";

  /** The servers that are no JVM's, each a program NAME-echo among the tools if it was built. */
  private static final List<String> NATIVE = List.of(C, "npm-ws", "gorilla", "beast");

  /** Ours, as {@code ./we serve} has it: over epoll. */
  static final String OURS = "we";

  /** Ours over the JDK's channels. */
  static final String OURS_NIO = "we-nio";

  /** What our own command line is called among the clients. */
  static final String FLOOD = "we-flood";

  /**
   * The same JVM for all: one young generation of fixed size, so that no heap has to find its size
   * while it is measured; what Netty needs to work as it does by default on older JDKs.
   */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms512m",
          "-Xmx2g",
          "-Xmn256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.noUnsafe=false",
          "-Dio.netty.leakDetection.level=disabled",
          // TLS 1.3 with AES-128-GCM for everybody.
          "-Djdk.tls.client.protocols=TLSv1.3",
          "-Djdk.tls.client.cipherSuites=TLS_AES_128_GCM_SHA256");

  boolean hasC() {
    return Files.isExecutable(wsload()) && Files.isExecutable(tools.resolve("wsecho"));
  }

  static boolean isJvm(String contestant) {
    return !NATIVE.contains(contestant);
  }

  /** The programs of others that are there. */
  List<String> nativeServers() {
    return NATIVE.stream().filter(name -> Files.isExecutable(nativeServer(name))).toList();
  }

  private Path nativeServer(String name) {
    return tools.resolve(name.equals(C) ? "wsecho" : name + "-echo");
  }

  private Path wsload() {
    return tools.resolve("wsload");
  }

  private List<String> java(List<String> more, String main) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(JVM);
    words.addAll(more);
    words.addAll(List.of("-cp", classPath, "dev.we.peers." + main));
    return words;
  }

  /** Whether it is ours in any form: no peer of ours. */
  static boolean isOurs(String contestant) {
    return contestant.equals(OURS) || contestant.startsWith(OURS + "-");
  }

  /** An echo server on a port; {@code name-epoll} is the peer with epoll. */
  List<String> server(String contestant, int port, List<String> jvm, List<String> options) {
    if (!isJvm(contestant)) {
      return List.of(nativeServer(contestant).toString(), Integer.toString(port));
    }
    boolean epoll = contestant.equals(OURS) || contestant.endsWith("-epoll");
    List<String> words = java(jvm, "EchoServerMain");
    words.add(contestant.replaceFirst("-(epoll|nio)$", ""));
    if (epoll) {
      words.add("--epoll");
    }
    words.addAll(List.of("--port", Integer.toString(port)));
    words.addAll(options);
    return words;
  }

  /** The C load generator, or ours where there is none. */
  List<String> load(int port, Shape shape, double seconds, double warmup) {
    return hasC()
        ? client(C, "ws", port, shape, seconds, warmup, List.of())
        : client("we", "ws", port, shape, seconds, warmup, List.of());
  }

  /** Connections that send as many messages as the shape is deep, once, and then stay; C only. */
  List<String> idle(int port, Shape shape) {
    return List.of(
        wsload().toString(),
        Integer.toString(port),
        Integer.toString(shape.connections()),
        Integer.toString(shape.bytes()),
        Integer.toString(shape.depth()),
        "100",
        "0",
        "/",
        "idle");
  }

  /** A client as load generator. */
  List<String> client(
      String contestant,
      String scheme,
      int port,
      Shape shape,
      double seconds,
      double warmup,
      List<String> options) {
    String url = scheme + "://127.0.0.1:" + port + "/";
    if (contestant.equals(C)) {
      return List.of(
          wsload().toString(),
          Integer.toString(port),
          Integer.toString(shape.connections()),
          Integer.toString(shape.bytes()),
          Integer.toString(shape.depth()),
          Double.toString(seconds),
          Double.toString(warmup));
    }
    List<String> words = new ArrayList<>();
    if (contestant.equals(FLOOD)) {
      words.addAll(List.of(project.resolve("we").toString(), "flood", url));
    } else {
      words.addAll(java(List.of(), "LoadMain"));
      words.addAll(List.of(contestant, url));
    }
    words.addAll(
        List.of(
            "--connections",
            Integer.toString(shape.connections()),
            "--size",
            Integer.toString(shape.bytes()),
            "--depth",
            Integer.toString(shape.depth()),
            "--seconds",
            Double.toString(seconds),
            "--warmup",
            Double.toString(warmup)));
    words.addAll(options);
    return words;
  }
}
