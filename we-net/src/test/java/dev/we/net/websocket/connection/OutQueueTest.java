package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class OutQueueTest {
  private final ChunkPool pool = new ChunkPool();
  private final OutQueue queue = new OutQueue(pool);
  private final ByteBuffer[] batch = new ByteBuffer[4];

  @Test
  void an_empty_queue_holds_no_buffer_and_has_nothing_to_write() {
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.takeBatch(batch)).isZero();
    assertThat(queue.queuedBytes()).isZero();
  }

  @Test
  void what_was_sent_whole_leaves_the_queue_empty() {
    frame(queue, 10, 1);
    int count = queue.takeBatch(batch);
    assertThat(drain(batch, count, Integer.MAX_VALUE, new ByteArrayOutputStream())).isEqualTo(10);
    assertThat(queue.written(10, batch, count)).isTrue();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.payloadBytes()).isZero();
  }

  @Test
  void a_frame_added_while_a_batch_is_being_written_is_not_in_that_batch() {
    frame(queue, 10, 1);
    int count = queue.takeBatch(batch);
    frame(queue, 20, 2);
    assertThat(batch[0].remaining()).isEqualTo(10);
    drain(batch, count, Integer.MAX_VALUE, new ByteArrayOutputStream());
    assertThat(queue.written(10, batch, count)).isTrue();
    assertThat(queue.queuedBytes()).isEqualTo(20);
    assertThat(queue.payloadBytes()).isEqualTo(30);
  }

  @Test
  void inside_a_frame_that_was_sent_in_part_nothing_may_be_put_in_front() {
    frame(queue, 1000, 1);
    int count = queue.takeBatch(batch);
    drain(batch, count, 1, new ByteArrayOutputStream());
    assertThat(queue.written(1, batch, count)).isFalse();
    assertThat(queue.atFrameBoundary()).isFalse();
  }

  @Test
  void a_frame_that_fits_in_a_chunk_is_not_split_over_two() {
    frame(queue, Chunk.CAPACITY - 100, 1);
    frame(queue, 1000, 2);
    int count = queue.takeBatch(batch);
    assertThat(count).isEqualTo(2);
    assertThat(batch[1].remaining()).isEqualTo(1000);
  }

  @Test
  void no_buffer_is_kept_from_the_garbage_collector_when_its_write_is_over() {
    frame(queue, Chunk.CAPACITY - 100, 1);
    ByteBuffer[] lent = queue.batch();
    frame(queue, 1000, 2); // in the next chunk
    frame(queue, 8 * Chunk.CAPACITY, 3); // in the same chunk, and in more than a batch holds
    int count = queue.takeBatch(lent);
    assertThat(count).isEqualTo(1); // a whole frame: those looked at behind it have to wait

    drain(lent, count, Integer.MAX_VALUE, new ByteArrayOutputStream());
    queue.written(Chunk.CAPACITY - 100, lent, count);

    assertThat(lent).allMatch(place -> place.capacity() == 0);
  }

  @RepeatedTest(20)
  void any_mix_of_sizes_partial_writes_and_frames_in_front_comes_out_whole_and_counted() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    byte[] lent = {};
    long inQueue = 0;
    for (int step = 0; step < 400; step++) {
      if (random.nextInt(3) > 0) {
        int size =
            random.nextInt(4) == 0 ? random.nextInt(3 * Chunk.CAPACITY) : random.nextInt(200);
        int kind = random.nextInt(3);
        if (kind == 0) {
          frame(queue, size, step);
        } else if (kind == 1) {
          frame(queue, 3, step);
          lent = lend(size, step);
          inQueue += 3;
          fill(expected, 3, step);
        } else {
          byte[] bytes = new byte[size];
          Arrays.fill(bytes, (byte) step);
          queue.putShared(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
          queue.endFrame(size);
        }
        fill(expected, size, step);
        inQueue += size;
      }
      int count = queue.takeBatch(batch);
      if (count > 0) {
        int written = drain(batch, count, random.nextInt(2 * Chunk.CAPACITY), sent);
        queue.written(written, batch, count);
        inQueue -= written;
      }
      queue.keepLent();
      Arrays.fill(lent, (byte) -1);
      assertThat(queue.queuedBytes()).as("seed %d step %d", seed, step).isEqualTo(inQueue);
    }
    sent.writeBytes(all());
    assertThat(sent.toByteArray()).as("seed %d", seed).isEqualTo(expected.toByteArray());
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.payloadBytes()).isZero();
  }

  @Test
  void what_is_put_in_front_at_a_boundary_goes_before_all_that_waits() {
    frame(queue, 5, 1);
    queue.front().room(2).put(new byte[] {9, 9});
    queue.endFront();
    assertThat(queue.queuedBytes()).isEqualTo(7);
    assertThat(all()).containsExactly(9, 9, 1, 1, 1, 1, 1);
  }

  @Test
  void what_is_discarded_stays_counted_as_unsent_payload() {
    frame(queue, 5, 1);
    queue.discard();
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.queuedBytes()).isZero();
    assertThat(queue.payloadBytes()).isEqualTo(5);
  }

  @Test
  void a_frame_that_many_have_is_not_copied_and_keeps_its_position() {
    ByteBuffer shared = ByteBuffer.allocate(5000).asReadOnlyBuffer();
    OutQueue other = new OutQueue(pool);
    for (OutQueue each : new OutQueue[] {queue, other}) {
      each.putShared(shared);
      each.endFrame(4990);
      frame(each, 10, 1);
      assertThat(each.queuedBytes()).isEqualTo(5010);
      assertThat(each.payloadBytes()).isEqualTo(5000);
      assertThat(each.takeBatch(batch)).isEqualTo(2);
      assertThat(batch[0].isReadOnly()).isTrue();
    }
    assertThat(all()).hasSize(5010);
    assertThat(other.queuedBytes()).isEqualTo(5010);
    assertThat(shared.remaining()).isEqualTo(5000);
  }

  @Test
  void between_frames_that_many_have_small_ones_do_not_hold_a_chunk_each() {
    ByteBuffer shared = ByteBuffer.allocate(2000).asReadOnlyBuffer();
    ByteBuffer[] large = new ByteBuffer[100];
    for (int i = 0; i < 100; i++) {
      frame(queue, 5, i);
      queue.putShared(shared);
    }
    int chunks = 0;
    int count = queue.takeBatch(large);
    for (int i = 0; i < count; i++) {
      chunks += large[i].isReadOnly() ? 0 : 1;
    }
    assertThat(chunks).isLessThanOrEqualTo(1 + 100 * 2005 / Chunk.CAPACITY);
  }

  @Test
  void small_frames_that_many_have_do_not_cost_more_to_hold_than_they_count() {
    ByteBuffer shared = ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer();
    for (int i = 0; i < 100; i++) {
      queue.putShared(shared);
    }
    assertThat(queue.takeBatch(batch)).isEqualTo(2);
    assertThat(batch[0].remaining()).isEqualTo(3);
    assertThat(batch[1].remaining()).isEqualTo(297);
  }

  @Test
  void what_is_put_in_front_of_a_frame_that_many_have_does_not_touch_it() {
    ByteBuffer shared = ByteBuffer.allocate(2000).asReadOnlyBuffer();
    queue.putShared(shared);
    queue.endFrame(2000);
    queue.front().room(2).put(new byte[] {9, 9});
    queue.endFront();
    assertThat(queue.queuedBytes()).isEqualTo(2002);
    assertThat(all()).hasSize(2002).startsWith(9, 9, 0);
  }

  @Test
  void what_is_lent_is_not_copied_and_keeps_its_position() {
    ByteBuffer lent = ByteBuffer.allocate(100_000).position(7);
    frame(queue, 10, 1);
    queue.borrow(true);
    queue.putLent(lent);
    queue.endFrame(99_993);
    assertThat(queue.endBorrow()).isTrue();
    assertThat(queue.queuedBytes()).isEqualTo(100_003);
    assertThat(queue.takeBatch(batch)).isEqualTo(2);
    assertThat(batch[1].array()).isSameAs(lent.array());
    assertThat(lent.position()).isEqualTo(7);
    all();
    assertThat(queue.endBorrow()).isFalse();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void of_what_is_lent_and_sent_in_part_the_rest_is_copied_wherever_that_ends() {
    int size = 2 * Chunk.CAPACITY + 5;
    for (int behind : new int[] {0, 1, Chunk.CAPACITY}) {
      for (int sent :
          new int[] {0, 1, 3, 4, 5, Chunk.CAPACITY, Chunk.CAPACITY + 3, size + 2, size + 3}) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame(queue, 3, 1);
        byte[] lent = lend(size, 2);
        frame(queue, behind, 3);
        int count = queue.takeBatch(batch);
        drain(batch, count, sent, out);
        queue.written(sent, batch, count);
        queue.keepLent();
        Arrays.fill(lent, (byte) -1);
        assertThat(queue.queuedBytes()).isEqualTo(3 + size + behind - sent);
        assertThat(queue.payloadBytes())
            .isEqualTo((sent < 3 ? 3 : 0) + (sent < 3 + size ? size : 0) + behind);
        frame(queue, 3, 4);
        out.writeBytes(all());
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        fill(expected, 3, 1);
        fill(expected, size, 2);
        fill(expected, behind, 3);
        fill(expected, 3, 4);
        assertThat(out.toByteArray())
            .as("%d sent, %d behind", sent, behind)
            .isEqualTo(expected.toByteArray());
        assertThat(queue.queuedBytes()).isZero();
        assertThat(queue.payloadBytes()).isZero();
      }
    }
  }

  @Test
  void behind_the_call_that_might_have_lent_all_is_copied_again() {
    queue.borrow(true);
    assertThat(queue.endBorrow()).isFalse(); // it was compressed
    byte[] own = new byte[100_000];
    queue.putLent(ByteBuffer.wrap(own));
    assertThat(queue.endBorrow()).isFalse();
    Arrays.fill(own, (byte) 1);
    assertThat(all()).containsOnly(0);
  }

  @Test
  void what_is_lent_can_be_discarded() {
    lend(100_000, 1);
    queue.discard();
    queue.keepLent();
    assertThat(queue.isEmpty()).isTrue();
    frame(queue, 5, 2);
    assertThat(all()).containsExactly(2, 2, 2, 2, 2);
  }

  private byte[] lend(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    queue.borrow(true);
    queue.putLent(ByteBuffer.wrap(bytes));
    queue.endFrame(size);
    return bytes;
  }

  private byte[] all() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int count = queue.takeBatch(batch); count > 0; count = queue.takeBatch(batch)) {
      queue.written(drain(batch, count, Integer.MAX_VALUE, out), batch, count);
    }
    return out.toByteArray();
  }

  private static void frame(OutQueue queue, int size, int value) {
    queue.startFrame(size);
    int left = size;
    while (left > 0) {
      ByteBuffer room = queue.room(1);
      int count = Math.min(left, room.remaining());
      for (int i = 0; i < count; i++) {
        room.put((byte) value);
      }
      left -= count;
    }
    queue.endFrame(size);
  }

  private static void fill(ByteArrayOutputStream out, int size, int value) {
    for (int i = 0; i < size; i++) {
      out.write(value);
    }
  }

  private static int drain(ByteBuffer[] from, int count, int most, ByteArrayOutputStream out) {
    int written = 0;
    for (int i = 0; i < count; i++) {
      while (from[i].hasRemaining() && written < most) {
        out.write(from[i].get());
        written++;
      }
    }
    return written;
  }
}
