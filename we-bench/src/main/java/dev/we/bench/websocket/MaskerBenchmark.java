package dev.we.bench.websocket;

import dev.we.net.websocket.frame.Masker;
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

/** A KiB masked at every place that it can have between two multiples of eight. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MaskerBenchmark {
  private static final int KEY = 0x37FA213D;
  private static final int BYTES = 1024;

  @Param({"0", "1", "2", "3", "4", "5", "6", "7"})
  private int offset;

  @Param({"true", "false"})
  private boolean direct;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private ByteBuffer target = ByteBuffer.allocate(0);

  /** Makes the buffers. */
  @Setup
  public void setUp() {
    buffer = direct ? ByteBuffer.allocateDirect(BYTES + 8) : ByteBuffer.allocate(BYTES + 8);
    target = ByteBuffer.allocateDirect(BYTES + 8);
  }

  /** Where it lies. */
  @Benchmark
  public int mask() {
    return Masker.mask(buffer, offset, offset + BYTES, KEY);
  }

  /** Into another buffer. */
  @Benchmark
  public int copy() {
    return Masker.copy(buffer, offset, target, 0, BYTES, KEY);
  }
}
