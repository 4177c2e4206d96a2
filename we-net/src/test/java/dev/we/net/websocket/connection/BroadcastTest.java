package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Broadcast;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One message to many connections. */
class BroadcastTest {
  // ---- Step by step, on streams in memory

  private final List<MemoryTransport> transports = new ArrayList<>();

  private Connection connection(Limits.Builder limits) {
    return connection(limits, Role.SERVER);
  }

  private Connection connection(Limits.Builder limits, Role role) {
    MemoryTransport transport = new MemoryTransport();
    transport.role = role;
    transports.add(transport);
    Connection connection =
        transport.connection("", new Recorder(), limits.build(), null, Long.MAX_VALUE);
    connection.start();
    transport.runTasks();
    return connection;
  }

  private String sent(int index) {
    return transports.get(index).sentHex();
  }

  @Test
  void each_connection_answers_for_itself_and_a_full_or_closed_one_stops_nobody() {
    Limits.Builder small = Limits.builder().maxQueuedOutputBytes(100);
    Connection slow = connection(small);
    Connection closed = connection(small);
    Connection open = connection(small);
    transports.getFirst().window = 0;
    slow.sendBinary(ByteBuffer.allocate(90));
    closed.close();
    Broadcast done =
        PreparedMessage.binary(ByteBuffer.allocate(50)).sendTo(List.of(slow, closed, open));
    assertThat(done).isEqualTo(new Broadcast(1, List.of(slow), List.of(closed)));
    assertThat(sent(1)).isEqualTo("880203e8");
    assertThat(sent(2)).isEqualTo("8232" + "00".repeat(50));
    transports.getFirst().takeMore(Long.MAX_VALUE);
    assertThat(sent(0)).isEqualTo("825a" + "00".repeat(90));
    assertThat(slow.send(PreparedMessage.text("now"))).isEqualTo(SendResult.QUEUED);
  }

  @Test
  void what_waits_is_counted_for_every_connection_as_if_it_were_its_own() {
    PreparedMessage large = PreparedMessage.binary(ByteBuffer.allocate(100_000));
    PreparedMessage little = PreparedMessage.text("x");
    for (int i = 0; i < 2; i++) {
      Connection slow = connection(Limits.builder().maxQueuedOutputBytes(250_000));
      transports.get(i).window = 0;
      assertThat(slow.send(large)).isEqualTo(SendResult.QUEUED);
      assertThat(slow.send(little)).isEqualTo(SendResult.QUEUED);
      assertThat(slow.send(large)).isEqualTo(SendResult.QUEUED);
      assertThat(slow.send(large)).isEqualTo(SendResult.QUEUE_FULL);
      assertThat(slow.bufferedAmount()).isEqualTo(200_001);
      transports.get(i).takeMore(100_010);
      assertThat(slow.bufferedAmount()).isEqualTo(100_001);
      transports.get(i).takeMore(Long.MAX_VALUE);
      assertThat(slow.bufferedAmount()).isZero();
      String one = "827f00000000000186a0" + "00".repeat(100_000);
      assertThat(sent(i)).isEqualTo(one + "810178" + one);
    }
  }

  @Test
  void a_ping_goes_in_front_of_one_that_waits_and_never_inside() {
    Connection connection = connection(Limits.builder());
    MemoryTransport transport = transports.getFirst();
    transport.window = 0;
    String frame = "827e0800" + "00".repeat(2048);
    PreparedMessage message = PreparedMessage.binary(ByteBuffer.allocate(2048));
    for (int i = 0; i < 20; i++) {
      connection.send(message);
    }
    transport.takeMore(1000);
    connection.sendPing(ByteBuffer.allocate(0));
    transport.takeMore(Long.MAX_VALUE);
    String all = sent(0);
    assertThat(all).hasSize(20 * frame.length() + 4);
    int ping = all.indexOf("8900");
    assertThat(ping).isPositive();
    assertThat(ping % frame.length()).isZero();
    assertThat(all.replace("8900", "")).isEqualTo(frame.repeat(20));
  }

  @Test
  void behind_a_message_in_fragments_it_waits_for_its_end() {
    Connection connection = connection(Limits.builder());
    MessageWriter<CharSequence> writer = connection.startText();
    writer.write("a");
    assertThat(connection.send(PreparedMessage.text("b"))).isEqualTo(SendResult.QUEUED);
    assertThat(connection.bufferedAmount()).isEqualTo(1);
    writer.finish("c");
    assertThat(sent(0)).isEqualTo("010161" + "800163" + "810162");
    assertThat(connection.bufferedAmount()).isZero();
  }

  @Test
  void a_close_goes_behind_it_and_what_an_abort_discards_harms_no_other() {
    PreparedMessage message = PreparedMessage.binary(ByteBuffer.allocate(5000));
    List<Connection> three =
        List.of(
            connection(Limits.builder()),
            connection(Limits.builder()),
            connection(Limits.builder()));
    transports.forEach(t -> t.window = 3);
    message.sendTo(three);
    three.get(0).abort();
    three.get(1).close();
    transports.forEach(t -> t.takeMore(Long.MAX_VALUE));
    String frame = "827e1388" + "00".repeat(5000);
    assertThat(sent(0)).isEqualTo("827e13");
    assertThat(sent(1)).isEqualTo(frame + "880203e8");
    assertThat(sent(2)).isEqualTo(frame);
    three.get(2).send(message);
    assertThat(sent(2)).isEqualTo(frame);
  }

