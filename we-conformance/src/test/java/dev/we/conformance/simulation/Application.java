package dev.we.conformance.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ConnectionClosedException;
import dev.we.net.websocket.ConnectionLostException;
import dev.we.net.websocket.Deadline;
import dev.we.net.websocket.DeadlineException;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.Connection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who uses one end. What it is told is compared with what the other end was promised to send; what
 * it does is left to chance, from its callbacks as well as from other threads.
 */
final class Application implements WebSocketListener {
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault() {
      super("thrown by the application", null, false, false);
    }
  }

  private final Side side;
  private final Dice dice;
  private final Actions actions;

  /** How many messages it has asked for and not got yet. */
  private long demand;

  private int callbacks;
  private boolean opened;
  private boolean ended;
  private boolean aborted;
  private boolean threw;
  private int errors;

  /** Whether there was a reason for an end that is not clean: a deadline, a fault, an abort. */
  private boolean excused;

  private boolean wasClean;
  private int pingsTold;
  private int pongsTold;
  private int answersTold;

  /** How many of the messages heard keep to this end's limits, from the first on. */
  private int legal;

  Application(Side side) {
    this.side = side;
    this.dice = side.dice;
    this.actions = new Actions(side, this);
    this.demand = side.plan.demand();
  }

  /** The connection is there: what it does of its own accord is planned. */
  void begin() {
    actions.begin();
  }

  /** Does something or other. */
  void act() {
    actions.one();
  }

  Actions actions() {
    return actions;
  }

  // -- pings and pongs carry numbers

  /** The payload of a ping with this number. */
  static ByteBuffer ping(int number) {
    return numbered('p', number);
  }

  /** The payload of a pong that answers nothing. */
  static ByteBuffer unasked(int number) {
    return numbered('q', number);
  }

  private static ByteBuffer numbered(char kind, int number) {
    byte[] payload = new byte[5 + number * 7 % 121];
    ByteBuffer.wrap(payload).put((byte) kind).putInt(number);
    return ByteBuffer.wrap(payload);
  }

  static boolean isUnasked(byte[] payload) {
    return payload.length > 0 && payload[0] == 'q';
  }

  /** The number in a payload; -1 if it has none. */
  static int number(byte[] payload) {
    return payload.length < 5 ? -1 : ByteBuffer.wrap(payload).getInt(1);
  }

  // -- what it knows of itself

  boolean hasEnded() {
    return ended;
  }

  /** Whether it may never be told of some of what has come. */
  boolean hasGivenUp() {
    return aborted || threw;
  }

  boolean hasHeardAnything() {
    return callbacks > 0;
  }

  /** Whether it was told, or is about to be, that the connection is open. */
  boolean wasOpened() {
    return opened || side.plan.telling() != Scenario.Telling.ON_THE_LOOP;
  }

  void aborted() {
    aborted = true;
    excused = true;
  }

  boolean isExcused() {
    return excused;
  }

  boolean hasErrors() {
    return errors > 0;
  }

  boolean wasClean() {
    return wasClean;
  }

  void asked(long messages) {
    demand = demand + messages < 0 ? Long.MAX_VALUE : demand + messages;
  }

  // -- what it is told

  @Override
  public void onOpen(WebSocket socket) {
    side.require(!opened, "onOpen twice");
    opened = true;
    called("onOpen");
  }

  @Override
  public void onText(WebSocket socket, String text) {
    delivered(true, text.getBytes(UTF_8));
    called("onText");
  }

  @Override
  public void onBinary(WebSocket socket, ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(data.position(), bytes);
    delivered(false, bytes);
    called("onBinary");
  }

  private void delivered(boolean text, byte[] content) {
    side.note(() -> "is told of a message of " + content.length + " bytes");
    if (side.plan.telling() != Scenario.Telling.WHEN_IT_ASKS) {
      side.require(demand > 0, "a message nobody asked for");
      demand -= demand == Long.MAX_VALUE ? 0 : 1;
    }
    side.require(!aborted, "a message after abort");
    Ledger ledger = side.peer().sent;
    if (side.isTainted() && ledger.delivered() >= side.wire().heard.wholeMessages()) {
      side.require(side.wire().forgeryHeard() == Forgery.NOISE, "a message out of forged bytes");
      return;
    }
    Ledger.Entry next = ledger.next();
    if (next == null) {
      side.wrong("a message that nobody sent, or twice");
      return;
    }
    side.require(next.text == text, "a message of another type");
    side.require(Arrays.equals(next.content(), content), "a message with another content");
    side.require(keepsToLimits(ledger.delivered()), "a message beyond the limits");
    ledger.deliverNext();
  }

  @Override
  public void onPing(WebSocket socket, ByteBuffer payload) {
    if (payload.hasRemaining() && !side.isTainted()) {
      boolean expected = payload.equals(ping(pingsTold++));
      side.require(
          expected && pingsTold <= side.peer().application.actions.pings(), "a ping nobody sent");
    }
    called("onPing");
  }

  @Override
  public void onPong(WebSocket socket, ByteBuffer payload) {
    if (payload.hasRemaining() && !side.isTainted()) {
      byte[] bytes = new byte[payload.remaining()];
      payload.get(payload.position(), bytes);
      if (isUnasked(bytes)) {
        boolean expected = payload.equals(unasked(pongsTold++));
        side.require(
            expected && pongsTold <= side.peer().application.actions.pongs(), "a pong nobody sent");
      } else if (!side.peer().isTainted()) { // or it answers pings that were forged
        int number = number(bytes);
        boolean expected = number >= answersTold && number < actions.pings();
        side.require(expected && payload.equals(ping(number)), "an answer to no ping");
        answersTold = number + 1;
      }
    }
    called("onPong");
  }

  @Override
  public void onWritable(WebSocket socket) {
    side.require(actions.mayTryAgain(), "onWritable though nothing was refused");
    called("onWritable");
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    side.note(() -> "is told of " + error);
    if (side.plan.telling() != Scenario.Telling.WHEN_IT_ASKS) {
      side.require(++errors == 1, "onError twice");
    }
    judge(error);
    called("onError");
  }

  private void judge(Throwable error) {
    excused |= !(error instanceof ConnectionLostException);
    switch (error) {
      case Fault ours -> side.require(threw, "somebody else's exception");
      case ProtocolException violation ->
          side.require(
              side.isTainted() || isBeyondLimits(legalSoFar()),
              "an honest peer was refused: " + violation.getMessage());
      case DeadlineException late -> {
        Deadline deadline = late.deadline();
        side.require(
            side.patience().isOver(deadline, side.agenda.now()),
            "given up before its time: " + deadline);
      }
      case WebSocketException other -> {}
      default -> side.wrong("an unknown error " + error, error);
    }
  }

  @Override
  public void onClose(WebSocket socket, CloseReason reason, boolean clean) {
    side.note(() -> "is told of the end: " + reason + (clean ? ", clean" : ""));
    closed(reason, clean);
    called("onClose");
    ended = true;
  }

  private void closed(CloseReason reason, boolean clean) {
    side.require(!ended, "onClose twice");
    wasClean = clean;
    byte[] heard = side.wire().heardClose;
    if (!side.isTainted()) {
      side.require(!clean || heard != null, "clean without a Close of the peer's");
      if (heard != null && (clean || !reason.equals(CloseReason.ABNORMAL))) {
        side.require(says(heard, reason), "not what the peer's Close said: " + reason);
      }
      boolean spared = aborted || threw || errors > 0 || !side.transport().isReading();
      side.require(clean || heard == null || spared, "the peer's Close was not heard");
      if (clean && !aborted && !threw) {
        side.require(
            side.peer().sent.delivered() == side.peer().sent.sendable(), "messages were lost");
      }
    }
    side.require(clean || aborted || errors > 0, "the end without a word of why");
    side.require(!clean || threw || errors == 0, "an error though the end was clean");
  }

  private static boolean says(byte[] close, CloseReason reason) {
    if (close.length == 0) {
      return reason.equals(CloseReason.NO_STATUS);
    }
    int code = (close[0] & 0xFF) << 8 | (close[1] & 0xFF);
    return reason.code() == code
        && reason.text().equals(new String(close, 2, close.length - 2, UTF_8));
  }

  /** After each callback: it may do something, or throw. */
  private void called(String callback) {
    side.note(() -> callback);
    side.require(!ended, callback + " after onClose");
    side.require(
        opened || side.plan.telling() == Scenario.Telling.WHEN_IT_ASKS,
        callback + " before onOpen");
    if (++callbacks < 300 && dice.percent(side.plan.eagerness())) {
      actions.one();
    }
    if (dice.below(1000) < side.plan.throwsUp() && !callback.equals("onClose")) {
      threw = true;
      excused = true;
      side.note(() -> "throws");
      throw new Fault();
    }
  }

  /** Takes a message where it has to ask for them; false if there was none. */
  boolean take(Connection connection) {
    try {
      var message = connection.blocking().receive(Duration.ZERO);
      message.ifPresent(m -> {
        switch (m) {
          case Message.Text(String text) -> delivered(true, text.getBytes(UTF_8));
          case Message.Binary(ByteBuffer data) -> {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            delivered(false, bytes);
          }
        }
      });
      return message.isPresent();
    } catch (WebSocketException end) {
      ended(end, connection.blocking().closeReason());
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void ended(WebSocketException end, Optional<CloseReason> reason) {
    side.require(reason.isPresent(), "an end without a reason");
    if (!ended && reason.isPresent()) {
      side.note(() -> "learns of the end: " + end);
      boolean lost = !(end instanceof ConnectionClosedException);
      if (lost) {
        judge(end);
        errors++;
      }
      closed(reason.get(), !lost && !reason.get().equals(CloseReason.ABNORMAL));
      ended = true;
    }
  }

  /** At the end of the run it wants all that is left. */
  void takeTheRest() {
    if (!side.isOpened() || ended) {
      return;
    }
    if (side.plan.telling() == Scenario.Telling.WHEN_IT_ASKS) {
      while (take(side.connection())) {
        side.note(() -> "takes what is left");
      }
    } else {
      asked(Long.MAX_VALUE);
      side.connection().request(Long.MAX_VALUE);
    }
  }

  /** A mistake of the application's. */
  static RuntimeException fault() {
    return new Fault();
  }

  static boolean isFault(Throwable thrown) {
    return thrown instanceof Fault;
  }

  // -- what must be so whenever nothing happens

  /** What waits for the receiver is bounded when more is read. */
  void beforeRead() {
    if (!side.isOpened()
        || side.executorTasks > 0
        || side.transport().hasTasks()
        || side.isTainted()) {
      return;
    }
    if (actions.isOpen() && !hasGivenUp()) {
      long waiting = 0;
      for (int i = side.peer().sent.delivered(); i < legalSoFar(); i++) {
        waiting += 64 + side.peer().sent.get(i).size();
      }
      side.require(
          waiting <= side.limits().maxQueuedInputBytes(), "reads on though " + waiting + " wait");
    }
  }

  /** How many messages have come whole that this end must be told of when it asks. */
  int legalSoFar() {
    while (legal < side.wire().heard.wholeMessages() && keepsToLimits(legal)) {
      legal++;
    }
    return legal;
  }

  /** Whether what an honest peer sent passed a limit of this end. */
  boolean hasMetLimit() {
    return isBeyondLimits(legalSoFar());
  }

  private boolean isBeyondLimits(int index) {
    WireReader said = side.peer().wire().said;
    // A length is judged before the masking key behind it has come.
    boolean nextHeadIsOfIt =
        said.isInsideDataHead()
            && index == said.messages().size() - (said.isInsideMessage() ? 1 : 0);
    return nextHeadIsOfIt || (index < said.messages().size() && !keepsToLimits(index));
  }

  private boolean keepsToLimits(int index) {
    WireReader.Message wire = side.peer().wire().said.messages().get(index);
    long most = side.limits().maxMessageBytes();
    return wire.largestFrame <= onTheWire(side.limits().maxFrameBytes(), wire.compressed)
        && wire.frames <= side.limits().maxMessageFragments()
        && side.peer().sent.get(index).content().length <= most
        && (!wire.compressed || wire.bytes <= onTheWire(most, true));
  }

  /** What is compressed may come out a little longer. */
  private static long onTheWire(long most, boolean compressed) {
    return compressed ? most + most / 8 + 256 : most;
  }

  /** Everything that has come and was asked for has been told. */
  void checkDelivered() {
    boolean busy = side.executorTasks > 0 || side.transport().hasTasks();
    boolean dropped = side.transport().isClosed() && !side.transport().isReading();
    if (busy
        || dropped
        || ended
        || hasGivenUp()
        || side.plan.telling() == Scenario.Telling.WHEN_IT_ASKS) {
      return;
    }
    int told = side.peer().sent.delivered();
    side.require(told >= legalSoFar() || demand == 0, "a message waits though it was asked for");
    if (told == legalSoFar() && !side.isTainted() && !side.transport().isClosed()) {
      side.require(
          side.transport().isReading() || side.transport().hasInputEnded(),
          "does not read though nothing waits");
    }
  }
}
