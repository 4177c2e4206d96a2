package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(booleans = {false, true})
class EpollSelectorTest {
  private static final long PATIENCE_MILLIS = 30_000;

  private final boolean batching;
  private final Selector selector;

  EpollSelectorTest(boolean batching) throws IOException {
    this.batching = batching;
    selector = open();
  }

  private Selector open() throws IOException {
    return (batching ? EpollProvider.batching() : EpollProvider.instance()).openSelector();
  }

  @AfterEach
  void close() throws Exception {
    selector.close();
  }

  private List<SelectionKey> selectNow() throws Exception {
    List<SelectionKey> ready = new ArrayList<>();
    selector.selectNow(ready::add);
    return ready;
  }

  @Test
  void whatIsReadyComesAgainUntilItIsTaken() throws Exception {
    try (Ends ends = Ends.connect()) {
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_READ, "mine");
      assertThat(key.attachment()).isEqualTo("mine");
      assertThat(selectNow()).isEmpty();
      ends.peer.getOutputStream().write(1);
      assertThat(Ends.await(selector, key)).isEqualTo(SelectionKey.OP_READ);
      assertThat(selectNow()).containsExactly(key);
      ends.channel.read(ByteBuffer.allocate(1));
      assertThat(selectNow()).isEmpty();
    }
  }

  @Test
  void onlyWhatIsWantedIsTold() throws Exception {
    try (Ends ends = Ends.connect()) {
      ends.peer.getOutputStream().write(1);
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_READ);
      Ends.await(selector, key);
      key.interestOps(SelectionKey.OP_WRITE);
      assertThat(selectNow()).containsExactly(key);
      assertThat(key.readyOps()).isEqualTo(SelectionKey.OP_WRITE);
      assertThat(key.interestOpsOr(SelectionKey.OP_READ)).isEqualTo(SelectionKey.OP_WRITE);
      assertThat(selectNow()).containsExactly(key);
      assertThat(key.readyOps()).isEqualTo(SelectionKey.OP_WRITE | SelectionKey.OP_READ);
      assertThat(key.interestOpsAnd(0)).isEqualTo(SelectionKey.OP_WRITE | SelectionKey.OP_READ);
      assertThat(selectNow()).isEmpty();
      assertThatThrownBy(() -> key.interestOps(SelectionKey.OP_ACCEPT))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aResetWakesNobodyWhoWantsNothing() throws Exception {
    try (Ends ends = Ends.connect()) {
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_READ);
      assertThat(selectNow()).isEmpty();
      key.interestOps(0);
      ends.peer.setSoLinger(true, 0);
      ends.peer.close();
      assertThat(selectNow()).isEmpty();
      key.interestOps(SelectionKey.OP_READ);
      assertThat(Ends.await(selector, key)).isEqualTo(SelectionKey.OP_READ);
    }
  }

  @Test
  void selectedKeysStayUntilTheyAreRemoved() throws Exception {
    try (Ends ends = Ends.connect()) {
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_WRITE);
      assertThat(selector.select()).isEqualTo(1);
      assertThat(selector.selectedKeys()).containsExactly(key);
      assertThat(selector.select(PATIENCE_MILLIS)).as("the same as before").isZero();
      ends.peer.getOutputStream().write(1);
      key.interestOps(SelectionKey.OP_READ);
      while (selector.select() == 0) {
        assertThat(selector.selectedKeys()).containsExactly(key);
      }
      assertThat(key.readyOps()).isEqualTo(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      selector.selectedKeys().clear();
      assertThat(selector.selectNow()).isEqualTo(1);
      assertThat(key.readyOps()).isEqualTo(SelectionKey.OP_READ);
    }
  }

  @Test
  void aCancelledKeyLeavesTheChannelAsItIs() throws Exception {
    try (Ends ends = Ends.connect()) {
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_WRITE);
      assertThat(selector.keys()).containsExactly(key);
      key.cancel();
      assertThat(key.isValid()).isFalse();
      assertThatThrownBy(key::interestOps).isInstanceOf(CancelledKeyException.class);
      assertThat(selectNow()).isEmpty();
      assertThat(selector.keys()).isEmpty();
      assertThat(ends.channel.isRegistered()).isFalse();
      ends.channel.write(ByteBuffer.wrap(new byte[] {5}));
      assertThat(ends.peer.getInputStream().read()).isEqualTo(5);
      SelectionKey next = ends.channel.register(selector, SelectionKey.OP_WRITE);
      assertThat(selectNow()).containsExactly(next);
    }
  }

  /** An event may be on its way for a key that a handler before it has cancelled. */
  @Test
  void aKeyThatGoesWhileOthersAreServedIsNotServedAnyMore() throws Exception {
    try (Ends one = Ends.connect();
        Ends other = Ends.connect()) {
      SelectionKey first = one.channel.register(selector, SelectionKey.OP_WRITE);
      SelectionKey second = other.channel.register(selector, SelectionKey.OP_WRITE);
      List<SelectionKey> served = new ArrayList<>();
      selector.selectNow(key -> {
        served.add(key);
        first.cancel();
        second.cancel();
      });
      assertThat(served).hasSize(1);
      assertThat(selector.keys()).isEmpty();
    }
  }

  @Test
  void slotsOfKeysThatAreGoneAreTakenAgain() throws Exception {
    List<Ends> all = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 40; i++) {
        Ends ends = Ends.connect();
        all.add(ends);
        EpollKey key = (EpollKey) ends.channel.register(selector, SelectionKey.OP_WRITE);
        assertThat(key.slot).isLessThan(40);
      }
      assertThat(selectNow()).hasSize(40);
      for (Ends ends : all) {
        ends.close();
      }
      all.clear();
      assertThat(selectNow()).isEmpty();
    }
  }

  @Test
  void aWakeUpEndsTheSelectionThatWaitsOrTheNext() throws Exception {
    selector.wakeup().wakeup();
    assertThat(selector.select()).isZero();
    FutureTask<Integer> waiting;
    try (Selector its = open()) {
      waiting = new FutureTask<>(its::select);
      Thread waiter = Thread.ofPlatform().start(waiting);
      its.wakeup();
      assertThat(waiting.get()).isZero();
      waiter.join();
    }
    selector.wakeup();
    assertThat(selectNow()).as("and is over then").isEmpty();
    assertThat(selector.select(1)).isZero();
  }

  @Test
  void anInterruptEndsTheSelection() throws Exception {
    Thread.currentThread().interrupt();
    assertThat(selector.select()).isZero();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void interestFromAnotherThreadIsSeenByTheNextSelection() throws Exception {
    try (Ends ends = Ends.connect()) {
      SelectionKey key = ends.channel.register(selector, 0);
      assertThat(selectNow()).isEmpty();
      Thread other =
          Thread.ofVirtual()
              .start(() -> {
                key.interestOps(SelectionKey.OP_WRITE);
                selector.wakeup();
              });
      assertThat(Ends.await(selector, key)).isEqualTo(SelectionKey.OP_WRITE);
      other.join();
    }
  }

  /** The stream must end at once, though the one who selects sleeps and has nothing else to do. */
  @Test
  void aChannelThatAnotherThreadClosesEndsWhileTheSelectionWaits() throws Exception {
    try (Ends ends = Ends.connect();
        Selector its = open()) {
      ends.channel.register(its, SelectionKey.OP_READ);
      CountDownLatch over = new CountDownLatch(1);
      Thread loop =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  while (its.isOpen() && over.getCount() > 0) {
                    its.select(key -> {});
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      ends.channel.close();
      assertThat(ends.peer.getInputStream().read()).isEqualTo(-1);
      over.countDown();
      its.wakeup();
      loop.join();
    }
  }

  @Test
  void anotherThreadMayNotSelect() throws Exception {
    selector.selectNow();
    FutureTask<Integer> other = new FutureTask<>(selector::selectNow);
    Thread.ofPlatform().start(other);
    assertThatThrownBy(other::get).hasRootCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSelectionInsideOfOneIsRefused() throws Exception {
    try (Ends ends = Ends.connect()) {
      ends.channel.register(selector, SelectionKey.OP_WRITE);
      assertThatThrownBy(() ->
              selector.selectNow(key -> {
                try {
                  selector.selectNow();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aClosedSelectorLetsItsChannelsGo() throws Exception {
    try (Ends ends = Ends.connect()) {
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_READ);
      selectNow();
      selector.close();
      assertThat(key.isValid()).isFalse();
      assertThat(ends.channel.isRegistered()).isFalse();
      assertThatThrownBy(selector::select).isInstanceOf(ClosedSelectorException.class);
      assertThatThrownBy(selector::keys).isInstanceOf(ClosedSelectorException.class);
      selector.wakeup();
      ends.channel.write(ByteBuffer.wrap(new byte[] {6}));
      assertThat(ends.peer.getInputStream().read()).isEqualTo(6);
    }
  }

  @Test
  void aSelectorThatIsClosedWhileItWaitsEnds() throws Exception {
    Selector its = open();
    CountDownLatch selecting = new CountDownLatch(1);
    FutureTask<Void> loop =
        new FutureTask<>(() -> {
          its.selectNow();
          selecting.countDown();
          its.select();
          return null;
        });
    Thread.ofPlatform().start(loop);
    selecting.await();
    its.close();
    try {
      loop.get();
    } catch (ExecutionException e) { // closed before it began to wait
      assertThat(e).hasRootCauseInstanceOf(ClosedSelectorException.class);
    }
  }

  @Test
  void channelsOfOthersAreRefused() throws Exception {
    try (SocketChannel jdk = SocketChannel.open()) {
      jdk.configureBlocking(false);
      assertThatThrownBy(() -> jdk.register(selector, SelectionKey.OP_READ))
          .isInstanceOf(IllegalSelectorException.class);
    }
  }
}
