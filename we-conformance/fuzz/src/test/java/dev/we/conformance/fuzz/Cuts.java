package dev.we.conformance.fuzz;

import java.util.List;
import java.util.Random;

/** A way to cut a run of bytes into pieces. It may remember, so each is good for one run. */
@FunctionalInterface
public interface Cuts {
  /** How long the next piece is, 0 or more, where so many bytes are left. */
  int next(int left);

  /** All in one piece. */
  static Cuts whole() {
    return left -> left;
  }

  /** Byte by byte. */
  static Cuts single() {
    return left -> Math.min(1, left);
  }

  /** At places that follow from the seed, often short pieces and sometimes empty ones. */
  static Cuts random(long seed) {
    Random random = new Random(seed);
    int most = 1 + random.nextInt(1 << random.nextInt(11));
    return left -> Math.min(left, random.nextInt(most + 1));
  }

  /** Whole, byte by byte, and two ways that follow from the seed. */
  static List<Cuts> all(long seed) {
    return List.of(whole(), single(), random(seed), random(~seed));
  }
}
