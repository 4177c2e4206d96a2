package dev.we.conformance.simulation;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.ConnectionSettings;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.extension.DeflateAgreement;
import dev.we.net.websocket.extension.PerMessageDeflate;
import dev.we.net.websocket.extension.SharedMemory;
import dev.we.net.websocket.protocol.ProtocolSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One end: the connection under test between a simulated transport and a simulated application, and
 * what its two directions of the wire have carried.
 */
final class Side implements SharedMemory {
  /** So much may follow a Close or a violation at least, before the stream is cut off. */
  private static final long LEAST_DISCARDED = 1 << 20;

  final String name;
  final Role role;
  final Scenario.End plan;
  final Agenda agenda;
  final Dice dice;
  final Ledger sent = new Ledger();
  final WireReader said;
  final WireReader heard;
  final Application application;
  final Scenario scenario;
  private final Report report;
  private final LoopShare share;
  private @Nullable SimulatedTransport transport;
  private @Nullable Side peer;
  private @Nullable Connection connection;
  private Patience patience;
  private boolean closeHeard;
  private boolean cutOffSeen;

  /** What is put between two frames of this end, and before which; null for nothing. */
  private @Nullable Forgery forgery;

  private int forgeBefore;

  /** How many bytes went out before the forged ones; MAX_VALUE without any. */
  private long forgedAt = Long.MAX_VALUE;

  private int forgedBytes;
  private long saidBytes;
  private long heardBytes;
  private long heardWhileOpen;

  /** The pings of the peer as they came: the number in each, or -1. */
  final List<Integer> heardPings = new ArrayList<>();

  /** How many of them were answered or passed over. */
  int answeredPings;

  /** How many of them came while everything was open. */
  int pingsBeforeClose;

  int saidPings;
  int saidPongs;
  byte @Nullable [] heardClose;
  byte @Nullable [] saidClose;
  int executorTasks;
  private long compressionBytes;
  private boolean meanwhile;

  Side(Role role, Scenario scenario, Agenda agenda, Dice dice, Report report, LoopShare share) {
    this.name = role == Role.CLIENT ? "client" : "server";
    this.role = role;
    this.scenario = scenario;
    this.plan = role == Role.CLIENT ? scenario.client() : scenario.server();
    this.agenda = agenda;
    this.dice = dice;
    this.report = report;
    this.share = share;
    this.patience = new Patience(plan.limits(), 0);
    this.said = new WireReader(role == Role.CLIENT, new Saying());
    this.heard = new WireReader(role == Role.SERVER, new Hearing());
    this.application = new Application(this);
  }

  void join(Side other, SimulatedTransport stream) {
    peer = other;
    transport = stream;
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

  SimulatedTransport transport() {
    return present(transport);
  }

  Connection connection() {
    return present(connection);
  }

  boolean isOpened() {
    return connection != null;
  }

  Patience patience() {
    return patience;
  }

  Limits limits() {
    return plan.limits();
  }

  Compression compression() {
    return plan.compression();
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("not there yet");
    }
    return value;
  }

  // -- what its opening calls

  /** The handshake is done. */
  void open(OpeningHandshake agreed, Optional<DeflateAgreement> deflate, ByteBuffer before) {
    PerMessageDeflate extension =
        deflate.map(a -> new PerMessageDeflate(a, compression(), this)).orElse(null);
    if (extension != null) {
      said.agreeOnCompression();
      heard.agreeOnCompression();
      peer().heard.agreeOnCompression(); // before it has read so far itself
    }
    patience = new Patience(limits(), agenda.now());
    note(() -> "opens" + deflate.map(a -> ", " + a.text()).orElse(""));
    ConnectionSettings settings =
        new ConnectionSettings(
            new ProtocolSettings(role, limits()),
            plan.telling() == Scenario.Telling.ON_AN_EXECUTOR ? this::execute : null,
            plan.demand(),
            share,
            socket -> {});
    boolean asks = plan.telling() == Scenario.Telling.WHEN_IT_ASKS;
    connection =
        Connection.takeOver(
            transport(), settings, agreed, extension, before, asks ? null : application);
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
    agenda.in(
        dice.oneIn(2) ? 0 : dice.spread(0, 1_000_000),
        () -> {
          executorTasks--;
          transport().elsewhere(task);
        });
  }

  // -- what its transport calls

  long lateness() {
    return plan.late() == 0 ? 0 : dice.spread(0, plan.late());
  }

