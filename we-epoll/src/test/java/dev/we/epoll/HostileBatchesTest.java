package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends, full sockets and other threads at the worst moment of a batch. */
class HostileBatchesTest {
  private final List<Ends> all = new ArrayList<>();
  private Selector selector = Ends.batching();

  @BeforeEach
  void own() throws Exception {
    selector.close();
    selector = Ends.batching();
    selector.selectNow();
    connect(); // what comes behind it is batched
  }

  @AfterEach
  void close() throws Exception {
    selector.close();
    for (Ends ends : all) {
      ends.close();
    }
  }

  private Ends connect() throws IOException {
    Ends ends = Ends.connect();
    all.add(ends);
    ends.channel.register(selector, 0);
    return ends;
  }

  private void flush() throws IOException {
    ((Flushable) selector).flush();
  }

  private static ByteBuffer one(int value) {
    return ByteBuffer.allocateDirect(1).put((byte) value).flip();
  }

  private static <T> T elsewhere(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofPlatform().start(task);
    return task.get();
  }

  private static int received(Ends ends) throws IOException {
    return ends.peer.getInputStream().read();
  }

  /** Each stream sends the numbers from 0 on, a byte each, in pieces of random sizes. */
  private final class Counting {
    final Ends ends;
    final FutureTask<byte[]> received;
    int told;

    Counting() throws IOException {
      ends = connect();
      ends.channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
      received = new FutureTask<>(() -> ends.peer.getInputStream().readAllBytes());
    }

    void write(int size) throws IOException {
      ByteBuffer some = ByteBuffer.allocateDirect(size);
      for (int i = 0; i < size; i++) {
        some.put(i, (byte) (told + i));
      }
      told += ends.channel.write(some);
    }

    void check(long seed) throws Exception {
      byte[] bytes = received.get();
      assertThat(bytes).as("seed %d", seed).hasSize(told);
      for (int i = 0; i < told; i++) {
        assertThat(bytes[i]).as("seed %d, byte %d", seed, i).isEqualTo((byte) i);
      }
    }
  }

