package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.frame.Masker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Large messages, which a server writes from the caller's buffer: it is his again when the call
 * returns, however little the peer has taken.
 */
class LendingTest {
  private static final int SIZE = 100_000;
  private static final String HEAD = "827f00000000000186a0";
  private static final HexFormat HEX = HexFormat.of();

  private final MemoryTransport transport = new MemoryTransport();
  private final Recorder listener = new Recorder();

  private Connection start(WebSocketListener told) {
    Connection connection = transport.connection("", told, Limits.defaults(), null, Long.MAX_VALUE);
    connection.start();
    transport.runTasks();
    return connection;
  }

  private static ByteBuffer message() {
    ByteBuffer message = ByteBuffer.allocate(SIZE);
    for (int i = 0; i < SIZE; i++) {
      message.put(i, (byte) (i * 31));
    }
    return message;
  }

  private static String hex(ByteBuffer message) {
    byte[] bytes = new byte[SIZE];
    message.get(0, bytes);
    return HEX.formatHex(bytes);
  }

  private static void overwrite(ByteBuffer message) {
    for (int i = 0; i < SIZE; i++) {
      message.put(i, (byte) 0xEE);
    }
  }

  /** Sends a message and uses its buffer again; what it was, in hex. */
  private static String send(Connection connection) {
    ByteBuffer message = message();
    String payload = hex(message);
    assertThat(connection.sendBinary(message)).isEqualTo(SendResult.QUEUED);
    assertThat(message.remaining()).isEqualTo(SIZE);
    overwrite(message);
    return payload;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 11, 65_536, SIZE + 9, SIZE + 10})
  void the_buffer_is_the_callers_again_however_little_the_peer_took(int taken) {
    Connection connection = start(listener);
    transport.window = taken;
    String payload = send(connection);
    assertThat(connection.sendText("behind")).isEqualTo(SendResult.QUEUED);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex()).isEqualTo(HEAD + payload + "8106626568696e64");
    assertThat(connection.bufferedAmount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 13, 14, 15, 33_023, 33_024, 33_025, 99_072, SIZE + 13, SIZE + 14})
  void a_clients_is_his_again_as_well_for_what_waits_is_masked(int taken) {
    transport.role = Role.CLIENT;
    Connection connection = start(listener);
    transport.window = taken;
    String payload = send(connection);
    assertThat(connection.bufferedAmount()).isEqualTo(taken < SIZE + 14 ? SIZE : 0);
    assertThat(connection.sendText("")).isEqualTo(SendResult.QUEUED);
    transport.takeMore(Long.MAX_VALUE);
    ByteBuffer sent = ByteBuffer.wrap(HEX.parseHex(transport.sentHex()));
    assertThat(sent.limit()).isEqualTo(14 + SIZE + 6);
    assertThat(sent.getShort(0)).isEqualTo((short) 0x82ff);
    assertThat(sent.getLong(2)).isEqualTo(SIZE);
    Masker.mask(sent, 14, 14 + SIZE, sent.getInt(10));
    assertThat(HEX.formatHex(sent.array(), 14, 14 + SIZE)).isEqualTo(payload);
    assertThat(sent.getShort(14 + SIZE)).isEqualTo((short) 0x8180);
    assertThat(connection.bufferedAmount()).isZero();
  }

  @Test
  void while_the_socket_takes_nothing_it_is_copied() {
    Connection connection = start(listener);
    transport.window = 0;
    assertThat(connection.sendText("blocks")).isEqualTo(SendResult.QUEUED);
    String payload = send(connection);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex()).isEqualTo("8106626c6f636b73" + HEAD + payload);
  }

  @Test
  void a_callback_sends_it_at_once_behind_what_it_sent_before() {
    ByteBuffer message = message();
    StringBuilder sentInside = new StringBuilder();
    Connection connection =
        start(
            new WebSocketListener() {
              @Override
              public void onText(WebSocket socket, String text) {
                socket.sendText("a");
                socket.sendBinary(message);
                sentInside.append(transport.sentHex());
                socket.sendText("b");
              }
            });
    transport.receive("818000000000");
    assertThat(sentInside).hasToString("810161" + HEAD + hex(message));
    assertThat(transport.sentHex()).isEqualTo("810162");
    assertThat(connection.bufferedAmount()).isZero();
  }

  @Test
  void what_another_thread_sends_meanwhile_comes_behind_it() {
    Connection connection = start(listener);
    transport.window = 1000;
    transport.beforeWrite =
        () -> {
          CompletableFuture<SendResult> other =
              CompletableFuture.supplyAsync(() -> connection.sendText("other"));
          assertThat(Recorder.await(other)).isEqualTo(SendResult.QUEUED);
        };
    String payload = send(connection);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex()).isEqualTo(HEAD + payload + "81056f74686572");
  }

  @Test
  void another_threads_large_message_meanwhile_is_copied() {
    Connection connection = start(listener);
    ByteBuffer message = message();
    ByteBuffer others = message();
    String payload = hex(message);
    transport.beforeWrite =
        () -> {
          CompletableFuture<SendResult> other =
              CompletableFuture.supplyAsync(() -> connection.sendBinary(others));
          assertThat(Recorder.await(other)).isEqualTo(SendResult.QUEUED);
          overwrite(others);
        };
    assertThat(connection.sendBinary(message)).isEqualTo(SendResult.QUEUED);
    assertThat(transport.sentHex()).isEqualTo((HEAD + payload).repeat(2));
  }

  @Test
  void a_part_is_lent_too_and_what_waited_for_the_last_comes_behind_it() {
    Connection connection = start(listener);
    MessageWriter<ByteBuffer> writer = connection.startBinary();
    ByteBuffer message = message();
    String payload = hex(message);
    assertThat(writer.write(message)).isEqualTo(SendResult.QUEUED);
    assertThat(connection.sendText("waits")).isEqualTo(SendResult.QUEUED);
    transport.window = 50_000;
    assertThat(writer.finish(message)).isEqualTo(SendResult.QUEUED);
    overwrite(message);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex())
        .isEqualTo(
            "027f00000000000186a0" + payload + "807f00000000000186a0" + payload + "81057761697473");
    assertThat(connection.bufferedAmount()).isZero();
  }

  @Test
  void a_large_text_goes_out_as_well() {
    Connection connection = start(listener);
    String text = "€".repeat(SIZE);
    transport.window = 77_777;
    assertThat(connection.sendText(text)).isEqualTo(SendResult.QUEUED);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex())
        .isEqualTo("817f00000000000493e0" + HEX.formatHex(text.getBytes(UTF_8)));
  }

  @Test
  void a_write_that_fails_ends_the_connection_and_lets_go_of_it() {
    Connection connection = start(listener);
    transport.beforeWrite =
        () -> {
          throw new IOException("the cable was cut");
        };
    assertThat(connection.sendBinary(message())).isEqualTo(SendResult.QUEUED);
    transport.runTasks();
    assertThat(connection.bufferedAmount()).isEqualTo(SIZE); // it was never sent
    transport.receiveEnd();
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("error ConnectionLostException");
    assertThat(Recorder.await(listener.error)).hasStackTraceContaining("the cable was cut");
  }

  @Test
  void a_fault_behind_a_write_gives_the_writer_role_back_and_ends_the_connection() {
    Connection connection = start(listener);
    transport.window = 1000;
    transport.beforeWrite = () -> transport.clockFails = true;
    assertThat(connection.sendBinary(message())).isEqualTo(SendResult.QUEUED);
    assertThat(connection.sendText("lost")).isEqualTo(SendResult.QUEUED);
    transport.receiveEnd();
    assertThat(listener.next()).isEqualTo("open");
    assertThat(listener.next()).isEqualTo("error ConnectionLostException");
    assertThat(Recorder.await(listener.error)).hasMessageContaining("the clock");
    assertThat(listener.next()).isEqualTo("close 1006 unclean");
  }

  @Test
  void where_arrays_are_copied_only_buffers_outside_the_heap_are_lent() {
    Connection connection = start(listener);
    transport.takesArrays = false;
    assertThat(connection.sendBinary(message())).isEqualTo(SendResult.QUEUED);
    assertThat(connection.sendText("x".repeat(SIZE))).isEqualTo(SendResult.QUEUED);
    assertThat(transport.largestOffered).isEqualTo(Chunk.CAPACITY);
    assertThat(connection.sendBinary(ByteBuffer.allocateDirect(SIZE))).isEqualTo(SendResult.QUEUED);
    assertThat(transport.largestOffered).isEqualTo(SIZE);
  }

  @Test
  void a_close_in_the_midst_of_it_comes_behind_it() {
    Connection connection = start(listener);
    transport.window = 1000;
    transport.beforeWrite = () -> connection.close(1000, "");
    String payload = send(connection);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex()).isEqualTo(HEAD + payload + "880203e8");
  }
}
