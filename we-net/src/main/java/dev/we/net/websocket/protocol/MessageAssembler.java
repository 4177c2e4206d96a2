package dev.we.net.websocket.protocol;

import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.Masker;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts together a message that does not lie in the input in one piece. Payload is unmasked on its
 * way in and, where it is text, checked at once.
 *
 * <p>Memory follows what has arrived, at most twice as much; what a frame announces is only a
 * bound. Between messages there is none.
 *
 * <p>An extension writes here directly, as into a {@link ByteSink}: it gets no more room than the
 * message may still take, and what it wrote is counted and checked when it asks for more and at the
 * end. A failure then is a {@link ProtocolException} inside an {@link UncheckedIOException}, for it
 * comes back through the extension. Until the input is used up it may write into {@linkplain
 * #borrow borrowed} memory, so that a message which ends there costs none.
 */
final class MessageAssembler implements ByteSink {
  private static final byte[] NOTHING = {};
  private static final int LEAST_CAPACITY = 256;

  private final long maxMessageBytes;
  private final ArrayPool pool;
  private final Utf8Validator utf8 = new Utf8Validator(ProtocolViolation.TEXT_NOT_UTF8);

  private boolean text;
  private byte[] bytes = NOTHING;
  private int length;

  /** The free part of {@code bytes} that an extension writes to; what it wrote is not in length. */
  private @Nullable ByteBuffer room;

  /** Whether {@code bytes} is somebody else's. */
  private boolean borrowed;

  MessageAssembler(long maxMessageBytes, ArrayPool pool) {
    this.maxMessageBytes = maxMessageBytes;
    this.pool = pool;
  }

  /** A new message begins. */
  void begin(boolean isText) {
    text = isText;
    length = 0;
    utf8.reset();
  }

  /** How many bytes it has so far. */
  int length() {
    return length;
  }

  /** How many bytes of memory it holds. */
  int capacity() {
    return bytes.length;
  }

  /** Lends it memory for a message that has none so far; until {@link #keep} or a take method. */
  void borrow(byte[] array) {
    if (bytes.length == 0) {
      bytes = array;
      borrowed = true;
      room = null;
    }
  }

  /** The message has not ended: what lies in borrowed memory moves to its own. */
  void keep() {
    if (borrowed) {
      bytes = length == 0 ? NOTHING : Arrays.copyOf(bytes, length);
      borrowed = false;
      room = null;
    }
  }

  /**
   * The next {@code count} bytes, which lie in {@code in} from {@code from}. They fit: the frame's
   * announced length was checked.
   *
   * @param atMost how many bytes the message can still come to have, as far as is known
   * @return the key for the bytes behind
   */
  int append(ByteBuffer in, int from, int count, int key, long atMost) throws ProtocolException {
    ensureCapacity(length + count, atMost);
    int turned = Masker.copy(in, from, bytes, length, count, key);
    accept(count);
    return turned;
  }

  @Override
  public ByteBuffer room(int atLeast) {
    try {
      takeRoom();
    } catch (ProtocolException e) {
      throw new UncheckedIOException(e);
    }
    if (atLeast > maxMessageBytes - length) {
      throw new UncheckedIOException(HeaderRules.messageTooBig(maxMessageBytes));
    }
    ensureCapacity(length + atLeast, maxMessageBytes);
    if (room == null) {
      room = ByteBuffer.wrap(bytes);
    }
    return room.limit((int) Math.min(bytes.length, maxMessageBytes)).position(length);
  }

  /** Counts and checks what an extension has put into the room it got last. */
  void takeRoom() throws ProtocolException {
    if (room == null) {
      return;
    }
    accept(room.position() - length);
  }

  private void accept(int count) throws ProtocolException {
    if (text) {
      utf8.accept(bytes, length, length + count);
    }
    length += count;
  }

  private void ensureCapacity(int needed, long atMost) {
    if (needed > bytes.length) {
      byte[] before = bytes;
      byte[] larger = pool.take(Math.max(needed, atMost));
      if (larger == null) {
        long doubled = Math.max(LEAST_CAPACITY, 2L * before.length);
        larger = new byte[(int) Math.max(needed, Math.min(doubled, atMost))];
      }
      int filled = room == null ? length : room.position();
      System.arraycopy(before, 0, larger, 0, filled);
      if (!borrowed) {
        pool.give(before);
      }
      bytes = larger;
      borrowed = false;
      room = null;
    }
  }

  /** The whole message as text; its memory is given up. */
  String takeText() throws ProtocolException {
    utf8.end();
    String whole = utf8.string(bytes, 0, length);
    release();
    return whole;
  }

  /** The whole message as bytes, read-only, good until {@link #release}. */
  ByteBuffer binary() {
    return ByteBuffer.wrap(bytes, 0, length).asReadOnlyBuffer();
  }

  /** The message is done with: its memory is given up. */
  void release() {
    if (!borrowed) {
      pool.give(bytes);
    }
    bytes = NOTHING;
    borrowed = false;
    room = null;
    length = 0;
  }
}
