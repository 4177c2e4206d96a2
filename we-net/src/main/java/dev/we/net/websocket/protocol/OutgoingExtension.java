package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.extension.Extension.Flush;
import dev.we.net.websocket.extension.SharedEncoding;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Runs what is sent through an extension. What comes out is collected, because its length stands in
 * front of it; the memory lasts until the frame is written.
 */
final class OutgoingExtension {
  private final Extension extension;
  private final Packing packing;

  OutgoingExtension(Extension extension, Packing packing) {
    this.extension = extension;
    this.packing = packing;
  }

  /** The payload of a first frame, and the reserved bits that say what was done to it. */
  record First(int bits, ByteBuffer payload) {}

  /** What stands for a message or its first part; null if it is to be sent as it is. */
  @Nullable First begin(byte[] part, int from, int to, Flush flush, Compress wish) {
    var collected = new Collected(to - from);
    int bits;
    try {
      bits = extension.encode(part, from, to, flush, wish, collected);
    } finally {
      if (collected.isUsed()) { // tried, at least
        packing.sends();
      }
    }
    return bits == 0 ? null : new First(bits, collected.content());
  }

  /** What stands for a further part. */
  ByteBuffer proceed(byte[] part, int from, int to, Flush flush) {
    var collected = new Collected(to - from);
    packing.sends();
    extension.encodeMore(part, from, to, flush, collected);
    return collected.content();
  }

  /** What stands for a message that others send as well; the plain form if it is left so. */
  PreparedFrame prepared(PreparedMessage message, PreparedFrame plain) {
    SharedEncoding encoding = extension.sharedEncoding(plain.payloadBytes(), message.compress());
    return encoding == null ? plain : message.in(new PreparedFrame.Encoded(encoding));
  }

  /** Such a message goes out in another form than the plain one. */
  void sentPrepared(PreparedFrame plain) {
    if (extension.sentShared(plain.bytes(), plain.payloadFrom(), plain.bytes().length)) {
      packing.sends();
    }
  }

  void release() {
    extension.releaseSending();
  }

  /** What the extension made, in one piece. */
  static final class Collected implements ByteSink {
    /** What little a message that is no smaller may come out longer, and some room to work in. */
    private static final int EXTRA = 256;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final int expected;
    private ByteBuffer buffer = NOTHING;

    Collected(int partBytes) {
      expected = partBytes + partBytes / 64 + EXTRA;
    }

    /** Whether room was asked for. */
    @SuppressWarnings("ReferenceEquality") // which buffer it is counts, not what is in it
    boolean isUsed() {
      return buffer != NOTHING;
    }

    @Override
    public ByteBuffer room(int atLeast) {
      if (!isUsed()) {
        buffer = ByteBuffer.allocate(Math.max(expected, atLeast));
      } else if (buffer.remaining() < atLeast) {
        long doubled = Math.min(2L * buffer.capacity(), Integer.MAX_VALUE - 8);
        buffer = ByteBuffer.allocate((int) doubled).put(buffer.flip());
      }
      return buffer;
    }

    ByteBuffer content() {
      return buffer.flip();
    }
  }
}
