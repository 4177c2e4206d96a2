package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.FrameEncoder;
import dev.we.net.websocket.frame.FrameHeader;
import dev.we.net.websocket.frame.Masker;
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
    String text = part.toString(); // which cannot change between being measured and being written
    if (pendingSurrogate != NOTHING_PENDING) {
      text = (char) pendingSurrogate + text;
      pendingSurrogate = NOTHING_PENDING;
    }
    int to = text.length();
    if (!last && to > 0 && Character.isHighSurrogate(text.charAt(to - 1))) {
      to--;
      pendingSurrogate = text.charAt(to);
    }
    if (extension == null) {
      return textFrame(text, to, last, next(Opcode.TEXT, last), out, key);
    }
    long length = Utf8Encoder.length(text, 0, to);
    int bits = open == null ? decide(extension, Opcode.TEXT, last ? length : -1) : 0;
    Opcode opcode = next(Opcode.TEXT, last);
    if (!isExtended) {
      return textFrame(text, to, last, opcode, out, key);
    }
    frame(last, bits, opcode, extension.encode(text, to, last), out, key);
    return length;
  }

  /** The next part of a binary message; its bytes. */
  long binaryPart(ByteBuffer part, boolean last, ByteSink out, int key) {
    requireOpen(Opcode.BINARY);
    ByteBuffer payload = part;
    int bits = 0;
    if (extension != null) {
      bits = open == null ? decide(extension, Opcode.BINARY, last ? part.remaining() : -1) : 0;
      payload = isExtended ? extension.encode(part.duplicate(), last) : part;
    }
    frame(last, bits, next(Opcode.BINARY, last), payload, out, key);
    return part.remaining();
  }

  /** A control frame. */
  void control(Opcode opcode, ByteBuffer payload, ByteSink out, int key) {
    frame(true, 0, opcode, payload, out, key);
  }

  private int decide(OutgoingExtension by, Opcode opcode, long payloadBytes) {
    int bits = by.bitsFor(opcode, payloadBytes);
    isExtended = bits != 0;
    return bits;
  }

  /** What the next frame is, after which the message is open unless this is its last. */
  private Opcode next(Opcode type, boolean last) {
    Opcode opcode = open == null ? type : Opcode.CONTINUATION;
    open = last ? null : type;
    return opcode;
  }

  private void frame(
      boolean fin, int bits, Opcode opcode, ByteBuffer payload, ByteSink out, int key) {
    FrameEncoder.frame(out, fin, bits, opcode, payload, masked, key);
  }

  /** Writes the characters up to {@code to} as a frame; how many bytes its payload has. */
  private long textFrame(String text, int to, boolean fin, Opcode opcode, ByteSink out, int key) {
    ByteBuffer room = out.room(FrameHeader.MAX_BYTES);
    int mask = masked ? key : 0;
    int start = room.position();
    // Most text is ASCII, as many bytes as characters: taken for that, it is read once.
    FrameEncoder.header(room, fin, 0, opcode, to, masked, key);
    int payload = room.position();
    if (to <= room.remaining() && Utf8Encoder.putAscii(text, 0, to, room, payload) == to) {
      Masker.mask(room, payload, payload + to, mask);
      room.position(payload + to);
      return to;
    }
    long length = Utf8Encoder.length(text, 0, to);
    FrameEncoder.header(room.position(start), fin, 0, opcode, length, masked, key);
    Utf8Encoder.encode(text, 0, to, room, out, mask);
    return length;
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
