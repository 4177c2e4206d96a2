package dev.we.net.websocket.extension;

/**
 * How much of what was sent an encoder keeps to refer to: little at first, and more once so much
 * was sent that the memory pays. Most connections never get that far.
 *
 * <pre>
 *   compressed since the beginning    0          64 KiB       256 KiB
 *   kept                              7 KiB      16 KiB       the most there may be
 * </pre>
 *
 * <p>While memory is scarce all stand at the beginning.
 */
final class HistoryAllowance {
  private static final int FIRST = 7 << 10;
  private static final int SECOND = 16 << 10;
  private static final int SECOND_AFTER = 64 << 10;
  private static final int MOST_AFTER = 256 << 10;

  private final int most;
  private int bytes;

  /** How many bytes of messages were compressed. */
  private long sent;

  HistoryAllowance(int most) {
    this.most = most;
    this.bytes = Math.min(most, FIRST);
  }

  /** So many bytes may be kept now. */
  int bytes() {
    return bytes;
  }

  /** The most that it can become. */
  int most() {
    return most;
  }

  /** So many more bytes of messages were compressed. */
  void sent(int more) {
    sent += more;
  }

  /**
   * Decides anew.
   *
   * @return whether {@link #bytes} has changed
   */
  boolean review(boolean scarce) {
    int before = bytes;
    if (scarce) {
      begin();
    } else {
      bytes = Math.min(most, sent >= MOST_AFTER ? most : sent >= SECOND_AFTER ? SECOND : FIRST);
    }
    return bytes != before;
  }

  /** Nothing is known any more: the beginning. */
  void begin() {
    bytes = Math.min(most, FIRST);
    sent = 0;
  }
}
