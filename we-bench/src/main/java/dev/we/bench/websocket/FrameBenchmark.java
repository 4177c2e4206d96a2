package dev.we.bench.websocket;

import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.FrameDecoder;
import dev.we.net.websocket.frame.FrameEncoder;
import dev.we.net.websocket.frame.FrameHeader;
import dev.we.net.websocket.frame.Masker;
import dev.we.net.websocket.frame.Opcode;
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

/** One frame: its head read and its payload unmasked where it lies; or both written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameBenchmark {
  private static final int KEY = 0x37FA213D;

  @Param({"0", "16", "125", "1024", "65536"})
  private int payloadBytes;

  private final FrameDecoder decoder = new FrameDecoder();
  private ByteBuffer payload = ByteBuffer.allocate(0);
  private ByteBuffer frame = ByteBuffer.allocate(0);
  private ByteBuffer out = ByteBuffer.allocate(0);
  private final ByteSink sink = atLeast -> out;

  /** Makes the frame. */
  @Setup
  public void setUp() {
    payload = ByteBuffer.allocateDirect(payloadBytes);
    frame = ByteBuffer.allocateDirect(FrameHeader.MAX_BYTES + payloadBytes);
    out = ByteBuffer.allocateDirect(FrameHeader.MAX_BYTES + payloadBytes);
    FrameEncoder.header(frame, true, 0, Opcode.BINARY, payloadBytes, true, KEY);
    frame.position(frame.position() + payloadBytes).flip();
  }

  /** As a server reads it. */
  @Benchmark
  public long decode() {
    frame.position(0);
    decoder.whole(frame);
    int at = frame.position();
    Masker.mask(frame, at, at + (int) decoder.payloadLength(), decoder.maskingKey());
    return decoder.payloadLength();
  }

  /** As a client writes it. */
  @Benchmark
  public ByteBuffer encodeMasked() {
    out.clear();
    FrameEncoder.frame(sink, true, 0, Opcode.BINARY, payload, true, KEY);
    return out;
  }

  /** As a server writes it. */
  @Benchmark
  public ByteBuffer encode() {
    out.clear();
    FrameEncoder.frame(sink, true, 0, Opcode.BINARY, payload, false, 0);
    return out;
  }
}
