package dev.we.net.websocket.connection;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Masking keys for a client's frames, a fresh one for each: 32 bits from a strong source ({@link
 * KeyStream}), as RFC 6455 demands, 5.3, for "the unpredictability of the masking key is essential
 * to prevent authors of malicious applications from selecting the bytes that appear on the wire".
 *
 * <p>The source is asked for {@value #KEYS_PER_BLOCK} keys at a time, so that one costs a counter's
 * step. Thread-safe without a lock: threads that find a block used up each bring a new one, and all
 * but the last brought go to waste.
 */
public final class MaskingKeys implements IntSupplier {
  private static final int KEYS_PER_BLOCK = 1024;

  /** A strong source of bytes. */
  interface Source {
    /** Fills an array that holds zeros. */
    void fill(byte[] zeros);
  }

  private final Source source;
  private volatile Block block;

  /** Keys from a stream that {@code random} begins. */
  public MaskingKeys(SecureRandom random) {
    this(new KeyStream(random)::fill);
  }

  MaskingKeys(Source source) {
    this.source = source;
    this.block = new Block(source);
  }

  /** A fresh key; any value, zero included. */
  @Override
  public int getAsInt() {
    for (; ; ) {
      Block current = block;
      int index = current.used.getAndIncrement();
      if (index < KEYS_PER_BLOCK) {
        return current.keys.getInt(index * Integer.BYTES);
      }
      block = new Block(source);
    }
  }

  private static final class Block {
    final AtomicInteger used = new AtomicInteger();
    final ByteBuffer keys;

    Block(Source source) {
      byte[] bytes = new byte[KEYS_PER_BLOCK * Integer.BYTES];
      source.fill(bytes);
      keys = ByteBuffer.wrap(bytes);
    }
  }
}
