package dev.we.net.websocket.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** {@code Demand}, {@code Incoming}'s gate and the deliveries: nobody who asked is forgotten. */
public final class ReceivingStress {
  private ReceivingStress() {}

  /**
   * What was told, one callback after the other; not thread-safe, so that two at once would show.
   */
  static final class Told implements WebSocketListener {
    private String all = "";

    @Override
    public void onText(WebSocket socket, String text) {
      all += text;
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      all += "!";
    }
  }

  /** A text of one letter as a client sends it, its masking key zero. */
  private static byte[] text(char letter) {
    return new byte[] {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, (byte) letter};
  }

  /** As many can be taken as were asked for. */
  @JCStressTest
  @Outcome(
      id = {"2, 1", "1, 2", "3, 0"},
      expect = ACCEPTABLE,
      desc = "three in all")
  @State
  public static class AddAgainstTake {
    private final Demand demand = Demand.of(1);

    @Actor
    public void add() {
      demand.add(2);
    }

    @Actor
    public void take(II_Result result) {
      for (int i = 0; i < 4; i++) {
        result.r1 += demand.takeOne() ? 1 : 0;
      }
    }

    @Arbiter
    public void end(II_Result result) {
      while (demand.takeOne()) {
        result.r2++;
      }
    }
  }

  /** Two who ask. */
  @JCStressTest
  @Outcome(id = "0, 5", expect = ACCEPTABLE, desc = "five in all")
  @State
  public static class AddAgainstAdd {
    private final Demand demand = Demand.of(0);

    @Actor
    public void one() {
      demand.add(2);
    }

    @Actor
    public void other() {
      demand.add(3);
    }

    @Arbiter
    public void end(II_Result result) {
      while (demand.takeOne()) {
        result.r2++;
      }
    }
  }

  /** A message comes while its receiver asks for one: it is told. */
  @JCStressTest
  @Outcome(id = "a", expect = ACCEPTABLE, desc = "told")
  @State
  public static class RequestAgainstMessage {
    private final Wire wire = new Wire();
    private final Told told = new Told();
    private final Connection connection = wire.connect(told, null, 0);

    @Actor
    public void message() {
      wire.receive(text('a'));
    }

    @Actor
    public void request() {
      connection.request(1);
    }

    @Arbiter
    public void end(L_Result result) {
      wire.runTasks();
      result.r1 = told.all;
    }
  }

  /** Messages come while the executor works: all are told, in order. */
  @JCStressTest
  @Outcome(id = "abc", expect = ACCEPTABLE, desc = "in order")
  @State
  public static class ExecutorAgainstMessages {
    private final Wire wire = new Wire();
    private final Told told = new Told();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Connection connection = wire.connect(told, tasks::add, Long.MAX_VALUE);

    @Actor
    public void messages() {
      wire.receive(text('a'));
      wire.receive(text('b'));
      wire.receive(text('c'));
    }

    @Actor
    public void worker() {
      work(tasks);
      work(tasks);
    }

    @Arbiter
    public void end(L_Result result) {
      work(tasks);
      result.r1 = told.all + (connection.bufferedAmount() == 0 ? "" : " sent what?");
    }
  }

  private static void work(Queue<Runnable> tasks) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Two threads of an executor, and messages asked for one by one: told one at a time. */
  @JCStressTest
  @Outcome(id = "abc", expect = ACCEPTABLE, desc = "in order")
  @State
  public static class WorkerAgainstWorker {
    private final Wire wire = new Wire();
    private final Told told = new Told();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Connection connection = wire.connect(told, tasks::add, 0);

    public WorkerAgainstWorker() {
      wire.receive(text('a'));
      wire.receive(text('b'));
      wire.receive(text('c'));
    }

    @Actor
    public void one() {
      connection.request(1);
      work(tasks);
    }

    @Actor
    public void other() {
      connection.request(2);
      work(tasks);
    }

    @Arbiter
    public void end(L_Result result) {
      work(tasks);
      result.r1 = told.all;
    }
  }

  /** Of an abort and a message, the end is told once and last. */
  @JCStressTest
  @Outcome(
      id = {"a!", "!"},
      expect = ACCEPTABLE,
      desc = "told, or dropped")
  @State
  public static class AbortAgainstMessage {
    private final Wire wire = new Wire();
    private final Told told = new Told();
    private final Connection connection = wire.connect(told, null, Long.MAX_VALUE);

    @Actor
    public void message() {
      wire.receive(text('a'));
    }

    @Actor
    public void abort() {
      connection.abort();
    }

    @Arbiter
    public void end(L_Result result) {
      wire.runTasks();
      result.r1 = told.all;
    }
  }

  /** The gate of a connection, which closes above {@value #HIGH} and opens at half of it. */
  abstract static class Gate {
    static final int HIGH = 1 << 20;

    final Wire wire = new Wire();
    final Incoming gate = wire.connect(new Told(), null, Long.MAX_VALUE).incoming();

    boolean isClosedAtLast() {
      wire.runTasks();
      return !gate.wantsMore();
    }
  }

  /** Together it is too much: the gate is closed. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "closed")
  @State
  public static class WaitsAgainstWaits extends Gate {
    @Actor
    public void loop() {
      gate.waits(HIGH);
      wire.runTasks();
    }

    @Actor
    public void other() {
      gate.waits(HIGH);
    }

    @Arbiter
    public void end(Z_Result result) {
      result.r1 = isClosedAtLast();
    }
  }

  /** All is taken: the gate is open. */
  @JCStressTest
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "open")
  @State
  public static class TakenAgainstTaken extends Gate {
    public TakenAgainstTaken() {
      gate.waits(HIGH + 2);
      wire.runTasks();
    }

    @Actor
    public void loop() {
      gate.taken(HIGH / 2 + 1);
      wire.runTasks();
    }

    @Actor
    public void other() {
      gate.taken(HIGH / 2 + 1);
    }

    @Arbiter
    public void end(Z_Result result) {
      result.r1 = isClosedAtLast();
    }
  }

  /** Too much comes, perhaps, and so much goes that the gate is open in the end. */
  @JCStressTest
  @Outcome(id = "false", expect = ACCEPTABLE, desc = "open")
  @State
  public static class WaitsAgainstTaken extends Gate {
    public WaitsAgainstTaken() {
      gate.waits(HIGH);
    }

    @Actor
    public void loop() {
      gate.waits(HIGH);
      wire.runTasks();
    }

    @Actor
    public void taken() {
      gate.taken(HIGH / 2);
      gate.taken(HIGH / 2);
      gate.taken(HIGH / 2);
    }

    @Arbiter
    public void end(Z_Result result) {
      result.r1 = isClosedAtLast();
    }
  }
}
