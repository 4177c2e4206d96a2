package dev.we.net.websocket;

import java.time.Duration;
import java.util.List;

/**
 * How messages are compressed: permessage-deflate (RFC 7692). Immutable; {@link #toBuilder()} makes
 * a changed copy. "Send" is this end's direction, "receive" is the peer's, in both roles.
 *
 * <p>A <em>window</em> of n bits lets a message refer to the 2^n bytes before; <em>context
 * takeover</em> lets it refer to earlier messages, too, which is what makes small messages small.
 * Both ends keep that much of the past for each direction: this end as much as it likes of what it
 * sent ({@link #retainedHistoryBytes()}), but all that was agreed on of what it received.
 *
 * @param enabled whether it is negotiated at all
 * @param sendWindowBits the largest window for what this end sends, 8 to 15. The peer may ask for
 *     less and gets it
 * @param receiveWindowBits the largest window that the peer is asked to use, 8 to 15. A server that
 *     does not take such an offer is refused by a client; a client that does not let itself be
 *     asked is served with 15
 * @param sendTakeover whether what this end sends may refer to earlier messages; the peer may ask
 *     that it does not
 * @param receiveTakeover whether the peer may do so; without it, nothing is kept of received
 *     messages
 * @param effort how much work goes into finding what repeats
 * @param minMessageBytes shorter messages are sent as they are
 * @param retainedHistoryBytes how much of what was sent this end keeps to refer to, at most: memory
 *     for size. A connection begins with 7 KiB and keeps more as it sends more. The window agreed
 *     on is the bound; the peer does not notice
 * @param historyTimeout after how long without a compressed message in either direction what a
 *     connection keeps of the past is packed, at the latest after twice as long. Nothing is lost:
 *     the next message takes some 0.05 to 0.2 ms more
 * @param maxProcessBytes as long as all connections of this process together hold more memory than
 *     this for compression, connections that are set so keep no history, and servers ask for no
 *     context takeover on new ones. Above half of it no connection keeps more than the 7 KiB
 * @param finalBlockMayEndMessage a concession to peers that finish a DEFLATE stream for each
 *     message where RFC 7692 has them flush it: a received message is whole, too, if a block with
 *     BFINAL ends at its last byte, without the byte that 7.2.3.4 calls necessary behind it
 * @param offers what a client offers in place of what follows from the rest, each an element of
 *     Sec-WebSocket-Extensions, in order of preference; or empty
 */
