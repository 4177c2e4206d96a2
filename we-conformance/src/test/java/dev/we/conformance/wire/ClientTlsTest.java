package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.conformance.tls.Certificate;
import dev.we.net.websocket.ConnectFailedException;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that was told nothing verifies whom it talks to, and only one word turns it off. */
@ExtendWith(NothingIsLeft.class)
class ClientTlsTest {
  /** Of this machine, as all of 127.0.0.0/8, and not in the certificate. */
  private static final String OTHER_HOST = "127.0.0.2";

  /** Some systems give the loopback one address only. */
  private static void assumeThereIsAnotherHost() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(OTHER_HOST, 0));
    } catch (IOException e) {
      Assumptions.abort("this system has no " + OTHER_HOST + ": " + e.getMessage());
    }
  }

  private static WebSocketServer serve(String host, AtomicBoolean reached) throws Exception {
    return WebSocketServer.builder()
        .tls(Certificate.shared().tls())
        .anyPath(request -> {
          reached.set(true);
          return HandshakeAnswer.accept(new WebSocketListener() {});
        })
        .bind(host, 0);
  }

  private static void refuses(WebSocketClient.Builder settings, String host, String why)
      throws Exception {
    AtomicBoolean reached = new AtomicBoolean();
    try (WebSocketServer server = serve(host, reached);
        WebSocketClient client = settings.build()) {
      URI uri = URI.create("wss://" + host + ":" + server.port() + "/");
      assertThatThrownBy(() -> client.open(uri).close())
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining(why);
    }
    assertThat(reached).as("a request was sent to somebody not verified").isFalse();
  }

  @Test
  void aClientWithoutSettingsRefusesACertificateThatNobodySigned() throws Exception {
    refuses(WebSocketClient.builder(), "localhost", "its certificate is not trusted");
  }

  @Test
  void neitherLimitsNorRedirectsNorVersionsWeakenIt() throws Exception {
    WebSocketClient.Builder settings =
        WebSocketClient.builder()
            .limits(Limits.builder().tlsTimeout(Limits.NO_TIMEOUT).build())
            .maxRedirects(10)
            .tls(Tls.defaults().withProtocols("TLSv1.2").withClientAuth(Tls.ClientAuth.WANTED));
    refuses(settings, "localhost", "its certificate is not trusted");
  }

  /** Trusting a certificate does not make it right for another name. */
  @Test
  void aTrustedCertificateForAnotherHostIsRefused() throws Exception {
    assumeThereIsAnotherHost();
    refuses(
        WebSocketClient.builder().tls(Certificate.shared().tls()),
        OTHER_HOST,
        "its certificate is for another host");
  }

  /** Every way to make settings but the one that says so in its name verifies the host. */
  @Test
  void onlyOneMethodTurnsTheVerificationOfTheHostOff() throws Exception {
    Tls tls = Tls.defaults();
    assertThat(
            List.of(
                tls,
                Tls.of(tls.context()),
                tls.withProtocols("TLSv1.3"),
                tls.withCiphers("TLS_AES_128_GCM_SHA256"),
                tls.withClientAuth(Tls.ClientAuth.NEEDED)))
        .allMatch(Tls::verifyHostName);
    assertThat(tls.withoutHostNameVerification().verifyHostName()).isFalse();
    // A method that is added shows up here, and has to be thought about above.
    Set<String> makers =
        Arrays.stream(Tls.class.getDeclaredMethods())
            .filter(method -> method.getReturnType() == Tls.class && !method.isSynthetic())
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(makers)
        .containsExactlyInAnyOrder(
            "defaults",
            "of",
            "withProtocols",
            "withCiphers",
            "withClientAuth",
            "withoutHostNameVerification");
  }

  /** The JDK has a property that turns the check off in its own HTTP client; not in this one. */
  @Test
  void noSystemPropertyOfTheHttpClientTurnsItOff() throws Exception {
    assumeThereIsAnotherHost();
    String property = "jdk.internal.httpclient.disableHostnameVerification";
    System.setProperty(property, "true");
    try {
      refuses(
          WebSocketClient.builder().tls(Certificate.shared().tls()),
          OTHER_HOST,
          "its certificate is for another host");
    } finally {
      System.clearProperty(property);
    }
  }
}
