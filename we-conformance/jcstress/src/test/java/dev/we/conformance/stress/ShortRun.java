package dev.we.conformance.stress;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Outcome;

/**
 * Plays one test of jcstress in this JVM: each actor has a thread, and all run through the same row
 * of fresh states, meeting at each.
 */
final class ShortRun {
  private static final int STATES = 200;
  private static final int SPINS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Class<?> test;
  private final List<Method> actors;
  private final List<Method> arbiters;
  private final Class<?> resultType;

  ShortRun(Class<?> test) {
    this.test = test;
    this.actors = methods(Actor.class);
    this.arbiters = methods(Arbiter.class);
    this.resultType =
        Arrays.stream(test.getMethods())
            .filter(m -> m.getParameterCount() == 1 && m.getDeclaringClass() == test)
            .map(m -> m.getParameterTypes()[0])
            .findFirst()
            .orElseThrow();
  }

  private List<Method> methods(Class<? extends Annotation> kind) {
    return Arrays.stream(test.getMethods()).filter(m -> m.isAnnotationPresent(kind)).toList();
  }

  /** The outcomes that the test allows. */
  Set<String> allowed() {
    Set<String> ids = new HashSet<>();
    for (Outcome outcome : test.getAnnotationsByType(Outcome.class)) {
      ids.addAll(List.of(outcome.id()));
    }
    return ids;
  }

  /** How often each outcome was seen in about this time. */
  Map<String, Integer> play(Duration time) throws Exception {
    Map<String, Integer> seen = new TreeMap<>();
    long end = System.nanoTime() + time.toNanos();
    while (seen.isEmpty() || System.nanoTime() - end < 0) {
      Object[] states = new Object[STATES];
      Object[] results = new Object[STATES];
      for (int i = 0; i < STATES; i++) {
        states[i] = test.getConstructor().newInstance();
        results[i] = resultType.getConstructor().newInstance();
      }
      playOnce(states, results);
      for (int i = 0; i < STATES; i++) {
        for (Method arbiter : arbiters) {
          call(arbiter, states[i], results[i]);
        }
        seen.merge(results[i].toString(), 1, Integer::sum);
      }
    }
    return seen;
  }

  private void playOnce(Object[] states, Object[] results) throws InterruptedException {
    AtomicIntegerArray arrived = new AtomicIntegerArray(STATES);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (Method actor : actors) {
      threads.add(
          Thread.ofPlatform()
              .name(actor.getName())
              .daemon()
              .start(() -> {
                try {
                  for (int i = 0; i < STATES; i++) {
                    meet(arrived, i);
                    call(actor, states[i], results[i]);
                  }
                } catch (Exception e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      if (!thread.join(PATIENCE)) {
        throw new AssertionError(test.getSimpleName() + ": " + thread.getName() + " never ends");
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(test.getSimpleName(), failures.getFirst());
    }
  }

  /** Waits for the other actors without going to sleep, so that all begin at the same time. */
  private void meet(AtomicIntegerArray arrived, int state) {
    arrived.incrementAndGet(state);
    for (int spins = 0; arrived.get(state) < actors.size(); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield(); // fewer processors than actors
      }
    }
  }

  private static void call(Method method, Object state, Object result)
      throws ReflectiveOperationException {
    if (method.getParameterCount() == 0) {
      method.invoke(state);
    } else {
      method.invoke(state, result);
    }
  }
}
