package dev.we.conformance.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;

/**
 * Whether 2^20 keys look like 2^20 draws of 32 even bits. Each of the 45 figures lies outside its
 * bounds for a perfect source once in 10^9 times or less, so that a false alarm comes once in 20
 * million runs.
 *
 * <ul>
 *   <li>32 bits: each is set 2^19 times, within 6.2 standard deviations.
 *   <li>Three times the four bytes, of the key, and of its difference and exclusive or with the key
 *       before: 256 values, each 4096 times; the sum of squares (chi-squared with 255 degrees of
 *       freedom) within the bounds that Wilson and Hilferty's approximation gives for 6.1 standard
 *       deviations on either side. Too even is wrong as well: a counter is.
 *   <li>Pairs of equal keys: about 2^20 · 2^20 / 2 / 2^32 = 128, within 6.9 standard deviations of
 *       that Poisson distribution. None at all tells of a counter, many of a small state.
 * </ul>
 */
final class KeyStatistics {
  private static final int KEYS = 1 << 20;
  private static final double EXPECTED = KEYS / 256.0;
  private static final double LEAST_CHI_SQUARED = 140;
  private static final double MOST_CHI_SQUARED = 419;

  private final List<String> oddities = new ArrayList<>();

  private KeyStatistics() {}

  /** What is odd about the next 2^20 keys; nothing if they look random. */
  static List<String> oddities(IntSupplier source) {
    KeyStatistics statistics = new KeyStatistics();
    int[] keys = new int[KEYS];
    Arrays.setAll(keys, i -> source.getAsInt());
    statistics.bits(keys);
    statistics.bytes("key", i -> keys[i]);
    statistics.bytes("difference", i -> keys[i] - keys[(i + 1) % KEYS]);
    statistics.bytes("exclusive or", i -> keys[i] ^ keys[(i + 1) % KEYS]);
    statistics.pairs(keys);
    return statistics.oddities;
  }

  private void bits(int[] keys) {
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      int ones = 0;
      for (int key : keys) {
        ones += key >>> bit & 1;
      }
      check("bit " + bit, ones, KEYS / 2.0 - 6.2 * 512, KEYS / 2.0 + 6.2 * 512);
    }
  }

  private void bytes(String what, IntUnaryOperator value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      int[] counts = new int[256];
      for (int i = 0; i < KEYS; i++) {
        counts[value.applyAsInt(i) >>> shift & 0xFF]++;
      }
      double chiSquared = 0;
      for (int count : counts) {
        chiSquared += (count - EXPECTED) * (count - EXPECTED) / EXPECTED;
      }
      check(what + ", bits from " + shift, chiSquared, LEAST_CHI_SQUARED, MOST_CHI_SQUARED);
    }
  }

  private void pairs(int[] keys) {
    int[] sorted = keys.clone();
    Arrays.sort(sorted);
    int pairs = 0;
    for (int i = 1; i < KEYS; i++) {
      pairs += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    check("pairs of equal keys", pairs, 56, 216);
  }

  private void check(String what, double figure, double least, double most) {
    if (figure < least || figure > most) {
      oddities.add("%s: %.0f, not %.0f to %.0f".formatted(what, figure, least, most));
    }
  }
}
