package dev.we.net.websocket.protocol;

import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.Opcode;
import java.nio.ByteBuffer;

/**
 * Runs what is sent through an extension. What comes out is collected, because its length stands in
 * front of it; the memory lasts until the frame is written.
 */
final class OutgoingExtension {
  private static final int LEAST_CAPACITY = 512;
  private static final int CHUNK_BYTES = 4 << 10;

  private final Extension extension;

  OutgoingExtension(Extension extension) {
    this.extension = extension;
  }

  int bitsFor(Opcode opcode, long payloadBytes) {
    return extension.bitsFor(opcode, payloadBytes);
  }

  /** The payload that stands for {@code part}, which is consumed. */
  ByteBuffer encode(ByteBuffer part, boolean last) {
    var collected = new Collected(part.remaining());
    extension.encode(part, last, collected);
    return collected.content();
  }

  /** The payload that stands for the characters up to {@code to}. */
  ByteBuffer encode(String text, int to, boolean last) {
    var feed = new Feed(new Collected(to));
    Utf8Encoder.encode(text, 0, to, feed.chunk, feed, 0);
    feed.flush(last);
    return feed.collected.content();
  }

  /** UTF-8 on its way to the extension, a chunk at a time. */
  private final class Feed implements ByteSink {
    private final Collected collected;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);

    Feed(Collected collected) {
      this.collected = collected;
    }

    @Override
    public ByteBuffer room(int atLeast) {
      if (chunk.remaining() < atLeast) {
        flush(false);
      }
      return chunk;
    }

    void flush(boolean last) {
      extension.encode(chunk.flip(), last, collected);
      chunk.clear();
    }
  }

  /** What the extension made, in one piece. */
  private static final class Collected implements ByteSink {
    private ByteBuffer buffer;

    Collected(int expectedBytes) {
      buffer = ByteBuffer.allocate(Math.max(LEAST_CAPACITY, expectedBytes / 2));
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
