package dev.we.net.websocket.transport;

import static dev.we.net.websocket.transport.Certificates.EXPIRED;
import static dev.we.net.websocket.transport.Certificates.LOCALHOST;
import static dev.we.net.websocket.transport.Certificates.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.transport.TlsSettings.ClientAuthentication;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsHandshakeTest extends LoopTest {

  private static final String TLS_13 = "TLSv1.3";
  private static final String TLS_12 = "TLSv1.2";

  private Recorder failing(Destination to) throws Exception {
    Recorder client = connect(to);
    client.expect("failed TLS", "closed").exhausted();
    assertThat(client.failure()).hasMessageContaining(to.toString());
    assertThat(client.failure().getMessage()).doesNotContain("\n");
    return client;
  }

  private Listener listening(String alias, String protocol) throws Exception {
    return listen(tls(alias, protocol), this::recordAccepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void certificateForAnotherHostIsRefused(String protocol) throws Exception {
    Listener listener = listening(LOCALHOST, protocol);
    Destination byAddress =
        Destination.of("127.0.0.1", listener.localAddress().getPort()).withTls(tls(null, protocol));
    assertThat(failing(byAddress).failure())
        .hasMessageContaining("its certificate is for another host")
        .hasMessageContaining("127.0.0.1");
    Recorder server = nextAccepted().expect("failed TLS", "closed");
    assertThat(server.failure()).hasMessageContaining("it refused with the alert");
    // The same is welcome where names are not verified.
    Recorder client = connect(byAddress.withTls(tls(null, protocol).withVerifyHostName(false)));
    client.expect("connected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a_container", "xn--.example", "-.example"})
  void nameThatServerNameIndicationDoesNotHaveGoesUnsaid(String host) throws Exception {
    TlsSettings settings = tls(null, TLS_13);
    SSLEngine engine = TlsEngines.forClient(settings, Destination.of(host, 443));
    assertThat(engine.getSSLParameters().getServerNames()).isEmpty();
    assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
    SSLEngine named = TlsEngines.forClient(settings, Destination.of("a.example", 443));
    assertThat(named.getSSLParameters().getServerNames())
        .containsExactly(new SNIHostName("a.example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void certificateOfAStrangerIsRefused(String protocol) throws Exception {
    Listener listener = listening(STRANGER, protocol);
    assertThat(failing(to(listener).withTls(tls(null, protocol))).failure())
        .hasMessageContaining("its certificate is not trusted");
    nextAccepted().expect("failed TLS", "closed").exhausted();
  }

  @ParameterizedTest
  @ValueSource(strings = {TLS_13, TLS_12})
  void expiredCertificateIsRefused(String protocol) throws Exception {
    Listener listener = listening(EXPIRED, protocol);
    assertThat(failing(to(listener).withTls(tls(null, protocol))).failure())
        .hasMessageContaining("its certificate has expired");
    nextAccepted().expect("failed TLS", "closed").exhausted();
  }

  @Test
  void noCommonProtocolVersionIsToldToBoth() throws Exception {
    Listener listener = listening(LOCALHOST, TLS_13);
    assertThat(failing(to(listener).withTls(tls(null, TLS_12))).failure())
        .hasMessageContaining("it refused with the alert protocol_version");
    nextAccepted().expect("failed TLS", "closed").exhausted();
  }

  @Test
  void clientCertificateReachesTheServerThatNeedsIt() throws Exception {
    Listener listener =
        listen(
            tls(LOCALHOST, TLS_13).withClientAuthentication(ClientAuthentication.NEED),
            this::recordAccepted);
    connect(to(listener).withTls(tls(LOCALHOST, TLS_13))).expect("connected");
    Recorder server = nextAccepted().expect("connected");
    var session = server.transport().tlsSession();
    assertThat(session).isNotNull();
    if (session != null) {
      assertThat(session.getPeerPrincipal().getName()).isEqualTo("CN=localhost");
    }
  }

  @Test
  void absentClientCertificateIsToldToBothWithTls12() throws Exception {
    Listener listener =
        listen(
            tls(LOCALHOST, TLS_12).withClientAuthentication(ClientAuthentication.NEED),
            this::recordAccepted);
    assertThat(failing(to(listener).withTls(tls(null, TLS_12))).failure())
        .hasMessageContaining("it refused with the alert");
    assertThat(nextAccepted().expect("failed TLS", "closed").failure())
        .hasMessageContaining("it has sent no certificate, which is required here");
  }

  /** With TLS 1.3 the client has finished before the server looks at its certificate. */
  @Test
  void absentClientCertificateIsToldToBothWithTls13() throws Exception {
    Listener listener =
        listen(
            tls(LOCALHOST, TLS_13).withClientAuthentication(ClientAuthentication.NEED),
            this::recordAccepted);
    Recorder client = connect(to(listener).withTls(tls(null, TLS_13)));
    client.expect("connected");
    assertThat(nextAccepted().expect("failed TLS", "closed").failure())
        .hasMessageContaining("it has sent no certificate, which is required here");
    client.expect("failed TLS", "closed").exhausted();
    assertThat(client.failure()).hasMessageContaining("it refused with the alert");
  }

  @Test
  void absentClientCertificateIsWelcomeWhereOneIsOnlyWanted() throws Exception {
    Listener listener =
        listen(
            tls(LOCALHOST, TLS_13).withClientAuthentication(ClientAuthentication.WANT),
            this::recordAccepted);
    connect(to(listener).withTls(tls(null, TLS_13))).expect("connected").send(new byte[1]);
    nextAccepted().expect("connected").input(1);
  }

  @Test
  void serverLearnsTheNameThatTheClientWants() throws Exception {
    Listener listener = listening(LOCALHOST, TLS_13);
    connect(to(listener).withTls(tls(null, TLS_13))).expect("connected");
    Recorder server = nextAccepted().expect("connected");
    assertThat(server.transport().tlsSession())
        .isInstanceOfSatisfying(
            ExtendedSSLSession.class,
            session -> assertThat(session.getRequestedServerNames()).hasSize(1));
  }

  @Test
  void plainBytesToATlsServerAreNamed() throws Exception {
    Listener listener = listening(LOCALHOST, TLS_13);
    try (Socket peer = new Socket("localhost", listener.localAddress().getPort())) {
      peer.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      Recorder server = nextAccepted().expect("failed TLS");
      assertThat(server.failure())
          .hasMessageContaining("it does not speak TLS: a record begins with \"GET /\"");
      peer.shutdownOutput();
      peer.getInputStream().readAllBytes(); // ends, and not by a reset
      server.expect("closed").exhausted();
    }
  }

  @Test
  void plainServerIsNamedToATlsClient() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Recorder client =
          connect(Destination.of("localhost", peer.getLocalPort()).withTls(tls(null, TLS_13)));
      try (Socket server = peer.accept()) {
        server.getOutputStream().write("HTTP/1.1 400\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.expect("failed TLS");
        assertThat(client.failure())
            .hasMessageContaining("it does not speak TLS: a record begins with \"HTTP/\"");
      }
      client.expect("closed").exhausted();
    }
  }

  @Test
  void silentServerRunsIntoTheDeadline() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      TlsSettings hasty = tls(null, TLS_13).withHandshakeTimeout(Duration.ofMillis(50));
      Recorder client = failing(Destination.of("localhost", peer.getLocalPort()).withTls(hasty));
      assertThat(client.failure().timedOut()).isTrue();
      assertThat(client.failure()).hasMessageStartingWith("no TLS handshake with localhost:");
      assertThat(client.failure()).hasMessageEndingWith("within 0.05 s");
    }
  }

  @Test
  void silentClientRunsIntoTheDeadlineToo() throws Exception {
    Listener listener =
        listen(
            tls(LOCALHOST, TLS_13).withHandshakeTimeout(Duration.ofMillis(50)),
            this::recordAccepted);
    try (Socket peer = new Socket("localhost", listener.localAddress().getPort())) {
      Recorder server = nextAccepted().expect("failed TLS", "closed");
      assertThat(server.failure().timedOut()).isTrue();
      assertThat(peer.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void endOfStreamAndResetDuringTheHandshakeFailOnce() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Destination there =
          Destination.of("localhost", peer.getLocalPort()).withTls(tls(null, TLS_13));
      Recorder ended = connect(there);
      try (Socket server = peer.accept()) {
        server.getInputStream().read();
        server.shutdownOutput();
        ended.expect("failed TLS", "closed").exhausted();
      }
      assertThat(ended.failure())
          .hasMessageEndingWith("closed the connection during the TLS handshake");
      Recorder reset = connect(there);
      try (Socket server = peer.accept()) {
        server.getInputStream().read();
        server.setSoLinger(true, 0);
      }
      reset.expect("failed TLS", "closed").exhausted();
      assertThat(reset.failure()).hasMessageEndingWith("during the TLS handshake");
    }
  }

  @Test
  void handshakeCanBeCancelled() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Recorder client = new Recorder();
      ConnectAttempt attempt =
          loop.connect(
              Destination.of("localhost", peer.getLocalPort()).withTls(tls(null, TLS_13)), client);
      try (Socket server = peer.accept()) {
        server.getInputStream().read();
        attempt.cancel();
        attempt.cancel();
        client.expect("closed").exhausted();
      }
    }
  }

  @Test
  void settingsThatCannotWorkAreTheCallersFault() throws Exception {
    TlsSettings unknown = tls(LOCALHOST, "TLSv9");
    assertThatThrownBy(
            () -> loop.connect(Destination.of("localhost", 1).withTls(unknown), new Recorder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLSv9");
    assertThatThrownBy(() -> listen(unknown, EchoHandler::new))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tls(null, TLS_13).withProtocols(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
