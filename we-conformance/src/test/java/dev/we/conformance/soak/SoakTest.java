package dev.we.conformance.soak;

import dev.we.conformance.leftovers.NothingIsLeft;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A few seconds of it. */
@ExtendWith(NothingIsLeft.class)
class SoakTest {
  private static final int CONNECTIONS = 200;
  private static final long SEED = 20;

  @Test
  void whatConnectionsTookIsBackWhenTheyAreGone() throws Exception {
    try (Soak soak = new Soak(CONNECTIONS, Duration.ZERO, SEED)) {
      Stock first = soak.run(Duration.ofSeconds(2), null);
      Stock last = soak.run(Duration.ofSeconds(3), first);
      last.assertNoMoreThan(first);
    }
  }
}
