package dev.we.conformance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two minutes of it, in a process of its own, beside the other tests of this module. */
class SoakTest {
  @Test
  void whatConnectionsTookIsBackWhenTheyAreGone() throws Exception {
    assertThat(SoakProcess.complaint()).isEmpty();
  }
}
