package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrayPoolTest {
  private static final int KIB = 1 << 10;

  private final ArrayPool pool = new ArrayPool();

  @Test
  void the_shortest_array_that_is_long_enough_is_used_again() {
    byte[] large = new byte[300 * KIB];
    byte[] small = new byte[100 * KIB];
    pool.give(large);
    pool.give(small);
    assertThat(pool.take(301 * KIB)).isNull();
    assertThat(pool.take(50 * KIB)).isSameAs(small);
    assertThat(pool.take(50 * KIB)).isSameAs(large);
    assertThat(pool.take(50 * KIB)).isNull();
  }

  @Test
  void what_is_kept_is_bounded_and_the_longest_stay() {
    byte[] longest = new byte[2 << 20];
    pool.give(longest);
    for (int i = 0; i < 1000; i++) {
      pool.give(new byte[64 * KIB]);
    }
    pool.give(new byte[ArrayPool.MOST_BYTES + 1]);
    int kept = 0;
    List<byte[]> all = new ArrayList<>();
    for (byte[] next = pool.take(ArrayPool.LEAST_BYTES); next != null; ) {
      kept += next.length;
      all.add(next);
      next = pool.take(ArrayPool.LEAST_BYTES);
    }
    assertThat(kept).isLessThanOrEqualTo(ArrayPool.MOST_BYTES);
    assertThat(all).contains(longest);
  }

  /** An array is dirty when it is used again, and others are in use beside it. */
  @Test
  void messages_in_pieces_on_connections_that_share_the_pool_do_not_mix() {
    ReceiveScratch scratch = new ReceiveScratch();
    Protocol[] connections = new Protocol[3];
    Kept[] told = new Kept[connections.length];
    for (int i = 0; i < connections.length; i++) {
      connections[i] = new Protocol(Role.CLIENT, Limits.defaults(), null, scratch, 0);
      told[i] = new Kept();
    }
    for (int round = 0; round < 5; round++) {
      int size = (200 - 30 * round) * KIB;
      byte[] head = ByteBuffer.allocate(10).put((byte) 0x82).put((byte) 127).putLong(size).array();
      for (int i = 0; i < connections.length; i++) {
        connections[i].receive(ByteBuffer.wrap(head), told[i]);
      }
      for (int piece = 0; piece < 4; piece++) {
        for (int i = 0; i < connections.length; i++) {
          byte[] bytes = new byte[size / 4];
          Arrays.fill(bytes, (byte) (10 * round + i));
          connections[i].receive(ByteBuffer.wrap(bytes), told[i]);
        }
      }
      for (int i = 0; i < connections.length; i++) {
        byte[] expected = new byte[size];
        Arrays.fill(expected, (byte) (10 * round + i));
        assertThat(told[i].last).as("round %d, connection %d", round, i).isEqualTo(expected);
      }
    }
    assertThat(scratch.messages().take(200 * KIB)).as("kept for the next").isNotNull();
  }

  /** Keeps the last message; nothing else is expected. */
  private static final class Kept extends ForwardingSink {
    private byte[] last = {};

    Kept() {
      super(End.of(Role.CLIENT));
    }

    @Override
    public void onBinary(ByteBuffer data) {
      last = new byte[data.remaining()];
      data.get(last);
    }
  }
}
