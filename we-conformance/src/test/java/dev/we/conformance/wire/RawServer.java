package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * A server that plays a script to each client. What goes wrong in a script comes out at the end.
 */
public final class RawServer implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int MOST_TOLD = 10;

  private final ServerSocket listening =
      new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Endings endings = new Endings();

  /** What is done with a client. */
  public interface Script {
    /**
     * Plays.
     *
     * @param head the client's request
     */
    void play(RawPeer client, String head) throws Exception;
  }

  public RawServer(Script script) throws IOException {
    this(script, true);
  }

  private RawServer(Script script, boolean readsHead) throws IOException {
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform().name("raw-server-" + i).start(() -> serve(script, readsHead)));
    }
  }

  /** A server that plays without having read a request; the script gets an empty one. */
  public static RawServer deaf(Script script) throws IOException {
    return new RawServer(script, false);
  }

  /** A server that accepts the handshake before it plays. */
  public static RawServer accepting(Script script) throws IOException {
    return new RawServer((client, head) -> {
      client.write(acceptance(head));
      script.play(client, head);
    });
  }

  private void serve(Script script, boolean readsHead) {
    while (true) {
      String target = "(before its request)";
      try (Socket socket = listening.accept();
          RawPeer client = new RawPeer(socket, false)) {
        String head = "";
        if (readsHead) {
          head = client.readHead();
          target = target(head);
        }
        script.play(client, head);
      } catch (SocketException e) {
        if (listening.isClosed()) {
          return;
        }
        fail(target, e);
      } catch (Exception | AssertionError e) {
        fail(target, e);
      }
    }
  }

  private void fail(String target, Throwable e) {
    if (failures.size() < MOST_TOLD) {
      failures.add(target + ": " + e);
    }
  }

  /** The path that a request asks for. */
  static String target(String head) {
    return head.substring("GET ".length(), head.indexOf(" HTTP/1.1\r\n"));
  }

  /** The number in the path that a request asks for. */
  static int number(String head) {
    return Integer.parseInt(target(head).substring(1));
  }

  /** A header's value. */
  static String header(String head, String name) {
    int at = head.indexOf("\r\n" + name + ": ") + name.length() + 4;
    return head.substring(at, head.indexOf("\r\n", at));
  }

  /** What RFC 6455 wants back for the key of this request. */
  static String accept(String head) {
    return Rfc6455.accept(header(head, "Sec-WebSocket-Key"));
  }

  /** The smallest response that accepts. */
  public static byte[] acceptance(String head) {
    return RawPeer.ascii(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(head)
            + "\r\n\r\n");
  }

  public int port() {
    return listening.getLocalPort();
  }

  URI uri(String target) {
    return URI.create("ws://127.0.0.1:" + port() + target);
  }

  /** Lets an echoing client connect. */
  CompletableFuture<WebSocket> connect(WebSocketClient client) {
    return client.connect(uri("/"), endings.echo(() -> {}));
  }

  /**
   * Lets an echoing client connect for each number, as the path, and waits until all have ended.
   */
  void connectForEach(WebSocketClient client, int[] numbers) throws InterruptedException {
    endings.connect(client, IntStream.of(numbers).mapToObj(number -> uri("/" + number)));
    assertThat(failures).isEmpty();
  }

  /** How so many connections ended, once they have. */
  Map<String, Long> endings(int connections) {
    return endings.await(connections);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    assertThat(failures).isEmpty();
  }
}
