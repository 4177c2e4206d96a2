package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpollSocketChannelTest {

  private static ByteBuffer buffer(boolean direct, int size) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }

  /** All that comes until the buffer is full or the stream ends. */
  private static ByteBuffer fill(SocketChannel channel, ByteBuffer to) throws IOException {
    try (Selector selector = EpollProvider.instance().openSelector()) {
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      while (to.hasRemaining()) {
        Ends.await(selector, key);
        if (channel.read(to) < 0) {
          break;
        }
      }
    }
    return to.flip();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bytesComeAsTheyWereSent(boolean direct) throws Exception {
    byte[] sent = new byte[200_000];
    new Random(1).nextBytes(sent);
    try (Ends ends = Ends.connect()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              ends.peer.getOutputStream().write(sent);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      ByteBuffer received = fill(ends.channel, buffer(direct, sent.length));
      byte[] bytes = new byte[received.remaining()];
      received.get(bytes);
      assertThat(bytes).isEqualTo(sent);
    }
  }

  @Test
  void readingGoesOnlyAsFarAsTheBuffer() throws Exception {
    try (Ends ends = Ends.connect()) {
      ends.peer.getOutputStream().write(new byte[] {1, 2, 3, 4, 5});
      ByteBuffer middle = ByteBuffer.allocateDirect(9).position(2).limit(4);
      try (Selector selector = EpollProvider.instance().openSelector()) {
        Ends.await(selector, ends.channel.register(selector, SelectionKey.OP_READ));
        assertThat(ends.channel.read(middle)).isEqualTo(2);
      }
      assertThat(middle.position()).isEqualTo(4);
      ByteBuffer all = middle.duplicate().clear();
      assertThat(new byte[] {all.get(1), all.get(2), all.get(3), all.get(4)})
          .containsExactly(0, 1, 2, 0);
      assertThat(ends.channel.read(middle)).as("without room").isZero();
      ByteBuffer[] rest = {
        ByteBuffer.allocate(1), ByteBuffer.allocate(0), ByteBuffer.allocateDirect(9)
      };
      assertThat(ends.channel.read(rest)).isEqualTo(3);
      assertThat(rest[0].get(0)).isEqualTo((byte) 3);
      assertThat(rest[2].get(1)).isEqualTo((byte) 5);
      assertThat(ends.channel.read(rest)).as("nothing there").isZero();
    }
  }

  @Test
  void theEndOfTheStreamIsToldAgainAndAgain() throws Exception {
    try (Ends ends = Ends.connect()) {
      ends.peer.shutdownOutput();
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThat(fill(ends.channel, one).remaining()).isZero();
      one.clear();
      assertThat(ends.channel.read(one)).isEqualTo(-1);
      assertThat(ends.channel.read(new ByteBuffer[] {one})).isEqualTo(-1);
    }
  }

  @Test
  void aResetIsTold() throws Exception {
    try (Ends ends = Ends.connect()) {
      ends.peer.setSoLinger(true, 0);
      ends.peer.close();
      assertThatThrownBy(() -> fill(ends.channel, ByteBuffer.allocate(1)))
          .isInstanceOf(SocketException.class)
          .hasMessage("Connection reset");
      ByteBuffer more = ByteBuffer.allocate(1);
      assertThatThrownBy(() -> ends.channel.write(more))
          .isInstanceOf(SocketException.class)
          .hasMessage("Broken pipe");
    }
  }

  /** Of the heap and outside it in turn, empty ones, single ones, and more than one call takes. */
  @Test
  void buffersOfAllKindsGoOutInOrder() throws Exception {
    Random random = new Random(7);
    List<ByteBuffer> list = new ArrayList<>();
    for (int i = 0; i < 3 * Scratch.VECTORS; i++) {
      boolean direct = i < 2 * Scratch.VECTORS || random.nextBoolean();
      ByteBuffer each = buffer(direct, random.nextInt(5) * random.nextInt(20_000));
      for (int j = 0; j < each.capacity(); j++) {
        each.put(j, (byte) random.nextInt());
      }
      list.add(each);
    }
    ByteBuffer[] all = list.toArray(ByteBuffer[]::new);
    ByteBuffer expected = ByteBuffer.allocate(list.stream().mapToInt(ByteBuffer::remaining).sum());
    list.forEach(each -> expected.put(each.duplicate()));
    try (Ends ends = Ends.connect();
        Selector selector = EpollProvider.instance().openSelector()) {
      FutureTask<byte[]> received =
          new FutureTask<>(() -> ends.peer.getInputStream().readNBytes(expected.capacity()));
      Thread.ofVirtual().start(received);
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_WRITE);
      int first = 0;
      long sum = 0;
      while (first < all.length) {
        Ends.await(selector, key);
        sum += ends.channel.write(all, first, all.length - first);
        while (first < all.length && !all[first].hasRemaining()) {
          first++;
        }
      }
      assertThat(sum).isEqualTo(expected.capacity());
      assertThat(received.get()).isEqualTo(expected.array());
    }
  }

  /** More of the heap than one call may have, read-only, between others, and nothing behind. */
  @Test
  void aLargeArrayGoesOutWholeBetweenOthers() throws Exception {
    byte[] large = new byte[2 * LibC.MOST_OF_HEAP + 1];
    new Random(3).nextBytes(large);
    ByteBuffer[] all = {
      buffer(true, 10),
      ByteBuffer.wrap(large).asReadOnlyBuffer(),
      buffer(true, 100_000),
      buffer(true, 5),
      buffer(false, 0),
      buffer(true, 0)
    };
    try (Ends ends = Ends.connect();
        Selector selector = EpollProvider.instance().openSelector()) {
      FutureTask<byte[]> received =
          new FutureTask<>(
              () -> ends.peer.getInputStream().readNBytes(10 + large.length + 100_005));
      Thread.ofVirtual().start(received);
      SelectionKey key = ends.channel.register(selector, SelectionKey.OP_WRITE);
      while (SocketStream.remaining(all, 0, all.length) > 0) {
        Ends.await(selector, key);
        ends.channel.write(all);
      }
      assertThat(Arrays.copyOfRange(received.get(), 10, 10 + large.length)).isEqualTo(large);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatDoesNotReadFillsTheSocketAndThenZeroIsWritten(boolean direct) throws Exception {
    try (Ends ends = Ends.connect()) {
      ByteBuffer much = buffer(direct, 1 << 20);
      long taken = 0;
      int count;
      do {
        count = ends.channel.write(much.clear());
        assertThat(much.position()).isEqualTo(count);
        taken += count;
      } while (count > 0);
      assertThat(ends.channel.write(new ByteBuffer[] {much.clear(), much.duplicate()})).isZero();
      ends.channel.shutdownOutput();
      assertThat(ends.peer.getInputStream().readAllBytes()).hasSize((int) taken);
      assertThatThrownBy(() -> ends.channel.write(much)).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void whoIsNotConnectedCannotReadWriteOrFinish() throws Exception {
    try (SocketChannel channel = EpollProvider.instance().openSocketChannel()) {
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThatThrownBy(() -> channel.read(one)).isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(() -> channel.write(one)).isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(channel::shutdownOutput).isInstanceOf(NotYetConnectedException.class);
      assertThatThrownBy(channel::finishConnect).isInstanceOf(NoConnectionPendingException.class);
      assertThat(channel.isConnected()).isFalse();
      assertThat(channel.getRemoteAddress()).isNull();
      assertThat(channel.getLocalAddress()).isNull();
    }
  }

  @Test
  void blockingModeIsRefusedWhereItWouldBlock() throws Exception {
    try (SocketChannel channel = EpollProvider.instance().openSocketChannel()) {
      assertThat(channel.isBlocking()).isTrue();
      assertThatThrownBy(
              () -> channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)))
          .isInstanceOf(IllegalBlockingModeException.class);
    }
    try (Ends ends = Ends.connect()) {
      ends.channel.configureBlocking(true);
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThatThrownBy(() -> ends.channel.read(one))
          .isInstanceOf(IllegalBlockingModeException.class);
      assertThatThrownBy(() -> ends.channel.write(one))
          .isInstanceOf(IllegalBlockingModeException.class);
    }
  }

  @Test
  void aRefusedConnectionIsToldAndClosesTheChannel() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (SocketChannel channel = EpollProvider.instance().openSocketChannel()) {
      channel.configureBlocking(false);
      assertThatThrownBy(() ->
              Ends.connect(channel, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void addressesAreThoseOfTheSocket() throws Exception {
    try (Ends ends = Ends.connect()) {
      assertThat(ends.channel.getRemoteAddress()).isEqualTo(ends.peer.getLocalSocketAddress());
      assertThat(ends.channel.getLocalAddress()).isEqualTo(ends.peer.getRemoteSocketAddress());
      assertThatThrownBy(() ->
              ends.channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9)))
          .isInstanceOf(AlreadyConnectedException.class);
      ends.channel.close();
      assertThatThrownBy(ends.channel::getRemoteAddress).isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> ends.channel.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.we.epoll.Ends#loopbackAddresses")
  void eachFamilyThatTheMachineHasIsSpoken(InetAddress loopback) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, loopback);
        SocketChannel channel = EpollProvider.instance().openSocketChannel()) {
      channel.configureBlocking(false);
      Ends.connect(channel, new InetSocketAddress(loopback, listening.getLocalPort()));
      try (Socket peer = listening.accept()) {
        assertThat(channel.getRemoteAddress()).isEqualTo(peer.getLocalSocketAddress());
        assertThat(channel.getLocalAddress()).isEqualTo(peer.getRemoteSocketAddress());
      }
    }
  }

  @Test
  void theFamilyIsChosen() throws Exception {
    try (SocketChannel four =
        EpollProvider.instance().openSocketChannel(StandardProtocolFamily.INET)) {
      four.configureBlocking(false);
      four.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      InetSocketAddress local = (InetSocketAddress) four.getLocalAddress();
      assertThat(local.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
      assertThat(local.getPort()).isPositive();
    }
    assertThatThrownBy(
            () -> EpollProvider.instance().openSocketChannel(StandardProtocolFamily.UNIX))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anAddressOfAnotherFamilyIsRefusedBeforeAnything() throws Exception {
    InetAddress six = InetAddress.getByAddress(new byte[16]);
    try (SocketChannel four =
        EpollProvider.instance().openSocketChannel(StandardProtocolFamily.INET)) {
      four.configureBlocking(false);
      assertThatThrownBy(() -> four.connect(new InetSocketAddress(six, 9)))
          .isInstanceOf(UnsupportedAddressTypeException.class);
      assertThat(four.isConnectionPending()).isFalse();
    }
  }

  /** As the JDK's channels have it: to Linux IPv4's any address is this machine. */
  @Test
  void theAnyAddressOfIpv4IsThisMachine() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SocketChannel channel = EpollProvider.instance().openSocketChannel()) {
      channel.configureBlocking(false);
      InetAddress any = InetAddress.getByAddress(new byte[4]);
      Ends.connect(channel, new InetSocketAddress(any, listening.getLocalPort()));
      assertThat(channel.isConnected()).isTrue();
    }
  }

  /** Its memory may be somebody else's by now. */
  @Test
  void aBufferWhoseMemoryWasGivenBackIsRefused() throws Exception {
    ByteBuffer gone;
    try (Arena arena = Arena.ofConfined()) {
      gone = arena.allocate(8).asByteBuffer();
    }
    try (Ends ends = Ends.connect()) {
      assertThatThrownBy(() -> ends.channel.write(gone)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> ends.channel.write(new ByteBuffer[] {gone, gone.duplicate()}))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> ends.channel.read(gone)).isInstanceOf(IllegalStateException.class);
      ends.channel.write(ByteBuffer.wrap(new byte[] {4}));
      assertThat(ends.peer.getInputStream().read()).isEqualTo(4);
    }
  }

  @Test
  void anUnresolvedAddressIsRefusedBeforeAnything() throws Exception {
    try (SocketChannel channel = EpollProvider.instance().openSocketChannel()) {
      channel.configureBlocking(false);
      assertThatThrownBy(() -> channel.connect(InetSocketAddress.createUnresolved("a.b", 1)))
          .isInstanceOf(UnresolvedAddressException.class);
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @Test
  void optionsAreSetAndRead() throws Exception {
    try (Ends ends = Ends.connect()) {
      SocketChannel channel = ends.channel;
      assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
      assertThat(channel.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
      channel.setOption(StandardSocketOptions.SO_LINGER, 7);
      assertThat(channel.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(7);
      channel.setOption(StandardSocketOptions.SO_LINGER, -1);
      assertThat(channel.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, 20_000);
      assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(20_000);
      assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.SO_SNDBUF, -1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> channel.setOption(StandardSocketOptions.IP_TOS, 1))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }
}
