package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Input that comes faster than its receiver takes it: a client that lets two messages wait. */
class IncomingTest {
  private static final int SMALL = 100;
  private static final int BOMB = 64 << 10;
  private static final Limits LIMITS =
      Limits.builder().maxQueuedInputBytes(2 * (Event.OVERHEAD_BYTES + SMALL) - 1).build();
  private static final String PING = "89 00";
  private static final String PONG = "8a80";
  private static final String CLOSE = "88 02 03e8";

  private final MemoryTransport transport = new MemoryTransport();
  private final Recorder receiver = new Recorder();

  private Connection connected(WebSocketListener listener) {
    transport.role = Role.CLIENT;
    Connection connection = transport.connection("", listener, LIMITS, null, 0);
    connection.start();
    transport.runTasks();
    return connection;
  }

  /** A text message of a hundred times the same letter, as a server sends it. */
  private static String message(char letter) {
    return "81 64 " + Integer.toHexString(letter).repeat(SMALL);
  }

  private static String text(char letter) {
    return "text " + String.valueOf(letter).repeat(SMALL);
  }

  @Test
  void a_read_is_worked_off_only_as_far_as_its_messages_may_wait() {
    Connection connection = connected(receiver);
    transport.receive(message('a') + message('b') + PING + message('c') + PING);
    assertThat(transport.reading).isFalse();
    assertThat(transport.sentHex()).as("the pings are behind what is worked off").isEmpty();

    connection.request(1); // half of it still waits
    transport.runTasks();
    assertThat(transport.reading).isFalse();
    assertThat(transport.sentHex()).isEmpty();

    connection.request(1);
    transport.runTasks();
    assertThat(transport.sentHex()).contains(PONG);
    assertThat(transport.reading).isTrue();
    connection.request(1);
    transport.runTasks();
    assertThat(receiver.seen())
        .containsExactly("open", text('a'), text('b'), "ping ", "ping ", text('c'));
  }

  @Test
  void what_a_read_holds_beyond_the_bound_waits_once_more_where_it_is_still_too_much() {
    Connection connection = connected(receiver);
    StringBuilder read = new StringBuilder();
    List<String> all = new ArrayList<>(List.of("open"));
    for (char letter = 'a'; letter <= 'z'; letter++) {
      read.append(message(letter));
      all.add(text(letter));
    }
    transport.receive(read.toString());
    for (int i = 0; i < 26; i++) {
      assertThat(receiver.seen()).hasSize(1 + i);
      assertThat(transport.reading).isFalse();
      connection.request(1);
      transport.runTasks();
    }
    assertThat(receiver.seen()).isEqualTo(all);
    assertThat(transport.reading).isTrue();
  }

  @Test
  void a_receiver_that_asks_for_one_more_from_inside_each_callback_gets_them_in_order() {
    List<String> seen = new ArrayList<>();
    Connection connection =
        connected(
            new WebSocketListener() {
              @Override
              public void onText(WebSocket socket, String text) {
                seen.add(text.substring(0, 1));
                socket.request(1);
              }
            });
    transport.receive(message('a') + message('b') + message('c') + message('d') + message('e'));
    assertThat(seen).isEmpty();
    connection.request(1);
    transport.runTasks();
    assertThat(seen).containsExactly("a", "b", "c", "d", "e");
    assertThat(transport.reading).isTrue();
  }

  @Test
  void bytes_that_come_while_some_are_held_are_put_behind_them() {
    Connection connection = connected(receiver);
    transport.receive(message('a') + message('b') + message('c').substring(0, 20));
    transport.receive(message('c').substring(20) + message('d')); // as TLS does, within one read
    connection.request(4);
    transport.runTasks();
    connection.request(4);
    transport.runTasks();
    assertThat(receiver.seen()).containsExactly("open", text('a'), text('b'), text('c'), text('d'));
  }

  @Test
  void the_end_of_the_stream_waits_behind_the_messages_that_came_before_it() {
    Connection connection = connected(receiver);
    transport.receive(message('a') + message('b') + message('c') + CLOSE);
    transport.receiveEnd(); // TLS finds it in the same read
    assertThat(transport.outputEnded).isFalse();
    connection.request(9);
    transport.runTasks();
    transport.takeMore(Long.MAX_VALUE);
    assertThat(receiver.seen())
        .containsExactly("open", text('a'), text('b'), text('c'), "close 1000 clean");
  }

  @Test
  void a_violation_behind_messages_that_wait_is_found_when_they_are_taken() {
    Connection connection = connected(receiver);
    transport.receive(message('a') + message('b') + "83 00" + message('c'));
    assertThat(transport.sentHex()).isEmpty();
    connection.request(9);
    transport.runTasks();
    assertThat(transport.sentHex()).startsWith("88");
    assertThat(receiver.seen()).startsWith("open", text('a'), text('b'));
  }

