package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An extension that has a fault, before any of a message went out and after some of it did. */
class BrokenOffTest {
  private static final String CLOSE_1011 = "881503f361206d6573736167652062726f6b65206f6666";

  /** Sends what it is given, unless it is told to fail. */
  private static final class Faulty implements Extension {
    boolean failsToBegin;
    boolean failsToGoOn;
    boolean released;

    @Override
    public int reservedBits() {
      return RSV1;
    }

    @Override
    public void decode(byte[] part, int from, int to, boolean last, ByteSink out) {}

    @Override
    public void releaseReceiving() {}

    @Override
    public int encode(byte[] part, int from, int to, Flush flush, Compress wish, ByteSink out) {
      if (failsToBegin) {
        throw new IllegalStateException("a fault");
      }
      out.room(1).put(part[from]);
      return RSV1;
    }

    @Override
    public void encodeMore(byte[] part, int from, int to, Flush flush, ByteSink out) {
      if (failsToGoOn) {
        throw new IllegalStateException("a fault");
      }
      out.room(1).put((byte) 'z');
    }

    @Override
    public void releaseSending() {
      released = true;
    }

    @Override
    public long packAfterNanos() {
      return Long.MAX_VALUE;
    }

    @Override
    public void pack() {}
  }

  private final MemoryTransport transport = new MemoryTransport();
  private final Faulty extension = new Faulty();
  private final Recorder listener = new Recorder();
  private Connection connection;

  @BeforeEach
  void open() {
    transport.extension = extension;
    connection = transport.connection("", listener, Limits.defaults(), null, Long.MAX_VALUE);
    connection.start();
    transport.runTasks();
  }

  private void assertConnectionFails(String framesBefore) {
    transport.runTasks();
    assertThat(transport.sentHex()).isEqualTo(framesBefore + CLOSE_1011);
    assertThat(transport.outputEnded).isTrue();
    assertThat(extension.released).isTrue();
    assertThat(connection.sendText("more")).isEqualTo(SendResult.NOT_OPEN);
    assertThat(transport.timer).as("it does not wait for ever").isNotEqualTo(Long.MAX_VALUE);
    transport.receiveEnd();
    transport.takeMore(Long.MAX_VALUE);
    assertThat(transport.isClosed()).isTrue();
  }

  @Test
  void a_fault_before_anything_of_a_message_went_out_is_the_senders_alone() {
    extension.failsToBegin = true;
    assertThatThrownBy(() -> connection.sendText("lost")).hasMessage("a fault");
    extension.failsToBegin = false;
    assertThat(connection.sendText("b")).isEqualTo(SendResult.QUEUED);
    assertThat(transport.sentHex()).isEqualTo("c10162");
  }

  @Test
  void a_fault_in_the_midst_of_a_long_message_fails_the_connection_with_1011() {
    extension.failsToGoOn = true;
    ByteBuffer data = ByteBuffer.allocate(200_000);
    assertThatThrownBy(() -> connection.sendBinary(data)).hasMessage("a fault");
    assertConnectionFails("420100");
  }

  @Test
  void a_fault_of_a_message_that_waited_leaves_the_large_part_before_it_whole() {
    MessageWriter<ByteBuffer> writer = connection.startBinary(Compress.NEVER);
    connection.sendText("waits");
    extension.failsToBegin = true;
    ByteBuffer part = ByteBuffer.allocate(100_000);
    assertThatThrownBy(() -> writer.finish(part)).hasMessage("a fault");
    part.put(50_000, (byte) 1); // it is the caller's again
    assertConnectionFails("827f00000000000186a0" + "00".repeat(100_000));
  }

  @Test
  void a_fault_in_a_later_part_fails_the_connection_with_1011() {
    MessageWriter<CharSequence> writer = connection.startText();
    writer.write("a");
    writer.write("b");
    extension.failsToGoOn = true;
    assertThatThrownBy(() -> writer.write("c")).hasMessage("a fault");
    assertConnectionFails("410161" + "00017a");
    assertThat(writer.finish("d")).isEqualTo(SendResult.NOT_OPEN);
    writer.close();
  }

  @Test
  void a_fault_in_a_message_that_was_taken_and_waited_fails_the_connection_with_1011() {
    MessageWriter<CharSequence> writer = connection.startText();
    writer.write("a");
    assertThat(connection.sendText("waits")).isEqualTo(SendResult.QUEUED);
    assertThat(connection.sendText("waits, too")).isEqualTo(SendResult.QUEUED);
    extension.failsToBegin = true;
    assertThatThrownBy(() -> writer.finish("b")).hasMessage("a fault");
    assertConnectionFails("410161" + "80017a");
  }
}
