package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.SendResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is sent while the peer takes little, step by step on a stream in memory. */
class WriterRoleTest {
  private final MemoryTransport transport = new MemoryTransport();
  private final Recorder listener = new Recorder();

  private Connection start(Limits.Builder limits) {
    Connection connection =
        transport.connection("", listener, limits.build(), null, Long.MAX_VALUE);
    connection.start();
    transport.runTasks();
    assertThat(listener.next()).isEqualTo("open");
    return connection;
  }

  /** More than goes into one write, so that what comes in front is in front of something. */
  private static void sendTwentyBinaries(Connection connection) {
    for (int i = 0; i < 20; i++) {
      assertThat(connection.sendBinary(ByteBuffer.allocate(32_000))).isEqualTo(SendResult.QUEUED);
    }
  }

  @Test
  void messages_that_wait_for_one_in_fragments_do_not_keep_it_from_its_end() {
    Connection connection = start(Limits.builder().maxQueuedOutputBytes(100));
    MessageWriter<ByteBuffer> writer = connection.startBinary();
    assertThat(writer.write(ByteBuffer.allocate(10))).isEqualTo(SendResult.QUEUED);
    while (connection.sendBinary(ByteBuffer.allocate(10)) == SendResult.QUEUED) {
      assertThat(connection.bufferedAmount()).isLessThanOrEqualTo(100);
    }
    assertThat(writer.finish(ByteBuffer.allocate(10))).isEqualTo(SendResult.QUEUED);
    transport.runTasks();
    assertThat(connection.bufferedAmount()).isZero();
    assertThat(listener.next()).isEqualTo("writable");
  }

  @Test
  void a_message_in_fragments_that_was_refused_is_told_to_go_on() {
    Connection connection = start(Limits.builder().maxQueuedOutputBytes(100));
    MessageWriter<ByteBuffer> writer = connection.startBinary();
    while (connection.sendBinary(ByteBuffer.allocate(10)) == SendResult.QUEUED) {
      assertThat(connection.bufferedAmount()).isLessThanOrEqualTo(100);
    }
    transport.window = 1;
    assertThat(writer.write(ByteBuffer.allocate(10))).isEqualTo(SendResult.QUEUED);
    assertThat(writer.write(ByteBuffer.allocate(10))).isEqualTo(SendResult.QUEUE_FULL);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(listener.next()).isEqualTo("writable");
    assertThat(writer.finish(ByteBuffer.allocate(10))).isEqualTo(SendResult.QUEUED);
    transport.runTasks();
    assertThat(connection.bufferedAmount()).isZero();
  }

  @Test
  void text_that_waits_for_one_in_fragments_counts_in_bytes() {
    Connection connection = start(Limits.builder());
    connection.startText();
    connection.sendText("\u20AC");
    assertThat(connection.bufferedAmount()).isEqualTo(3);
  }

  @Test
  void more_pings_than_fit_in_a_buffer_all_go_out() {
    Connection connection = start(Limits.builder().maxQueuedControlFrames(1000));
    transport.window = 1;
    connection.sendText("blocks");
    sendTwentyBinaries(connection);
    ByteBuffer payload = ByteBuffer.allocate(125);
    for (int i = 0; i < 1000; i++) {
      assertThat(connection.sendPing(payload)).isEqualTo(SendResult.QUEUED);
    }
    assertThat(connection.sendPing(payload)).isEqualTo(SendResult.QUEUE_FULL);
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex()).hasSize(2 * (8 + 20 * 32_004 + 1000 * 127));
    assertThat(listener.next()).isEqualTo("writable");
  }

  @Test
  void a_ping_of_its_own_accord_that_finds_no_room_is_not_the_callers_business() {
    Connection connection =
        start(Limits.builder().maxQueuedControlFrames(1).pingInterval(Duration.ofSeconds(1)));
    transport.window = 0;
    assertThat(connection.sendPing(ByteBuffer.allocate(1))).isEqualTo(SendResult.QUEUED);
    connection.sendText("blocks");
    assertThat(connection.sendPing(ByteBuffer.allocate(1))).isEqualTo(SendResult.QUEUED);
    connection.onTimer(transport.nanoTime() + Duration.ofSeconds(2).toNanos());
    transport.takeMore(Long.MAX_VALUE);
    assertThat(listener.isExhausted()).isTrue();
  }

  @Test
  void a_write_that_fails_with_a_fault_gives_the_writer_role_back_and_ends_the_connection() {
    endsByAWrite(
        () -> {
          throw new IllegalStateException("a fault of a TLS provider");
        },
        "a fault of a TLS provider");
  }

  @Test
  void a_write_for_which_there_is_no_memory_gives_the_writer_role_back_too() {
    endsByAWrite(
        () -> {
          throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        },
        "direct buffer memory");
  }

  private void endsByAWrite(MemoryTransport.Interception thatFails, String why) {
    Connection connection = start(Limits.builder());
    transport.beforeWrite = thatFails;
    assertThat(connection.sendText("lost")).isEqualTo(SendResult.QUEUED);
    transport.receiveEnd();
    assertThat(listener.next()).isEqualTo("error ConnectionLostException");
    assertThat(Recorder.await(listener.error)).hasMessageContaining(why);
    assertThat(listener.next()).isEqualTo("close 1006 unclean");
  }

  @Test
  void the_stream_is_not_closed_before_what_tls_holds_is_sent() {
    start(Limits.builder());
    transport.receiveEnd();
    assertThat(transport.outputEnded).isTrue();
    assertThat(transport.isClosed()).isFalse(); // TLS sends by itself what the socket did not take
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.isClosed()).isTrue();
  }

  @Test
  void pings_and_pongs_together_that_do_not_fit_in_a_buffer_all_go_out() {
    transport.role = Role.CLIENT; // whose frames are longer by the masking key
    Connection connection =
        start(Limits.builder().maxQueuedControlFrames(128).maxPendingPongs(128));
    transport.window = 1;
    connection.sendText("blocks");
    sendTwentyBinaries(connection);
    for (int i = 0; i < 128; i++) {
      assertThat(connection.sendPing(ByteBuffer.allocate(125))).isEqualTo(SendResult.QUEUED);
    }
    transport.receive(("897d" + "00".repeat(125)).repeat(128));
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.sentHex()).hasSize(2 * (12 + 20 * 32_008 + 256 * 131));
  }
}
