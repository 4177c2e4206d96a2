package dev.we.bench.deflate;

import dev.we.deflate.DeflateFormatException;
import dev.we.deflate.Level;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
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

/** All messages of a workload through one codec, as one connection sends or receives them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class DeflateBenchmark {
  @Param({"json64", "json512", "json4k", "text512", "text64k"})
  private String workload = "json512";

  @Param({"true", "false"})
  private boolean takeover;

  private List<byte[]> messages = List.of();
  private List<byte[]> compressed = List.of();

  /** Reads the workload. */
  @Setup
  public void setUp() throws IOException {
    messages = Corpus.messages(workload);
    compressed = Codecs.compressed(messages, 6, takeover);
  }

  /** {@link Level#FAST}. */
  @Benchmark
  public long encodeFast() {
    return Codecs.encode(messages, 15, Level.FAST, takeover);
  }

  /** {@link Level#BALANCED}. */
  @Benchmark
  public long encodeBalanced() {
    return Codecs.encode(messages, 15, Level.BALANCED, takeover);
  }

  /** java.util.zip, level 1. */
  @Benchmark
  public long zlibDeflate1() {
    return Codecs.deflate(messages, 1, takeover);
  }

  /** java.util.zip, level 6. */
  @Benchmark
  public long zlibDeflate6() {
    return Codecs.deflate(messages, 6, takeover);
  }

  /** Our decoder. */
  @Benchmark
  public long decode() throws DeflateFormatException {
    return Codecs.decode(compressed, takeover);
  }

  /** java.util.zip's. */
  @Benchmark
  public long zlibInflate() throws DataFormatException {
    return Codecs.inflate(compressed, takeover);
  }
}
