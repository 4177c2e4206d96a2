package dev.we.deflate;

import static dev.we.deflate.HuffmanTable.DISTANCE_MASK;
import static dev.we.deflate.HuffmanTable.END;
import static dev.we.deflate.HuffmanTable.LITERAL_MASK;
import static dev.we.deflate.HuffmanTable.SPECIAL;
import static dev.we.deflate.HuffmanTable.SUBTABLE;

import dev.we.deflate.DeflateFormatException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the symbols of a block: literals and matches up to the end of block.
 *
 * <p>Two loops share the work. The fast one is begun while there are eight bytes of input and some
 * room in the output, takes up to three literals for each look at the input, and goes nowhere near
 * anything unusual: it leaves that symbol in the input, for the careful one. The careful one
 * decodes one symbol at a time, can stop at every bit of input and every byte of output, and is the
 * only one that refuses.
 */
final class SymbolDecoder {
  enum Stop {
    NEEDS_INPUT,
    NEEDS_OUTPUT,
    END_OF_BLOCK
  }

  /** The greatest symbol: a length of 15 + 5 bits and a distance of 15 + 13. */
  private static final int MAX_SYMBOL_BITS = 48;

  /** What a distance takes at most, and the look at the symbol behind it. */
  private static final int DISTANCE_AND_LOOK = 28 + HuffmanTable.LITERAL_ROOT_BITS;

  /**
   * What three literals take at most, found with one look each, and the look behind them; or one
   * literal of 15 bits.
   */
  private static final int LITERALS_AND_LOOK = 4 * HuffmanTable.LITERAL_ROOT_BITS;

  private static final int NO_LITERAL = -1;

  /** A literal that has been decoded but found no room. */
  private int pendingLiteral = NO_LITERAL;

  /** The rest of a match that found no room. */
  private int pendingLength;

  private int pendingDistance;

  void reset() {
    pendingLiteral = NO_LITERAL;
    pendingLength = 0;
  }

  /**
   * Decodes until something is missing or the block ends.
   *
   * @return {@link Stop#NEEDS_OUTPUT} only if at least one more byte is certain to come
   */
  Stop decode(BitReader reader, SlidingWindow window, DecodeTables tables)
      throws DeflateFormatException {
    if (!writePending(window)) {
      return Stop.NEEDS_OUTPUT;
    }
    for (; ; ) {
      if (reader.limit - reader.position >= 8 && window.room() >= 8) {
        runFast(reader, window, tables.literals.entries, tables.distances.entries);
        reader.dropAbove();
      }
      Stop stop = runCarefully(reader, window, tables);
      if (stop != null) {
        return stop;
      }
    }
  }

  private boolean writePending(SlidingWindow window) {
    if (pendingLiteral != NO_LITERAL) {
      if (window.room() == 0) {
        return false;
      }
      window.put(pendingLiteral);
      pendingLiteral = NO_LITERAL;
    }
    if (pendingLength > 0) {
      return copy(window, pendingLength, pendingDistance);
    }
    return true;
  }

  /** Copies as much as there is room for; false if something is left over. */
  private boolean copy(SlidingWindow window, int length, int distance) {
    int now = Math.min(length, window.room());
    window.copy(now, distance);
    pendingLength = length - now;
    pendingDistance = distance;
    return pendingLength == 0;
  }

  /**
   * Decodes while that is simple. Whatever is not simple stays in the input.
   *
   * <p>Written for few variables at a time, so that they find room in registers: masks are
   * constants, and a match, which may turn out not to be simple, has what to go back to written
   * into the reader before it is begun.
   */
  private static void runFast(
      BitReader reader, SlidingWindow window, int[] literals, int[] distances) {
    final byte[] in = reader.input;
    final int inEnd = reader.limit - 8;
    final byte[] out = window.output;
    final int outEnd = window.limit - 8;
    int at = reader.position;
    int to = window.position;
    long bits = reader.bits;
    int count = reader.count;

    // All 64 bits are the input's after this; what stands above `count` the next refill brings
    // again.
    bits |= LittleEndian.getLong(in, at) << count;
    int entry = literals[(int) bits & LITERAL_MASK];
    while (true) {
      // The entry has been looked up before this, so that neither waits for the other.
      if (at <= inEnd) {
        bits |= LittleEndian.getLong(in, at) << count;
        at += (63 - count) >>> 3;
        count |= 56;
      } else {
        // The last bytes: a word that ends with the input, without what has been taken of it.
        int bytes = Math.min((63 - count) >>> 3, inEnd + 8 - at);
        if (bytes > 0) {
          bits |= LittleEndian.getLong(in, inEnd) >>> ((at - inEnd) << 3) << count;
          at += bytes;
          count += bytes << 3;
        }
      }
      if (entry < 0 && count >= LITERALS_AND_LOOK && to <= outEnd) {
        out[to++] = (byte) (entry >> 16);
        bits >>>= entry;
        count -= entry & 63;
        entry = literals[(int) bits & LITERAL_MASK];
        if (entry < 0) {
          out[to++] = (byte) (entry >> 16);
          bits >>>= entry;
          count -= entry & 63;
          entry = literals[(int) bits & LITERAL_MASK];
          if (entry < 0) {
            out[to++] = (byte) (entry >> 16);
            bits >>>= entry;
            count -= entry & 63;
            entry = literals[(int) bits & LITERAL_MASK];
            continue;
          }
        }
      }
      reader.bits = bits;
      reader.count = count;
      reader.position = at;
      window.position = to;

      if ((entry & SPECIAL) != 0) {
        if ((entry & SUBTABLE) == 0) {
          return;
        }
        bits >>>= entry;
        count -= entry & 63;
        entry = literals[(entry >>> 16) + subtableIndex(bits, entry)];
        if ((entry & SPECIAL) != 0) {
          return;
        }
      }
      if (entry < 0) {
        if (count < LITERALS_AND_LOOK || to > outEnd) {
          return;
        }
        out[to++] = (byte) (entry >> 16);
        bits >>>= entry;
        count -= entry & 63;
        entry = literals[(int) bits & LITERAL_MASK];
        continue;
      }
      int length = (entry >>> 16) + extra(bits, entry);
      bits >>>= entry;
      count -= entry & 63;
      if (at <= inEnd) {
        // Done whether needed or not: a branch would be guessed wrong too often.
        bits |= LittleEndian.getLong(in, at) << count;
        at += (63 - count) >>> 3;
        count |= 56;
      } else if (count < DISTANCE_AND_LOOK) {
        return;
      }
      entry = distances[(int) bits & DISTANCE_MASK];
      if ((entry & SPECIAL) != 0) {
        if ((entry & SUBTABLE) == 0) {
          return;
        }
        bits >>>= entry;
        count -= entry & 63;
        entry = distances[(entry >>> 16) + subtableIndex(bits, entry)];
        if ((entry & SPECIAL) != 0) {
          return;
        }
      }
      int distance = (entry >>> 16) + extra(bits, entry);
      bits >>>= entry;
      count -= entry & 63;
      entry = literals[(int) bits & LITERAL_MASK];
      if (!window.copyFast(out, to, length, distance)) {
        return;
      }
      to += length;
    }
  }

