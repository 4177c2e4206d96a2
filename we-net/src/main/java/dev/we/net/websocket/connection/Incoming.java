package dev.we.net.websocket.connection;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.protocol.Sink;
import dev.we.net.websocket.transport.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What comes in, from the transport to the protocol's receiving half, no faster than the receiver
 * takes it. The loop's alone, but for what the {@link InputGate} counts.
 *
 * <pre>
 *                gate open                        gate closes, after any message
 *   read ──▶ protocol ──▶ messages        read ──▶ protocol ──▶ messages, as many as fit
 *                                                     └──▶ the rest is held, nothing more is read
 *                                         gate opens: the rest first, then reading goes on
 * </pre>
 *
 * <p>Were a read worked off to its end, a few hundred kilobytes of compressed input would pile up a
 * thousand times their size before a receiver who asked for nothing; and before one who takes all,
 * the other connections of the loop would wait for seconds. So a turn ends after a megabyte of
 * messages, too, and the rest has the next turn.
 */
final class Incoming {
  /** What a peer may send behind a Close or a violation, at least, while it reads our Close. */
  private static final long MIN_DISCARDED_BYTES = 1 << 20;

  /** So much may come of one turn of the loop, whatever was read: others wait for their turn. */
  private static final long MOST_DELIVERED_AT_ONCE = 1 << 20;

  private final Connection connection;
  private final Transport transport;
  private final Protocol protocol;
  private final Sink sink;
  private final InputGate gate;
  private final long maxDiscardedBytes;

  /** Whether input is being worked off, so that the loop's own sends wait for its end. */
  private boolean corked;

  /** The bytes of messages that came of the input in this turn. */
  private long deliveredNow;

  /** What was read and not worked off, as the gate had closed or the turn was over; or null. */
  private @Nullable ByteBuffer rest;

  /** Whether {@link #goOn} has its place among the loop's tasks already. */
  private boolean goingOn;

  /** The end of the stream, if it came behind the rest. */
  private @Nullable Runnable endBehindRest;

  Incoming(
      Connection connection, Transport transport, Protocol protocol, Sink sink, Limits limits) {
    this.connection = connection;
    this.transport = transport;
    this.protocol = protocol;
    this.sink = sink;
    this.gate = new InputGate(this, limits.maxQueuedInputBytes());
    this.maxDiscardedBytes = Math.max(limits.maxMessageBytes(), MIN_DISCARDED_BYTES);
  }

  /** Counts what waits for the receiver. */
  InputGate gate() {
    return gate;
  }

  boolean isCorked() {
    return corked;
  }

  /** From here to {@link #uncork} what the loop sends is held back, to go out in one write. */
  void cork() {
    corked = true;
  }

  void uncork() {
    corked = false;
  }

  /** Takes all of what was read: what cannot be worked off yet is copied. */
  void take(ByteBuffer in) {
    cork();
    boolean first = rest == null;
    if (first) {
      workOff(in);
    }
    if (in.hasRemaining()) {
      rest = append(rest, in);
      if (first && !gate.isClosed()) {
        connection.readingPaused(true);
        goOnLater();
      }
    }
  }

  /** A message of this many bytes, or characters, came of the input. */
  void delivered(long size) {
    deliveredNow += size;
  }

  /** Whether more is to be made of the input in this turn. */
  boolean wantsMore() {
    return !gate.isClosed() && deliveredNow < MOST_DELIVERED_AT_ONCE;
  }

  /** Tells of the stream's end once all before it was worked off. */
  void end(Runnable told) {
    if (rest == null) {
      told.run();
    } else {
      endBehindRest = told;
    }
  }

  /** The connection is over, and what is left of its input with it. */
  void drop() {
    rest = null;
    endBehindRest = null;
  }

  private void workOff(ByteBuffer in) {
    deliveredNow = 0;
    protocol.receive(in, sink);
    if (protocol.discardedBytes() > maxDiscardedBytes) {
      // A peer that floods a connection that is over: it has had its chance to read our Close.
      transport.close();
    }
  }

  private static ByteBuffer append(@Nullable ByteBuffer before, ByteBuffer in) {
    int length = before == null ? 0 : before.remaining();
    ByteBuffer all = ByteBuffer.allocate(length + in.remaining());
    if (before != null) {
      all.put(before);
    }
    return all.put(in).flip();
  }

  // -- for the gate

  /** Has the gate look at its count, on the loop. */
  void adjustGate() {
    connection.onLoop(gate::adjust);
  }

  /** The gate has closed or opened. */
  void gateMoved() {
    if (rest == null) {
      connection.readingPaused(gate.isClosed());
    } else if (!gate.isClosed()) {
      goOnLater();
    }
  }

  /**
   * Gives the rest its next turn: one, though the gate may open while a turn ends. Never at once,
   * for this may come from inside a callback, in the middle of the same input.
   */
  private void goOnLater() {
    if (!goingOn) {
      goingOn = true;
      transport.execute(this::goOn);
    }
  }

  private void goOn() {
    goingOn = false;
    ByteBuffer left = rest;
    if (left == null || gate.isClosed()) {
      return;
    }
    cork();
    workOff(left);
    if (!left.hasRemaining()) {
      rest = null;
      connection.readingPaused(gate.isClosed());
    } else if (!gate.isClosed()) {
      goOnLater();
    }
    connection.onInputBatchEnd();
    Runnable end = endBehindRest;
    if (rest == null && end != null) {
      endBehindRest = null;
      end.run();
    }
  }
}
