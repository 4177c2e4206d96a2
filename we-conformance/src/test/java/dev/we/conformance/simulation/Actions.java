package dev.we.conformance.simulation;

import dev.we.net.websocket.Broadcast;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.State;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.connection.Connection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What an application does, and whether it was told the truth about it. */
final class Actions {
  /** bufferedAmount "falls in steps, a buffer at a time". */
  private static final int STEP = (32 << 10) + 256;

  private final Side side;
  private final Application application;
  private final Dice dice;
  private @Nullable MessageWriter<CharSequence> textWriter;
  private @Nullable MessageWriter<ByteBuffer> binaryWriter;
  private Ledger.@Nullable Entry open;
  private @Nullable PreparedMessage prepared;
  private boolean refused;
  private int timesRefused;
  private int timesWritable;
  private int pings;
  private int pongs;
  private long largest;

  Actions(Side side, Application application) {
    this.side = side;
    this.application = application;
    this.dice = side.dice;
  }

  private Connection connection() {
    return side.connection();
  }

  boolean isOpen() {
    return connection().state() == State.OPEN;
  }

  /** How many pings were taken, and pongs that answer nothing. */
  int pings() {
    return pings;
  }

  int pongs() {
    return pongs;
  }

  /** There is room again; false if that was not asked for so often. */
  boolean mayTryAgain() {
    refused = false;
    return ++timesWritable <= timesRefused;
  }

  /** The most that one of its own messages takes up while it waits, and while it is encoded. */
  long largestHeld() {
    return 3 * largest;
  }

  /** How many times it may be told that there is room again. */
  int writableAwaited() {
    return timesRefused - timesWritable;
  }

  // -- when

  void begin() {
    long length = side.scenario.length();
    for (int i = 0; i < side.plan.actions(); i++) {
      later(dice.oneIn(3) ? 0 : dice.spread(0, length), this::one);
    }
    if (dice.percent(60)) {
      later(dice.spread(0, length), this::close);
    }
    if (dice.percent(5)) {
      later(dice.spread(0, length), this::abort);
    }
    later(3 * length, this::close);
    later(20 * length, this::abort);
  }

  private void later(long nanos, Runnable action) {
    side.agenda.in(
        nanos,
        () -> {
          if (dice.percent(50)) {
            side.transport().elsewhere(action);
          } else {
            side.transport().onLoop(action);
          }
        });
  }

  // -- what

  /** Something or other. */
  void one() {
    switch (dice.below(17)) {
      case 0, 1, 2, 3 -> sendText();
      case 4, 5, 6 -> sendBinary();
      case 7, 8, 9 -> sendPart();
      case 10, 11 -> ping();
      case 12 -> pong();
      case 13, 14 -> ask();
      case 15 -> sendPrepared();
      default -> {
        if (dice.oneIn(10)) {
          close();
        } else if (dice.oneIn(30)) {
          abort();
        } else {
          burst();
        }
      }
    }
  }

  private void burst() {
    for (int i = dice.between(2, 20); i > 0; i--) {
      if (dice.oneIn(3)) {
        ping();
      } else {
        sendText();
      }
    }
  }

  private Compress wish() {
    return dice.oneIn(3) ? dice.oneOf(Compress.values()) : Compress.WHERE_IT_PAYS;
  }

  private void sendText() {
    String text = Content.text(dice, size());
    Ledger.Entry entry = enter(true, text);
    taken(entry, connection().sendText(text, wish()));
  }

  private void sendBinary() {
    byte[] data = Content.binary(dice, size());
    Ledger.Entry entry = enter(false, data);
    Content.Lent lent = Content.buffer(dice, data);
    SendResult result = connection().sendBinary(lent.shown(), wish());
    lent.use();
    taken(entry, result);
  }

  /** The same message as before, or another that may be sent again. */
  private void sendPrepared() {
    if (prepared == null || dice.oneIn(3)) {
      String text = Content.text(dice, size());
      byte[] data = text.getBytes(StandardCharsets.UTF_8);
      prepared =
          dice.percent(50)
              ? PreparedMessage.text(text, wish())
              : PreparedMessage.binary(ByteBuffer.wrap(data), wish());
    }
    PreparedMessage message = prepared;
    Ledger.Entry entry =
        switch (message.message()) {
          case Message.Text(String text) -> enter(true, text);
          case Message.Binary(ByteBuffer data) -> {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            yield enter(false, bytes);
          }
        };
    taken(entry, side.role == Role.SERVER ? broadcast(message) : connection().send(message));
  }

  /** To all connections of the server, which are this one, or none once it is over. */
  private SendResult broadcast(PreparedMessage message) {
    Collection<WebSocket> all = side.live.snapshot();
    Broadcast done = message.sendTo(all);
    side.require(
        done.queued() + done.queueFull().size() + done.notOpen().size() == all.size(),
        "a broadcast that counts otherwise");
    return done.queued() > 0
        ? SendResult.QUEUED
        : done.queueFull().isEmpty() ? SendResult.NOT_OPEN : SendResult.QUEUE_FULL;
  }

  private int size() {
    int largest = side.scenario.largest();
    if (dice.oneIn(10)) { // where limits and the forms of a length begin
      long edge = dice.oneIn(2) ? side.peer().limits().maxMessageBytes() : dice.oneOf(126, 1 << 16);
      return (int) Math.clamp(edge + dice.between(-1, 1), 0, 2L * largest);
    }
    return (int) dice.spread(0, largest);
  }

