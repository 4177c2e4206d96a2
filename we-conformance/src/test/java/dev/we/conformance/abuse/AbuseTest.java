package dev.we.conformance.abuse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A little of each abuse. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseTest {
  private static final int HEAP_MEGABYTES = 96;

  private VictimProcess victim;

  @BeforeAll
  void startVictim() throws IOException {
    victim = new VictimProcess(HEAP_MEGABYTES);
  }

  @AfterAll
  void endVictim() throws IOException {
    victim.close();
  }

  static List<Abuse> all() {
    return Abuse.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void costsTheVictimNoMoreThanItMayAndTheHonestNothing(Abuse abuse) throws Exception {
    abuse.commit(victim, false);
  }
}
