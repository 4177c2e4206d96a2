package dev.we.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.Leftovers;
import dev.we.conformance.leftovers.Sockets;
import dev.we.conformance.tls.Certificate;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;

/** Has a fault happen to each call of a conversation in turn. */
final class Faults {
  /** Where a call failed, an end may have to wait for it; where none did, nobody waits for it. */
  private static final Duration SOON = Duration.ofMillis(50);

  private static final Duration LATE = Duration.ofSeconds(10);

  private static final Class<?> CONVERSATION;

  static {
    try {
      CONVERSATION = new FaultyLoader().loadClass(Conversation.class.getName());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private Faults() {}

  /** Until a conversation passes untouched; how many were not. */
  static int count(Fault fault, String scenario, Sockets sockets) throws Exception {
    SSLContext tls = Certificate.shared().context();
    Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    Leftovers leftovers = Leftovers.now();
    try {
      for (int number = 1; ; number++) {
        Plan plan = new Plan(fault, number);
        Calls.follow(plan);
        String result = hold(plan, scenario, tls, sockets.provider());
        if (fault == Fault.FAILS) {
          // What nobody else can be told of, such as a close that failed.
          assertThat(uncaught).as("%s: %s", scenario, plan).allMatch(IOException.class::isInstance);
        } else {
          assertThat(result).as("%s: %s", scenario, plan).isEqualTo(Speech.SUCCESS);
          assertThat(uncaught).as("%s: %s", scenario, plan).isEmpty();
        }
        uncaught.clear();
        if (plan.hit() == null) {
          leftovers.awaitNoMore();
          return number - 1;
        }
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private static String hold(Plan plan, String scenario, SSLContext tls, SelectorProvider sockets) {
    try {
      Speech speech = (Speech) CONVERSATION.getConstructor().newInstance();
      return speech.hold(scenario, tls, sockets, plan.fails() ? SOON : LATE);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(scenario + ": " + plan, e);
    }
  }
}
