package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whatever lengths a stream gives, a table must not outgrow its array. */
class HuffmanTableTest {
  /** Finds the complete code, in canonical order, whose subtables take the most entries. */
  private static final class Search {
    private final int rootBits;
    private final int[] keys = new int[1 << 18];
    private final int[] known = new int[1 << 18];

    Search(int rootBits) {
      this.rootBits = rootBits;
    }

    int mostEntries(int symbols) {
      return (1 << rootBits) + most(symbols, 2, 1, 0);
    }

    /**
     * The most entries still to come.
     *
     * @param symbols how many have no code yet
     * @param open how many codes of this length are free
     * @param unfilled the entries of the present subtable that are, counted in codes of this length
     */
    private int most(int symbols, int open, int length, int unfilled) {
      boolean inRoot = length <= rootBits;
      if (symbols == open) {
        return inRoot ? 0 : fill(open, length, unfilled) >>> 16;
      }
      int key = ((symbols << 9 | open) << 4 | length) << 6 | unfilled;
      int slot = (key * 0x9E37_79B1) >>> 14;
      while (keys[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & (keys.length - 1);
      }
      if (keys[slot] == key) {
        return known[slot];
      }
      int deeper = 15 - length;
      int least = Math.max(0, 2 * open - symbols);
      int greatest = ((open << deeper) - symbols) / ((1 << deeper) - 1);
      int best = 0;
      for (int use = least; use <= greatest; use++) {
        int state = inRoot ? 0 : fill(use, length, unfilled);
        int left = state & 0xFFFF;
        // A subtable that is not full at this length grows to the next.
        int grown = left == 0 ? 0 : 1 << (length - rootBits);
        int rest = most(symbols - use, (open - use) * 2, length + 1, left * 2);
        best = Math.max(best, (state >>> 16) + grown + rest);
      }
      remember(key, best);
      return best;
    }

    private void remember(int key, int best) {
      int slot = (key * 0x9E37_79B1) >>> 14;
      while (keys[slot] != 0) {
        slot = (slot + 1) & (keys.length - 1);
      }
      keys[slot] = key;
      known[slot] = best;
    }

    /** Gives so many codes of this length: the entries added × 2^16 + what is unfilled then. */
    private int fill(int codes, int length, int unfilled) {
      int added = 0;
      int left = codes;
      int room = unfilled;
      while (room < left) {
        left -= room;
        room = 1 << (length - rootBits);
        added += room;
      }
      return added << 16 | (room - left);
    }
  }

  @Test
  void noDistanceCodeNeedsMoreEntriesThanThereAre() {
    for (int symbols = 2; symbols <= Alphabet.MAX_DISTANCES; symbols++) {
      assertThat(new Search(HuffmanTable.DISTANCE_ROOT_BITS).mostEntries(symbols))
          .isLessThanOrEqualTo(HuffmanTable.DISTANCE_ENTRIES);
    }
  }

  @Test
  void noLiteralCodeNeedsMoreEntriesThanThereAre() {
    assertThat(
            new Search(HuffmanTable.LITERAL_ROOT_BITS)
                .mostEntries(Alphabet.MAX_LITERALS_AND_LENGTHS))
        .isBetween(1024 + 256, HuffmanTable.LITERAL_ENTRIES);
  }
}