public record Compression(
    boolean enabled,
    int sendWindowBits,
    int receiveWindowBits,
    boolean sendTakeover,
    boolean receiveTakeover,
    Effort effort,
    int minMessageBytes,
    int retainedHistoryBytes,
    Duration historyTimeout,
    long maxProcessBytes,
    boolean finalBlockMayEndMessage,
    List<String> offers) {

  /** How much work goes into finding what repeats. */
  public enum Effort {
    /** Least time and memory. */
    FAST,
    /** A little smaller, at two or three times the work. */
    BALANCED,
    /** As small as can be; for slow networks. */
    BEST
  }

  /** The smallest window, 256 bytes. */
  public static final int MIN_WINDOW_BITS = 8;

  /** The largest window, 32 KiB. */
  public static final int MAX_WINDOW_BITS = 15;

  private static final Compression DEFAULTS = new Builder().build();
  private static final Compression OFF = new Builder().enabled(false).build();

  /**
   * The settings as given.
   *
   * @throws IllegalArgumentException if window bits are not 8 to 15, a size is negative or the time
   *     not positive
   */
  public Compression {
    requireWindowBits(sendWindowBits, "sendWindowBits");
    requireWindowBits(receiveWindowBits, "receiveWindowBits");
    requireNotNegative(minMessageBytes, "minMessageBytes");
    requireNotNegative(retainedHistoryBytes, "retainedHistoryBytes");
    requireNotNegative(maxProcessBytes, "maxProcessBytes");
    if (historyTimeout.isNegative() || historyTimeout.isZero()) {
      throw new IllegalArgumentException(
          "historyTimeout is longer than zero, not " + historyTimeout);
    }
    offers = List.copyOf(offers);
  }

  private static void requireWindowBits(int bits, String name) {
    if (bits < MIN_WINDOW_BITS || bits > MAX_WINDOW_BITS) {
      throw new IllegalArgumentException(
          name + " is " + MIN_WINDOW_BITS + " to " + MAX_WINDOW_BITS + ", not " + bits);
    }
  }

  private static void requireNotNegative(long bytes, String name) {
    if (bytes < 0) {
      throw new IllegalArgumentException(name + " is 0 or more, not " + bytes);
    }
  }

  /** What holds where nothing is given: on, with what most servers understand. */
  public static Compression defaults() {
    return DEFAULTS;
  }

  /** Not negotiated. */
  public static Compression off() {
    return OFF;
  }

  /** A builder that starts from {@link #defaults()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these settings. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Settings in the making. Not for use by several threads at once. */
  public static final class Builder {
    private boolean enabled = true;
    private int sendWindowBits = MAX_WINDOW_BITS;
    private int receiveWindowBits = MAX_WINDOW_BITS;
    private boolean sendTakeover = true;
    private boolean receiveTakeover = true;
    private Effort effort = Effort.BALANCED;
    private int minMessageBytes = 32;
    private int retainedHistoryBytes = 1 << MAX_WINDOW_BITS;
    private Duration historyTimeout = Duration.ofSeconds(20);
    private long maxProcessBytes = Runtime.getRuntime().maxMemory() / 4;
    private boolean finalBlockMayEndMessage;
    private List<String> offers = List.of();

    private Builder() {}

    private Builder(Compression from) {
      enabled = from.enabled;
      sendWindowBits = from.sendWindowBits;
      receiveWindowBits = from.receiveWindowBits;
      sendTakeover = from.sendTakeover;
      receiveTakeover = from.receiveTakeover;
      effort = from.effort;
      minMessageBytes = from.minMessageBytes;
      retainedHistoryBytes = from.retainedHistoryBytes;
      historyTimeout = from.historyTimeout;
      maxProcessBytes = from.maxProcessBytes;
      finalBlockMayEndMessage = from.finalBlockMayEndMessage;
      offers = from.offers;
    }

    /** Whether compression is negotiated at all; it is where nothing is said. */
    public Builder enabled(boolean value) {
      this.enabled = value;
      return this;
    }

    /** The largest window for what this end sends, 8 to 15; 15 where it is not given. */
    public Builder sendWindowBits(int bits) {
      this.sendWindowBits = bits;
      return this;
    }

    /** The largest window that the peer is asked to use, 8 to 15; 15 where it is not given. */
    public Builder receiveWindowBits(int bits) {
      this.receiveWindowBits = bits;
      return this;
    }

    /** Whether what this end sends may refer to earlier messages; it may. */
    public Builder sendTakeover(boolean value) {
      this.sendTakeover = value;
      return this;
    }

    /** Whether what the peer sends may refer to earlier messages; it may. */
    public Builder receiveTakeover(boolean value) {
      this.receiveTakeover = value;
      return this;
    }

    /** How much work goes into finding what repeats; {@link Effort#BALANCED}. */
    public Builder effort(Effort value) {
      this.effort = value;
      return this;
    }

    /** Shorter messages are sent as they are; 32 bytes. */
    public Builder minMessageBytes(int bytes) {
      this.minMessageBytes = bytes;
      return this;
    }

    /** How much of what was sent is kept to refer to, at most; 32 KiB, the largest window. */
    public Builder retainedHistoryBytes(int bytes) {
      this.retainedHistoryBytes = bytes;
      return this;
    }

    /** After how long without a compressed message what is kept is packed; 20 seconds. */
    public Builder historyTimeout(Duration timeout) {
      this.historyTimeout = timeout;
      return this;
    }

    /**
     * How much memory all connections of the process may hold for compression before they keep no
     * history any more; a quarter of the largest heap.
     */
    public Builder maxProcessBytes(long bytes) {
      this.maxProcessBytes = bytes;
      return this;
    }

    /**
     * Whether a block with BFINAL may end a received message, as a peer's {@code deflateRawSync} of
     * Node or {@code Z_FINISH} of zlib leaves it; it may not: such a message is cut short for RFC
     * 7692.
     */
    public Builder finalBlockMayEndMessage(boolean value) {
      this.finalBlockMayEndMessage = value;
      return this;
    }

    /**
     * What a client offers in place of what follows from the rest, such as {@code
     * "permessage-deflate; server_max_window_bits=10"} and behind it {@code "permessage-deflate"}
     * for servers that do not know the parameter. What does not follow RFC 7692 is refused when the
     * client is given these settings.
     */
    public Builder offers(String... elements) {
      this.offers = List.of(elements);
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException as {@link Compression} does
     */
    public Compression build() {
      return new Compression(
          enabled,
          sendWindowBits,
          receiveWindowBits,
          sendTakeover,
          receiveTakeover,
          effort,
          minMessageBytes,
          retainedHistoryBytes,
          historyTimeout,
          maxProcessBytes,
          finalBlockMayEndMessage,
          offers);
    }
  }
}
