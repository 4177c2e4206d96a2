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
import org.junit.jupiter.api.Test;

class ConnectingTest extends LoopTest {

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

  /** A full accept queue swallows what comes after, as a firewall does. */
  @Test
  void silenceRunsIntoTheConnectDeadline() throws Exception {
    List<SocketChannel> fillers = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 4; i++) {
        SocketChannel filler = SocketChannel.open();
        fillers.add(filler);
        filler.configureBlocking(false);
        filler.connect(full.getLocalSocketAddress());
      }
      Recorder client =
          connect(
              Destination.of("127.0.0.1", full.getLocalPort())
                  .withTimeouts(LONG, Duration.ofMillis(100)));
      client.expect("failed CONNECT", "closed").exhausted();
      assertThat(client.failure().timedOut()).isTrue();
      assertThat(client.failure())
          .hasMessage("no answer from 127.0.0.1:" + full.getLocalPort() + " within 0.1 s");
    } finally {
      for (SocketChannel filler : fillers) {
        filler.close();
      }
    }
  }

  @Test
  void cancelledAttemptIsClosedAndNotFailed() throws Exception {
    List<SocketChannel> fillers = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 4; i++) {
        SocketChannel filler = SocketChannel.open();
        fillers.add(filler);
        filler.configureBlocking(false);
        filler.connect(full.getLocalSocketAddress());
      }
      Recorder client = new Recorder();
      ConnectAttempt attempt =
          loop.connect(Destination.of("127.0.0.1", full.getLocalPort()), client);
      settle();
      assertThat(loop.transportCount()).isEqualTo(1);
      attempt.cancel();
      attempt.cancel();
      client.expect("closed").exhausted();
      assertThat(loop.transportCount()).isZero();
    } finally {
      for (SocketChannel filler : fillers) {
        filler.close();
      }
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
