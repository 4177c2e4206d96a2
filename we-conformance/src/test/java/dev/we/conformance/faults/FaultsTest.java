package dev.we.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Sockets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each call of each conversation, once. */
class FaultsTest {
  /** The least that a conversation calls; fewer, and the calls are not seen. */
  private static final int LEAST_CALLS = 4;

  static Stream<Arguments> all() {
    return Arrays.stream(Fault.values())
        .flatMap(fault ->
            Speech.SCENARIOS.stream()
                .flatMap(s -> Sockets.here().map(sockets -> Arguments.of(fault, s, sockets))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void somebodyIsToldAndNothingIsLeft(Fault fault, String scenario, Sockets sockets)
      throws Exception {
    assertThat(Faults.count(fault, scenario, sockets)).isGreaterThan(LEAST_CALLS);
  }
}
