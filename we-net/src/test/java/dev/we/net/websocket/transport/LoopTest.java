package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A loop per test, which is closed after it and must then have let go of everything. All tests run
 * over the JDK's channels, and over epoll.
 */
@ParameterizedClass
@MethodSource("dev.we.net.websocket.transport.Sockets#here")
abstract class LoopTest {

  static final Duration LONG = Duration.ofSeconds(Recorder.PATIENCE_SECONDS);
  static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Parameter Sockets sockets = Sockets.JDK;

  EventLoop loop = EventLoop.start("unused", sockets.provider());

  /** The handlers of accepted connections, in order. */
  final LinkedBlockingQueue<Recorder> accepted = new LinkedBlockingQueue<>();

  @BeforeEach
  void startLoop() {
    loop.close();
    loop = EventLoop.start(getClass().getSimpleName(), sockets.provider());
  }

  @AfterEach
  void everythingIsGivenBack() {
    loop.close();
    assertThat(loop.transportCount()).isZero();
    assertThat(loop.tlsBuffers().records().lent()).isZero();
    assertThat(loop.tlsBuffers().output().lent()).isZero();
    assertThat(loop.timers().size()).isZero();
  }

  Recorder nextAccepted() throws InterruptedException {
    Recorder server = accepted.poll(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(server).isNotNull();
    return server == null ? new Recorder() : server;
  }

  Recorder recordAccepted() {
    Recorder server = new Recorder();
    accepted.add(server);
    return server;
  }

  Listener listen(@Nullable TlsSettings tls, Supplier<? extends TransportHandler> handlers)
      throws Exception {
    return loop.listen(ANY_PORT, 50, tls, handlers);
  }

  static Destination to(Listener listener) {
    return Destination.of("localhost", listener.localAddress().getPort()).withTimeouts(LONG, LONG);
  }

  Recorder connect(Destination to) {
    Recorder client = new Recorder();
    loop.connect(to, client);
    return client;
  }

  /** Waits until the loop has done all that it was given so far. */
  void settle() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    loop.execute(reached::countDown);
    assertThat(reached.await(Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  static TlsSettings tls(@Nullable String alias, String protocol) throws Exception {
    return TlsSettings.of(Certificates.context(alias))
        .withProtocols(List.of(protocol))
        .withHandshakeTimeout(LONG);
  }
}
