package dev.we.net.websocket.transport;

import static dev.we.net.websocket.transport.Certificates.LOCALHOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTransportTest extends LoopTest {

  private static final String TLS_13 = "TLSv1.3";
  private static final String TLS_12 = "TLSv1.2";

  private static Destination toTls(Listener listener, String protocol) throws Exception {
    return to(listener).withTls(tls(null, protocol));
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void bytesComeBackFromAnEcho(String protocol) throws Exception {
    Listener listener = listen(tls(LOCALHOST, protocol), EchoHandler::new);
    Recorder client = connect(toTls(listener, protocol));
    client.expect("connected");
    assertThat(client.transport().tlsSession())
        .isNotNull()
        .satisfies(session -> assertThat(session.getProtocol()).isEqualTo(protocol));
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

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void recordsThatArriveByteByByteAreTheSame(String protocol) throws Exception {
    Listener listener = listen(tls(LOCALHOST, protocol), EchoHandler::new);
    try (ServerSocket between = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Destination there =
          Destination.of("localhost", between.getLocalPort())
              .withTimeouts(LONG, LONG)
              .withTls(tls(null, protocol));
      Recorder client = connect(there);
      try (Socket near = between.accept();
          Socket far = new Socket("localhost", listener.localAddress().getPort())) {
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().start(() -> forwardByteByByte(near, far));
        Thread.ofPlatform().daemon().start(() -> forwardByteByByte(far, near));
        client.expect("connected");
        byte[] bytes = new byte[5000];
        new Random(2).nextBytes(bytes);
        client.send(bytes);
        assertThat(client.input(bytes.length)).isEqualTo(bytes);
        client.transport().shutdownOutput();
        client.expect("end");
        client.transport().close();
      }
      client.expect("closed").exhausted();
    }
  }

  private static void forwardByteByByte(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int value = in.read(); value >= 0; value = in.read()) {
        out.write(value);
      }
      to.shutdownOutput();
    } catch (java.io.IOException e) {
      // One of the ends has closed, as each does in the end.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void writesToAPeerThatDoesNotReadAreTakenInPartAndGoOn(String protocol) throws Exception {
    Listener listener = listen(tls(LOCALHOST, protocol), this::recordAccepted);
    Recorder client = connect(toTls(listener, protocol));
    Recorder server = nextAccepted();
    client.expect("connected");
    server.expect("connected");
    server.transport().setReading(false);
    settle();
    byte[] bytes = new byte[16 << 20];
    new Random(3).nextBytes(bytes);
    ByteBuffer[] source = {ByteBuffer.wrap(bytes)};
    while (client.transport().write(source, 0, 1) > 0) {}
    assertThat(source[0].remaining()).isPositive();
    client.transport().awaitWritable();
    settle();
    client.exhausted();
    server.transport().setReading(true);
    while (source[0].hasRemaining()) {
      client.expect("writable");
      client.transport().write(source, 0, 1);
      client.transport().awaitWritable();
    }
    assertThat(server.input(bytes.length)).isEqualTo(bytes);
    client.expect("writable").exhausted();
    client.transport().close();
    client.expect("closed");
    server.expect("truncated").exhausted();
  }

  @Test
  void manySmallBuffersGoOutInOneRecord() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_13), this::recordAccepted);
    Recorder client = connect(toTls(listener, TLS_13));
    Recorder server = nextAccepted();
    client.expect("connected");
    ByteBuffer[] sources = new ByteBuffer[200];
    for (int i = 0; i < sources.length; i++) {
      sources[i] = ByteBuffer.wrap(new byte[] {(byte) i});
    }
    assertThat(client.transport().write(sources, 0, sources.length)).isEqualTo(sources.length);
    byte[] received = server.input(sources.length);
    for (int i = 0; i < sources.length; i++) {
      assertThat(received[i]).isEqualTo((byte) i);
    }
  }

  @Test
  void tls13ClosesEachDirectionByItself() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_13), this::recordAccepted);
    Recorder client = connect(toTls(listener, TLS_13));
    Recorder server = nextAccepted();
    client.expect("connected").transport().shutdownOutput();
    server.expect("connected", "end");
    byte[] bytes = new byte[100_000];
    server.send(bytes);
    assertThat(client.input(bytes.length)).isEqualTo(bytes);
    assertThatThrownBy(
            () -> client.transport().write(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("cannot write to localhost:");
    server.transport().shutdownOutput();
    client.expect("end");
    client.transport().close();
    server.transport().close();
    client.expect("closed").exhausted();
    server.expect("closed").exhausted();
  }

  /** RFC 5246, section 7.2.1: the other side answers close_notify with its own at once. */
  @Test
  void tls12ClosesBothDirectionsTogether() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_12), this::recordAccepted);
    Recorder client = connect(toTls(listener, TLS_12));
    Recorder server = nextAccepted();
    client.expect("connected");
    client.send(new byte[] {1, 2, 3});
    client.transport().shutdownOutput();
    assertThat(server.input(3)).hasSize(3);
    server.expect("connected", "end");
    client.expect("end");
    client.transport().close();
    server.transport().close();
    client.expect("closed").exhausted();
    server.expect("closed").exhausted();
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void endOfTcpWithoutCloseNotifyIsTruncation(String protocol) throws Exception {
    Listener listener = listen(tls(LOCALHOST, protocol), this::recordAccepted);
    Recorder client = connect(toTls(listener, protocol));
    Recorder server = nextAccepted();
    client.expect("connected");
    server.expect("connected");
    client.send(new byte[] {1});
    server.input(1);
    client.transport().close();
    server.expect("truncated");
    server.transport().close();
    client.expect("closed").exhausted();
    server.expect("closed").exhausted();
  }

  /** The first bytes of the peer come in the flight that ends its handshake. */
  @Test
  void bytesBehindTheHandshakeAreDelivered() throws Exception {
    byte[] greeting = "hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Listener listener =
        listen(
            tls(LOCALHOST, TLS_13),
            () -> {
              Recorder server =
                  new Recorder() {
                    @Override
                    public void onConnected(Transport connected) {
                      super.onConnected(connected);
                      try {
                        connected.write(new ByteBuffer[] {ByteBuffer.wrap(greeting)}, 0, 1);
                      } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                      }
                    }
                  };
              accepted.add(server);
              return server;
            });
    for (int i = 0; i < 20; i++) {
      Recorder client =
          new Recorder() {
            @Override
            public void onConnected(Transport connected) {
              super.onConnected(connected);
              try {
                connected.write(new ByteBuffer[] {ByteBuffer.wrap(greeting)}, 0, 1);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
          };
      loop.connect(toTls(listener, TLS_13), client);
      assertThat(client.input(greeting.length)).isEqualTo(greeting);
      assertThat(nextAccepted().input(greeting.length)).isEqualTo(greeting);
    }
  }

  /** One thread writes for ever while the loop unwraps what comes, both on one engine. */
  @Test
  void writingAndReadingAtOnceFromDifferentThreads() throws Exception {
    Recorder client = connect(toTls(listen(tls(LOCALHOST, TLS_13), EchoHandler::new), TLS_13));
    client.expect("connected");
    byte[] bytes = new byte[24 << 20];
    new Random(4).nextBytes(bytes);
    FutureTask<Void> writer =
        new FutureTask<>(() -> {
          for (int at = 0; at < bytes.length; at += 50_000) {
            client.send(Arrays.copyOfRange(bytes, at, Math.min(at + 50_000, bytes.length)));
          }
          return null;
        });
    Thread.ofPlatform().daemon().start(writer);
    byte[] received = client.input(bytes.length);
    writer.get();
    assertThat(received).isEqualTo(bytes);
  }

  /** RFC 8446, section 4.6.3: the reply to update_requested goes out while the writer writes. */
  @Test
  void keyUpdatesThatAskForAReplyAreAnswered() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_13), EchoHandler::new);
    try (SSLSocket peer =
        (SSLSocket)
            Certificates.context(null)
                .getSocketFactory()
                .createSocket("localhost", listener.localAddress().getPort())) {
      byte[] bytes = new byte[20_000];
      for (int round = 0; round < 50; round++) {
        new Random(round).nextBytes(bytes);
        peer.startHandshake(); // with TLS 1.3 this is a key update with update_requested
        peer.getOutputStream().write(bytes);
        assertThat(peer.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      }
      peer.shutdownOutput();
      assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void keyUpdatesWithoutEndAreNotAnsweredForEver() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_13), this::recordAccepted);
    try (SSLSocket peer =
        (SSLSocket) Certificates.context(null).getSocketFactory().createSocket()) {
      peer.connect(listener.localAddress());
      peer.setSoTimeout((int) LONG.toMillis());
      peer.startHandshake();
      Recorder server = nextAccepted().expect("connected");
      try {
        for (int i = 0; i < 100; i++) {
          peer.startHandshake();
        }
      } catch (java.io.IOException cutOff) {
        // It may notice while it still asks.
      }
      server.expect("failed TLS");
      assertThat(server.failure())
          .hasMessageEndingWith("failed: it asks for new keys again and again");
    }
  }

  @Test
  void renegotiationOfTls12IsRefused() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_12), this::recordAccepted);
    try (SSLSocket peer =
        (SSLSocket)
            Certificates.context(null)
                .getSocketFactory()
                .createSocket("localhost", listener.localAddress().getPort())) {
      peer.startHandshake();
      peer.getOutputStream().write(1);
      Recorder server = nextAccepted().expect("connected");
      server.input(1);
      assertThatThrownBy(
              () -> {
                peer.startHandshake();
                peer.getInputStream().read();
              })
          .isInstanceOf(java.io.IOException.class);
      server.expect("failed TLS");
      assertThat(server.failure())
          .hasMessageEndingWith("failed: it asks for renegotiation, which is not done here");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void idleConnectionsHoldNoBuffers(String protocol) throws Exception {
    Listener listener = listen(tls(LOCALHOST, protocol), EchoHandler::new);
    for (int i = 0; i < 20; i++) {
      Recorder client = connect(toTls(listener, protocol));
      client.expect("connected").send(new byte[100]);
      client.input(100);
    }
    settle();
    assertThat(loop.tlsBuffers().records().lent()).isZero();
    assertThat(loop.tlsBuffers().output().lent()).isZero();
  }

  @Test
  void resetWhileOpenFailsOnceAndCloses() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_13), this::recordAccepted);
    SSLSocket peer =
        (SSLSocket)
            Certificates.context(null)
                .getSocketFactory()
                .createSocket(
                    new Socket("localhost", listener.localAddress().getPort()),
                    "localhost",
                    1,
                    false);
    peer.startHandshake();
    Recorder server = nextAccepted().expect("connected");
    peer.getOutputStream().write(1);
    server.input(1);
    server.transport().setReading(false);
    settle();
    peer.setSoLinger(true, 0);
    peer.close();
    server.transport().setReading(true);
    String how = server.events.take();
    assertThat(how)
        .isIn("failed READ", "truncated", "end"); // the JDK's close may send an alert first
    server.transport().close();
  }

  @Test
  void recordThatIsForgedFailsWithTls() throws Exception {
    Listener listener = listen(tls(LOCALHOST, TLS_13), this::recordAccepted);
    Socket tcp = new Socket("localhost", listener.localAddress().getPort());
    try (tcp) {
      SSLSocket peer =
          (SSLSocket)
              Certificates.context(null)
                  .getSocketFactory()
                  .createSocket(tcp, "localhost", 1, false);
      peer.startHandshake();
      Recorder server = nextAccepted().expect("connected");
      tcp.getOutputStream().write(new byte[] {23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
      tcp.getOutputStream().write(new byte[10]);
      server.expect("failed TLS");
      assertThat(server.failure()).hasMessageStartingWith("TLS with 127.0.0.1:");
      assertThatThrownBy(
              () -> server.transport().write(new ByteBuffer[] {ByteBuffer.allocate(1)}, 0, 1))
          .isInstanceOf(TransportException.class);
      assertThatThrownBy(() -> peer.getInputStream().read()).hasMessageContaining("bad_record_mac");
      tcp.close();
      server.expect("closed").exhausted();
    }
  }
}
