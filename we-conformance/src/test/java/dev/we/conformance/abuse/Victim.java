package dev.we.conformance.abuse;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The process that is abused: a server, and a client, of one loop each. It is told on stdin what to
 * do, a line at a time, and answers each line with one on stdout. It ends with its input.
 *
 * <pre>
 *   serve SETTING MANY         the port
 *   connect SETTING MANY PORT  "connecting"; the attempt goes on
 *   measure                    the {@link Figures}
 *   connections                how many the server has
 *   stop                       "stopped", when all is closed
 * </pre>
 */
final class Victim {
  private @Nullable WebSocketServer server;
  private @Nullable WebSocketClient client;

  private Victim() {}

  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Victim victim = new Victim();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(victim.obey(line.split(" ")));
    }
    System.exit(0);
  }

  private String obey(String... words) throws IOException {
    return switch (words[0]) {
      case "serve" -> serve(limits(words));
      case "connect" -> connect(limits(words), words[3]);
      case "measure" -> measure().line();
      case "connections" -> "" + connections();
      case "stop" -> stop();
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private static Limits limits(String... words) {
    return Setting.valueOf(words[1]).limits(Boolean.parseBoolean(words[2]));
  }

  private String serve(Limits limits) throws IOException {
    server =
        WebSocketServer.builder()
            .loops(1)
            .limits(limits)
            .demand(0)
            .path("/echo", request -> HandshakeAnswer.accept(new Echo()))
            .path("/deaf", request -> HandshakeAnswer.accept(new WebSocketListener() {}))
            .bind("127.0.0.1", 0);
    return "" + server.port();
  }

  private String connect(Limits limits, String port) {
    if (client == null) {
      client = WebSocketClient.builder().loops(1).limits(limits).build();
    }
    var _ = client.connect(URI.create("ws://127.0.0.1:" + port + "/"), new Echo());
    return "connecting";
  }

  private int connections() {
    return server == null ? 0 : server.connectionCount();
  }

  private Figures measure() {
    System.gc();
    System.gc(); // what had cleaners goes only now
    Runtime runtime = Runtime.getRuntime();
    long memory = runtime.totalMemory() - runtime.freeMemory();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      memory += pool.getMemoryUsed();
    }
    var system = ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
    return new Figures(
        memory,
        system.getProcessCpuTime(),
        system.getOpenFileDescriptorCount(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        connections());
  }

  private String stop() {
    if (client != null) {
      client.close();
      client = null;
    }
    if (server != null) {
      server.close();
      server = null;
    }
    return "stopped";
  }

  /** Asks for all there is, and drops what a full queue does not take. */
  private static final class Echo implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      socket.request(Long.MAX_VALUE);
    }

    @Override
    public void onText(WebSocket socket, String text) {
      socket.sendText(text);
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(data);
    }
  }
}
