package dev.we.net.websocket.extension;

import dev.we.deflate.DeflateEncoder;
import dev.we.deflate.Level;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;

/**
 * A message deflated for many receivers (RFC 7692, section 7.2.1), without any history. Every
 * receiver understands it whose window is not smaller, whatever it received before: "context
 * takeover" is a permission, not a duty (7.1.1).
 *
 * @param windowBits 8 to 15, the smallest window of those who get it
 * @param level how much work to put in
 * @param always whether it goes out compressed even where that makes it larger
 */
record SharedDeflate(int windowBits, Level level, boolean always) implements SharedEncoding {
  /** So much of a message tells whether it can be compressed. */
  private static final int TELLING_BYTES = 64 << 10;

  @Override
  public int encode(byte[] bytes, int from, int to, ByteSink out) {
    var encoder = new DeflateEncoder(windowBits, level);
    int first = Math.min(to, from + TELLING_BYTES);
    long made = 0;
    if (first < to) {
      made = deflate(encoder, bytes, from, first, DeflateEncoder.Flush.NONE, out);
      if (!always && made >= first - from) {
        return 0;
      }
    } else {
      first = from;
    }
    made += deflate(encoder, bytes, first, to, DeflateEncoder.Flush.MESSAGE_AND_FORGET, out);
    return always || made < to - from ? Extension.RSV1 : 0;
  }

  /** Deflates a part of a message; returns how many bytes came out. */
  static long deflate(
      DeflateEncoder encoder,
      byte[] part,
      int from,
      int to,
      DeflateEncoder.Flush flush,
      ByteSink out) {
    long made = 0;
    int at = from;
    DeflateEncoder.Status status;
    do {
      ByteBuffer room = out.room(1);
      int base = room.arrayOffset();
      int start = base + room.position();
      status = encoder.encode(part, at, to, room.array(), start, base + room.limit(), flush);
      at = encoder.inputPosition();
      made += encoder.outputPosition() - start;
      room.position(encoder.outputPosition() - base);
    } while (status == DeflateEncoder.Status.NEEDS_OUTPUT);
    return made;
  }
}
