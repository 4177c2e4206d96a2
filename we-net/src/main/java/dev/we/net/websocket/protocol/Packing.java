package dev.we.net.websocket.protocol;

import dev.we.net.websocket.extension.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Has an extension packed that was not used for a while.
 *
 * <pre>
 *                     first use              a look: used since the last
 *   nothing to watch ──────────▶ watched ──────────────────────────────▶ watched
 *          ▲                        │
 *          └────── packed ◀─────────┘ a look: not used
 * </pre>
 *
 * <p>Nobody notes the time of each message, so it is packed after one to two times what it asked
 * for; and a connection that does not use it, or no more, is never looked at.
 */
final class Packing {
  private final @Nullable Extension extension;
  private final long after;

  /** Whether anything was received through it since the last look; the receiving thread's. */
  private boolean received;

  // All below are the sending half's.

  private boolean sent;
  private boolean watched;
  private long nextLook;

  /** For all connections without an extension: nothing ever uses it. */
  private static final Packing OF_NOTHING = new Packing(null);

  /** The watch over an extension, or over none. */
  static Packing of(@Nullable Extension extension) {
    return extension == null ? OF_NOTHING : new Packing(extension);
  }

  private Packing(@Nullable Extension extension) {
    this.extension = extension;
    this.after = extension == null ? Long.MAX_VALUE : extension.packAfterNanos();
  }

  /** The receiving half uses it. */
  void receives() {
    received = true;
  }

  /** The sending half uses it. */
  void sends() {
    sent = true;
  }

  /**
   * Begins to watch, if it was used and that is not known yet. The other thread's use may be
   * noticed late: the receiving thread asks, too, behind all it received.
   *
   * @param since a time that lies not after now
   * @return whether it begins, so that {@link #nextLook} has changed
   */
  boolean begin(long since) {
    if (watched || after == Long.MAX_VALUE || !(sent || received)) {
      return false;
    }
    watched = true;
    nextLook = since + spread(since);
    return true;
  }

  /**
   * When the first look is: any part of the time, so that connections which all fell silent at once
   * are not packed in one turn of their loop. The clock's lowest digits are as good as dice.
   */
  private long spread(long since) {
    return 1 + ((since * 0x9E37_79B9_7F4A_7C15L) >>> 1) % after;
  }

  /** When {@link #look} should be called, or {@link Protocol#NO_DEADLINE}. */
  long nextLook() {
    return watched ? nextLook : Protocol.NO_DEADLINE;
  }

  /** Looks whether it was used, if it is time. The receiving thread, alone in both halves. */
  void look(long now) {
    if (!watched || now - nextLook < 0 || extension == null) {
      return;
    }
    if (sent || received) {
      sent = false;
      received = false;
      // Late or not, each connection keeps its own beat: or all that one long turn of their loop
      // made late would be looked at together from then on.
      nextLook += after * (1 + (now - nextLook) / after);
      return;
    }
    watched = false;
    try {
      extension.pack();
    } catch (OutOfMemoryError e) {
      // It stays as it is: what was to save memory is no reason to lose the connection.
    }
  }
}