  /** Compressed, a read can hold a thousand times its size. */
  @Test
  void a_read_of_many_large_messages_leaves_the_loop_to_others_in_between() {
    Connection connection = connected(receiver);
    connection.request(Long.MAX_VALUE);
    String large = "82 7f 0000000000020000" + "00".repeat(128 << 10);
    List<Integer> seenByOthers = new ArrayList<>();
    transport.execute(() -> {
      seenByOthers.add(receiver.seen().size());
      transport.execute(() -> seenByOthers.add(receiver.seen().size()));
    });
    transport.receive(large.repeat(20));
    assertThat(seenByOthers).containsExactly(1 + 8, 1 + 16);
    assertThat(receiver.seen()).hasSize(1 + 20);
    assertThat(transport.reading).isTrue();
  }

  private static PerMessageDeflate deflate() {
    return new PerMessageDeflate(
        new DeflateAgreement("", 15, 15, true, false),
        Compression.defaults(),
        CompressionMemory.ofProcess());
  }

  /** A text message of 64 KiB of the same letter, in some hundred bytes. */
  private static String bomb() {
    var deflater = new Deflater(9, true);
    deflater.setInput("a".repeat(BOMB).getBytes(StandardCharsets.US_ASCII));
    byte[] out = new byte[1000];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
    deflater.end();
    assertThat(length).isLessThan(126);
    return "c1%02x".formatted(length) + HexFormat.of().formatHex(out, 0, length);
  }

  @Test
  void a_read_of_many_small_bombs_holds_no_more_than_the_bound_and_one() {
    String bomb = bomb();
    var counted = new long[1];
    WebSocketListener counting =
        new WebSocketListener() {
          @Override
          public void onText(WebSocket socket, String text) {
            counted[0] += text.length();
          }
        };
    transport.extension = deflate();
    Connection connection = connected(counting);
    connection.request(Long.MAX_VALUE);
    List<Long> turns = new ArrayList<>();
    transport.execute(
        new Runnable() {
          @Override
          public void run() {
            turns.add(counted[0]);
            if (counted[0] < 1000L * BOMB) {
              transport.execute(this);
            }
          }
        });
    transport.receive(bomb.repeat(1000));
    transport.runTasks();
    assertThat(counted[0]).isEqualTo(1000L * BOMB);
    for (int i = 1; i < turns.size(); i++) {
      assertThat(turns.get(i) - turns.get(i - 1)).isLessThanOrEqualTo((1 << 20) + BOMB);
    }
  }

  @Test
  void a_receiver_that_asks_for_nothing_has_one_bomb_wait_and_the_others_as_they_came() {
    String bomb = bomb();
    transport.extension = deflate();
    Connection connection = connected(receiver);
    transport.receive(bomb.repeat(1000));
    assertThat(transport.reading).isFalse();
    assertThat(connection.incoming().waitingBytes()).isBetween((long) BOMB, 2L * BOMB + 1000);
    connection.abort();
    transport.runTasks();
  }

  /** An executor that takes each message at once: the gate closes and opens with each of them. */
  @Test
  void a_turn_stays_within_its_bound_though_the_gate_opens_in_the_middle_of_it() {
    transport.role = Role.CLIENT;
    Limits noneWaits = Limits.builder().maxQueuedInputBytes(1).build();
    transport.connection("", receiver, noneWaits, Runnable::run, Long.MAX_VALUE).start();
    String large = "82 7f 0000000000020000" + "00".repeat(128 << 10);
    List<Integer> seenByOthers = new ArrayList<>();
    transport.execute(
        new Runnable() {
          @Override
          public void run() {
            seenByOthers.add(receiver.seen().size());
            if (receiver.seen().size() <= 40) {
              transport.execute(this);
            }
          }
        });
    transport.receive(large.repeat(40));
    assertThat(seenByOthers).containsExactly(1 + 8, 1 + 16, 1 + 24, 1 + 32, 1 + 40);
  }

  @Test
  void an_abort_while_input_is_held_ends_the_connection_without_it() {
    Connection connection = connected(receiver);
    transport.receive(message('a') + message('b') + message('c'));
    connection.abort();
    transport.runTasks();
    assertThat(receiver.seen()).containsExactly("open", "close 1006 unclean");
  }

  @Test
  void a_callback_that_throws_while_input_is_held_fails_the_connection_and_drops_it() {
    Connection connection =
        connected(
            new WebSocketListener() {
              @Override
              public void onText(WebSocket socket, String text) {
                throw new IllegalStateException("no");
              }
            });
    transport.receive(message('a') + message('b') + message('c'));
    connection.request(9);
    transport.runTasks();
    assertThat(transport.sentHex()).startsWith("88"); // 1011
    assertThat(transport.reading).isTrue();
  }
}
