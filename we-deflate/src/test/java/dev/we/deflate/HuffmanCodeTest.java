package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A code is complete (its Kraft sum is 1), within its limit, and as short as such a code can be.
 */
class HuffmanCodeTest {
  private static void check(int[] frequencies, int maxBits) {
    SymbolCounts counts = new SymbolCounts(frequencies.length);
    System.arraycopy(frequencies, 0, counts.counts, 0, frequencies.length);
    counts.gather();
    HuffmanCode code = new HuffmanCode(frequencies.length, maxBits);
    int cost = code.build(counts);
    int kraft = 0;
    int sum = 0;
    int used = 0;
    for (int symbol = 0; symbol < frequencies.length; symbol++) {
      int length = code.lengths[symbol];
      assertThat(length).isBetween(frequencies[symbol] == 0 ? 0 : 1, maxBits);
      kraft += length == 0 ? 0 : 1 << (maxBits - length);
      sum += frequencies[symbol] * length;
      used += frequencies[symbol] == 0 ? 0 : 1;
    }
    assertThat(kraft).as("%s", Arrays.toString(frequencies)).isEqualTo(1 << maxBits);
    assertThat(cost).isEqualTo(sum);
    if (used >= 2) {
      int best = optimal(frequencies, maxBits);
      // Where the limit binds, cutting stays near the best code that obeys it.
      assertThat(sum).isBetween(best, best + best / 6);
    }
    checkCodes(code);
  }

  /** The cost of the best code within the limit, by packages and mergers (Larmore, Hirschberg). */
  private static int optimal(int[] frequencies, int maxBits) {
    int[] weights = Arrays.stream(frequencies).filter(f -> f > 0).sorted().toArray();
    int[] packages = {};
    int total = 0;
    for (int level = 0; level < maxBits; level++) {
      int[] merged = new int[weights.length + packages.length / 2];
      System.arraycopy(weights, 0, merged, 0, weights.length);
      for (int i = 0; i + 1 < packages.length; i += 2) {
        merged[weights.length + i / 2] = packages[i] + packages[i + 1];
      }
      Arrays.sort(merged);
      packages = merged;
    }
    for (int i = 0; i < 2 * weights.length - 2; i++) {
      total += packages[i];
    }
    return total;
  }

  /** Canonical (RFC 1951 3.2.2), and kept with their bits reversed. */
  private static void checkCodes(HuffmanCode code) {
    int[] expected = LegalStream.codes(code.lengths);
    for (int symbol = 0; symbol < code.lengths.length; symbol++) {
      int length = code.lengths[symbol];
      if (length > 0) {
        assertThat(HuffmanCode.length(code.codes[symbol])).isEqualTo(length);
        assertThat(Integer.reverse(HuffmanCode.bits(code.codes[symbol])) >>> (32 - length))
            .isEqualTo(expected[symbol]);
      }
    }
  }

  private static int[] fibonacci(int symbols) {
    int[] frequencies = new int[symbols];
    int previous = 0;
    int f = 1;
    for (int i = 0; i < symbols; i++) {
      frequencies[i] = f;
      int next = f + previous;
      previous = f;
      f = next;
    }
    return frequencies;
  }

  /** They make every code as long as there are symbols, so the limit must bind. */
  @Test
  void fibonacciFrequencies() {
    for (int symbols = 2; symbols <= 28; symbols++) {
      check(fibonacci(symbols), 15);
    }
    for (int symbols = 2; symbols <= 19; symbols++) {
      check(fibonacci(symbols), 7);
    }
  }

  @Test
  void anyFrequencies() {
    for (int seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      int symbols = seed % 2 == 0 ? 19 : 286;
      int[] frequencies = new int[symbols];
      int most = 1 << random.nextInt(12);
      int used = random.nextInt(symbols + 1);
      for (int i = 0; i < used; i++) {
        frequencies[random.nextInt(symbols)] = random.nextInt(1 + random.nextInt(most));
      }
      check(frequencies, symbols == 19 ? 7 : 15);
    }
  }

  @Test
  void powersOfTwoAndEqualFrequencies() {
    int[] powers = new int[20];
    int[] equal = new int[286];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = 1 << i;
    }
    Arrays.fill(equal, 7);
    check(powers, 15);
    check(equal, 15);
  }

  @Test
  void noneOrOneSymbolGetsAStrangerBesideIt() {
    check(new int[30], 15);
    for (int symbol : new int[] {0, 1, 29}) {
      int[] one = new int[30];
      one[symbol] = 5;
      check(one, 15);
    }
  }

  /** Through the encoder: literals whose frequencies make codes of more than 15 bits. */
  @Test
  void aBlockOfFibonacciLiterals() {
    byte[] plain = new byte[fibonacciTotal(22)];
    int at = 0;
    int[] frequencies = fibonacci(22);
    for (int symbol = 0; symbol < 22; symbol++) {
      Arrays.fill(plain, at, at + frequencies[symbol], (byte) (symbol * 7));
      at += frequencies[symbol];
    }
    shuffle(plain, new Random(1));
    DeflateEncoder encoder = new DeflateEncoder(15, Level.HUFFMAN_ONLY);
    byte[] stream = Encoding.whole(encoder, plain, DeflateEncoder.Flush.FINISH);
    assertThat(stream.length).isLessThan(plain.length / 2);
    assertThat(Decoding.whole(stream)).isEqualTo(plain);
  }

  private static int fibonacciTotal(int symbols) {
    return Arrays.stream(fibonacci(symbols)).sum();
  }

  private static void shuffle(byte[] bytes, Random random) {
    for (int i = bytes.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      byte b = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = b;
    }
  }
}
