package dev.we.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * One peer's echo server as a process: {@code EchoServerMain NAME [--port P] [--epoll] [--compress]
 * [--tls KEYSTORE]}, where the key store is PKCS #12 with the password {@value #PASSWORD}. Prints
 * {@code listening on ws://127.0.0.1:PORT/} when it is ready, and runs until it is killed.
 */
public final class EchoServerMain {
  /** That of the key stores named on command lines, which hold nothing worth a secret. */
  static final String PASSWORD = "changeit";

  private EchoServerMain() {}

  /** The command. */
  public static void main(String[] arguments) throws Exception {
    ServerPeer peer;
    ServerSettings settings;
    try {
      Options options =
          Options.parse(arguments, Set.of("--epoll", "--compress"), Set.of("--port", "--tls"));
      if (options.words().size() != 1) {
        throw new IllegalArgumentException("name one server of: " + ServerPeer.words());
      }
      peer = ServerPeer.of(options.words().getFirst());
      settings = settings(options);
    } catch (IllegalArgumentException e) {
      System.err.println("EchoServerMain: " + e.getMessage());
      System.exit(2);
      return;
    }
    try (EchoServer server = peer.start(settings)) {
      String scheme = settings.identity() == null ? "ws" : "wss";
      System.out.println("listening on " + scheme + "://127.0.0.1:" + server.port() + "/");
      new CountDownLatch(1).await();
    }
  }

  private static ServerSettings settings(Options options)
      throws IOException, GeneralSecurityException {
    ServerSettings settings = ServerSettings.plain().withPort(options.count("--port", 0));
    if (options.has("--epoll")) {
      settings = settings.withIo(Io.EPOLL);
    }
    if (options.has("--compress")) {
      settings = settings.withCompression();
    }
    if (options.has("--tls")) {
      settings =
          settings.withIdentity(
              Identity.read(Path.of(options.value("--tls").orElseThrow()), PASSWORD));
    }
    return settings;
  }
}
