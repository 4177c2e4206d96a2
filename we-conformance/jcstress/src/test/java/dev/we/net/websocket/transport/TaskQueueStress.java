package dev.we.net.websocket.transport;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.ArrayDeque;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@code TaskQueue}: what was taken in is run. */
public final class TaskQueueStress {
  private TaskQueueStress() {}

  /** Runs all there is, and returns how many that were. */
  private static int drain(TaskQueue queue) {
    int ran = 0;
    ArrayDeque<Runnable> batch = queue.nextBatch();
    for (Runnable task = batch.poll(); task != null; task = batch.poll()) {
      task.run();
      ran++;
    }
    return ran;
  }

  /** Two add. */
  @JCStressTest
  @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "two in all")
  @State
  public static class AddAgainstAdd {
    private final TaskQueue queue = new TaskQueue();

    @Actor
    public void one() {
      queue.add(() -> {});
    }

    @Actor
    public void other() {
      queue.add(() -> {});
    }

    @Arbiter
    public void end(II_Result result) {
      result.r2 = drain(queue);
    }
  }

  /** Tasks come while the loop takes: none is lost, none runs twice. */
  @JCStressTest
  @Outcome(
      id = {"0, 2", "1, 1", "2, 0"},
      expect = ACCEPTABLE,
      desc = "two in all")
  @State
  public static class AddAgainstDrain {
    private final TaskQueue queue = new TaskQueue();

    @Actor
    public void add() {
      queue.add(() -> {});
      queue.add(() -> {});
    }

    @Actor
    public void loop(II_Result result) {
      result.r1 = drain(queue) + drain(queue);
    }

    @Arbiter
    public void end(II_Result result) {
      result.r2 = drain(queue);
    }
  }

  /** A loop that takes only where the queue looks as if it held something sees it in the end. */
  @JCStressTest
  @Outcome(
      id = {"0, 1", "1, 0"},
      expect = ACCEPTABLE,
      desc = "one in all")
  @State
  public static class AddAgainstGlance {
    private final TaskQueue queue = new TaskQueue();

    @Actor
    public void add() {
      queue.add(() -> {});
    }

    @Actor
    public void loop(II_Result result) {
      result.r1 = queue.isEmpty() ? 0 : drain(queue);
    }

    @Arbiter
    public void end(II_Result result) {
      result.r2 = queue.isEmpty() ? 0 : drain(queue);
    }
  }

  /** The loop ends: a task is refused or run. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "taken in and run")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused")
  @State
  public static class AddAgainstEnd {
    private final TaskQueue queue = new TaskQueue();

    @Actor
    public void add(II_Result result) {
      result.r1 = queue.add(() -> {}) ? 1 : 0;
    }

    @Actor
    public void end(II_Result result) {
      do {
        result.r2 += drain(queue);
      } while (!queue.closeIfEmpty());
    }
  }
}
