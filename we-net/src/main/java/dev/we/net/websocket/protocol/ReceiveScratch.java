package dev.we.net.websocket.protocol;

import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.frame.FrameDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Working memory of receiving halves, so that an idle connection holds none: one object serves all
 * connections that one thread reads. Not for use by several threads at once.
 *
 * <p>It keeps at most {@value #MAX_BYTES} bytes, 64 KiB for what an extension makes, {@value
 * ArrayPool#MOST_BYTES} bytes for messages that are put together, and a read-only view of the
 * buffer that was received from last, which for connections that share a read buffer is always the
 * same one.
 */
public final class ReceiveScratch {
  /** The most bytes that are kept from one message to the next. */
  static final int MAX_BYTES = 256 << 10;

  private static final int MIN_BYTES = 1 << 10;

  /** Room for the messages that an extension makes, until one outgrows it. */
  private static final int DECODED_BYTES = 64 << 10;

  private final Utf8Validator utf8 = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);
  private final ArrayPool messages = new ArrayPool();
  private byte[] bytes = new byte[0];
  private byte[] decoded = new byte[0];
  private @Nullable ByteBuffer viewed;
  private ByteBuffer view = ByteBuffer.allocate(0);
  private @Nullable FrameDecoder head;

  /** An array of at least {@code size} bytes with anything in it, good until the next call. */
  byte[] bytes(int size) {
    if (size <= bytes.length) {
      return bytes;
    }
    if (size > MAX_BYTES) {
      return new byte[size];
    }
    bytes = new byte[Math.max(MIN_BYTES, Integer.highestOneBit(size - 1) << 1)];
    return bytes;
  }

  /** What reads a head that is not kept: good until the next call of this or {@link #takeHead}. */
  FrameDecoder head() {
    FrameDecoder free = head;
    if (free == null) {
      free = new FrameDecoder();
      head = free;
    }
    return free;
  }

  /** What reads the head of the next frame, for who keeps it until {@link #giveHead}. */
  FrameDecoder takeHead() {
    FrameDecoder taken = head();
    head = null;
    return taken;
  }

  /** The frame has ended; what its head said is good until the next is taken. */
  void giveHead(FrameDecoder used) {
    head = used;
  }

  /** For a text that is whole. */
  Utf8Validator utf8() {
    utf8.reset();
    return utf8;
  }

  /** Arrays for messages that come in several pieces. */
  ArrayPool messages() {
    return messages;
  }

  /** Another array, of 64 KiB, for what comes out of an extension; good until the next call. */
  byte[] decoded() {
    if (decoded.length == 0) {
      decoded = new byte[DECODED_BYTES];
    }
    return decoded;
  }

  /**
   * The bytes of {@code in} from {@code from} to {@code to}, read-only, good until the next call.
   */
  @SuppressWarnings("ReferenceEquality") // which buffer it is counts, not what is in it
  ByteBuffer view(ByteBuffer in, int from, int to) {
    if (viewed != in) {
      view = in.asReadOnlyBuffer();
      viewed = in;
    }
    return view.order(ByteOrder.BIG_ENDIAN).limit(to).position(from);
  }
}
