package dev.we.net.websocket.protocol;

import dev.we.bench.websocket.Texts;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
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

/** UTF-8 checked as texts come in. In the validator's own package, which keeps it to itself. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Utf8Benchmark {
  @Param({"ascii", "mixed", "cjk", "emoji"})
  private String kind = "";

  @Param({"64", "4096"})
  private int bytes;

  private final Utf8Validator validator = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
  private byte[] text = {};

  /** Makes the text. */
  @Setup
  public void setUp() {
    text = Texts.utf8(kind, bytes);
  }

  /** A whole text. */
  @Benchmark
  public boolean validate() throws ProtocolException {
    validator.reset();
    validator.accept(text, 0, text.length);
    validator.end();
    return validator.isComplete();
  }
}
