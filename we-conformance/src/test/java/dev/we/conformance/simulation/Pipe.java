package dev.we.conformance.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One direction of the stream: bytes that were taken from the sender and not yet read by the
 * receiver, in all the buffers and cables between the two.
 */
final class Pipe {
  private static final long NEVER = Long.MAX_VALUE;

  private record Piece(ByteBuffer bytes, long arrivesAt) {}

  private final Agenda agenda;
  private final Dice dice;
  private final Scenario.Line line;
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
  private SimulatedTransport sender;
  private SimulatedTransport receiver;
  private long taken;
  private int held;
  private long lastArrival;

  /** When the end arrives behind the last byte; NEVER as long as there is none. */
  private long endArrivesAt = NEVER;

  /** Whether nothing that is put in from now on arrives. */
  private boolean silent;

  /** Whether the receiver is gone, so that whatever arrives is answered by a reset. */
  private boolean abandoned;

  Pipe(Agenda agenda, Dice dice, Scenario.Line line) {
    this.agenda = agenda;
    this.dice = dice;
    this.line = line;
  }

  void join(SimulatedTransport from, SimulatedTransport to) {
    sender = from;
    receiver = to;
  }

  // -- the sender's end

  /** How many bytes it takes now. */
  int room() {
    return Math.max(0, line.capacity() - held);
  }

  /** How many bytes a write takes that finds that much room. */
  int taste(int room) {
    return dice.percent(line.shortWrites()) ? dice.below(room + 1) : room;
  }

  void put(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    long before = taken;
    taken += to - from;
    long due = line.fateAt() - before;
    if (due >= 0 && due < to - from) {
      int cut = from + (int) due;
      add(bytes, from, cut);
      befall();
      add(bytes, cut, to);
    } else {
      add(bytes, from, to);
    }
  }

  private void add(byte[] bytes, int from, int to) {
    if (from == to) {
      return;
    }
    held += to - from;
    if (silent) {
      return; // it fills the buffers, and that is all
    }
    pieces.add(new Piece(ByteBuffer.wrap(bytes, from, to - from), arrival()));
    agenda.in(lastArrival - agenda.now(), this::arrived);
  }

  private long arrival() {
    long delay = line.delay() == 0 ? 0 : dice.spread(0, line.delay());
    if (dice.below(1000) < line.stalls()) {
      delay = 100 * delay + 1_000_000;
    }
    lastArrival = Math.max(lastArrival, agenda.now() + delay);
    return lastArrival;
  }

  /** Whether anything happened to it that its ends did not do. */
  boolean isDisturbed() {
    return line.fate() != Scenario.Fate.NONE && taken > line.fateAt();
  }

  private void befall() {
    switch (line.fate()) {
      case NONE -> {}
      case RESET -> agenda.in(arrival() - agenda.now(), this::reset);
      case SILENCE -> silent = true;
      case HALF_CLOSE -> {
        end();
        silent = true;
      }
    }
  }

  /** Both ends learn that there is no connection any more. */
  void reset() {
    sender.reset();
    receiver.reset();
  }

  /** Nothing follows. */
  void end() {
    if (!silent && endArrivesAt == NEVER) {
      endArrivesAt = arrival();
      agenda.in(endArrivesAt - agenda.now(), this::arrived);
    }
  }

  private void arrived() {
    if (abandoned) {
      if (held > 0) {
        sender.reset();
      }
    } else {
      receiver.readable();
    }
  }

  // -- the receiver's end

  /** Whether there is something to read, the end included. */
  boolean isReadable() {
    return endHasArrived() || (!pieces.isEmpty() && pieces.element().arrivesAt <= agenda.now());
  }

  boolean endHasArrived() {
    return pieces.isEmpty() && endArrivesAt <= agenda.now();
  }

  /** Reads what has arrived, as much of it as one read gets. */
  void read(ByteBuffer into) {
    int most = Math.min(into.remaining(), line.readSize());
    int left = most < 256 << 10 && dice.percent(50) ? dice.between(1, most) : most;
    while (left > 0 && !pieces.isEmpty() && pieces.element().arrivesAt <= agenda.now()) {
      ByteBuffer bytes = pieces.element().bytes;
      int count = Math.min(left, bytes.remaining());
      into.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      left -= count;
      held -= count;
      if (!bytes.hasRemaining()) {
        pieces.remove();
      }
    }
    sender.roomAgain();
  }

  /** Nobody reads any more; true if there was something to read, which is a rude end. */
  boolean abandon() {
    abandoned = true;
    boolean unread = !pieces.isEmpty() && pieces.element().arrivesAt <= agenda.now();
    return unread;
  }

  /** What has not arrived yet never will. */
  void lose() {
    pieces.clear();
    silent = true;
  }
}
