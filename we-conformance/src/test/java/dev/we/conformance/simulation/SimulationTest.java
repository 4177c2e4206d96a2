package dev.we.conformance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulationTest {
  /** The long form, {@code ./we-conformance/long simulation}, runs a hundred times as many. */
  private static final int SEEDS = 100_000;

  @Test
  void a_client_and_a_server_keep_their_promises_whatever_happens_to_them() {
    Workshop workshop = new Workshop();
    for (long seed = 0; seed < SEEDS; seed++) {
      String wrong = workshop.run(seed, false);
      assertThat(wrong).as(Seeds.failure(seed, wrong)).isEmpty();
    }
  }

  @Test
  void a_seed_always_plays_the_same() {
    Workshop one = new Workshop();
    Workshop another = new Workshop();
    for (long seed = 0; seed < 200; seed++) {
      assertThat(one.run(seed, false)).isEqualTo(another.run(seed, false));
      assertThat(one.eventCount()).as("events of seed %d", seed).isEqualTo(another.eventCount());
    }
  }
}
