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
