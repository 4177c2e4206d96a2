package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ProxyOptionTest {
  private static final String SECRET = "hunter2hunter2";

  @Test
  void connectGoesThroughTheProxy() throws Exception {
    try (Serving server = new Serving("--port", "0");
        OneWay proxy = new OneWay(server.port())) {
      Run run =
          Run.withInput(
              "hello\n",
              "connect",
              "--wait",
              "1",
              "--proxy",
              "http://me:" + SECRET + "@127.0.0.1:" + proxy.port(),
              "ws://server.invalid/");
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).contains("hello");
      assertThat(run.exitCode()).isZero();
      assertThat(proxy.asked.join())
          .startsWith("CONNECT server.invalid:80 HTTP/1.1\r\n")
          .contains("\r\nProxy-Authorization: Basic bWU6aHVudGVyMmh1bnRlcjI=\r\n");
    }
  }

  @Test
  void whatIsNoProxyIsNamedAndTheSecretIsNot() throws Exception {
    try (Serving server = new Serving("--port", "0")) {
      for (String scheme : new String[] {"http", "socks5"}) {
        String proxy = scheme + "://me:" + SECRET + "@127.0.0.1:" + server.port();
        Run run = Run.we("connect", "--proxy", proxy, "ws://server.invalid/");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
            .startsWith(
                "we connect: the proxy 127.0.0.1:"
                    + server.port()
                    + " on the way to server.invalid:80: it")
            .doesNotContain(SECRET);
        assertThat(run.err().lines()).hasSize(1);
      }
    }
  }

  @Test
  void capitalsUnderscoresAndPercentSignsAreRead() {
    Run named = Run.we("connect", "--proxy", "HTTP://no_such_proxy:3128", "ws://server.invalid/");
    assertThat(named.err()).contains("no such host: no_such_proxy");
    Run decoded =
        Run.we("connect", "--proxy", "http://a%3Ab:" + SECRET + "@127.0.0.1:1", "ws://x.invalid/");
    assertThat(decoded.exitCode()).isEqualTo(2);
    assertThat(decoded.err()).contains("must not have a colon").doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy:8080",
        "http://:" + SECRET + "@:1",
        "http://" + SECRET + "/@127.0.0.1:1",
        "http://127.0.0.1",
        "https://me:" + SECRET + "@127.0.0.1:1",
        "http://me:" + SECRET + "@127.0.0.1:1/path",
        "http://me:" + SECRET + "@127.0.0.1:1?query",
        "http://" + SECRET + "@127.0.0.1:1",
        "http://me:" + SECRET + "%00@127.0.0.1:1",
        "http://me:" + SECRET + "@127.0.0.1:99999",
        "http://me:" + SECRET + " @127.0.0.1:1",
        "socks4://127.0.0.1:1",
        "",
      })
  void anythingElseIsAMistakeOfTheUser(String proxy) {
    Run run = Run.we("connect", "--proxy", proxy, "ws://server.invalid/");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("proxy").doesNotContain(SECRET);
  }

  /** A proxy for one connection, which leads to one port whatever was asked for. */
  private static final class OneWay implements AutoCloseable {
    final CompletableFuture<String> asked = new CompletableFuture<>();
    private final ServerSocket listening;

    OneWay(int to) throws IOException {
      listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread.ofVirtual()
          .start(() -> {
            try (Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to)) {
              asked.complete(head(client.getInputStream()));
              client
                  .getOutputStream()
                  .write("HTTP/1.0 200 So be it\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              Thread back = Thread.ofVirtual().start(() -> pass(server, client));
              pass(client, server);
              back.join();
            } catch (IOException | InterruptedException e) {
              asked.completeExceptionally(e);
            }
          });
    }

    private static String head(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      for (int next = in.read(); next >= 0; next = in.read()) {
        head.append((char) next);
        if (head.indexOf("\r\n\r\n") >= 0) {
          break;
        }
      }
      return head.toString();
    }

    private static void pass(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
      } catch (IOException e) {
        // One of the two has gone.
      }
    }

    int port() {
      return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
