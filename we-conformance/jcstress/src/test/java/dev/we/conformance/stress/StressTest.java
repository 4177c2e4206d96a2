package dev.we.conformance.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.connection.ReceivingStress;
import dev.we.net.websocket.connection.SendingStress;
import dev.we.net.websocket.connection.SharingStress;
import dev.we.net.websocket.transport.TaskQueueStress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.annotations.JCStressTest;

/** The short form: each of jcstress's tests for a moment, without its compilers and JVMs. */
class StressTest {
  private static final Duration TIME = Duration.ofMillis(300);

  static Stream<Class<?>> tests() {
    return Stream.of(
            SendingStress.class, ReceivingStress.class, SharingStress.class, TaskQueueStress.class)
        .flatMap(family -> Arrays.stream(family.getDeclaredClasses()))
        .filter(test -> test.isAnnotationPresent(JCStressTest.class));
  }

  @ParameterizedTest
  @MethodSource("tests")
  void only_what_is_allowed_comes_out(Class<?> test) throws Exception {
    ShortRun run = new ShortRun(test);
    Map<String, Integer> seen = run.play(TIME);
    assertThat(run.allowed())
        .as("%s saw %s", test.getSimpleName(), seen)
        .containsAll(seen.keySet());
  }
}
