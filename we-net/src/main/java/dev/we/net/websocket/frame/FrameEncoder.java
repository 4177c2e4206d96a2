package dev.we.net.websocket.frame;

import static dev.we.net.websocket.frame.FrameHeader.FIN;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_16_BITS;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_64_BITS;
import static dev.we.net.websocket.frame.FrameHeader.MASK;
import static dev.we.net.websocket.frame.FrameHeader.MAX_SHORT_LENGTH;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes frames (RFC 6455, section 5.2), their lengths in the shortest form: "the minimal number of
 * bytes MUST be used to encode the length".
 *
 * <p>It applies no rule but that one; the numbers are those of {@link FrameHeader}.
 */
public final class FrameEncoder {
  private FrameEncoder() {}

  /**
   * Puts the head of a frame at {@code out}'s position; {@link FrameHeader#MAX_BYTES} are enough
   * room.
   *
   * @param fin whether the frame is the last of its message
   * @param reservedBits where they stand in the first byte
   * @param masked whether {@code key} follows
   * @param key used only if {@code masked}
   */
  public static void header(
      ByteBuffer out,
      boolean fin,
      int reservedBits,
      Opcode opcode,
      long payloadLength,
      boolean masked,
      int key) {
    int at = out.position();
    boolean big = out.order() == ByteOrder.BIG_ENDIAN;
    int mask = masked ? MASK : 0;
    out.put(at++, (byte) ((fin ? FIN : 0) | reservedBits | opcode.code()));
    if (payloadLength <= MAX_SHORT_LENGTH) {
      out.put(at++, (byte) (mask | (int) payloadLength));
    } else if (payloadLength <= 0xFFFF) {
      out.put(at++, (byte) (mask | LENGTH_IN_16_BITS));
      short length = (short) payloadLength;
      out.putShort(at, big ? length : Short.reverseBytes(length));
      at += Short.BYTES;
    } else {
      out.put(at++, (byte) (mask | LENGTH_IN_64_BITS));
      out.putLong(at, big ? payloadLength : Long.reverseBytes(payloadLength));
      at += Long.BYTES;
    }
    if (masked) {
      out.putInt(at, big ? key : Integer.reverseBytes(key));
      at += Integer.BYTES;
    }
    out.position(at);
  }

  /** Writes the head and, masked where {@code masked}, the payload from position to limit. */
  public static void frame(
      ByteSink out,
      boolean fin,
      int reservedBits,
      Opcode opcode,
      ByteBuffer payload,
      boolean masked,
      int key) {
    int length = payload.remaining();
    ByteBuffer room = out.room(FrameHeader.MAX_BYTES);
    header(room, fin, reservedBits, opcode, length, masked, key);
    int from = payload.position();
    int to = payload.limit();
    int turned = masked ? key : 0;
    while (from < to) {
      if (!room.hasRemaining()) {
        room = out.room(1);
      }
      int count = Math.min(to - from, room.remaining());
      turned = Masker.copy(payload, from, room, room.position(), count, turned);
      room.position(room.position() + count);
      from += count;
    }
  }
}
