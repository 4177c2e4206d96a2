package dev.we.conformance.simulation;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.connection.CompressionMemory;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.LiveConnections;
import dev.we.net.websocket.connection.OwnMemory;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One end: the opening and the connection under test between a simulated transport and a simulated
 * application.
 */
final class Side {
  /** So much may follow a Close or a violation at least, before the stream is cut off. */
  private static final long LEAST_DISCARDED = 1 << 20;

  final String name;
  final Role role;
  final Scenario.End plan;
  final Agenda agenda;
  final Dice dice;
  final Ledger sent = new Ledger();
  final Application application;
  final Scenario scenario;
  final CompressionMemory memory = OwnMemory.ofNobody();
  final LiveConnections live = new LiveConnections();
  private final Report report;
  private final Holdings holdings = new Holdings(this);
  private @Nullable Side peer;
  private @Nullable Wire wire;
  private @Nullable Connection connection;
  private @Nullable Door door;
  private @Nullable Attempt attempt;
  private boolean closeHeard;
  private boolean cutOffSeen;

  /** What is put between two frames of this end, and before which; null for nothing. */
  private @Nullable Forgery forgery;

  private int forgeBefore;
  int executorTasks;

  private boolean meanwhile;

  Side(Role role, Scenario scenario, Agenda agenda, Dice dice, Report report) {
    this.name = role == Role.CLIENT ? "client" : "server";
    this.role = role;
    this.scenario = scenario;
    this.plan = role == Role.CLIENT ? scenario.client() : scenario.server();
    this.agenda = agenda;
    this.dice = dice;
    this.report = report;
    this.application = new Application(this);
  }

  void join(Side other) {
    peer = other;
  }

  /** From now on it uses this stream. */
  void use(Wire next) {
    wire = next;
  }

  /** The server's way to open. */
  void watchedBy(Door ofServer) {
    door = ofServer;
  }

  /** The client's way to open. */
  void watchedBy(Attempt ofClient) {
    attempt = ofClient;
  }

  /** Plans to put something between two frames. */
  void forge(Forgery what, int beforeFrame) {
    forgery = what;
    forgeBefore = beforeFrame;
  }

  // -- what it is made of

  Side peer() {
    return present(peer);
  }

  Wire wire() {
    return present(wire);
  }

  SimulatedTransport transport() {
    return wire().transport();
  }

  Connection connection() {
    return present(connection);
  }

  Door door() {
    return present(door);
  }

  boolean isOpened() {
    return connection != null;
  }

  Patience patience() {
    return wire().patience();
  }

  Limits limits() {
    return plan.limits();
  }

  Compression compression() {
    return plan.compression();
  }

  @Nullable Forgery forgery() {
    return forgery;
  }

  int forgeBefore() {
    return forgeBefore;
  }

  boolean isTainted() {
    return wire != null && wire.isTainted();
  }

  /** Where callbacks run that do not run on the loop; null where they do. */
  @Nullable Executor executor() {
    return plan.telling() == Scenario.Telling.ON_AN_EXECUTOR ? this::execute : null;
  }

  static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("not there yet");
    }
    return value;
  }

  /** An opening has handed its stream over to a connection. */
  void open(Connection opened, Wire of) {
    require(connection == null, "two connections");
    require(of == wire, "a connection on a stream that was given up");
    require(!of.transport().isClosed(), "a connection on a closed stream");
    require(attempt == null || !attempt.isGivenUp(), "a connection for nobody");
    String extensions = String.join(", ", opened.handshake().extensions());
    note(() -> "opens, with [" + extensions + "]");
    of.open(!extensions.isEmpty());
    connection = opened;
    application.begin();
  }

  private void execute(Runnable task) {
    if (dice.oneIn(3000)) {
      application.aborted();
      throw new RejectedExecutionException();
    }
    if (dice.oneIn(10)) {
      task.run(); // as an executor may that has no thread to spare
      return;
    }
    executorTasks++;
    SimulatedTransport on = transport();
    agenda.in(
        dice.oneIn(2) ? 0 : dice.spread(0, 1_000_000),
        () -> {
          executorTasks--;
          on.elsewhere(task);
        });
  }

  // -- what its transport calls

  long lateness() {
    return plan.late() == 0 ? 0 : dice.spread(0, plan.late());
  }

  void beforeRead() {
    application.beforeRead();
  }

  /** The time in which a write is under way, and other threads do what they like. */
  void meanwhile() {
    if (meanwhile || !dice.oneIn(30)) {
      return;
    }
    meanwhile = true;
    transport()
        .elsewhere(() -> {
          if (attempt != null) {
            attempt.cancel();
          }
          if (isOpened()) {
            application.act();
          }
        });
    meanwhile = false;
  }

  // -- what must be so whenever nothing happens

  void atRest() {
    if (connection == null) {
      return;
    }
    State state = connection.state();
    long now = agenda.now();
    boolean closesNow = state != State.OPEN && !patience().isClosing();
    boolean answersNow = wire().heardClose != null && !closeHeard && transport().isReading();
    if (closesNow || answersNow) {
      patience().stepped(now);
      closeHeard |= answersNow;
    }
    if (state == State.OPEN && transport().isReading()) { // else some of it is only held
      wire().allIsOpen();
    }
    if (!transport().isClosed()) {
      checkBusy(state, now);
    } else if (transport().isCutOff() && !cutOffSeen) {
      cutOffSeen = true;
      boolean flooded = wire().heardSinceOpen() > LEAST_DISCARDED;
      require(
          flooded || patience().mayBeOver(now) || application.hasGivenUp() || isTainted(),
          "cut off before its time");
    }
    application.checkDelivered();
    holdings.check(connection);
  }

  private void checkBusy(State state, long now) {
    long tolerance = tolerance();
    require(now - tolerance <= patience().goneBy(), "still there after its deadlines");
    boolean quiet = !transport().isBlocked() && !transport().hasTasks();
    if (quiet) {
      application.actions().checkFlushed(state);
      if (state == State.OPEN) {
        require(now - tolerance <= patience().pingBy(), "a silent peer got no ping");
        wire().checkPongs();
      }
    }
    require(!quiet || !wire().mustEndOutput(closeHeard), "does not end its output");
    wire().checkForgery(state);
  }

  /** By how much what is due may be late. */
  long tolerance() {
    return plan.late() + 3 * SimulatedTransport.SCHEDULING;
  }

  /** Everything is over, and nothing is left. */
  void checkEnd() {
    require(memory.bytes() == 0, memory.bytes() + " bytes of compression memory are kept");
    require(live.count() == 0, "a connection counts as live for ever");
    if (connection == null) {
      require(!application.hasHeardAnything(), "told of a connection that never was");
      return;
    }
    require(connection.state() == State.CLOSED, "ended in state " + connection.state());
    require(application.hasEnded(), "never told of the end");
    require(connection.sendText("late") == SendResult.NOT_OPEN, "sends after the end");
  }

  // -- what it tells

  void note(Supplier<String> what) {
    report.note(name, what);
  }

  void wrong(String what) {
    report.wrong(name, what);
  }

  void wrong(String what, Throwable why) {
    report.wrong(name, what, why);
  }

  void require(boolean holds, String otherwise) {
    if (!holds) {
      wrong(otherwise);
    }
  }
}
