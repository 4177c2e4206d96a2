package dev.we.bench.broadcast;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What it costs the sending thread, for each receiver, to send a message of 400 bytes of JSON to
 * 1,000 connections: one by one, and as a broadcast; plain, and compressed.
 *
 * <p>It counts the CPU time of the sending thread, which also makes the writes: the system calls
 * are in it, and the same in all rows. The receivers throw away what they get.
 */
public final class BroadcastCost {
  private static final int CONNECTIONS = 1000;
  private static final int MESSAGES = 10;
  private static final int ROUNDS = 5;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Bytes that the receivers got. */
  private static final AtomicLong RECEIVED = new AtomicLong();

  private BroadcastCost() {}

  private interface Way {
    void send(Collection<WebSocket> to, String text);
  }

  /** Prints a row for each way. */
  public static void main(String[] args) throws Exception {
    int connections = args.length > 0 ? Integer.parseInt(args[0]) : CONNECTIONS;
    try (WebSocketServer server =
            WebSocketServer.builder()
                .listener("/", () -> new WebSocketListener() {})
                .bind("127.0.0.1", 0);
        Selector selector = Selector.open()) {
      receive(selector, server.port(), connections);
      while (server.connectionCount() < connections) {
        Thread.sleep(10);
      }
      Collection<WebSocket> all = server.connections();
      String[] names = {
        "plain, one by one", "plain, broadcast", "deflate, one by one", "deflate, broadcast"
      };
      Way[] ways = {
        (to, text) -> to.forEach(s -> s.sendText(text, Compress.NEVER)),
        (to, text) -> PreparedMessage.text(text, Compress.NEVER).sendTo(to),
        (to, text) -> to.forEach(s -> s.sendText(text)),
        (to, text) -> PreparedMessage.text(text).sendTo(to),
      };
      double[][] micros = new double[ways.length][ROUNDS];
      double[][] bytes = new double[ways.length][ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        for (int way = 0; way < ways.length; way++) {
          measure(ways[way], all, micros[way], bytes[way], round);
        }
      }
      System.out.println(
          "way                    us/receiver  bytes/receiver  (median of " + ROUNDS + ")");
      for (int way = 0; way < ways.length; way++) {
        System.out.println(
            String.format(
                Locale.ROOT,
                "%-22s %10.2f %15.1f",
                names[way],
                median(micros[way]),
                median(bytes[way])));
      }
    }
  }

  private static void measure(
      Way way, Collection<WebSocket> all, double[] micros, double[] bytes, int round)
      throws InterruptedException {
    settle(all);
    long before = RECEIVED.get();
    long cpu = 0;
    for (int i = 0; i < MESSAGES; i++) {
      String text = row(round * MESSAGES + i);
      long begin = THREADS.getCurrentThreadCpuTime();
      way.send(all, text);
      cpu += THREADS.getCurrentThreadCpuTime() - begin;
      settle(all);
    }
    double messages = (double) MESSAGES * all.size();
    micros[round] = cpu / 1000.0 / messages;
    bytes[round] = (RECEIVED.get() - before) / messages;
  }

  private static void settle(Collection<WebSocket> all) throws InterruptedException {
    for (long seen = -1;
        seen != RECEIVED.get() || all.stream().anyMatch(s -> s.bufferedAmount() > 0); ) {
      seen = RECEIVED.get();
      Thread.sleep(3);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** 400 bytes of JSON, of which half changes from one to the next. */
  private static String row(int number) {
    StringBuilder row =
        new StringBuilder("{\"seq\":" + number + ",\"type\":\"quote\",\"quotes\":[");
    for (int i = 0; row.length() < 340; i++) {
      int price = Math.floorMod(number * 7919 + i * 104_729, 100_000);
      row.append(
          "{\"symbol\":\"S%03d\",\"bid\":%d.%02d,\"size\":%d},"
              .formatted(
                  Math.floorMod(number * 31 + i, 500), price / 100, price % 100, price % 977));
    }
    row.append("{\"end\":\"");
    while (row.length() < 397) {
      row.append((char) ('a' + Math.floorMod(number * row.length(), 26)));
    }
    return row.append("\"}]}").substring(0, 400);
  }

  /** Opens connections that throw away what they get, until the JVM ends. */
  private static void receive(Selector selector, int port, int count) throws IOException {
    String request =
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                .formatted(port)
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    }
    Thread thread =
        new Thread(
            () -> {
              ByteBuffer room = ByteBuffer.allocateDirect(1 << 16);
              try {
                while (selector.isOpen()) {
                  selector.select(key -> {
                    try {
                      int n = ((SocketChannel) key.channel()).read(room.clear());
                      if (n < 0) {
                        key.channel().close();
                      } else {
                        RECEIVED.addAndGet(n);
                      }
                    } catch (IOException e) {
                      key.cancel();
                    }
                  });
                }
              } catch (IOException | ClosedSelectorException e) {
                // The measurement is over.
              }
            },
            "receivers");
    thread.setDaemon(true);
    thread.start();
  }
}