  /**
   * The sockets fill up, as nobody reads at first: A's second write comes behind B's, and so on.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void streamsThatWriteInTurnIntoFullSocketsKeepTheirOrder(long seed) throws Exception {
    Random random = new Random(seed);
    List<Counting> streams = List.of(new Counting(), new Counting(), new Counting());
    for (int round = 0; round < 6000; round++) {
      streams
          .get(random.nextInt(3))
          .write(1 + random.nextInt(random.nextInt(20) == 0 ? 4000 : 200));
      if (random.nextInt(8) == 0) {
        flush();
      }
      if (random.nextInt(20) == 0) {
        selector.selectNow();
      }
      if (round == 3000) {
        streams.forEach(stream -> Thread.ofVirtual().start(stream.received));
      }
    }
    for (Counting stream : streams) {
      stream.ends.channel.shutdownOutput();
    }
    while (!streams.stream().allMatch(stream -> stream.received.isDone())) {
      selector.select(1);
    }
    for (Counting stream : streams) {
      stream.check(seed);
    }
  }

  @Test
  void ofOneStreamLittleIsHeld() throws Exception {
    Ends ends = connect();
    for (int i = 0; i <= HeldWrites.LARGEST_BYTES; i++) {
      ends.channel.write(one(i));
    }
    assertThat(ends.peer.getInputStream().readNBytes(HeldWrites.LARGEST_BYTES))
        .hasSize(HeldWrites.LARGEST_BYTES);
    flush();
    assertThat(received(ends)).isEqualTo((byte) HeldWrites.LARGEST_BYTES);
  }

  @Test
  void aSelectorThatClosesCarriesOutWhatIsHeld() throws Exception {
    Ends first = connect();
    Ends second = connect();
    first.channel.write(one(1));
    second.channel.write(one(2));
    selector.close();
    assertThat(received(first)).isEqualTo(1);
    assertThat(received(second)).isEqualTo(2);
    first.channel.write(one(3));
    first.channel.close();
    assertThat(received(first)).isEqualTo(3);
    assertThat(received(first)).isEqualTo(-1);
    flush();
  }

  /** The number of the descriptor is free for the next connection before the next selection. */
  @Test
  void whatIsHeldInsideOfASelectionDoesNotReachTheConnectionThatGetsTheNumber() throws Exception {
    Ends old = connect();
    SelectionKey key = old.channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
    int served =
        selector.select(each -> {
          try {
            assertThat(each).isEqualTo(key);
            old.channel.write(one(7));
            elsewhere(() -> {
              old.channel.close();
              return true;
            });
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
    assertThat(served).isEqualTo(1);
    Ends next = connect();
    next.channel.write(one(8));
    flush();
    selector.selectNow();
    assertThat(received(next)).isEqualTo(8);
    assertThat(received(old)).isEqualTo(7);
    assertThat(received(old)).isEqualTo(-1);
  }

  /** Until the selector has let go of the key, another thread must not work at its batches. */
  @Test
  void aCancelledKeyDoesNotLetOtherThreadsIn() throws Exception {
    Ends first = connect();
    Ends second = connect();
    first.channel.write(one(1));
    second.channel.write(one(2));
    first.channel.keyFor(selector).cancel();
    assertThat(elsewhere(() -> first.channel.write(one(9)))).isZero();
    selector.selectNow();
    assertThat(elsewhere(() -> first.channel.write(one(3)))).isEqualTo(1);
    assertThat(first.peer.getInputStream().readNBytes(2)).containsExactly(1, 3);
    assertThat(received(second)).isEqualTo(2);
  }

  @Test
  void onlyTheThreadThatSelectsFlushes() throws Exception {
    Ends ends = connect();
    ends.channel.write(one(1));
    elsewhere(() -> {
      flush();
      return true;
    });
    assertThat(ends.channel.keyFor(selector)).isInstanceOf(EpollKey.class);
    BatchedStream stream = ((EpollKey) ends.channel.keyFor(selector)).stream();
    assertThat(stream).isNotNull().returns(true, BatchedStream::isHeld);
  }

  /** With what one selector read ahead, held and could not send, the next one goes on. */
  @Test
  void aChannelThatChangesItsSelectorTakesAllWithIt() throws Exception {
    Counting counting = new Counting();
    Ends ends = counting.ends;
    SelectionKey key = ends.channel.keyFor(selector);
    for (int before = -1; before != counting.told; ) {
      before = counting.told;
      counting.write(1000);
      flush();
    }
    ends.peer.getOutputStream().write(new byte[] {1, 2});
    key.interestOps(SelectionKey.OP_READ);
    ByteBuffer to = ByteBuffer.allocate(2).limit(1);
    Ends.await(selector, key);
    Ends.await(selector, key);
    assertThat(ends.channel.read(to)).isEqualTo(1);
    key.cancel();
    selector.selectNow();
    try (Selector other = Ends.batching()) {
      other.selectNow();
      SelectionKey its = ends.channel.register(other, SelectionKey.OP_READ);
      to.limit(2);
      while (to.hasRemaining()) {
        Ends.await(other, its);
        ends.channel.read(to);
      }
      assertThat(to.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
      ends.channel.shutdownOutput();
      Thread.ofVirtual().start(counting.received);
      while (!counting.received.isDone()) {
        other.select(1);
      }
    }
    counting.check(0);
  }

  @Test
  void aChannelHasOneSelectorAtATime() throws Exception {
    Ends ends = connect();
    try (Selector other = Ends.batching()) {
      assertThatThrownBy(() -> ends.channel.register(other, SelectionKey.OP_READ))
          .isInstanceOf(IllegalStateException.class);
      assertThat(other.keys()).isEmpty();
    }
    ends.channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
    assertThat(selector.select(each -> {})).isEqualTo(1);
  }

  @Test
  void anActionThatThrowsSwallowsNoWakeUp() throws Exception {
    Ends ends = connect();
    ends.channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
    selector.wakeup();
    assertThatThrownBy(() ->
            selector.select(each -> {
              throw new UnsupportedOperationException("by the action");
            }))
        .hasMessage("by the action");
    ends.channel.keyFor(selector).interestOps(0);
    selector.selectNow();
    selector.wakeup();
    assertThat(selector.select()).isZero();
  }

  /** What a writer was told is taken goes out if the socket has room again when it closes. */
  @Test
  void closingOffersWhatTheSocketDidNotTakeOnceMore() throws Exception {
    Counting counting = new Counting();
    for (int before = -1; before != counting.told; ) {
      before = counting.told;
      counting.write(1000);
      flush();
    }
    EpollKey key = (EpollKey) counting.ends.channel.keyFor(selector);
    int unsent = key.stream() == null ? 0 : key.stream().unsentBytes();
    assertThat(unsent).isPositive();
    InputStream peer = counting.ends.peer.getInputStream();
    assertThat(peer.readNBytes(counting.told - unsent)).hasSize(counting.told - unsent);
    counting.ends.channel.close();
    assertThat(peer.readAllBytes()).hasSize(unsent);
  }
}
