package dev.we.net.websocket.extension;

import dev.we.deflate.DeflateEncoder;
import dev.we.deflate.Level;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.extension.Extension.Flush;
import dev.we.net.websocket.frame.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of permessage-deflate (RFC 7692, section 7.2.1): deflates messages where it
 * pays.
 *
 * <p>A message, or the first part of a long one, that comes out no smaller is taken back and sent
 * as it is. After a second such failure in a row the next message is not even tried, after a third
 * the next 3, then 7 … 255, until one shrinks again. So what cannot be compressed costs next to
 * nothing, and what can again is found out soon.
 */
final class MessageDeflater {
  private static final int LONGEST_REST = 255;

  /** A part this short, with more to come some day, says nothing about its message. */
  private static final int TELLING_BYTES = 1024;

  private final int windowBits;
  private final boolean takeover;
  private final Level level;
  private final int minMessageBytes;
  private final HistoryAllowance history;
  private final long maxProcessBytes;
  private final SharedMemory memory;
  private @Nullable DeflateEncoder encoder;

  /** What of this encoder's memory is counted in the shared one. */
  private long counted;

  /** How many messages are still to be sent without a try. */
  private int rest;

  /** How many will be after the next failure. */
  private int nextRest;

  /** Whether the encoder has been packed, and not used since. */
  private boolean packed;

  /** How much went out deflated by others since this encoder's last message. */
  private long sharedBytes;

  MessageDeflater(DeflateAgreement agreement, Compression settings, SharedMemory memory) {
    this.windowBits = agreement.sendWindowBits();
    this.history = new HistoryAllowance(Math.min(settings.retainedHistoryBytes(), 1 << windowBits));
    this.takeover = agreement.sendTakeover() && history.most() > 0;
    this.level = level(settings.effort());
    this.minMessageBytes = settings.minMessageBytes();
    this.maxProcessBytes = settings.maxProcessBytes();
    this.memory = memory;
  }

  private static Level level(Compression.Effort effort) {
    return switch (effort) {
      case FAST -> Level.FAST;
      case BALANCED -> Level.BALANCED;
      case BEST -> Level.BEST;
    };
  }

  /** Deflates a message or its first part; false if it is to be sent as it is. */
  boolean begin(byte[] part, int from, int to, Flush flush, Compress wish, ByteSink out) {
    if (!isWorthATry(to - from, flush, wish)) {
      return false;
    }
    DeflateEncoder deflating = encoder;
    if (deflating == null) {
      deflating = new DeflateEncoder(windowBits, level);
      deflating.limitHistory(history.bytes());
      encoder = deflating;
    }
    boolean done = false;
    try {
      boolean deflated = deflated(deflating, part, from, to, flush, wish, out);
      done = true;
      return deflated;
    } finally {
      if (!done) {
        forget(); // nothing was sent of it: a fresh encoder goes on where the old one began
      }
    }
  }

  /** Deflates it; takes it back, and returns false, if it comes out no smaller. */
  private boolean deflated(
      DeflateEncoder deflating,
      byte[] part,
      int from,
      int to,
      Flush flush,
      Compress wish,
      ByteSink out) {
    long made = deflate(deflating, part, from, to, flush, out);
    boolean tells = flush != Flush.NOW || to - from >= TELLING_BYTES;
    if (wish != Compress.ALWAYS && tells && made >= to - from) {
      deflating.rollback();
      if (counted == 0) {
        forget(); // nothing was known before, so room for it is all there is
      } else {
        settle(deflating, Flush.MESSAGE_END);
      }
      rest = nextRest;
      nextRest = Math.min(LONGEST_REST, 2 * nextRest + 1);
      return false;
    }
    if (made < to - from) {
      nextRest = 0;
    }
    sharedBytes = 0;
    history.sent(to - from);
    settle(deflating, flush);
    return true;
  }

