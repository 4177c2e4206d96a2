package dev.we.net.websocket.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that the TLS connections of one loop share, so that an idle one holds none.
 *
 * <p>They are heap buffers: the JDK's ciphers work on arrays, and encrypting a full record into a
 * direct buffer takes twice as long as into an array with the copy to the socket added.
 */
final class TlsBuffers {

  /** The header of a record: type, version, length (RFC 8446, section 5.1). */
  static final int RECORD_HEADER_BYTES = 5;

  /**
   * The most that a record's header may announce: 2^14 + 2048 (RFC 5246, section 6.2.3); TLS 1.3 is
   * content with 2^14 + 256.
   */
  static final int MAX_RECORD_PAYLOAD_BYTES = (1 << 14) + 2048;

  /** Room for three full records, which then go to the socket in one call. */
  static final int OUTPUT_BYTES = 64 * 1024;

  /** The loop's plaintext: room for all that one read of the socket may hold. */
  private static final int PLAINTEXT_BYTES = EventLoop.READ_BUFFER_BYTES + (1 << 14);

  /** For records of which a part has come. Loop thread. */
  private final Pool records = new Pool(RECORD_HEADER_BYTES + MAX_RECORD_PAYLOAD_BYTES);

  /** For records that go out. Any thread. */
  private final Pool output = new Pool(OUTPUT_BYTES);

  /** Made by the first TLS connection; loop thread. */
  private @Nullable ByteBuffer plaintext;

  Pool records() {
    return records;
  }

  Pool output() {
    return output;
  }

  ByteBuffer plaintext() {
    ByteBuffer buffer = plaintext;
    if (buffer == null) {
      buffer = ByteBuffer.allocate(PLAINTEXT_BYTES);
      plaintext = buffer;
    }
    return buffer;
  }

  /** Equal buffers, a few of which are kept for the next who needs one. Any thread. */
  static final class Pool {
    private static final int MOST_KEPT = 16;

    private final int bytes;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    private final ArrayDeque<ByteBuffer> kept = new ArrayDeque<>(MOST_KEPT);

    /** Guarded by {@link #lock}. */
    private int lent;

    Pool(int bytes) {
      this.bytes = bytes;
    }

    ByteBuffer take() {
      ByteBuffer buffer;
      lock.lock();
      try {
        lent++;
        buffer = kept.pollFirst();
      } finally {
        lock.unlock();
      }
      return buffer == null ? ByteBuffer.allocate(bytes) : buffer;
    }

    void give(ByteBuffer buffer) {
      buffer.clear();
      lock.lock();
      try {
        lent--;
        if (kept.size() < MOST_KEPT) {
          kept.addFirst(buffer);
        }
      } finally {
        lock.unlock();
      }
    }

    /** The buffers that have not come back. */
    int lent() {
      lock.lock();
      try {
        return lent;
      } finally {
        lock.unlock();
      }
    }
  }
}