  /** Bytes go out: they are looked at, and put into the pipe with what is forged between them. */
  void say(byte[] bytes, Pipe out) {
    int from = 0;
    while (from < bytes.length) {
      int to = said.take(bytes, from, bytes.length);
      out.put(bytes, from, to);
      saidBytes += to - from;
      from = to;
      if (forgery != null && said.isBetweenFrames() && said.frames() >= forgeBefore) {
        forge(forgery, out);
      }
    }
  }

  private void forge(Forgery what, Pipe out) {
    if (!what.fits(said, peer().limits())) {
      return;
    }
    forgeBefore = Integer.MAX_VALUE;
    byte[] forged =
        what.bytes(
            dice, role == Role.CLIENT, said.isInsideMessage(), peer().limits().maxMessageBytes());
    forgedAt = saidBytes;
    forgedBytes = forged.length;
    note(() -> "the network: forges %s: %s".formatted(what, HexFormat.of().formatHex(forged)));
    out.put(forged, 0, forged.length);
  }

  void wrote(long bytes, boolean notAll) {
    note(() -> "writes " + bytes + (notAll ? " bytes and is blocked" : " bytes"));
    patience.wrote(bytes, !notAll, agenda.now());
  }

  void reads(boolean wanted) {
    note(() -> wanted ? "reads again" : "stops reading");
    patience.reads(wanted, agenda.now());
  }

  void outputBroke() {
    patience.outputBroke(agenda.now());
  }

  void inputEnded() {
    note(() -> "sees the end of the input");
    patience.inputEnded(agenda.now());
  }

  /** Bytes are about to be given to the handler. */
  void read(ByteBuffer bytes) {
    patience.read(agenda.now());
    note(() -> "reads " + bytes.remaining() + " bytes");
    long honest = Math.min(bytes.remaining(), peer().forgedAt - heardBytes);
    heardBytes += bytes.remaining();
    if (honest > 0) {
      byte[] copy = new byte[(int) honest];
      bytes.get(bytes.position(), copy);
      for (int at = 0; at < copy.length; ) {
        at = heard.take(copy, at, copy.length);
      }
    }
  }

  /** Whether bytes have come that the peer did not send. */
  boolean isTainted() {
    return heardBytes > peer().forgedAt;
  }

  /** Whether all of the forged bytes have come. */
  boolean hasAllForged() {
    return isTainted() && heardBytes - peer().forgedAt >= peer().forgedBytes;
  }

  /** What was forged in the peer's name. */
  @Nullable Forgery forgeryHeard() {
    return isTainted() ? peer().forgery : null;
  }

  void beforeRead() {
    application.beforeRead();
  }

  /** The time in which a write is under way, and other threads do what they like. */
  void meanwhile() {
    if (meanwhile || !isOpened() || !dice.oneIn(30)) {
      return;
    }
    meanwhile = true;
    transport().elsewhere(application::act);
    meanwhile = false;
  }

  // -- what must be so whenever nothing happens

  void atRest() {
    if (connection == null) {
      return;
    }
    State state = connection.state();
    long now = agenda.now();
    boolean closesNow = state != State.OPEN && !patience.isClosing();
    boolean answersNow = heardClose != null && !closeHeard && transport().isReading();
    if (closesNow || answersNow) {
      patience.stepped(now);
      closeHeard |= answersNow;
    }
    if (state == State.OPEN && transport().isReading()) { // else some of it is only held
      pingsBeforeClose = heardPings.size();
      heardWhileOpen = heardBytes;
    }
    if (!transport().isClosed()) {
      long tolerance = plan.late() + 3 * SimulatedTransport.SCHEDULING;
      require(now - tolerance <= patience.goneBy(), "still there after its deadlines");
      if (!transport().isBlocked() && !transport().hasTasks()) {
        application.actions().checkFlushed(state);
        if (state == State.OPEN) {
          require(now - tolerance <= patience.pingBy(), "a silent peer got no ping");
          checkPongs();
        }
      }
      boolean quiet = !transport().isBlocked() && !transport().hasTasks();
      require(!quiet || !mustEndOutput(), "does not end its output");
      checkForgery(state);
    } else if (transport().isCutOff() && !cutOffSeen) {
      cutOffSeen = true;
      boolean flooded = heardBytes - heardWhileOpen > LEAST_DISCARDED;
      require(
          flooded || patience.mayBeOver(now) || application.hasGivenUp() || isTainted(),
          "cut off before its time");
    }
    application.checkDelivered();
  }

