package dev.we.net.websocket.frame;

import static dev.we.net.websocket.frame.FrameHeader.FIN;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_16_BITS;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_64_BITS;
import static dev.we.net.websocket.frame.FrameHeader.MASK;
import static dev.we.net.websocket.frame.FrameHeader.MAX_SHORT_LENGTH;

import java.nio.ByteBuffer;

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
    int first = (fin ? FIN : 0) | reservedBits | opcode.code();
    int mask = masked ? MASK : 0;
    if (payloadLength <= MAX_SHORT_LENGTH) {
      NetworkOrder.SHORT.set(out, at, (short) (first << 8 | mask | (int) payloadLength));
      at += Short.BYTES;
    } else if (payloadLength <= 0xFFFF) {
      NetworkOrder.INT.set(
          out, at, first << 24 | (mask | LENGTH_IN_16_BITS) << 16 | (int) payloadLength);
      at += Integer.BYTES;
    } else {
      NetworkOrder.SHORT.set(out, at, (short) (first << 8 | mask | LENGTH_IN_64_BITS));
      NetworkOrder.LONG.set(out, at + Short.BYTES, payloadLength);
      at += Short.BYTES + Long.BYTES;
    }
    if (masked) {
      NetworkOrder.INT.set(out, at, key);
      at += Integer.BYTES;
    }
    out.position(at);
  }

  /**
   * Writes the head and, masked where {@code masked}, the payload from position to limit.
   *
   * <p>The loop that masks is written out eight times so that the method is more than what HotSpot
   * inlines (325 bytes of code) and is compiled on its own, at any depth of calls. Inlined near the
   * compiler's limit of fifteen, as at the end of an echo's way, the accesses in it would be calls.
   */
  public static void frame(
      ByteSink out,
      boolean fin,
      int reservedBits,
      Opcode opcode,
      ByteBuffer payload,
      boolean masked,
      int key) {
    int from = payload.position();
    int to = payload.limit();
    ByteBuffer room = out.room(FrameHeader.MAX_BYTES);
    header(room, fin, reservedBits, opcode, to - from, masked, key);
    int turned = key;
    while (from < to) {
      if (!room.hasRemaining()) {
        room = out.room(1);
      }
      int into = room.position();
      int count = Math.min(to - from, room.limit() - into);
      if (masked) {
        long wide = Masker.wide(turned);
        int i = 0;
        for (; i <= count - 8 * Long.BYTES; i += 8 * Long.BYTES) {
          int in = from + i;
          int at = into + i;
          Masker.LONG.set(room, at, (long) Masker.LONG.get(payload, in) ^ wide);
          Masker.LONG.set(room, at + 8, (long) Masker.LONG.get(payload, in + 8) ^ wide);
          Masker.LONG.set(room, at + 16, (long) Masker.LONG.get(payload, in + 16) ^ wide);
          Masker.LONG.set(room, at + 24, (long) Masker.LONG.get(payload, in + 24) ^ wide);
          Masker.LONG.set(room, at + 32, (long) Masker.LONG.get(payload, in + 32) ^ wide);
          Masker.LONG.set(room, at + 40, (long) Masker.LONG.get(payload, in + 40) ^ wide);
          Masker.LONG.set(room, at + 48, (long) Masker.LONG.get(payload, in + 48) ^ wide);
          Masker.LONG.set(room, at + 56, (long) Masker.LONG.get(payload, in + 56) ^ wide);
        }
        turned = Masker.copy(payload, from + i, room, into + i, count - i, turned);
      } else {
        room.put(into, payload, from, count);
      }
      room.position(into + count);
      from += count;
    }
  }
}
