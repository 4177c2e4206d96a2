package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import dev.we.conformance.fuzz.Cuts;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.extension.SharedMemory;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Whatever a peer sends, either role tells the events that {@link ReferenceReceiver} finds, or the
 * same violation, and answers with the same frames; however the bytes are cut, and whether they lie
 * on the heap or off it. Memory stays within a bound that follows from the input's size.
 *
 * <p>Data: the role and compression, limits, the window, two bytes of seed for the cuts, and then
 * what the peer sends.
 */
class ProtocolFuzzTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** An agreement, and what goes with it. */
  private record Settings(
      Role role, Limits limits, boolean compressed, int windowBits, boolean takeover) {
    static Settings of(FuzzInput input) {
      int bits = input.octet();
      Limits limits =
          Limits.builder()
              .maxFrameBytes(input.oneOf(1L << 20, 125L, 70_000L, 300L, 7L))
              .maxMessageBytes(input.oneOf(1L << 16, 300L, 1_000L, 20L))
              .maxMessageFragments(input.oneOf(1 << 17, 1, 2, 5))
              .build();
      return new Settings(
          (bits & 1) == 0 ? Role.SERVER : Role.CLIENT,
          limits,
          (bits & 2) != 0,
          15 - input.upTo(7),
          (bits & 4) == 0);
    }

    ReferenceReceiver reference(byte[] stream) {
      ReferenceInflater inflater =
          compressed
              ? new ReferenceInflater(windowBits, takeover, (int) limits.maxMessageBytes())
              : null;
      return new ReferenceReceiver(role, limits, inflater, stream).run();
    }
  }

  @FuzzTest
  void eventsOrAViolationTheSameForEverySplit(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    Settings settings = Settings.of(input);
    int seed = input.number();
    byte[] stream = input.rest();
    ReferenceReceiver expected = settings.reference(stream);
    for (int way = 0; way < Cuts.all(seed).size(); way++) {
      boolean direct = (seed & 1) == 1;
      Peer peer = new Peer(settings, direct);
      long most = mostAllocated(settings, stream, expected);
      if (peer.receive(stream, Cuts.all(seed).get(way)) > most) {
        // The first time, classes may have been loaded; the second time it is our own.
        Peer again = new Peer(settings, direct);
        assertThat(again.receive(stream, Cuts.all(seed).get(way))).isLessThanOrEqualTo(most);
      }
      if (!peer.events.equals(expected.events())) {
        expected.tellTheOther();
      }
      assertThat(peer.events).isEqualTo(expected.events());
      assertThat(peer.out.toByteArray()).isEqualTo(expected.output());
      assertThat(peer.events.size()).isLessThanOrEqualTo(stream.length);
      peer.end();
    }
  }

  /**
   * Scratch memory, and for each byte of input what stands for an empty message, or what DEFLATE
   * makes of it up to the limit, once as bytes and again as text, and twice for growing.
   */
  private static long mostAllocated(Settings settings, byte[] in, ReferenceReceiver expected) {
    long delivered = expected.events().stream().mapToLong(String::length).sum();
    long unfinished = settings.compressed ? settings.limits.maxMessageBytes() : in.length;
    return (1 << 20) + 2048L * in.length + 16 * (delivered + unfinished);
  }

  /** One end of a connection, and everything that it says. */
  private static final class Peer implements Sink {
    private final Protocol protocol;
    private final boolean direct;
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Counter memory = new Counter();

    Peer(Settings settings, boolean direct) {
      int bits = settings.windowBits;
      PerMessageDeflate extension =
          settings.compressed
              ? new PerMessageDeflate(
                  new DeflateAgreement("", bits, bits, settings.takeover, settings.takeover),
                  Compression.defaults(),
                  memory)
              : null;
      this.protocol =
          new Protocol(settings.role, settings.limits, extension, new ReceiveScratch(), 0);
      this.direct = direct;
    }

    /** Takes it all; the bytes of memory that were allocated for it, dropped or not. */
    long receive(byte[] stream, Cuts cuts) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int at = 0; at < stream.length; ) {
        int count = cuts.next(stream.length - at);
        ByteBuffer piece = direct ? ByteBuffer.allocateDirect(count) : ByteBuffer.allocate(count);
        piece.put(stream, at, count).flip();
        protocol.receive(piece, this);
        assertThat(piece.hasRemaining()).isFalse();
        at += count;
        // The ring, a block's tables, and what a piece of input leaves unread.
        assertThat(memory.bytes()).isBetween(0L, (1L << 15) + (16 << 10));
      }
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Nothing is left behind the end of the stream, and a close is clean only with both Closes. */
    void end() {
      boolean closed = events.stream().anyMatch(event -> event.startsWith("close"));
      boolean failed = events.stream().anyMatch(event -> event.startsWith("violation"));
      assertThat(protocol.state()).isEqualTo(closed || failed ? State.CLOSING : State.OPEN);
      protocol.receiveEof(this);
      assertThat(protocol.state()).isEqualTo(State.CLOSED);
      assertThat(protocol.wasClean()).isEqualTo(closed);
      assertThat(protocol.closeSent()).isEqualTo(closed || failed);
      assertThat(protocol.pongOwed()).isFalse();
      assertThat(memory.bytes()).isZero();
    }

    private void flush(ByteBuffer room) {
      byte[] made = new byte[room.flip().remaining()];
      room.get(made);
      out.writeBytes(made);
    }

    @Override
    public void onText(String text) {
      events.add("text " + text);
    }

    @Override
    public void onBinary(ByteBuffer data) {
      events.add("binary " + hex(data));
    }

    @Override
    public void onPing(ByteBuffer payload) {
      events.add("ping " + hex(payload));
    }

    @Override
    public void onPong(ByteBuffer payload) {
      events.add("pong " + hex(payload));
    }

    @Override
    public void onClose(CloseReason reason) {
      events.add("close " + reason.code() + " " + reason.text());
    }

    @Override
    public void onViolation(ProtocolException violation) {
      assertThat(violation.getMessage()).doesNotContainPattern("[\\x00-\\x1f]");
      events.add("violation " + violation.violation());
    }

    @Override
    public void onOwed(Owed owed) {
      ByteBuffer room = ByteBuffer.allocate(1024);
      protocol.settle(owed, atLeast -> room, 0, 0);
      while (protocol.takePong(atLeast -> room, 0)) {}
      flush(room);
    }

    private String hex(ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(data.position(), bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }

  /** What one connection holds for compression. */
  private static final class Counter implements SharedMemory {
    private long held;

    @Override
    public void add(long bytes) {
      held += bytes;
    }

    @Override
    public long bytes() {
      return held;
    }
  }
}
