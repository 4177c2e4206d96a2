package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What batches may not change: order, bytes, ends and errors. The tests have a ring, on kernels
 * that give one (6.1 and later), and read even a single stream ahead.
 */
class BatchesTest {
  private final List<Ends> all = new ArrayList<>();
  private Selector selector = Ends.batching();

  @BeforeEach
  void own() throws Exception {
    selector.close();
    selector = Ends.batching();
    selector.selectNow();
  }

  @AfterEach
  void close() throws Exception {
    selector.close();
    for (Ends ends : all) {
      ends.close();
    }
  }

  /** Connections of which all but the first have part in the batches. */
  private List<Ends> connect(int count, int ops) throws Exception {
    for (int i = 0; i < count; i++) {
      Ends ends = Ends.connect();
      all.add(ends);
      ends.channel.register(selector, ops);
    }
    return all;
  }

  /** One that has part in the batches. */
  private Ends batched() throws Exception {
    return connect(2, 0).get(1);
  }

  private static EpollKey keyOf(Ends ends, Selector selector) {
    return (EpollKey) ends.channel.keyFor(selector);
  }

  private void flush() throws IOException {
    ((Flushable) selector).flush();
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(values.length);
    Arrays.stream(values).forEach(value -> buffer.put((byte) value));
    return buffer.flip();
  }

  /** Where the kernel is too old, or its administrator has switched rings off, there is none. */
  @Test
  void theTestsHaveARing() throws Exception {
    Matcher release =
        Pattern.compile("(\\d+)\\.(\\d+).*").matcher(System.getProperty("os.version"));
    assertThat(release.matches()).isTrue();
    int kernel = Integer.parseInt(release.group(1)) * 1000 + Integer.parseInt(release.group(2));
    Path off = Path.of("/proc/sys/kernel/io_uring_disabled");
    boolean given =
        kernel >= 6001 && !(Files.exists(off) && !Files.readString(off).strip().equals("0"));
    assertThat(keyOf(batched(), selector).stream() != null).isEqualTo(given);
  }

