package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.extension.Extension.Flush;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.FrameEncoder;
import dev.we.net.websocket.frame.FrameHeader;
import dev.we.net.websocket.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of what is sent (RFC 6455, sections 5.4 and 6.1): a message in one frame, or one
 * frame for each part. It remembers only the message that is being sent in parts.
 *
 * <p>A long message that an extension takes goes through it in pieces, each of which becomes a
 * frame, so that never more than a piece has to be collected.
 */
final class MessageSender {
  private static final int NOTHING_PENDING = -1;

  /** So much of a message goes through an extension at once. */
  private static final int PIECE = 64 << 10;

  private final boolean masked;
  private final @Nullable OutgoingExtension extension;

  /** TEXT or BINARY while a message is sent in parts. */
  private @Nullable Opcode open;

  /** Whether the extension has the message that is sent in parts. */
  private boolean isExtended;

  /**
   * Whether something failed between a message's way into the extension, or into the output, and
   * its way out of it: the peer lacks what later messages build on. Nothing takes that back.
   */
  private boolean brokenOff;

  /** The high surrogate that ended the part before, or NOTHING_PENDING. */
  private int pendingSurrogate = NOTHING_PENDING;

  MessageSender(Role role, @Nullable Extension extension, Packing packing) {
    this.masked = role == Role.CLIENT;
    this.extension = extension == null ? null : new OutgoingExtension(extension, packing);
  }

  /** No message is sent any more: what the extension holds for it is given back. */
  void release() {
    if (extension != null) {
      extension.release();
    }
  }

  /** A text message; its bytes as UTF-8. */
  long text(CharSequence message, Compress wish, ByteSink out, IntSupplier keys) {
    requireNoneOpen();
    return textPart(message, true, wish, out, keys);
  }

  /** A binary message; its bytes. */
  long binary(ByteBuffer message, Compress wish, ByteSink out, IntSupplier keys) {
    requireNoneOpen();
    return part(Opcode.BINARY, message, true, wish, out, keys);
  }

  /** A message that others send as well; its bytes. */
  long prepared(PreparedMessage message, ByteSink out, IntSupplier keys) {
    requireNoneOpen();
    requireNotBrokenOff();
    PreparedFrame plain = message.in(PreparedFrame.PLAIN);
    PreparedFrame sent = extension == null ? plain : extension.prepared(message, plain);
    brokenOff = true;
    if (masked) {
      FrameEncoder.frame(
          out, true, sent.reservedBits(), sent.opcode(), sent.payload(), masked, nextKey(keys));
    } else {
      out.putShared(sent.frame());
    }
    brokenOff = false;
    if (extension != null && sent != plain) {
      extension.sentPrepared(plain);
    }
    return plain.payloadBytes();
  }

  /**
   * The next part of a text message; its bytes as UTF-8, as far as they go out now.
   *
   * @param wish counts with the first part
   */
  long textPart(CharSequence part, boolean last, Compress wish, ByteSink out, IntSupplier keys) {
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
    return part(Opcode.TEXT, ByteBuffer.wrap(Utf8Encoder.encode(text)), last, wish, out, keys);
  }

  /** The next part of a binary message; its bytes. */
  long binaryPart(ByteBuffer part, boolean last, Compress wish, ByteSink out, IntSupplier keys) {
    requireOpen(Opcode.BINARY);
    return part(Opcode.BINARY, part, last, wish, out, keys);
  }

  private long part(
      Opcode type, ByteBuffer part, boolean last, Compress wish, ByteSink out, IntSupplier keys) {
    requireNotBrokenOff();
    int length = part.remaining();
    boolean first = open == null;
    if (extension != null && (first ? wish != Compress.NEVER : isExtended)) {
      if (extended(extension, type, part, last, wish, out, keys)) {
        return length;
      }
    }
    Opcode opcode = first ? type : Opcode.CONTINUATION;
    brokenOff = true;
    if (masked || length < ByteSink.LEAST_LENT) {
      FrameEncoder.frame(out, last, 0, opcode, part, masked, nextKey(keys));
    } else {
      FrameEncoder.header(out.room(FrameHeader.MAX_BYTES), last, 0, opcode, length, false, 0);
      out.putLent(part);
    }
    brokenOff = false;
    open = last ? null : type;
    isExtended = false;
    return length;
  }

  /** Sends a part through the extension; false if the extension leaves the message as it is. */
  private boolean extended(
      OutgoingExtension through,
      Opcode type,
      ByteBuffer part,
      boolean last,
      Compress wish,
      ByteSink out,
      IntSupplier keys) {
    byte[] bytes = part.hasArray() ? part.array() : copy(part);
    int at = part.hasArray() ? part.arrayOffset() + part.position() : 0;
    int end = at + part.remaining();
    do {
      int to = Math.min(end, at + PIECE);
      Flush flush = to < end ? Flush.LATER : last ? Flush.MESSAGE_END : Flush.NOW;
      boolean fin = flush == Flush.MESSAGE_END;
      if (open == null) {
        OutgoingExtension.First first = through.begin(bytes, at, to, flush, wish);
        if (first == null) {
          return false;
        }
        isExtended = true;
        brokenOff = true; // what the extension remembers of it has to go out
        FrameEncoder.frame(out, fin, first.bits(), type, first.payload(), masked, nextKey(keys));
      } else {
        brokenOff = true;
        ByteBuffer payload = through.proceed(bytes, at, to, flush);
        FrameEncoder.frame(out, fin, 0, Opcode.CONTINUATION, payload, masked, nextKey(keys));
      }
      brokenOff = false;
      open = fin ? null : type;
      at = to;
    } while (at < end);
    return true;
  }

  private static byte[] copy(ByteBuffer part) {
    byte[] copy = new byte[part.remaining()];
    part.get(part.position(), copy);
    return copy;
  }

  /** RFC 6455, 5.3: "a fresh masking key from the set of allowed 32-bit values" for each frame. */
  private int nextKey(IntSupplier keys) {
    return masked ? keys.getAsInt() : 0;
  }

  /** Whether a message failed after some of it was put into the output or the extension. */
  boolean hasBrokenOff() {
    return brokenOff;
  }

  /** A control frame. */
  void control(Opcode opcode, ByteBuffer payload, ByteSink out, int key) {
    FrameEncoder.frame(out, true, 0, opcode, payload, masked, key);
  }

  /** Behind a message that broke off the connection can only be failed. */
  private void requireNotBrokenOff() {
    if (brokenOff) {
      throw new IllegalStateException("an earlier message broke off: nothing can follow it");
    }
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
