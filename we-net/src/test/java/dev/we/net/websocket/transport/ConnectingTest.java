package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.transport.TransportException.Stage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectingTest extends LoopTest {

  private final List<SocketChannel> fillers = new ArrayList<>();

  /** Fills the accept queue of a socket: what comes after is swallowed, as by a firewall. */
  private void fill(ServerSocket full) throws Exception {
    for (int i = 0; i < 4; i++) {
      SocketChannel filler = SocketChannel.open();
      fillers.add(filler);
      filler.configureBlocking(false);
      filler.connect(full.getLocalSocketAddress());
    }
  }

  @AfterEach
  void closeFillers() throws Exception {
    for (SocketChannel filler : fillers) {
      filler.close();
    }
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void refusedConnectionNamesHostAndPort() throws Exception {
    int port = closedPort();
    Recorder client = connect(Destination.of("127.0.0.1", port));
    client.expect("failed CONNECT", "closed").exhausted();
    assertThat(client.failure())
        .hasMessage("cannot connect to 127.0.0.1:" + port + ": Connection refused");
    assertThat(client.failure().timedOut()).isFalse();
  }

  @Test
  void everyAddressOfTheNameIsTriedAndEachFailureTold() throws Exception {
    Recorder client = connect(Destination.of("localhost", closedPort()));
    client.expect("failed CONNECT", "closed").exhausted();
    for (InetAddress address : InetAddress.getAllByName("localhost")) {
      assertThat(client.failure()).hasMessageContaining(address.getHostAddress() + ": ");
    }
  }

  @Test
  void nameThatNobodyHasIsNoSuchHost() throws Exception {
    Recorder client = connect(Destination.of("nonexistent.invalid", 80));
    client.expect("failed NAME_LOOKUP", "closed").exhausted();
    assertThat(client.failure()).hasMessage("no such host: nonexistent.invalid");
  }

  @Test
  void colonsThatMakeNoAddressAreNotLookedUp() throws Exception {
    Recorder client = connect(Destination.of("[::12345]", 80));
    client.expect("failed NAME_LOOKUP", "closed").exhausted();
    assertThat(client.failure()).hasMessage("::12345 is not an IPv6 address");
  }

  private Recorder connect(Destination to, Connecting.Resolver resolver) {
    Recorder client = new Recorder();
    loop.connect(new Connecting(loop, to, client, resolver));
    return client;
  }

  @Test
  void lateAnswerOfTheNameServiceIsDropped() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    Recorder client =
        connect(
            Destination.of("slow.example", 80).withTimeouts(Duration.ofMillis(50), LONG),
            host -> {
              asked.countDown();
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              answered.countDown();
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            });
    client.expect("failed NAME_LOOKUP", "closed");
    assertThat(client.failure().timedOut()).isTrue();
    assertThat(client.failure())
        .hasMessage("finding the address of slow.example took longer than 0.05 s");
    asked.await();
    answer.countDown();
    answered.await();
    settle();
    client.exhausted();
  }

  @Test
  void nextAddressIsTriedWhenOneRefuses() throws Exception {
    Listener listener = listen(null, EchoHandler::new);
    InetAddress elsewhere = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
    Recorder client =
        connect(
            to(listener), host -> new InetAddress[] {elsewhere, InetAddress.getLoopbackAddress()});
    client.expect("connected");
    assertThat(client.transport().remoteAddress()).isEqualTo(listener.localAddress());
  }

  @Test
  void addressThatIsSilentLeavesTimeForTheNext() throws Exception {
    Listener listener = listen(null, EchoHandler::new);
    InetAddress silent = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
    try (ServerSocket full = new ServerSocket(listener.localAddress().getPort(), 1, silent)) {
      fill(full);
      Recorder client =
          connect(
              to(listener).withTimeouts(LONG, Duration.ofSeconds(1)),
              host -> new InetAddress[] {silent, InetAddress.getLoopbackAddress()});
      client.expect("connected");
    }
  }

  @Test
  void silenceRunsIntoTheConnectDeadline() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full);
      Recorder client =
          connect(
              Destination.of("127.0.0.1", full.getLocalPort())
                  .withTimeouts(LONG, Duration.ofMillis(100)));
      client.expect("failed CONNECT", "closed").exhausted();
      assertThat(client.failure().timedOut()).isTrue();
      assertThat(client.failure())
          .hasMessage("no answer from 127.0.0.1:" + full.getLocalPort() + " within 0.1 s");
    }
  }

  @Test
  void cancelledAttemptIsClosedAndNotFailed() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(full);
      Recorder client = new Recorder();
      ConnectAttempt attempt =
          loop.connect(Destination.of("127.0.0.1", full.getLocalPort()), client);
      settle();
      assertThat(loop.transportCount()).isEqualTo(1);
      attempt.cancel();
      attempt.cancel();
      client.expect("closed").exhausted();
      assertThat(loop.transportCount()).isZero();
    }
  }

  @Test
  void attemptCancelledBeforeItBeganIsClosed() throws Exception {
    Recorder client = new Recorder();
    loop.execute(() -> loop.connect(Destination.of("127.0.0.1", 1), client).cancel());
    client.expect("closed").exhausted();
    settle();
    assertThat(loop.transportCount()).isZero();
  }

  @Test
  void connectsFromTheAddressGivenAndKnowsBothEnds() throws Exception {
    Listener listener = listen(null, this::recordAccepted);
    InetAddress own = InetAddress.getByName("127.0.0.7");
    Recorder client = connect(to(listener).withLocalAddress(new InetSocketAddress(own, 0)));
    client.expect("connected");
    Recorder server = nextAccepted().expect("connected");
    assertThat(server.transport().remoteAddress().getAddress()).isEqualTo(own);
    assertThat(client.transport().localAddress()).isEqualTo(server.transport().remoteAddress());
    assertThat(client.transport().remoteAddress()).isEqualTo(listener.localAddress());
  }

  @Test
  void destinationsOutOfRangeAreTheCallersFault() {
    assertThatThrownBy(() -> Destination.of("h", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Destination.of("", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Destination.of("h", 1).withTimeouts(Duration.ZERO, LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Destination.of("[::1]", 1)).hasToString("[::1]:1");
    assertThat(new TransportException(Stage.READ, "x", null).stage()).isEqualTo(Stage.READ);
  }
}
