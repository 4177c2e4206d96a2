package dev.we.peers.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of one row, each started when it is first needed and then kept, so that it is warm.
 */
final class Servers implements AutoCloseable {
  /** The core of the servers, and that of the load. */
  static final int SERVER_CORE = 0;

  static final int LOAD_CORE = 1;
  private static final long START_NANOS = 20_000_000_000L;

  private final Programs programs;
  private final List<String> jvm;
  private final List<String> options;
  private final Map<String, Server> running = new HashMap<>();

  record Server(Running process, int port) {}

  Servers(Programs programs, List<String> jvm, List<String> options) {
    this.programs = programs;
    this.jvm = jvm;
    this.options = options;
  }

  Server get(String contestant) throws IOException, InterruptedException {
    Server server = running.get(contestant);
    if (server == null) {
      server = start(contestant);
      running.put(contestant, server);
    }
    return server;
  }

  private Server start(String contestant) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Running process = new Running(programs.server(contestant, port, jvm, options), SERVER_CORE);
    long deadline = System.nanoTime() + START_NANOS;
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.close();
        throw new IOException("the server of " + contestant + " does not start");
      }
      Thread.sleep(50);
    }
    return new Server(process, port);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends one, so that the next use starts it afresh. */
  void end(String contestant) {
    Server server = running.remove(contestant);
    if (server != null) {
      server.process().close();
    }
  }

  @Override
  public void close() {
    running.values().forEach(server -> server.process().close());
    running.clear();
  }
}