  @Test
  void smallWritesGoOutWhenTheSelectorIsFlushedAndInTheirOrder() throws Exception {
    List<Ends> ends = connect(Ring.CALLS + 10, 0);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < ends.size(); i++) {
        ByteBuffer[] two = {bytes(round, i), ByteBuffer.wrap(new byte[] {1})};
        assertThat(ends.get(i).channel.write(two)).isEqualTo(3);
        assertThat(ends.get(i).channel.write(bytes(2))).isEqualTo(1);
      }
    }
    flush();
    for (int i = 0; i < ends.size(); i++) {
      byte[] received = ends.get(i).peer.getInputStream().readNBytes(12);
      byte number = (byte) i;
      assertThat(received).containsExactly(0, number, 1, 2, 1, number, 1, 2, 2, number, 1, 2);
    }
  }

  @Test
  void theNextSelectionFlushes() throws Exception {
    Ends ends = batched();
    ends.channel.write(bytes(7));
    selector.selectNow();
    assertThat(ends.peer.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void aLargeWriteGoesBehindTheSmallOneBeforeIt() throws Exception {
    Ends ends = batched();
    byte[] large = new byte[HeldWrites.LARGEST_BYTES + 1];
    Arrays.fill(large, (byte) 2);
    ends.channel.write(bytes(1));
    assertThat(ends.channel.write(ByteBuffer.wrap(large))).isEqualTo(large.length);
    ends.channel.write(bytes(3));
    flush();
    byte[] received = ends.peer.getInputStream().readNBytes(large.length + 2);
    assertThat(received[0]).isEqualTo((byte) 1);
    assertThat(received[1]).isEqualTo((byte) 2);
    assertThat(received[received.length - 1]).isEqualTo((byte) 3);
  }

  @Test
  void whatIsHeldGoesOutBeforeTheOutputEnds() throws Exception {
    Ends ends = batched();
    ends.channel.write(bytes(1, 2));
    ends.channel.shutdownOutput();
    assertThat(ends.peer.getInputStream().readAllBytes()).containsExactly(1, 2);
  }

  @Test
  void whatIsHeldGoesOutBeforeTheChannelCloses() throws Exception {
    Ends ends = batched();
    ends.channel.write(bytes(1, 2));
    ends.channel.close();
    assertThat(ends.peer.getInputStream().readAllBytes()).containsExactly(1, 2);
  }

  @Test
  void whatIsHeldGoesOutWhereAnotherThreadCloses() throws Exception {
    Ends ends = batched();
    ends.channel.write(bytes(1, 2));
    Thread other = Thread.ofPlatform().start(() -> closeQuietly(ends));
    other.join();
    selector.select();
    assertThat(ends.peer.getInputStream().readAllBytes()).containsExactly(1, 2);
  }

  private static void closeQuietly(Ends ends) {
    try {
      ends.channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Another thread's bytes may not overtake those that are held. */
  @Test
  void anotherThreadWritesNothingWhileSomethingIsHeld() throws Exception {
    Ends ends = batched();
    ends.channel.write(bytes(1));
    FutureTask<Integer> other = new FutureTask<>(() -> ends.channel.write(bytes(2)));
    Thread.ofPlatform().start(other);
    assertThat(other.get()).isZero();
    flush();
    FutureTask<Integer> later = new FutureTask<>(() -> ends.channel.write(bytes(2)));
    Thread.ofPlatform().start(later);
    assertThat(later.get()).isEqualTo(1);
    assertThat(ends.peer.getInputStream().readNBytes(2)).containsExactly(1, 2);
  }

  @Test
  void anotherThreadEndsTheOutputBehindWhatIsHeld() throws Exception {
    Ends ends = batched();
    ends.channel.write(bytes(1));
    FutureTask<Object> other = new FutureTask<>(ends.channel::shutdownOutput);
    Thread.ofPlatform().start(other);
    other.get();
    selector.selectNow();
    assertThat(ends.peer.getInputStream().readAllBytes()).containsExactly(1);
  }

  /**
   * A socket that is full takes a part of a held write or nothing: the rest goes before all that
   * comes later, and the output ends behind it. Sizes are drawn; the seed is in the name.
   */
  @Test
  void aFullSocketDelaysWhatIsHeldAndNothingIsLost() throws Exception {
    for (long seed = 1; seed <= 20; seed++) {
      fillsUp(seed);
    }
  }

  private void fillsUp(long seed) throws Exception {
    Random random = new Random(seed);
    Ends ends = Ends.connect();
    all.add(ends);
    ends.channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
    EpollKey key = (EpollKey) ends.channel.register(selector, 0);
    byte next = 0;
    int total = 0;
    int refused = 0;
    while (refused < 3) {
      ByteBuffer some = ByteBuffer.allocate(1 + random.nextInt(3000));
      for (int i = 0; i < some.capacity(); i++) {
        some.put(i, (byte) (next + i));
      }
      int written = ends.channel.write(some);
      total += written;
      next += (byte) written;
      if (random.nextInt(3) == 0) {
        selector.selectNow();
      }
      refused = written == 0 ? refused + 1 : 0;
    }
    ends.channel.shutdownOutput();
    FutureTask<byte[]> received = new FutureTask<>(() -> ends.peer.getInputStream().readAllBytes());
    Thread.ofVirtual().start(received);
    while (!received.isDone()) {
      selector.select(1);
    }
    byte[] bytes = received.get();
    assertThat(bytes).as("seed %d", seed).hasSize(total);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(bytes[i]).as("seed %d, byte %d", seed, i).isEqualTo((byte) i);
    }
    assertThat(key.wanted()).as("nothing is watched any more").isZero();
  }

  @Test
  void whoWaitsToWriteIsToldOnlyWhenTheRestIsGone() throws Exception {
    Ends ends = batched();
    SelectionKey key = ends.channel.keyFor(selector);
    while (ends.channel.write(ByteBuffer.allocate(HeldWrites.LARGEST_BYTES)) > 0) {
      flush();
    }
    key.interestOps(SelectionKey.OP_WRITE);
    assertThat(selector.selectNow(each -> {})).isZero();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ends.peer.getInputStream().transferTo(OutputStream.nullOutputStream());
              } catch (IOException closed) {
                // The test is over.
              }
            });
    assertThat(Ends.await(selector, key)).isEqualTo(SelectionKey.OP_WRITE);
    assertThat(ends.channel.write(bytes(1))).isEqualTo(1);
    ends.channel.close();
    reader.join();
  }

  @Test
  void aHeldWriteThatFailsIsToldByTheNext() throws Exception {
    Ends ends = batched();
    ends.peer.setSoLinger(true, 0);
    ends.peer.close();
    ends.channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
    Ends.await(selector, ends.channel.keyFor(selector)); // the reset has come
    ends.channel.write(bytes(1));
    flush();
    assertThatThrownBy(() -> ends.channel.write(bytes(2))).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> ends.channel.write(bytes(2))).isInstanceOf(SocketException.class);
  }

  @Test
  void whatAllHaveIsReadAheadAndEachGetsItsOwn() throws Exception {
    List<Ends> ends = connect(Ring.CALLS + 10, SelectionKey.OP_READ);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < ends.size(); i++) {
        ends.get(i).peer.getOutputStream().write(new byte[] {(byte) round, (byte) i});
      }
      int[] got = new int[ends.size()];
      byte expected = (byte) round;
      for (int served = 0; served < ends.size(); ) {
        served +=
            selector.select(key -> {
              int which = indexOf(key);
              ByteBuffer to = ByteBuffer.allocate(9);
              assertThat(read(which, to)).isEqualTo(2);
              assertThat(to.flip()).isEqualTo(bytes(expected, which));
              got[which]++;
            });
      }
      assertThat(got).containsOnly(1);
    }
  }

  private int indexOf(SelectionKey key) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).channel.equals(key.channel())) {
        return i;
      }
    }
    throw new AssertionError(key);
  }

  private int read(int which, ByteBuffer to) {
    try {
      return all.get(which).channel.read(to);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The rooms are used again; the system has no event any more for what was read ahead. */
  @Test
  void whatNobodyTookIsKeptAndTheKeyStaysReady() throws Exception {
    Ends ends = batched();
    SelectionKey key = ends.channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
    ends.peer.getOutputStream().write(new byte[] {1, 2, 3, 4, 5});
    Ends.await(selector, key);
    ByteBuffer two = ByteBuffer.allocate(2);
    assertThat(Ends.await(selector, key)).isEqualTo(SelectionKey.OP_READ);
    assertThat(ends.channel.read(two)).isEqualTo(2);
    assertThat(two.flip()).isEqualTo(bytes(1, 2));
    ends.peer.getOutputStream().write(new byte[] {6, 7});
    assertThat(Ends.await(selector, key)).isEqualTo(SelectionKey.OP_READ);
    key.interestOps(0);
    assertThat(selector.selectNow(each -> {})).isZero();
    key.interestOps(SelectionKey.OP_READ);
    ByteBuffer rest = ByteBuffer.allocateDirect(9);
    while (rest.position() < 5) {
      Ends.await(selector, key);
      ends.channel.read(rest);
    }
    assertThat(rest.flip()).isEqualTo(bytes(3, 4, 5, 6, 7));
    assertThat(selector.selectNow(each -> {})).isZero();
  }

  /** A handler that comes first may cancel a key whose bytes are in a room already. */
  @Test
  void aChannelThatLosesItsKeyKeepsItsBytes() throws Exception {
    List<Ends> ends = connect(3, SelectionKey.OP_READ);
    selector.selectNow();
    ends.get(1).peer.getOutputStream().write(1);
    ends.get(2).peer.getOutputStream().write(2);
    List<SelectionKey> served = new ArrayList<>();
    while (served.isEmpty()) {
      selector.select(key -> {
        served.add(key);
        ends.get(1).channel.keyFor(selector).cancel();
        ends.get(2).channel.keyFor(selector).cancel();
      });
    }
    for (int i = 1; i <= 2; i++) {
      ByteBuffer one = ByteBuffer.allocate(1);
      while (ends.get(i).channel.read(one) == 0) {
        Thread.onSpinWait(); // what was not read ahead may still be on its way
      }
      assertThat(one.get(0)).isEqualTo((byte) i);
    }
  }

  @Test
  void aRegisteredStreamIsReadByTheThreadThatSelects() throws Exception {
    Ends ends = batched();
    FutureTask<Integer> other = new FutureTask<>(() -> ends.channel.read(ByteBuffer.allocate(1)));
    Thread.ofPlatform().start(other);
    assertThatThrownBy(other::get).hasRootCauseInstanceOf(IllegalStateException.class);
  }

  /** The end and a reset come through whether they were read ahead or not. */
  @Test
  void endsAndResetsAreToldBehindTheBytes() throws Exception {
    List<Ends> ends = connect(3, SelectionKey.OP_READ);
    ends.get(1).peer.getOutputStream().write(new byte[] {1, 2});
    ends.get(1).peer.shutdownOutput();
    ends.get(2).peer.setSoLinger(true, 0);
    ends.get(2).peer.close();
    ByteBuffer to = ByteBuffer.allocate(9);
    boolean[] over = {false, false};
    while (!over[0] || !over[1]) {
      selector.select(key -> {
        try {
          if (key.equals(ends.get(1).channel.keyFor(selector))) {
            over[0] = ends.get(1).channel.read(to) < 0;
          } else {
            assertThatThrownBy(() -> ends.get(2).channel.read(ByteBuffer.allocate(1)))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
            key.interestOps(0);
            over[1] = true;
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
    }
    assertThat(to.flip()).isEqualTo(bytes(1, 2));
  }

  /** More than a room holds comes in several reads, and soon without rooms. */
  @Test
  void aStreamOfLargePiecesComesWhole() throws Exception {
    Ends ends = batched();
    SelectionKey key = ends.channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
    byte[] sent = new byte[300_000];
    new Random(3).nextBytes(sent);
    Thread.ofVirtual()
        .start(() -> {
          try {
            ends.peer.getOutputStream().write(sent);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    ByteBuffer to = ByteBuffer.allocateDirect(sent.length);
    while (to.hasRemaining()) {
      Ends.await(selector, key);
      ends.channel.read(to);
    }
    byte[] received = new byte[sent.length];
    to.flip().get(received);
    assertThat(received).isEqualTo(sent);
  }
}
