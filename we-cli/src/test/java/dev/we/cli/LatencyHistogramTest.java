package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void percentilesAreThoseOfTheSortedTimesToHalfAPercent() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    LatencyHistogram histogram = new LatencyHistogram();
    long[] times = new long[100_000];
    for (int i = 0; i < times.length; i++) {
      times[i] = random.nextLong() >>> (1 + random.nextInt(62));
      histogram.record(times[i]);
    }
    Arrays.sort(times);

    for (double share : new double[] {0, 0.01, 0.5, 0.9, 0.99, 0.999, 0.9999}) {
      double exact = (double) times[(int) (times.length * share)];
      assertThat((double) histogram.percentile(share))
          .as("seed %d, share %s", seed, share)
          .isCloseTo(exact, within(0.005 * exact));
    }
    assertThat(histogram.max()).isEqualTo(times[times.length - 1]);
    assertThat(histogram.total()).isEqualTo(times.length);
  }

  @Test
  void smallTimesAreExact() {
    for (int nanos = 0; nanos < 512; nanos++) {
      LatencyHistogram histogram = new LatencyHistogram();
      histogram.record(nanos);
      histogram.record(1 << 20);
      assertThat(histogram.percentile(0)).isEqualTo(nanos);
    }
  }

  @Test
  void theLargestTimeFits() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.percentile(0.5)).isPositive();
    assertThat(histogram.max()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothingCountedIsZero() {
    assertThat(new LatencyHistogram().percentile(0.99)).isZero();
  }

  @Test
  void sumsOfHistograms() {
    LatencyHistogram one = new LatencyHistogram();
    LatencyHistogram other = new LatencyHistogram();
    one.record(10);
    other.record(20);
    other.record(30);

    one.add(other);

    assertThat(one.total()).isEqualTo(3);
    assertThat(one.percentile(0.5)).isEqualTo(20);
    assertThat(one.max()).isEqualTo(30);
  }
}
