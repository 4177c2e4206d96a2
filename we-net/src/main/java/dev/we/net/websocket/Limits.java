package dev.we.net.websocket;

import java.time.Duration;

/**
 * Every bound that one connection keeps, on by default, each with its unit. Immutable; {@link
 * #toBuilder()} makes a changed copy.
 *
 * <p>Sizes are checked on what a frame announces, before anything is allocated for it. Times are
 * {@link Duration}s; {@link #NO_TIMEOUT} switches one off.
 *
 * @param maxFrameBytes the largest payload that one received frame may announce, in bytes; that of
 *     a compressed message may be an eighth and 256 bytes more
 * @param maxMessageBytes the largest received message, all its frames together, in bytes; at most
 *     {@link Integer#MAX_VALUE} - 8
 * @param maxMessageFragments the most frames, empty ones included, that one received message may
 *     have
 * @param maxHandshakeBytes the longest head of an opening handshake that is read, start line and
 *     all header lines, in bytes
 * @param maxHeaderCount the most header lines that one head may have
 * @param maxRefusalBodyBytes how much of the body of a refused handshake is kept for the caller, in
 *     bytes
 * @param maxQueuedOutputBytes how many bytes may wait to be sent before {@link
 *     SendResult#QUEUE_FULL}; an empty queue takes one message of any size
 * @param maxQueuedControlFrames how many pings and pongs of the caller may wait to be sent before
 *     {@link SendResult#QUEUE_FULL}
 * @param maxPendingPongs how many pings may await their pongs, while these cannot be sent; beyond
 *     it the newest are answered
 * @param maxQueuedInputBytes how many bytes of received messages may wait for a slow receiver
 *     before the socket is no longer read; one message may wait whatever its size
 * @param nameLookupTimeout how long the name service may take
 * @param connectTimeout how long a TCP connection may take, all addresses of the host together
 * @param tlsTimeout how long the TLS handshake may take
 * @param handshakeTimeout how long the opening handshake may take, from the established stream to
 *     its last byte
 * @param pingInterval after how much silence of the peer a ping is sent
 * @param idleTimeout after how much silence of the peer, unanswered pings included, the connection
 *     counts as lost. Any byte ends the silence
 * @param writeTimeout how long the peer may take none of the bytes that wait for it
 * @param closeTimeout how long a Close may stay unanswered, and how long the end of the stream may
 *     take after both Closes. Each time the peer takes some of the output before a Close it begins
 *     anew; {@link WebSocket#abort} waits for nobody
 */
