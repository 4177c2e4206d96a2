package dev.we.deflate;

import java.util.Arrays;

/**
 * A Huffman code to write with, made from frequencies and limited in length: symbols to codes.
 *
 * <p>The code is optimal but for the limit. The sorted frequencies are paired in place (A. Moffat,
 * J. Katajainen, "In-place calculation of minimum-redundancy codes", 1995); where codes come out
 * longer than the limit they are cut to it, and the room that takes is won back by lengthening the
 * longest of the shorter ones, until the Kraft sum is 1 again. Frequencies that grow like
 * Fibonacci's numbers are what makes codes that long.
 */
final class HuffmanCode {
  /** Up to this frequency symbols are sorted by counting. */
  private static final int COUNTED = 256;

  final byte[] lengths;

  /** Each symbol's code, its bits reversed, and its length above them. */
  final int[] codes;

  private final int maxBits;
  private final int[] sorted;
  private final int[] tree;
  private final int[] lengthCounts = new int[Alphabet.MAX_CODE_BITS + 1];
  private final int[] nextCode = new int[Alphabet.MAX_CODE_BITS + 2];
  private final short[] buckets = new short[COUNTED + 1];

  HuffmanCode(int symbols, int maxBits) {
    this.maxBits = maxBits;
    this.lengths = new byte[symbols];
    this.codes = new int[symbols];
    this.sorted = new int[symbols];
    this.tree = new int[symbols];
  }

  static int bits(int code) {
    return code & 0xFFFF;
  }

  static int length(int code) {
    return code >>> 16;
  }

  /**
   * Makes the code. Symbols with frequency 0 get none, except that there are always at least two
   * codes: decoders differ over codes of fewer.
   *
   * @param frequencies one for each symbol, at most 2^22 each
   */
  void build(int[] frequencies) {
    int used = sort(frequencies);
    Arrays.fill(lengths, (byte) 0);
    if (used < 2) {
      int symbol = used == 0 ? 0 : sorted[0] & 511;
      lengths[symbol] = 1;
      lengths[symbol == 0 ? 1 : 0] = 1;
      Arrays.fill(lengthCounts, 0);
      lengthCounts[1] = 2;
    } else {
      pair(used);
      countLengths(used);
      // The longest codes go to the least frequent symbols.
      int i = 0;
      for (int length = maxBits; length > 0; length--) {
        for (int n = lengthCounts[length]; n > 0; n--) {
          lengths[sorted[i++] & 511] = (byte) length;
        }
      }
    }
    assignCodes();
  }

  /** Sorts the used symbols, as frequency × 512 + symbol, and tells how many there are. */
  private int sort(int[] frequencies) {
    short[] buckets = this.buckets;
    Arrays.fill(buckets, (short) 0);
    int symbols = lengths.length;
    for (int i = 0; i < symbols; i++) {
      buckets[Math.min(frequencies[i], COUNTED)]++;
    }
    int used = symbols - buckets[0];
    int frequent = buckets[COUNTED];
    short sum = 0;
    for (int i = 1; i <= COUNTED; i++) {
      short n = buckets[i];
      buckets[i] = sum;
      sum += n;
    }
    for (int i = 0; i < symbols; i++) {
      int frequency = frequencies[i];
      if (frequency != 0) {
        sorted[buckets[Math.min(frequency, COUNTED)]++] = frequency << 9 | i;
      }
    }
    if (frequent > 1) {
      Arrays.sort(sorted, used - frequent, used);
    }
    return used;
  }

  /**
   * Turns the sorted frequencies, in {@link #tree}, into the depths of the leaves: first the inner
   * nodes' weights take the places of used-up leaves, then parents, then depths.
   */
  private void pair(int n) {
    int[] a = tree;
    for (int i = 0; i < n; i++) {
      a[i] = sorted[i] >>> 9;
    }
    int leaf = 0;
    int inner = 0;
    for (int next = 0; next < n - 1; next++) {
      int weight;
      if (leaf >= n || (inner < next && a[inner] < a[leaf])) {
        weight = a[inner];
        a[inner++] = next;
      } else {
        weight = a[leaf++];
      }
      if (leaf >= n || (inner < next && a[inner] < a[leaf])) {
        weight += a[inner];
        a[inner++] = next;
      } else {
        weight += a[leaf++];
      }
      a[next] = weight;
    }
    a[n - 2] = 0;
    for (int i = n - 3; i >= 0; i--) {
      a[i] = a[a[i]] + 1;
    }
  }

  /**
   * From the depths of the inner nodes: how many leaves there are at each depth, then the limit.
   */
  private void countLengths(int n) {
    int[] counts = lengthCounts;
    Arrays.fill(counts, 0);
    int innerLeft = n - 2;
    int available = 1;
    int depth = 0;
    int leaves = 0;
    while (available > 0) {
      int inner = 0;
      while (innerLeft >= 0 && tree[innerLeft] == depth) {
        inner++;
        innerLeft--;
      }
      counts[Math.min(depth, maxBits)] += available - inner;
      leaves += available - inner;
      available = inner * 2;
      depth++;
    }
    assert leaves == n;
    if (depth - 1 > maxBits) {
      restoreKraft();
    }
  }

  /** Makes the Kraft sum 1 again after codes were cut to the limit. */
  private void restoreKraft() {
    int[] counts = lengthCounts;
    long sum = 0;
    for (int length = 1; length <= maxBits; length++) {
      sum += (long) counts[length] << (maxBits - length);
    }
    for (; sum > 1L << maxBits; sum--) {
      // One code of the greatest length below the limit becomes an inner node with two leaves: it
      // and one that had the limit. That frees one unit.
      int length = maxBits - 1;
      while (counts[length] == 0) {
        length--;
      }
      counts[length]--;
      counts[length + 1] += 2;
      counts[maxBits]--;
    }
  }

  /** Canonical codes (RFC 1951 3.2.2). */
  private void assignCodes() {
    int code = 0;
    for (int length = 1; length <= maxBits; length++) {
      nextCode[length] = code;
      code = (code + lengthCounts[length]) << 1;
    }
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      int length = lengths[symbol];
      codes[symbol] =
          length == 0 ? 0 : length << 16 | Integer.reverse(nextCode[length]++) >>> (32 - length);
    }
  }

  /** How many bits so many occurrences take. */
  long cost(int[] frequencies) {
    long bits = 0;
    for (int i = 0; i < lengths.length; i++) {
      bits += (long) frequencies[i] * lengths[i];
    }
    return bits;
  }
}