  /** RFC 6455, 7.1.1 and 7.1.7: the server when both Closes passed, and whoever failed. */
  private boolean mustEndOutput() {
    boolean passed = saidClose != null && closeHeard;
    // Behind noise a Close may come that we do not see as one, and whose code the answer repeats.
    boolean answersNoise = forgeryHeard() == Forgery.NOISE;
    boolean failed =
        saidClose != null && heardClose == null && isFailure(saidClose) && !answersNoise;
    return failed || (passed && role == Role.SERVER);
  }

  private static boolean isFailure(byte[] close) {
    int code = code(close);
    return code == 1002 || code == 1007 || code == 1009;
  }

  private static int code(byte[] close) {
    return close.length < 2 ? 1005 : (close[0] & 0xFF) << 8 | (close[1] & 0xFF);
  }

  private void checkPongs() {
    if (isTainted() || !transport().isReading()) {
      return;
    }
    for (; answeredPings < heardPings.size(); answeredPings++) {
      requireMayPass(answeredPings);
    }
  }

  /**
   * RFC 6455, 5.5.3: of many pings the most recent ones are enough. Of several without payload it
   * does not show which one was passed over.
   */
  private void requireMayPass(int ping) {
    boolean many = heardPings.size() - 1 - ping >= limits().maxPendingPongs();
    require(many || heardPings.get(ping) == -1, "a ping was not answered");
  }

  private void checkForgery(State state) {
    Forgery heardForged = forgeryHeard();
    if (heardForged == null || heardForged.code == 0 || !hasAllForged()) {
      return;
    }
    require(state != State.OPEN || !transport().isReading(), "took " + heardForged);
  }

  /** Everything is over, and nothing is left. */
  void checkEnd() {
    require(transport().hasTold(), "the stream never ended");
    require(compressionBytes == 0, compressionBytes + " bytes of compression memory are kept");
    if (connection == null) {
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

  @Override
  public void add(long bytes) {
    compressionBytes += bytes;
  }

  @Override
  public long bytes() {
    return compressionBytes;
  }

  /** What goes out. */
  private final class Saying implements WireReader.Watcher {
    @Override
    public void control(int opcode, byte[] payload) {
      switch (opcode) {
        case WireReader.CLOSE -> {
          saidClose = payload;
          Forgery answered = hasAllForged() ? forgeryHeard() : null;
          boolean other = heardClose != null || application.hasMetLimit() || !isFailure(payload);
          require(
              other || answered == null || answered.code == 0 || code(payload) == answered.code,
              "answers " + answered + " with " + code(payload));
          requireAnswered(pingsBeforeClose);
        }
        case WireReader.PING -> {
          patience.pinged(agenda.now());
          saidPings += payload.length > 0 ? 1 : 0;
        }
        default -> {
          if (Application.isUnasked(payload)) {
            saidPongs++;
          } else if (!isTainted()) {
            answered(payload);
          }
        }
      }
    }

    /**
     * A pong answers the first ping from here on that has its payload; those before it never will
     * be.
     */
    private void answered(byte[] payload) {
      int number = Application.number(payload);
      require(
          number == -1 || ByteBuffer.wrap(payload).equals(Application.ping(number)),
          "a pong with another payload than its ping");
      while (answeredPings < heardPings.size() && heardPings.get(answeredPings) != number) {
        requireMayPass(answeredPings);
        answeredPings++;
      }
      require(answeredPings < heardPings.size(), "a pong that answers no ping");
      answeredPings++;
    }

    /** Behind the Close no ping is answered any more. */
    private void requireAnswered(int pings) {
      for (int i = answeredPings; i < pings && !isTainted(); i++) {
        requireMayPass(i);
      }
    }

    @Override
    public void wrong(String what) {
      Side.this.wrong("sends " + what);
    }
  }

  /** What comes in. */
  private final class Hearing implements WireReader.Watcher {
    @Override
    public void control(int opcode, byte[] payload) {
      switch (opcode) {
        case WireReader.CLOSE -> heardClose = payload;
        case WireReader.PING -> heardPings.add(Application.number(payload));
        default -> {}
      }
    }

    @Override
    public void wrong(String what) {
      Side.this.wrong("hears " + what);
    }
  }
}
