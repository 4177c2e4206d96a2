package dev.we.net.websocket.extension;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.frame.ByteSink;
import org.jspecify.annotations.Nullable;

/**
 * An extension that both ends agreed on, which gives reserved bits a meaning and turns the payload
 * of a message that carries them into another (RFC 6455, section 9; RFC 7692 is the one there is).
 *
 * <p>Bits stand on the first frame of a message only, for the message as a whole (RFC 7692, section
 * 6); on a continuation or a control frame they are a violation. A message without any of them is
 * not shown to the extension.
 *
 * <p>One instance serves one connection. {@link #decode} and {@link #releaseReceiving} belong to
 * its receiving half, {@link #pack} to both, all else to its sending half: the halves may run on
 * two threads at once, so they must share nothing that changes.
 *
 * <p>Payload comes in arrays, and goes into {@link ByteSink}s that give room on the heap.
 */
public interface Extension {
  /** RSV1, as it stands in the first byte of a frame. */
  int RSV1 = 0x40;

  /** RSV2, as it stands in the first byte of a frame. */
  int RSV2 = 0x20;

  /** RSV3, as it stands in the first byte of a frame. */
  int RSV3 = 0x10;

  /** So many bytes behind a received part's end, in the same array, are the extension's to use. */
  int ROOM_BEHIND = 16;

  /** What follows a part that is to be sent. */
  enum Flush {
    /** More of the same message, at once: what comes out of this part may wait for it. */
    LATER,
    /** More of the same message, nobody knows when: this part must be readable without it. */
    NOW,
    /** Nothing: the message ends here. */
    MESSAGE_END
  }

  /** The bits it owns, one or more of {@link #RSV1}, {@link #RSV2} and {@link #RSV3}. Constant. */
  int reservedBits();

  /**
   * Turns a part of a received message's payload into what was meant, as it arrives: a part may be
   * of any size, may begin and end anywhere, and has nothing to do with frames.
   *
   * <p>The limit on the message's size counts what goes into {@code out}, while it goes there: room
   * is asked for as bytes are certain to come, never ahead, or for 0 bytes to get what there is. An
   * exception of {@code out} is passed on.
   *
   * @param part holds the next bytes, unmasked; all of them are consumed, and they and {@link
   *     #ROOM_BEHIND} more behind them may be overwritten
   * @param last whether the message ends with them; then the part may be empty
   * @param out takes the payload that was meant
   * @throws ExtensionDataException if the bytes cannot be what the peer's side of the extension
   *     made, or end too early; the connection is failed and the extension not used again
   */
  void decode(byte[] part, int from, int to, boolean last, ByteSink out)
      throws ExtensionDataException;

  /** Gives the receiving half's memory back; nothing more is received. */
  void releaseReceiving();

  /**
   * Decides on a message that is about to be sent, and turns its first part into what is sent.
   *
   * @param part holds the first bytes of the message
   * @param flush what follows them
   * @param wish what the caller wants for this message
   * @param out takes what is sent
   * @return the bits to set on the message's first frame, out of {@link #reservedBits()}; 0 sends
   *     the message as it is: what was put into {@code out} is forgotten, and {@link #encodeMore}
   *     is not called for it
   */
  int encode(byte[] part, int from, int to, Flush flush, Compress wish, ByteSink out);

  /**
   * Turns a further part of a message into what is sent. What comes out of all parts, put together,
   * is the payload; a part may yield nothing unless its flush is {@link Flush#NOW}.
   */
  void encodeMore(byte[] part, int from, int to, Flush flush, ByteSink out);

  /**
   * How a message is encoded here that others send as well, by itself and without regard to what
   * this connection sent before. Unless it is told otherwise, it is sent as it is.
   *
   * @param bytes how long the message is
   * @param wish what the caller wants for it
   * @return the way, the equal one for all who may send the same bytes; null to send it as it is
   */
  default @Nullable SharedEncoding sharedEncoding(int bytes, Compress wish) {
    return null;
  }

  /**
   * A message goes out as {@link #sharedEncoding} made it, and so becomes a part of what the peer
   * knows. Between messages; not called for one that is sent as it is.
   *
   * @param bytes holds the message, before it was encoded
   * @return whether anything is kept of what was sent, this or an earlier message
   */
  default boolean sentShared(byte[] bytes, int from, int to) {
    return false;
  }

  /** Gives the sending half's memory back; nothing more is sent. */
  void releaseSending();

  /**
   * After how long without use it may be {@linkplain #pack packed}, in nanoseconds; {@link
   * Long#MAX_VALUE} for never. Constant.
   */
  long packAfterNanos();

  /**
   * Makes what is kept for later messages small, at the cost of some time at the next one. It may
   * be called at any time, inside messages as well, by a thread that is alone in both halves. What
   * throws leaves all as it was.
   */
  void pack();
}
