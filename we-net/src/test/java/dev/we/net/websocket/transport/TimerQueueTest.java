package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.transport.TimerQueue.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerQueueTest {

  private final TimerQueue queue = new TimerQueue();

  private static final class Named extends Timer {
    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Timer timer(String name) {
    return new Named(name);
  }

  private List<String> due(long now) {
    List<String> names = new ArrayList<>();
    for (Timer timer = queue.pollDue(now); timer != null; timer = queue.pollDue(now)) {
      names.add(timer.toString());
    }
    return names;
  }

  @Test
  void timersGoOffInTheOrderOfTheirTimesAndOfTheirSettingWithinOne() {
    for (String name : List.of("c3", "a1", "b2", "d2", "e1")) {
      queue.set(timer(name), name.charAt(1) - '0');
    }
    assertThat(due(0)).isEmpty();
    assertThat(queue.untilNext(0)).isEqualTo(1);
    assertThat(due(2)).containsExactly("a1", "e1", "b2", "d2");
    assertThat(due(9)).containsExactly("c3");
    assertThat(queue.untilNext(9)).isEqualTo(TimerQueue.NEVER);
  }

  @Test
  void theLatestWishCountsWhetherLaterOrEarlierOrNone() {
    Timer later = timer("later");
    Timer earlier = timer("earlier");
    Timer never = timer("never");
    queue.set(later, 5);
    queue.set(later, 50);
    queue.set(earlier, 60);
    queue.set(earlier, 10);
    queue.set(never, 1);
    queue.set(never, TimerQueue.NEVER);
    assertThat(due(9)).isEmpty();
    assertThat(due(10)).containsExactly("earlier");
    assertThat(due(49)).isEmpty();
    assertThat(due(50)).containsExactly("later");
    assertThat(queue.size()).isZero();
  }

  @Test
  void timesMayPassTheEndOfLong() {
    long now = Long.MAX_VALUE - 5;
    queue.set(timer("after"), now + 10);
    queue.set(timer("before"), now + 3);
    assertThat(queue.untilNext(now)).isEqualTo(3);
    assertThat(due(now + 9)).containsExactly("before");
    assertThat(due(now + 10)).containsExactly("after");
  }

  @Test
  void removedTimersAreGoneAtOnce() {
    Timer timer = timer("x");
    queue.set(timer, 1);
    queue.remove(timer);
    queue.remove(timer);
    assertThat(queue.size()).isZero();
    queue.set(timer, 2);
    assertThat(due(2)).containsExactly("x");
  }

  /** Against a list that is searched from end to end. */
  @Test
  void agreesWithAModelOverRandomWishes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int count = 100;
    List<Timer> timers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      timers.add(timer(Integer.toString(i)));
    }
    record Wish(int name, long time, int order) {}
    List<Wish> model = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 5_000; step++) {
      int chosen = random.nextInt(count);
      model.removeIf(wish -> wish.name() == chosen);
      switch (random.nextInt(8)) {
        case 0 -> queue.remove(timers.get(chosen));
        case 1 -> queue.set(timers.get(chosen), TimerQueue.NEVER);
        default -> {
          long time = now + random.nextInt(500);
          queue.set(timers.get(chosen), time);
          model.add(new Wish(chosen, time, step));
        }
      }
      now += random.nextInt(5);
      long moment = now;
      List<String> expected =
          model.stream()
              .filter(wish -> wish.time() <= moment)
              .sorted(Comparator.comparingLong(Wish::time).thenComparingInt(Wish::order))
              .map(wish -> Integer.toString(wish.name()))
              .toList();
      model.removeIf(wish -> wish.time() <= moment);
      assertThat(due(now)).as("seed %s, step %s", seed, step).isEqualTo(expected);
    }
  }
}
