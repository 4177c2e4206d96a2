package dev.we.net.websocket.connection;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Masking keys for a client's frames: each 32 bits from a strong source, as RFC 6455, 5.3 demands,
 * and none used twice.
 *
 * <p>The source is asked for {@value #KEYS_PER_BLOCK} keys at a time, so that one costs a counter's
 * step. Thread-safe without a lock: threads that find a block used up each bring a new one, and all
 * but the last brought go to waste.
 */
public final class MaskingKeys implements IntSupplier {
  private static final int KEYS_PER_BLOCK = 1024;

  private final SecureRandom random;
  private volatile Block block;

  /** Keys from {@code random}. */
  public MaskingKeys(SecureRandom random) {
    this.random = random;
    this.block = new Block(random);
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
      block = new Block(random);
    }
  }

  private static final class Block {
    final AtomicInteger used = new AtomicInteger();
    final ByteBuffer keys;

    Block(SecureRandom random) {
      byte[] bytes = new byte[KEYS_PER_BLOCK * Integer.BYTES];
      random.nextBytes(bytes);
      keys = ByteBuffer.wrap(bytes);
    }
  }
}
