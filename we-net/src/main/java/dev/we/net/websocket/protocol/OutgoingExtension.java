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
 *
 * <p>It also knows when the extension has not been used for so long that it may forget.
 */
final class OutgoingExtension {
  private final Extension extension;

  /** Whether a message went through it since {@link #quietSince}. */
  private boolean used;

  private long quietSince;

  OutgoingExtension(Extension extension, long now) {
    this.extension = extension;
    this.quietSince = now;
  }

  /** The payload of a first frame, and the reserved bits that say what was done to it. */
  record First(int bits, ByteBuffer payload) {}

  /** What stands for a message or its first part; null if it is to be sent as it is. */
  @Nullable First begin(byte[] part, int from, int to, Flush flush, Compress wish) {
    var collected = new Collected(to - from);
    int bits = extension.encode(part, from, to, flush, wish, collected);
    if (bits == 0) {
      return null;
    }
    used = true;
    return new First(bits, collected.content());
  }

  /** What stands for a further part. */
  ByteBuffer proceed(byte[] part, int from, int to, Flush flush) {
    var collected = new Collected(to - from);
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
    extension.sentShared(plain.bytes(), plain.payloadFrom(), plain.bytes().length);
  }

  void release() {
    extension.releaseSending();
  }

  // ---- Forgetting

  /** When {@link #forgetIfQuiet} should be called next; {@link Protocol#NO_DEADLINE} for never. */
  long nextLook() {
    long after = extension.forgetAfterNanos();
    return after == Long.MAX_VALUE ? Protocol.NO_DEADLINE : quietSince + after;
  }

  /**
   * Lets the extension forget if no message went through it between the last look and this one. As
   * nobody notes the time of each message, that is after one to two times what it asked for.
   *
   * @param insideMessage whether a message is on its way: for that it must not forget
   */
  void forgetIfQuiet(long now, boolean insideMessage) {
    if (nextLook() == Protocol.NO_DEADLINE || now - nextLook() < 0) {
      return;
    }
    if (!used && !insideMessage) {
      extension.forget();
    }
    used = insideMessage;
    quietSince = now;
  }

  /** What the extension made, in one piece. */
  static final class Collected implements ByteSink {
    /** What little a message that is no smaller may come out longer, and some room to work in. */
    private static final int EXTRA = 256;

    private ByteBuffer buffer;

    Collected(int partBytes) {
      buffer = ByteBuffer.allocate(partBytes + partBytes / 64 + EXTRA);
    }

    @Override
    public ByteBuffer room(int atLeast) {
      if (buffer.remaining() < atLeast) {
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