  private Ledger.Entry enter(boolean text, Object content) {
    Ledger.Entry entry = side.sent.enter(text);
    entry.append(content);
    entry.whole = true;
    largest = Math.max(largest, entry.content().length); // others may be sent before this returns
    return entry;
  }

  private void taken(Ledger.Entry entry, SendResult result) {
    side.note(
        () -> "sends " + (entry.text ? "text" : "binary") + " of " + entry.size() + ": " + result);
    if (check(result)) {
      long bound = side.limits().maxQueuedOutputBytes() + 2 * largest + STEP;
      long waits = connection().bufferedAmount();
      // The limit counts what compression leaves of it; and what is lost does not wait.
      boolean other = side.wire().said.isCompressionAgreed() || side.patience().isOutputBroken();
      side.require(other || waits <= bound, waits + " bytes wait to be sent");
    } else {
      side.sent.strike(entry);
    }
  }

  /** Whether it was taken; whatever the answer, it is the right one. */
  private boolean check(SendResult result) {
    if (result == SendResult.QUEUE_FULL) {
      refused = true;
      timesRefused++;
    }
    side.require(result != SendResult.NOT_OPEN || !isOpen(), "NOT_OPEN in state OPEN");
    return result == SendResult.QUEUED;
  }

  // -- fragments

  private void sendPart() {
    if (open == null) {
      start();
      return;
    }
    if (dice.oneIn(40)) {
      giveUpWriter();
      return;
    }
    boolean last = dice.percent(30);
    if (open.text) {
      part(Content.text(dice, size() / 3), last);
    } else {
      part(Content.binary(dice, size() / 3), last);
    }
  }

  private void start() {
    if (!isOpen()) {
      return;
    }
    boolean text = dice.percent(50);
    if (text) {
      textWriter = connection().startText(wish());
    } else {
      binaryWriter = connection().startBinary(wish());
    }
    side.note(() -> "starts a message in fragments");
    open = side.sent.enter(text);
  }

  private void part(Object part, boolean last) {
    Ledger.Entry entry = open;
    entry.append(part);
    entry.whole = last;
    open = last ? null : entry;
    largest = Math.max(largest, entry.content().length);
    SendResult result = send(part, last);
    side.note(() -> "sends a " + (last ? "last " : "") + "part: " + result);
    if (!check(result)) {
      entry.strike(part);
      entry.whole = false;
      open = entry;
    }
  }

  private SendResult send(Object part, boolean last) {
    if (part instanceof byte[] bytes) {
      Content.Lent lent = Content.buffer(dice, bytes);
      ByteBuffer data = lent.shown();
      SendResult result = last ? binaryWriter.finish(data) : binaryWriter.write(data);
      lent.use();
      return result;
    }
    CharSequence text = (CharSequence) part;
    return last ? textWriter.finish(text) : textWriter.write(text);
  }

  private void giveUpWriter() {
    side.note(() -> "gives a message up");
    (open.text ? textWriter : binaryWriter).close();
    side.require(!isOpen(), "open though a message was given up");
  }

  /** Whether messages may wait behind one that is sent in fragments. */
  boolean isFragmenting() {
    return open != null;
  }

  // -- control frames and the end

  private void ping() {
    SendResult result = connection().sendPing(Application.ping(pings++));
    side.note(() -> "pings: " + result);
    pings -= check(result) ? 0 : 1;
  }

  private void pong() {
    SendResult result = connection().sendPong(Application.unasked(pongs++));
    side.note(() -> "pongs: " + result);
    pongs -= check(result) ? 0 : 1;
  }

  void ask() {
    if (side.plan.telling() == Scenario.Telling.WHEN_IT_ASKS) {
      for (int i = dice.below(5); i > 0; i--) {
        if (!application.take(connection())) {
          return;
        }
      }
      return;
    }
    int more = dice.between(1, 4);
    side.note(() -> "asks for " + more);
    application.asked(more);
    connection().request(more);
  }

  void close() {
    int code = dice.oneOf(1000, 1001, 1005, 1011, 3000, 4999);
    String reason = code == CloseCode.NO_STATUS ? "" : Content.reason(dice);
    side.note(() -> "closes with " + code + " in state " + connection().state());
    connection().close(code, reason);
    side.require(!isOpen(), "open after close");
  }

  void abort() {
    if (side.transport().hasTold()) {
      return; // it is over anyway
    }
    side.note(() -> "aborts");
    application.aborted();
    connection().abort();
  }

  // -- what must be so whenever nothing happens and the network takes what is sent

  void checkFlushed(State state) {
    long buffered = connection().bufferedAmount();
    int sendable = side.sent.sendable();
    boolean noneWaitsForAnother = side.sent.size() <= sendable + (isFragmenting() ? 1 : 0);
    side.require(
        buffered == 0 || !noneWaitsForAnother,
        buffered + " bytes wait though the network takes more");
    int said = side.wire().said.wholeMessages();
    side.require(said == sendable, said + " of " + sendable + " messages went out");
    side.require(side.wire().saidPings == pings, "a ping was not sent");
    side.require(side.wire().saidPongs == pongs, "a pong was not sent");
    if (state == State.OPEN) {
      boolean executing = side.executorTasks > 0;
      boolean told =
          !refused
              || executing
              || application.hasGivenUp()
              || side.plan.telling() == Scenario.Telling.WHEN_IT_ASKS;
      side.require(told || isFragmenting(), "not told that there is room again");
    } else {
      side.require(side.wire().said.hasClosed(), "the Close was not sent");
    }
  }
}