  @Test
  void clients_mask_it_each_with_a_key_of_its_own() {
    PreparedMessage message = PreparedMessage.text("Hello");
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      connection(Limits.builder(), Role.CLIENT).send(message);
      byte[] frame = HexFormat.of().parseHex(sent(i));
      assertThat(frame).hasSize(11).startsWith(0x81, 0x85);
      for (int at = 6; at < frame.length; at++) {
        frame[at] ^= frame[2 + (at - 6) % 4];
      }
      assertThat(new String(frame, 6, 5, UTF_8)).isEqualTo("Hello");
      sent.add(HexFormat.of().formatHex(frame, 2, 6));
    }
    assertThat(sent).doesNotHaveDuplicates();
  }

  // ---- For real

  private static String row(int thread, int number) {
    return "{\"from\":%d,\"number\":%d,\"text\":\"%s\"}"
        .formatted(thread, number, "news of the day ".repeat(number % 40 == 0 ? 900 : number % 9));
  }

  private static void assertInOrder(Map<Integer, Integer> next, String text) {
    int thread = Integer.parseInt(text.replaceAll("^.\"from\":(\\d+).*", "$1"));
    int number = Integer.parseInt(text.replaceAll(".*\"number\":(\\d+).*", "$1"));
    assertThat(number).isEqualTo(next.merge(thread, 1, Integer::sum) - 1);
    assertThat(text).isEqualTo(row(thread, number));
  }

  /** Windows of all sizes, with takeover and without, and none at all. */
  private static List<Compression> mixed() {
    List<Compression> all = new ArrayList<>();
    for (int bits = 8; bits <= 15; bits++) {
      all.add(Compression.builder().receiveWindowBits(bits).receiveTakeover(bits % 2 == 0).build());
    }
    all.add(Compression.off());
    return all;
  }

  @Test
  void from_several_threads_at_once_all_get_all_of_it_among_other_messages() throws Exception {
    int threads = 4;
    int each = 150;
    try (WebSocketServer server =
            WebSocketServer.builder().listener("/", Recorder::new).bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create()) {
      List<BlockingWebSocket> sockets = new ArrayList<>();
      for (Compression receiving : mixed()) {
        sockets.add(client.request(server.uri("/")).compression(receiving).open());
      }
      Waiting.until("all are open", () -> server.connectionCount() == sockets.size());
      List<Thread> senders = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        senders.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < each; i++) {
                    String text = row(thread, i);
                    if (i % 3 == 0) { // what a connection sends by itself uses its history
                      server.connections().forEach(socket -> socket.sendText(text));
                    } else {
                      assertThat(server.broadcast(text).queued()).isEqualTo(sockets.size());
                    }
                  }
                }));
      }
      for (BlockingWebSocket socket : sockets) {
        Map<Integer, Integer> next = new HashMap<>();
        for (int i = 0; i < threads * each; i++) {
          assertInOrder(next, ((Message.Text) socket.receive()).text());
        }
      }
      for (Thread sender : senders) {
        sender.join();
      }
      for (BlockingWebSocket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void while_connections_come_and_go_those_that_stay_get_all_of_it() throws Exception {
    int messages = 400;
    AtomicLong queued = new AtomicLong();
    try (WebSocketServer server =
            WebSocketServer.builder().listener("/", Recorder::new).bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket staying = client.open(server.uri("/"))) {
      Thread guests =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 60; i++) {
                  try {
                    BlockingWebSocket guest = client.open(server.uri("/"));
                    if (i % 2 == 0) {
                      guest.close();
                    } else {
                      guest.socket().abort();
                    }
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }
              });
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < messages; i++) {
                  queued.addAndGet(server.broadcast(row(0, i)).queued());
                }
              });
      Map<Integer, Integer> next = new HashMap<>();
      for (int i = 0; i < messages; i++) {
        assertInOrder(next, ((Message.Text) staying.receive()).text());
      }
      sender.join();
      guests.join();
      assertThat(queued.get()).isGreaterThanOrEqualTo(messages);
    }
  }

  @Test
  void a_filter_picks_who_gets_it() throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .listener("/news", Recorder::new)
                .listener("/chat", Recorder::new)
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket news = client.open(server.uri("/news"));
        BlockingWebSocket chat = client.open(server.uri("/chat"))) {
      Waiting.until("both are open", () -> server.connectionCount() == 2);
      PreparedMessage forNews = PreparedMessage.text("for the news");
      Broadcast done = server.broadcast(forNews, s -> s.handshake().target().equals("/news"));
      assertThat(done).isEqualTo(new Broadcast(1, List.of(), List.of()));
      assertThat(server.broadcast(PreparedMessage.text("for all")).queued()).isEqualTo(2);
      assertThat(news.receive()).isEqualTo(new Message.Text("for the news"));
      assertThat(news.receive()).isEqualTo(new Message.Text("for all"));
      assertThat(chat.receive()).isEqualTo(new Message.Text("for all"));
      news.send(forNews); // from a client, and waiting for room
    }
  }

  @Test
  void a_compressed_one_waits_in_its_small_form() {
    MemoryTransport transport = new MemoryTransport();
    transport.extension =
        new PerMessageDeflate(
            new DeflateAgreement("", 15, 15, true, true),
            Compression.defaults(),
            CompressionMemory.ofProcess());
    Connection connection =
        transport.connection("", new Recorder(), Limits.defaults(), null, Long.MAX_VALUE);
    connection.start();
    transport.window = 0;
    connection.send(PreparedMessage.binary(ByteBuffer.allocate(1_000_000), Compress.ALWAYS));
    assertThat(connection.bufferedAmount()).isEqualTo(1_000_000);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex()).startsWith("c2").hasSizeLessThan(2 * 2000);
  }
}
