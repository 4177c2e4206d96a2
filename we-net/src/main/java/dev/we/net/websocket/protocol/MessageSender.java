package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.FrameEncoder;
import dev.we.net.websocket.frame.Opcode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of what is sent (RFC 6455, sections 5.4 and 6.1): a message in one frame, or one
 * frame for each part. It remembers only the message that is being sent in parts.
 */
final class MessageSender {
  private static final int NOTHING_PENDING = -1;

  private final boolean masked;
  private final @Nullable OutgoingExtension extension;

  /** TEXT or BINARY while a message is sent in parts. */
  private @Nullable Opcode open;

  /** Whether the extension has the message that is sent in parts. */
  private boolean isExtended;

  /** The high surrogate that ended the part before, or NOTHING_PENDING. */
  private int pendingSurrogate = NOTHING_PENDING;

  MessageSender(Role role, @Nullable Extension extension) {
    this.masked = role == Role.CLIENT;
    this.extension = extension == null ? null : new OutgoingExtension(extension);
  }

  /** A text message in one frame; its bytes as UTF-8. */
  long text(CharSequence message, ByteSink out, int key) {
    requireNoneOpen();
    return textPart(message, true, out, key);
  }

  /** A binary message in one frame; its bytes. */
  long binary(ByteBuffer message, ByteSink out, int key) {
    requireNoneOpen();
    return binaryPart(message, true, out, key);
  }

  /** The next part of a text message; its bytes as UTF-8, as far as they go out now. */
  long textPart(CharSequence part, boolean last, ByteSink out, int key) {
    requireOpen(Opcode.TEXT);
    String text = part.toString();
    if (pendingSurrogate != NOTHING_PENDING) {
      text = (char) pendingSurrogate + text;
      pendingSurrogate = NOTHING_PENDING;
    }
    int end = text.length() - 1;
    if (!last && end >= 0 && Character.isHighSurrogate(text.charAt(end))) {
      pendingSurrogate = text.charAt(end);
      text = text.substring(0, end);
    }
    return part(Opcode.TEXT, ByteBuffer.wrap(Utf8Encoder.encode(text)), last, out, key);
  }

  /** The next part of a binary message; its bytes. */
  long binaryPart(ByteBuffer part, boolean last, ByteSink out, int key) {
    requireOpen(Opcode.BINARY);
    return part(Opcode.BINARY, part, last, out, key);
  }

  private long part(Opcode type, ByteBuffer part, boolean last, ByteSink out, int key) {
    boolean first = open == null;
    int length = part.remaining();
    int bits = 0;
    ByteBuffer payload = part;
    if (extension != null) {
      if (first) {
        bits = extension.bitsFor(type, last ? length : -1);
        isExtended = bits != 0;
      }
      payload = isExtended ? extension.encode(part.duplicate(), last) : part;
    }
    frame(last, bits, first ? type : Opcode.CONTINUATION, payload, out, key);
    open = last ? null : type;
    return length;
  }

  /** A control frame. */
  void control(Opcode opcode, ByteBuffer payload, ByteSink out, int key) {
    frame(true, 0, opcode, payload, out, key);
  }

  private void frame(
      boolean fin, int bits, Opcode opcode, ByteBuffer payload, ByteSink out, int key) {
    FrameEncoder.frame(out, fin, bits, opcode, payload, masked, key);
  }

  private void requireNoneOpen() {
    if (open != null) {
      throw new IllegalStateException(
          "a message that is sent in parts is not finished yet; finish it first");
    }
  }

  private void requireOpen(Opcode type) {
    if (open != null && open != type) {
      throw new IllegalStateException("the message that is sent in parts is " + open);
    }
  }
}
