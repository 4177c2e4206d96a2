package dev.we.net.websocket.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.extension.SharedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What connections hold for compression, added up: bounded while they live, nothing afterwards. */
class CompressionMemoryTest {
  /** "Hello", compressed and masked with zeros. */
  private static final String HELLO = "c18700000000f248cdc9c90700";

  private static final class Sum implements SharedMemory {
    long bytes;

    @Override
    public void add(long more) {
      bytes += more;
    }

    @Override
    public long bytes() {
      return bytes;
    }
  }

  /** Says nothing, until it is to throw. */
  static final class Listener implements WebSocketListener {
    boolean throwing;

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      if (throwing) {
        throw new IllegalStateException("the application's fault");
      }
    }
  }

  static final class Opened {
    final MemoryTransport transport = new MemoryTransport();
    final Listener listener = new Listener();
    final Connection connection;

    Opened(Compression settings, int windowBits, boolean takeover, SharedMemory memory) {
      var agreement = new DeflateAgreement("", windowBits, windowBits, takeover, takeover);
      transport.extension = new PerMessageDeflate(agreement, settings, memory);
      Limits limits = Limits.builder().maxMessageBytes(10_000).build();
      connection = transport.connection("", listener, limits, null, Long.MAX_VALUE);
      connection.start();
      transport.runTasks();
    }
  }

  /** How a connection may end. */
  enum Ending {
    WE_CLOSE,
    PEER_CLOSES,
    BOTH_CLOSE,
    WE_ABORT,
    PEER_ENDS_STREAM,
    BAD_DEFLATE,
    BOMB,
    VIOLATION,
    WRITE_FAILS,
    LISTENER_THROWS,
    INSIDE_A_SENT_MESSAGE,
    INSIDE_A_RECEIVED_MESSAGE,
    INSIDE_A_RECEIVED_BLOCK,
    QUEUE_FULL_OF_IT,
    PEER_NEVER_ANSWERS;

    void of(Opened one) {
      MemoryTransport transport = one.transport;
      Connection connection = one.connection;
      switch (this) {
        case WE_CLOSE -> {
          connection.close();
          transport.receive("88820000000003e8");
        }
        case PEER_CLOSES -> transport.receive("88820000000003e8");
        case BOTH_CLOSE -> {
          connection.close();
          connection.sendText("too late", Compress.ALWAYS);
          transport.receive(HELLO + "888000000000" + HELLO);
        }
        case WE_ABORT -> {
          connection.abort();
          connection.sendText("lost", Compress.ALWAYS);
          transport.runTasks();
        }
        case PEER_ENDS_STREAM -> transport.receiveEnd();
        case BAD_DEFLATE -> transport.receive("c18100000000ff" + HELLO);
        case BOMB -> transport.receive(bomb());
        case VIOLATION -> transport.receive("8100" + HELLO);
        case WRITE_FAILS -> {
          transport.beforeWrite =
              () -> {
                throw new IOException("the peer has gone");
              };
          connection.sendText("lost", Compress.ALWAYS);
          connection.sendText("lost", Compress.ALWAYS);
          transport.runTasks();
        }
        case LISTENER_THROWS -> {
          one.listener.throwing = true;
          transport.receive("c28100000000" + "00" + HELLO);
        }
        case INSIDE_A_SENT_MESSAGE -> {
          MessageWriter<CharSequence> writer = connection.startText(Compress.ALWAYS);
          writer.write("some and ");
          connection.send(PreparedMessage.text("behind it", Compress.ALWAYS));
          connection.close();
          writer.finish("some more");
          transport.receive("888000000000");
        }
        case INSIDE_A_RECEIVED_MESSAGE -> transport.receive("418300000000f248cd");
        case INSIDE_A_RECEIVED_BLOCK -> {
          transport.receive("428400000000" + "05c08109"); // a dynamic block's head, cut
        }
        case QUEUE_FULL_OF_IT -> {
          transport.window = 0;
          connection.sendText("waits ".repeat(20), Compress.ALWAYS);
          connection.send(PreparedMessage.text("waits ".repeat(2000)));
          connection.abort();
          transport.runTasks();
        }
        case PEER_NEVER_ANSWERS -> {
          connection.close();
          transport.runTasks();
          connection.onTimer(transport.timer + 1);
          transport.runTasks();
        }
      }
      if (!transport.isClosed()) {
        transport.receiveEnd();
        transport.takeMore(Long.MAX_VALUE);
      }
      assertThat(transport.isClosed()).as(name()).isTrue();
      transport.runTasks();
    }

    /** A hundred thousand zeros, where ten thousand are allowed. */
    private static String bomb() {
      byte[] zeros = new byte[100_000];
      var deflater = new Deflater(9, true);
      deflater.setInput(zeros);
      byte[] out = new byte[1000];
      int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
      deflater.end();
      return "c2fe%04x00000000".formatted(length) + HexFormat.of().formatHex(out, 0, length);
    }
  }

  private static String json(int number) {
    return "{\"id\":%d,\"name\":\"sensor %d\",\"values\":[%d,2,3,5,8,13]}"
        .formatted(number, number % 17, number)
        .repeat(1 + number % 4);
  }

  /** With all the others, 10,000 connections. */
  @ParameterizedTest
  @EnumSource
  void all_is_given_back_however_a_connection_ends(Ending ending) {
    Sum memory = new Sum();
    for (int i = 0; i < 667; i++) {
      int windowBits = 8 + i % 8;
      Opened one = new Opened(Compression.defaults(), windowBits, i % 3 > 0, memory);
      for (int message = 0; message <= i % 3; message++) {
        assertThat(one.connection.sendText(json(i + message))).isEqualTo(SendResult.QUEUED);
        one.connection.send(PreparedMessage.text(json(i)));
        one.transport.receive(HELLO);
      }
      assertThat(memory.bytes > 0).as("something is at stake").isEqualTo(i % 3 > 0);
      ending.of(one);
      assertThat(memory.bytes).as("%s, connection %d", ending, i).isZero();
    }
  }

  @Test
  void above_the_budget_connections_send_without_takeover_and_nothing_fails() throws Exception {
    Sum memory = new Sum();
    long budget = 200_000;
    Compression settings =
        Compression.builder().maxProcessBytes(budget).retainedHistoryBytes(8 << 10).build();
    List<Opened> all = new ArrayList<>();
    List<Inflater> peers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(new Opened(settings, 15, true, memory));
      peers.add(new Inflater(true));
    }
    long most = 0;
    long sentBytes = 0;
    for (int round = 0; round < 30; round++) {
      for (int i = 0; i < all.size(); i++) {
        Opened one = all.get(i);
        String text = json(round * 1000 + i);
        SendResult result =
            round % 5 == 4
                ? one.connection.send(PreparedMessage.text(text))
                : one.connection.sendText(text);
        assertThat(result).isEqualTo(SendResult.QUEUED);
        byte[] frame = HexFormat.of().parseHex(one.transport.sentHex());
        sentBytes += frame.length;
        assertThat(inflated(frame, peers.get(i))).isEqualTo(text);
        most = Math.max(most, memory.bytes);
      }
    }
    assertThat(most).isGreaterThan(budget / 2).isLessThanOrEqualTo(budget);
    assertThat(sentBytes).isPositive();
    for (Opened one : all) {
      Ending.WE_ABORT.of(one);
    }
    peers.forEach(Inflater::end);
    assertThat(memory.bytes).isZero();
  }

  private static String inflated(byte[] frame, Inflater peer) throws DataFormatException {
    int from = frame[1] == 126 ? 4 : 2;
    if ((frame[0] & 0x40) == 0) {
      return new String(frame, from, frame.length - from, UTF_8);
    }
    byte[] payload = Arrays.copyOfRange(frame, from, frame.length + 4);
    payload[payload.length - 2] = (byte) 0xFF;
    payload[payload.length - 1] = (byte) 0xFF;
    byte[] text = new byte[4096];
    peer.setInput(payload);
    int length = peer.inflate(text);
    return new String(text, 0, length, UTF_8);
  }
}
