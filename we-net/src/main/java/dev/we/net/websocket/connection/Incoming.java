package dev.we.net.websocket.connection;

import dev.we.net.websocket.protocol.Protocol;
import dev.we.net.websocket.transport.Transport;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What comes in, from the transport to the protocol's receiving half, no faster than the receiver
 * takes it. The loop's alone, but for the count of what waits.
 *
 * <pre>
 *                gate open                        gate closes, after any message
 *   read ──▶ protocol ──▶ messages        read ──▶ protocol ──▶ messages, as many as fit
 *                                                     └──▶ the rest is held, nothing more is read
 *                                         gate opens: the rest first, then reading goes on
 * </pre>
 *
 * <p>The gate closes above {@code Limits.maxQueuedInputBytes} of what waits for the receiver, and
 * opens again at half of that. Any thread may count; the gate itself moves on the loop.
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
  private static final int MOST_DELIVERED_AT_ONCE = 1 << 20;

  private static final AtomicLongFieldUpdater<Incoming> WAITING =
      AtomicLongFieldUpdater.newUpdater(Incoming.class, "waiting");

  private final Connection connection;
  private final Transport transport;
  private final Protocol protocol;

  /** The bytes of what waits for the receiver. Any thread. */
  private volatile long waiting;

  /** Whether nothing more should be made of the input for now. */
  private boolean gateClosed;

  /** Whether input is being worked off, so that the loop's own sends wait for its end. */
  private boolean corked;

  /** The bytes of messages that came of the input in this turn, up to the most there may be. */
  private int deliveredNow;

  /** What was read and not worked off, as the gate had closed or the turn was over; or null. */
  private @Nullable ByteBuffer rest;

  /** Whether {@link #goOn} has its place among the loop's tasks already. */
  private boolean goingOn;

  /** The end of the stream, if it came behind the rest. */
  private @Nullable Runnable endBehindRest;

  Incoming(Connection connection, Transport transport, Protocol protocol) {
    this.connection = connection;
    this.transport = transport;
    this.protocol = protocol;
  }

  boolean isCorked() {
    return corked;
  }

  /**
   * From here to {@link #uncork} what the loop sends is held back, to go out in one write; unless
   * it is large.
   */
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
      if (first && !gateClosed) {
        connection.readingPaused(true);
        goOnLater();
      }
    }
  }

  /** A message of this many bytes, or characters, came of the input. */
  void delivered(long size) {
    deliveredNow += (int) Math.min(size, MOST_DELIVERED_AT_ONCE - deliveredNow);
  }

  /** Whether more is to be made of the input in this turn. */
  boolean wantsMore() {
    return !gateClosed && deliveredNow < MOST_DELIVERED_AT_ONCE;
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
    protocol.receive(in, connection);
    if (protocol.discardedBytes()
        > Math.max(connection.limits().maxMessageBytes(), MIN_DISCARDED_BYTES)) {
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

  // -- the gate

  /** Something of this size waits for the receiver from now on. Any thread. */
  void waits(long bytes) {
    if (WAITING.addAndGet(this, bytes) > high()) {
      connection.onLoop(this::adjustGate);
    }
  }

  /** Something of this size waits no longer. Any thread. */
  void taken(long bytes) {
    long before = WAITING.getAndAdd(this, -bytes);
    if (before > low() && before - bytes <= low()) {
      connection.onLoop(this::adjustGate);
    }
  }

  /** The bytes of what waits. Any thread. */
  long waitingBytes() {
    return waiting;
  }

  private long high() {
    return connection.limits().maxQueuedInputBytes();
  }

  private long low() {
    return high() / 2;
  }

  /** Looks at the count as it is by now: whoever asked for this may be long overtaken. */
  private void adjustGate() {
    boolean close = waiting > (gateClosed ? low() : high());
    if (close == gateClosed) {
      return;
    }
    gateClosed = close;
    if (rest == null) {
      connection.readingPaused(close);
    } else if (!close) {
      goOnLater();
    }
  }

  // -- what is held

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
    if (left == null || gateClosed) {
      return;
    }
    cork();
    workOff(left);
    if (!left.hasRemaining()) {
      rest = null;
      connection.readingPaused(gateClosed);
    } else if (!gateClosed) {
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