  /** The extra bits of a length or distance whose code stands at the lowest bit. */
  private static int extra(long bits, int entry) {
    return (int) (bits & ((1L << entry) - 1)) >>> (entry >>> 8 & 15);
  }

  /**
   * Decodes symbol by symbol until something is missing, the block ends, or there is so much input
   * and room again that the fast loop may go on (then null).
   */
  private @Nullable Stop runCarefully(BitReader reader, SlidingWindow window, DecodeTables tables)
      throws DeflateFormatException {
    final int[] literals = tables.literals.entries;
    for (int symbols = 0; ; symbols++) {
      if (symbols >= 4 && reader.limit - reader.position >= 8 && window.room() >= 8 + 258) {
        return null;
      }
      if (reader.count < MAX_SYMBOL_BITS) {
        reader.refill();
      }
      int entry = literals[(int) reader.bits & LITERAL_MASK];
      int used = 0;
      if ((entry & (SPECIAL | SUBTABLE)) == (SPECIAL | SUBTABLE) && entry > 0) {
        used = entry & 63;
        entry = literals[(entry >>> 16) + subtableIndex(reader.bits >>> used, entry)];
      }
      if (used + (entry & 63) > reader.count) {
        return Stop.NEEDS_INPUT;
      }
      if (entry < 0) {
        reader.drop(used + (entry & 63));
        if (window.room() == 0) {
          pendingLiteral = entry >> 16 & 0xFF;
          return Stop.NEEDS_OUTPUT;
        }
        window.put(entry >> 16);
      } else if ((entry & SPECIAL) == 0) {
        Stop stop = decodeMatch(reader, window, tables.distances, used, entry);
        if (stop != null) {
          return stop;
        }
      } else if ((entry & END) != 0) {
        reader.drop(used + (entry & 63));
        return Stop.END_OF_BLOCK;
      } else {
        throw new DeflateFormatException(HuffmanTable.reason(entry), reader.bitOffset());
      }
    }
  }

  /**
   * Decodes a match whose length entry has been found, {@code used} bits into the input; null when
   * it is done.
   */
  private @Nullable Stop decodeMatch(
      BitReader reader, SlidingWindow window, HuffmanTable distances, int used, int lengthEntry)
      throws DeflateFormatException {
    int length = (lengthEntry >>> 16) + extra(reader.bits >>> used, lengthEntry);
    used += lengthEntry & 63;
    long bits = reader.bits >>> used;
    int entry = distances.entries[(int) bits & DISTANCE_MASK];
    if ((entry & SPECIAL) != 0 && (entry & SUBTABLE) != 0) {
      used += entry & 63;
      bits >>>= entry;
      entry = distances.entries[(entry >>> 16) + subtableIndex(bits, entry)];
    }
    if (used + (entry & 63) > reader.count) {
      return Stop.NEEDS_INPUT;
    }
    if ((entry & SPECIAL) != 0) {
      throw new DeflateFormatException(HuffmanTable.reason(entry), reader.bitOffset());
    }
    int distance = (entry >>> 16) + extra(bits, entry);
    if (distance > window.size) {
      throw new DeflateFormatException(Reason.DISTANCE_BEYOND_WINDOW, reader.bitOffset());
    }
    if (distance > window.reach()) {
      throw new DeflateFormatException(Reason.DISTANCE_BEFORE_START, reader.bitOffset());
    }
    reader.drop(used + (entry & 63));
    return copy(window, length, distance) ? null : Stop.NEEDS_OUTPUT;
  }

  private static int subtableIndex(long bits, int entry) {
    return (int) bits & ((1 << (entry >>> 8 & 15)) - 1);
  }
}
