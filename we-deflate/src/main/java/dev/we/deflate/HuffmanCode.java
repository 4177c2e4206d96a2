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
   * @param occurrences gathered, and together at most 2^22
   * @return the bits that so many occurrences take
   */
  int build(SymbolCounts occurrences) {
    Arrays.fill(lengths, (byte) 0);
    if (occurrences.used < 2) {
      addStrangers(occurrences);
    } else {
      sort(occurrences);
      pair(occurrences.used);
      countLengths(occurrences.used);
      // The longest codes go to the least frequent symbols.
      int i = 0;
      for (int length = maxBits; length > 0; length--) {
        for (int n = lengthCounts[length]; n > 0; n--) {
          lengths[sorted[i++] & 511] = (byte) length;
        }
      }
    }
    assignCodes(occurrences);
    return occurrences.cost(lengths);
  }

  /** Symbols that do not occur make up the two codes that there must be. */
  private void addStrangers(SymbolCounts occurrences) {
    short[] inUse = occurrences.inUse;
    int only = occurrences.used == 0 ? 0 : inUse[0];
    inUse[0] = 0;
    inUse[1] = (short) Math.max(1, only);
    occurrences.used = 2;
    lengths[0] = 1;
    lengths[inUse[1]] = 1;
    Arrays.fill(lengthCounts, 0);
    lengthCounts[1] = 2;
  }

  /** Sorts the used symbols, as frequency × 512 + symbol: small frequencies by counting. */
  private void sort(SymbolCounts occurrences) {
    int[] frequencies = occurrences.counts;
    short[] inUse = occurrences.inUse;
    int used = occurrences.used;
    int most = 0;
    for (int i = 0; i < used; i++) {
      most = Math.max(most, frequencies[inUse[i]]);
    }
    int last = Math.min(most, COUNTED);
    short[] buckets = this.buckets;
    Arrays.fill(buckets, 0, last + 1, (short) 0);
    for (int i = 0; i < used; i++) {
      buckets[Math.min(frequencies[inUse[i]], COUNTED)]++;
    }
    int frequent = most < COUNTED ? 0 : buckets[COUNTED];
    short sum = 0;
    for (int i = 1; i <= last; i++) {
      short n = buckets[i];
      buckets[i] = sum;
      sum += n;
    }
    for (int i = 0; i < used; i++) {
      int symbol = inUse[i];
      int frequency = frequencies[symbol];
      sorted[buckets[Math.min(frequency, COUNTED)]++] = frequency << 9 | symbol;
    }
    if (frequent > 1) {
      Arrays.sort(sorted, used - frequent, used);
    }
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

  /** Canonical codes (RFC 1951 3.2.2); those of unused symbols stay what they were. */
  private void assignCodes(SymbolCounts occurrences) {
    int code = 0;
    for (int length = 1; length <= maxBits; length++) {
      nextCode[length] = code;
      code = (code + lengthCounts[length]) << 1;
    }
    for (int i = 0; i < occurrences.used; i++) {
      int symbol = occurrences.inUse[i];
      int length = lengths[symbol];
      codes[symbol] = length << 16 | Integer.reverse(nextCode[length]++) >>> (32 - length);
    }
  }
}
