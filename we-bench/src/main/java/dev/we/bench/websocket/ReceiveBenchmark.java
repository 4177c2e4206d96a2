package dev.we.bench.websocket;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.frame.FrameEncoder;
import dev.we.net.websocket.frame.FrameHeader;
import dev.we.net.websocket.frame.Masker;
import dev.we.net.websocket.frame.Opcode;
import dev.we.net.websocket.protocol.Owed;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.protocol.ReceiveScratch;
import dev.we.net.websocket.protocol.Sink;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A server's {@code Protocol.receive} of a read buffer full of whole masked messages; the time is
 * that of the buffer, beside {@link #restore}, which makes it what it was and is measured alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReceiveBenchmark {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int KEY = 0x37FA213D;

  @Param({"16", "64", "1024", "16384"})
  private int messageBytes;

  @Param({"binary", "text"})
  private String type = "";

  private final Protocol protocol =
      new Protocol(Role.SERVER, Limits.defaults(), null, new ReceiveScratch(), 0);
  private final Counting sink = new Counting();
  private ByteBuffer full = ByteBuffer.allocate(0);
  private ByteBuffer in = ByteBuffer.allocate(0);

  /** Fills a buffer. */
  @Setup
  public void setUp() {
    byte[] text = Texts.utf8("ascii", messageBytes);
    ByteBuffer message = ByteBuffer.wrap(text);
    full = ByteBuffer.allocateDirect(BUFFER_BYTES);
    Opcode opcode = type.equals("text") ? Opcode.TEXT : Opcode.BINARY;
    while (full.remaining() >= FrameHeader.MAX_BYTES + text.length) {
      FrameEncoder.header(full, true, 0, opcode, text.length, true, KEY);
      Masker.copy(message, 0, full, full.position(), text.length, KEY);
      full.position(full.position() + text.length);
    }
    full.flip();
    in = ByteBuffer.allocateDirect(full.limit());
  }

  /** The copy that undoes the unmasking. */
  @Benchmark
  public ByteBuffer restore() {
    in.clear();
    in.put(0, full, 0, full.limit());
    return in;
  }

  /** The whole buffer. */
  @Benchmark
  public long receive() {
    protocol.receive(restore(), sink);
    return sink.messages;
  }

  private static final class Counting implements Sink {
    long messages;

    @Override
    public void onText(String text) {
      messages++;
    }

    @Override
    public void onBinary(ByteBuffer data) {
      messages++;
    }

    @Override
    public void onPing(ByteBuffer payload) {}

    @Override
    public void onPong(ByteBuffer payload) {}

    @Override
    public void onClose(CloseReason reason) {
      throw new IllegalStateException("closed: " + reason);
    }

    @Override
    public void onViolation(ProtocolException violation) {
      throw new IllegalStateException(violation);
    }

    @Override
    public void onOwed(Owed owed) {}
  }
}
