package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.transport.TransportException.Stage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends LoopTest {

  /** A listening socket of the JDK's own, to play a peer by hand. */
  private final ServerSocket peer;

  TcpTransportTest() throws Exception {
    peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    peer.setSoTimeout((int) LONG.toMillis());
  }

  private Destination toPeer() {
    return Destination.of("localhost", peer.getLocalPort()).withTimeouts(LONG, LONG);
  }

  @Test
  void bytesComeBackFromAnEcho() throws Exception {
    Recorder client = connect(to(listen(null, EchoHandler::new)));
    client.expect("connected");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      byte[] bytes = new byte[1 + random.nextInt(1 << random.nextInt(22))];
      random.nextBytes(bytes);
      client.send(bytes);
      assertThat(client.input(bytes.length)).as("seed %s", seed).isEqualTo(bytes);
    }
    client.transport().shutdownOutput();
    client.expect("end");
    client.transport().close();
    client.expect("closed").exhausted();
  }

  @Test
  void gatheringWriteTakesBuffersInOrderAndOnlyThoseNamed() throws Exception {
    Recorder client = connect(toPeer());
    try (Socket server = peer.accept()) {
      client.expect("connected");
      ByteBuffer[] sources = {
        ByteBuffer.wrap(new byte[] {9}),
        ByteBuffer.wrap(new byte[] {1, 2}),
        ByteBuffer.allocate(0),
        ByteBuffer.allocateDirect(2).put(new byte[] {3, 4}).flip(),
        ByteBuffer.wrap(new byte[] {9})
      };
      assertThat(client.transport().write(sources, 1, 3)).isEqualTo(4);
      assertThat(server.getInputStream().readNBytes(4)).containsExactly(1, 2, 3, 4);
      assertThat(sources[0].remaining()).isEqualTo(1);
      assertThat(sources[4].remaining()).isEqualTo(1);
      client.transport().close();
      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
    client.expect("closed").exhausted();
  }

  @Test
  void partialWriteToAPeerThatDoesNotReadGoesOnWhenItReads() throws Exception {
    Recorder client = connect(toPeer().withSocketBuffers(0, 64 * 1024));
    try (Socket server = peer.accept()) {
      client.expect("connected");
      byte[] bytes = new byte[8 << 20];
      new Random(1).nextBytes(bytes);
      ByteBuffer[] source = {ByteBuffer.wrap(bytes)};
      long taken;
      do {
        taken = client.transport().write(source, 0, 1);
      } while (taken > 0);
      assertThat(source[0].remaining()).isPositive();
      assertThat(source[0].limit()).isEqualTo(bytes.length);
      client.transport().awaitWritable();
      settle();
      client.exhausted();
      FutureTask<byte[]> received =
          new FutureTask<>(() -> server.getInputStream().readNBytes(bytes.length));
      Thread.ofVirtual().start(received);
      while (source[0].hasRemaining()) {
        client.expect("writable");
        client.transport().write(source, 0, 1);
        if (source[0].hasRemaining()) {
          client.transport().awaitWritable();
        }
      }
      assertThat(received.get()).isEqualTo(bytes);
      client.transport().close();
    }
    client.expect("closed").exhausted();
  }

  @Test
  void halfCloseByThisSideLeavesInputFlowing() throws Exception {
    Recorder client = connect(toPeer());
    try (Socket server = peer.accept()) {
      client.expect("connected");
      client.transport().shutdownOutput();
      assertThat(server.getInputStream().read()).isEqualTo(-1);
      server.getOutputStream().write(new byte[] {1, 2, 3});
      assertThat(client.input(3)).containsExactly(1, 2, 3);
      server.shutdownOutput();
      client.expect("end");
      client.transport().close();
    }
    client.expect("closed").exhausted();
  }

  @Test
  void halfCloseByThePeerLeavesOutputFlowingAndDoesNotSpin() throws Exception {
    Recorder client = connect(toPeer());
    try (Socket server = peer.accept()) {
      client.expect("connected");
      server.shutdownOutput();
      client.expect("end");
      client.transport().setReading(true); // asks for what has ended
      settle();
      settle();
      SelectionKey key = loop.selector().keys().iterator().next();
      assertThat(key.interestOps() & SelectionKey.OP_READ).isZero();
      client.send(new byte[] {7});
      assertThat(server.getInputStream().read()).isEqualTo(7);
      client.transport().close();
    }
    client.expect("closed").exhausted();
  }

  @Test
  void inputWaitsWhileReadingIsPaused() throws Exception {
    Recorder client = connect(toPeer());
    try (Socket server = peer.accept()) {
      client.expect("connected");
      client.transport().setReading(false);
      settle();
      server.getOutputStream().write(1);
      settle();
      settle();
      assertThat(client.inputSize()).isZero();
      client.transport().setReading(true);
      assertThat(client.input(1)).containsExactly(1);
      client.transport().close();
    }
    client.expect("closed").exhausted();
  }

  @Test
  void resetWhileReadingFailsOnceAndCloses() throws Exception {
    Recorder client = connect(toPeer());
    try (Socket server = peer.accept()) {
      client.expect("connected");
      server.setSoLinger(true, 0);
    }
    client.expect("failed READ", "closed").exhausted();
    assertThat(client.failure())
        .hasMessageStartingWith("the connection to localhost:" + peer.getLocalPort() + " was lost");
    assertThat(client.failure().timedOut()).isFalse();
  }

  @Test
  void resetWhileWritingIsToldToTheWriterAndClosesOnce() throws Exception {
    Recorder client = connect(toPeer());
    try (Socket server = peer.accept()) {
      client.expect("connected");
      client.transport().setReading(false); // nothing but the write can notice
      settle();
      server.setSoLinger(true, 0);
    }
    ByteBuffer[] source = {ByteBuffer.allocate(1 << 20)};
    assertThatThrownBy(
            () -> {
              while (true) {
                source[0].clear();
                client.transport().write(source, 0, 1);
              }
            })
        .isInstanceOfSatisfying(
            TransportException.class, e -> assertThat(e.stage()).isEqualTo(Stage.WRITE))
        .hasMessageContaining("cannot write to localhost:");
    client.transport().close();
    client.expect("closed").exhausted();
  }

  @Test
  void afterCloseOnlyTheEndIsToldAndWritingSaysSo() throws Exception {
    Recorder client = connect(toPeer());
    try (Socket server = peer.accept()) {
      client.expect("connected");
      CountDownLatch closing = new CountDownLatch(1);
      client
          .transport()
          .execute(() -> {
            client.transport().wakeAt(loop.now());
            client.transport().awaitWritable();
            client.transport().close();
            client.transport().close();
            client.exhausted(); // not from within close()
            closing.countDown();
          });
      assertThat(closing.await(20, TimeUnit.SECONDS)).isTrue();
      client.expect("closed");
      assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(
            () -> client.transport().write(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1))
        .isInstanceOf(TransportException.class)
        .hasMessageEndingWith("it is closed here");
    client.transport().setReading(true);
    client.transport().awaitWritable();
    client.transport().shutdownOutput();
    settle();
    client.exhausted();
    assertThat(loop.transportCount()).isZero();
  }

  @Test
  void timerGoesOffOncePerWishAndTheLatestWishCounts() throws Exception {
    Recorder client = connect(toPeer());
    client.expect("connected");
    Transport transport = client.transport();
    transport.execute(() -> {
      transport.wakeAt(loop.now() + TimeUnit.HOURS.toNanos(1));
      transport.wakeAt(loop.now() + TimeUnit.MILLISECONDS.toNanos(5));
    });
    client.expect("timer");
    transport.execute(() -> transport.wakeAt(loop.now()));
    client.expect("timer");
    transport.execute(() -> {
      transport.wakeAt(loop.now());
      transport.wakeAt(Long.MAX_VALUE);
    });
    settle();
    settle();
    client.exhausted();
    transport.close();
    client.expect("closed").exhausted();
  }
}