  private boolean isWorthATry(int bytes, Flush flush, Compress wish) {
    if (wish != Compress.WHERE_IT_PAYS) {
      return wish == Compress.ALWAYS;
    }
    if (flush == Flush.MESSAGE_END && (bytes == 0 || bytes < minMessageBytes)) {
      return false;
    }
    if (rest > 0) {
      rest--;
      return false;
    }
    return true;
  }

  /** Deflates a further part. */
  void proceed(byte[] part, int from, int to, Flush flush, ByteSink out) {
    DeflateEncoder deflating = encoder;
    if (deflating == null) {
      throw new IllegalStateException("no message was begun");
    }
    var unused = deflate(deflating, part, from, to, flush, out);
    history.sent(to - from);
    settle(deflating, flush);
  }

  /** Returns how many bytes came out. */
  private long deflate(
      DeflateEncoder deflating, byte[] part, int from, int to, Flush flush, ByteSink out) {
    packed = false;
    DeflateEncoder.Flush end =
        switch (flush) {
          case LATER -> DeflateEncoder.Flush.NONE;
          case NOW -> DeflateEncoder.Flush.SYNC;
          case MESSAGE_END ->
              takeover ? DeflateEncoder.Flush.MESSAGE : DeflateEncoder.Flush.MESSAGE_AND_FORGET;
        };
    return SharedDeflate.deflate(deflating, part, from, to, end, out);
  }

  /** How a message is deflated that others send as well; null if it is to be sent as it is. */
  @Nullable SharedDeflate sharedEncoding(int bytes, Compress wish) {
    boolean tooShort = bytes == 0 || bytes < minMessageBytes;
    if (wish == Compress.NEVER || (wish == Compress.WHERE_IT_PAYS && tooShort)) {
      return null;
    }
    // No distance is longer than the message: all larger windows make the same of it.
    int enough = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1);
    int bits = Math.min(windowBits, Math.max(Compression.MIN_WINDOW_BITS, enough));
    return new SharedDeflate(bits, level, wish == Compress.ALWAYS);
  }

  /**
   * The peer has what others deflated for it behind what this encoder knows: the encoder learns it,
   * if it knows anything at all. It forgets where so much came that nothing of its own would be
   * left, and where it is packed: to unpack a thousand encoders would take longer than all else
   * that a broadcast does. So who only gets what all get holds no memory for it.
   *
   * @return whether anything is kept
   */
  boolean sentShared(byte[] bytes, int from, int to) {
    DeflateEncoder deflating = encoder;
    if (deflating == null || !takeover) {
      return false;
    }
    sharedBytes += to - from;
    if (packed || sharedBytes > history.bytes()) {
      forget();
      return false;
    }
    boolean done = false;
    try {
      deflating.append(bytes, from, to);
      settle(deflating, Flush.MESSAGE_END);
      done = true;
    } finally {
      if (!done) {
        forget(); // an encoder that misses something would refer to the wrong bytes
      }
    }
    return encoder != null;
  }

  /**
   * Counts what is kept, and between messages keeps more or less, or nothing where all together
   * keep too much.
   */
  private void settle(DeflateEncoder deflating, Flush flush) {
    count(deflating.retainedBytes());
    if (flush != Flush.MESSAGE_END || counted == 0) {
      return;
    }
    long all = memory.bytes();
    if (all > maxProcessBytes) {
      forget();
    } else if (history.review(all > maxProcessBytes / 2)) {
      deflating.limitHistory(history.bytes());
      count(deflating.retainedBytes());
    }
  }

  private void count(long bytes) {
    if (bytes != counted) {
      memory.add(bytes - counted);
      counted = bytes;
    }
  }

  /** Makes what is kept small until the next message. At any time. */
  void pack() {
    DeflateEncoder deflating = encoder;
    if (deflating != null) {
      deflating.pack();
      packed = true;
      count(deflating.retainedBytes());
    }
  }

  /** Gives all memory back; the peer does not notice. Not inside a message. */
  void forget() {
    encoder = null;
    packed = false;
    sharedBytes = 0;
    history.begin();
    count(0);
  }
}
