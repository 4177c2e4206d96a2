package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever lengths a stream gives, a table must not outgrow its array. */
class HuffmanTableTest {
  /** Finds the complete code, in canonical order, whose subtables take the most entries. */
  private static final class Search {
    private final int rootBits;
    private final Map<Long, Integer> known = new HashMap<>();

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
        return inRoot ? 0 : fill(open, length, unfilled)[1];
      }
      long key = (((long) symbols << 12 | open) << 4 | length) << 12 | unfilled;
      Integer cached = known.get(key);
      if (cached != null) {
        return cached;
      }
      int deeper = 15 - length;
      int least = Math.max(0, 2 * open - symbols);
      int greatest = ((open << deeper) - symbols) / ((1 << deeper) - 1);
      int best = 0;
      for (int use = least; use <= greatest; use++) {
        int[] state = inRoot ? new int[2] : fill(use, length, unfilled);
        // A subtable that is not full at this length grows to the next.
        int grown = state[0] == 0 ? 0 : 1 << (length - rootBits);
        int rest = most(symbols - use, (open - use) * 2, length + 1, state[0] * 2);
        best = Math.max(best, state[1] + grown + rest);
      }
      known.put(key, best);
      return best;
    }

    /** Gives so many codes of this length: what is unfilled then, and the entries added. */
    private int[] fill(int codes, int length, int unfilled) {
      int added = 0;
      int left = codes;
      int room = unfilled;
      while (room < left) {
        left -= room;
        room = 1 << (length - rootBits);
        added += room;
      }
      return new int[] {room - left, added};
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