public record Limits(
    long maxFrameBytes,
    long maxMessageBytes,
    int maxMessageFragments,
    int maxHandshakeBytes,
    int maxHeaderCount,
    int maxRefusalBodyBytes,
    long maxQueuedOutputBytes,
    int maxQueuedControlFrames,
    int maxPendingPongs,
    long maxQueuedInputBytes,
    Duration nameLookupTimeout,
    Duration connectTimeout,
    Duration tlsTimeout,
    Duration handshakeTimeout,
    Duration pingInterval,
    Duration idleTimeout,
    Duration writeTimeout,
    Duration closeTimeout) {

  /** A wait without end. */
  public static final Duration NO_TIMEOUT = Duration.ofSeconds(Long.MAX_VALUE);

  /** The largest message that fits in one array on every JVM. */
  private static final long MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8L;

  private static final Limits DEFAULTS = new Builder().build();

  /**
   * The bounds as given.
   *
   * @throws IllegalArgumentException if a size is not positive, a time is not positive, or {@code
   *     maxMessageBytes} does not fit in an array
   */
  public Limits {
    requireAtLeast(1, maxFrameBytes, "maxFrameBytes");
    requireAtLeast(1, maxMessageBytes, "maxMessageBytes");
    requireAtLeast(1, maxMessageFragments, "maxMessageFragments");
    requireAtLeast(1, maxHandshakeBytes, "maxHandshakeBytes");
    requireAtLeast(1, maxHeaderCount, "maxHeaderCount");
    requireAtLeast(0, maxRefusalBodyBytes, "maxRefusalBodyBytes");
    requireAtLeast(1, maxQueuedOutputBytes, "maxQueuedOutputBytes");
    requireAtLeast(1, maxQueuedControlFrames, "maxQueuedControlFrames");
    requireAtLeast(1, maxPendingPongs, "maxPendingPongs");
    requireAtLeast(1, maxQueuedInputBytes, "maxQueuedInputBytes");
    requirePositive(nameLookupTimeout, "nameLookupTimeout");
    requirePositive(connectTimeout, "connectTimeout");
    requirePositive(tlsTimeout, "tlsTimeout");
    requirePositive(handshakeTimeout, "handshakeTimeout");
    requirePositive(pingInterval, "pingInterval");
    requirePositive(idleTimeout, "idleTimeout");
    requirePositive(writeTimeout, "writeTimeout");
    requirePositive(closeTimeout, "closeTimeout");
    if (maxMessageBytes > MAX_ARRAY_BYTES) {
      throw new IllegalArgumentException(
          "maxMessageBytes is at most " + MAX_ARRAY_BYTES + ", not " + maxMessageBytes);
    }
  }

  /** The bounds that hold where none are given. */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /** A builder that starts from {@link #defaults()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from these bounds. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * The most memory that one open connection can make the process hold, in bytes: the message being
   * received and the text made of it, messages and input waiting for the receiver, messages waiting
   * to be sent, and the partial TLS records of both directions. {@link Long#MAX_VALUE} if it is
   * more than a {@code long} holds.
   */
  public long maxConnectionBytes() {
    long receiving = 3 * maxMessageBytes;
    long waitingToBeSent = (maxQueuedControlFrames + maxPendingPongs) * 256L + BUFFER_BYTES;
    return sum(
        receiving,
        2 * maxMessageBytes,
        maxQueuedInputBytes,
        maxQueuedInputBytes,
        ONE_READ_BYTES,
        CODEC_BYTES,
        maxQueuedOutputBytes,
        waitingToBeSent,
        maxHandshakeBytes,
        TLS_BYTES);
  }

  private static long sum(long... terms) {
    long sum = 0;
    for (long term : terms) {
      sum = Math.min(sum, Long.MAX_VALUE - term) + term;
    }
    return sum;
  }

  /** The rest of the read, 258 KiB, after whose first messages the queue was full. */
  private static final long ONE_READ_BYTES = 258 << 10;

  /** A compressor and a decompressor with the largest windows, at work. */
  private static final long CODEC_BYTES = 320 << 10;

  /** One output buffer that is only partly filled. */
  private static final long BUFFER_BYTES = 64 << 10;

  /** A partial record of each direction, at its largest, and the plain text of one. */
  private static final long TLS_BYTES = 3 * (17 << 10);

  private static void requireAtLeast(long least, long value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is at least " + least + ", not " + value);
    }
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " is longer than zero, not " + value);
    }
  }

  /** Bounds in the making. Not for use by several threads at once. */
  public static final class Builder {
    private long maxFrameBytes = 16L << 20;
    private long maxMessageBytes = 16L << 20;
    private int maxMessageFragments = 1 << 17;
    private int maxHandshakeBytes = 32 << 10;
    private int maxHeaderCount = 128;
    private int maxRefusalBodyBytes = 4 << 10;
    private long maxQueuedOutputBytes = 16L << 20;
    private int maxQueuedControlFrames = 16;
    private int maxPendingPongs = 16;
    private long maxQueuedInputBytes = 1L << 20;
    private Duration nameLookupTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration tlsTimeout = Duration.ofSeconds(10);
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration pingInterval = Duration.ofSeconds(30);
    private Duration idleTimeout = Duration.ofSeconds(60);
    private Duration writeTimeout = Duration.ofSeconds(30);
    private Duration closeTimeout = Duration.ofSeconds(5);

    private Builder() {}

    private Builder(Limits from) {
      maxFrameBytes = from.maxFrameBytes;
      maxMessageBytes = from.maxMessageBytes;
      maxMessageFragments = from.maxMessageFragments;
      maxHandshakeBytes = from.maxHandshakeBytes;
      maxHeaderCount = from.maxHeaderCount;
      maxRefusalBodyBytes = from.maxRefusalBodyBytes;
      maxQueuedOutputBytes = from.maxQueuedOutputBytes;
      maxQueuedControlFrames = from.maxQueuedControlFrames;
      maxPendingPongs = from.maxPendingPongs;
      maxQueuedInputBytes = from.maxQueuedInputBytes;
      nameLookupTimeout = from.nameLookupTimeout;
      connectTimeout = from.connectTimeout;
      tlsTimeout = from.tlsTimeout;
      handshakeTimeout = from.handshakeTimeout;
      pingInterval = from.pingInterval;
      idleTimeout = from.idleTimeout;
      writeTimeout = from.writeTimeout;
      closeTimeout = from.closeTimeout;
    }

    /** The largest payload that one received frame may announce, in bytes. */
    public Builder maxFrameBytes(long bytes) {
      this.maxFrameBytes = bytes;
      return this;
    }

    /**
     * The largest received message, all its frames together, in bytes; at most {@link
     * Integer#MAX_VALUE} - 8.
     */
    public Builder maxMessageBytes(long bytes) {
      this.maxMessageBytes = bytes;
      return this;
    }

    /** The most frames, empty ones included, that one received message may have. */
    public Builder maxMessageFragments(int count) {
      this.maxMessageFragments = count;
      return this;
    }

    /**
     * The longest head of an opening handshake that is read, start line and all header lines, in
     * bytes.
     */
    public Builder maxHandshakeBytes(int bytes) {
      this.maxHandshakeBytes = bytes;
      return this;
    }

    /** The most header lines that one head may have. */
    public Builder maxHeaderCount(int count) {
      this.maxHeaderCount = count;
      return this;
    }

    /** How much of the body of a refused handshake is kept for the caller, in bytes. */
    public Builder maxRefusalBodyBytes(int bytes) {
      this.maxRefusalBodyBytes = bytes;
      return this;
    }

    /**
     * How many bytes may wait to be sent before {@link SendResult#QUEUE_FULL}; an empty queue takes
     * one message of any size.
     */
    public Builder maxQueuedOutputBytes(long bytes) {
      this.maxQueuedOutputBytes = bytes;
      return this;
    }

    /**
     * How many pings and pongs of the caller may wait to be sent before {@link
     * SendResult#QUEUE_FULL}.
     */
    public Builder maxQueuedControlFrames(int count) {
      this.maxQueuedControlFrames = count;
      return this;
    }

    /**
     * How many pings may await their pongs, while these cannot be sent; beyond it the newest are
     * answered.
     */
    public Builder maxPendingPongs(int count) {
      this.maxPendingPongs = count;
      return this;
    }

    /**
     * How many bytes of received messages may wait for a slow receiver before the socket is no
     * longer read; one message may wait whatever its size.
     */
    public Builder maxQueuedInputBytes(long bytes) {
      this.maxQueuedInputBytes = bytes;
      return this;
    }

    /** How long the name service may take. */
    public Builder nameLookupTimeout(Duration timeout) {
      this.nameLookupTimeout = timeout;
      return this;
    }

    /** How long a TCP connection may take, all addresses of the host together. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = timeout;
      return this;
    }

    /** How long the TLS handshake may take. */
    public Builder tlsTimeout(Duration timeout) {
      this.tlsTimeout = timeout;
      return this;
    }

    /** How long the opening handshake may take, from the established stream to its last byte. */
    public Builder handshakeTimeout(Duration timeout) {
      this.handshakeTimeout = timeout;
      return this;
    }

    /** After how much silence of the peer a ping is sent. */
    public Builder pingInterval(Duration interval) {
      this.pingInterval = interval;
      return this;
    }

    /**
     * After how much silence of the peer, unanswered pings included, the connection counts as lost.
     * Any byte ends the silence.
     */
    public Builder idleTimeout(Duration timeout) {
      this.idleTimeout = timeout;
      return this;
    }

    /** How long the peer may take none of the bytes that wait for it. */
    public Builder writeTimeout(Duration timeout) {
      this.writeTimeout = timeout;
      return this;
    }

    /**
     * How long a Close may stay unanswered, and how long the end of the stream may take after both
     * Closes; since the peer last took some of the output before a Close.
     */
    public Builder closeTimeout(Duration timeout) {
      this.closeTimeout = timeout;
      return this;
    }

    /**
     * The bounds.
     *
     * @throws IllegalArgumentException as {@link Limits} does
     */
    public Limits build() {
      return new Limits(
          maxFrameBytes,
          maxMessageBytes,
          maxMessageFragments,
          maxHandshakeBytes,
          maxHeaderCount,
          maxRefusalBodyBytes,
          maxQueuedOutputBytes,
          maxQueuedControlFrames,
          maxPendingPongs,
          maxQueuedInputBytes,
          nameLookupTimeout,
          connectTimeout,
          tlsTimeout,
          handshakeTimeout,
          pingInterval,
          idleTimeout,
          writeTimeout,
          closeTimeout);
    }
  }
}
