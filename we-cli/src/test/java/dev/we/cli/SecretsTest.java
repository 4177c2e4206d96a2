package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command is given as a secret comes out nowhere, whatever goes wrong with it. */
class SecretsTest {
  private static final String SECRET = "hunter2hunter2";

  private static void tellsNothing(Run run) {
    assertThat(run.out() + run.err()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ws://me:" + SECRET + "@localhost:1/",
        "ws://me:" + SECRET + "/2@localhost:1/",
        "ws://localhost:1/?token=" + SECRET,
        "ws://localhost:1/?token=" + SECRET + "#fragment",
        "ws://localhost:1/?token=" + SECRET + "&a b",
        "ws://localhost:99999/?token=" + SECRET,
        "ftp://localhost/?token=" + SECRET,
        "ws://host.invalid/?token=" + SECRET,
      })
  void aUrlThatFailsIsToldWithoutQueryAndUser(String url) {
    Run plain = Run.we("connect", url);
    assertThat(plain.exitCode()).isNotZero();
    tellsNothing(plain);
    tellsNothing(Run.we("connect", "--json", url));
    tellsNothing(Run.we("flood", url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer " + SECRET,
        "Authorization: Bearer " + SECRET + "\u0001",
        "Authorization Bearer " + SECRET,
        "Authorization Bearer " + SECRET + ": x",
        "Sec-WebSocket-Key: " + SECRET,
      })
  void aHeaderIsNeverRepeated(String header) {
    Run run = Run.we("connect", "-H", header, "ws://localhost:1/");
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).isNotEmpty();
    tellsNothing(run);
    tellsNothing(Run.we("connect", "--json", "-H", header, "ws://localhost:1/"));
  }

  @Test
  void aHeaderWithoutItsQuotesIsNotRepeated() {
    for (String command : new String[] {"connect", "echo-client", "flood", "autobahn"}) {
      Run run = Run.we(command, "-H", "Authorization:", "Bearer", SECRET, "ws://localhost:1/");
      assertThat(run.exitCode()).isEqualTo(2);
      tellsNothing(run);
      tellsNothing(Run.we(command, "-H", "Authorization:", SECRET));
    }
    Run run = Run.we("connect", "-H", "Authorization:", "Bearer", SECRET, "ws://localhost:1/");
    assertThat(run.err())
        .contains("2 words too many; what has spaces needs quotes, as in -H 'Name: value'");
    tellsNothing(Run.we("connect", "ws://localhost:1/", "--token=" + SECRET));
    assertThat(Run.we("connect", "ws://localhost:1/", "--token=" + SECRET).err())
        .contains("unknown option '--token'");
    tellsNothing(Run.we("connect", "ws://localhost:1/", "-x" + SECRET));
  }

  @Test
  void theEventsOfAConnectionTellNeitherTheQueryNorTheRequestsHeaders() throws Exception {
    try (Serving server = new Serving("--port", "0")) {
      Run run =
          Run.withInput(
              "hello\n",
              "connect",
              "--json",
              "-H",
              "Authorization: Bearer " + SECRET,
              "-H",
              "Cookie: " + SECRET,
              server.url() + "?token=" + SECRET);
      assertThat(run.out()).contains("\"event\":\"open\"", "?...\"", "hello");
      tellsNothing(run);
    }
  }

  /** Neither the bytes of a key that cannot be used nor its base64. */
  @Test
  void aDamagedKeyIsNotRepeated(@TempDir Path folder) throws Exception {
    Path key = folder.resolve("key.pem");
    for (String content :
        new String[] {
          "-----BEGIN PRIVATE KEY-----\n" + SECRET + "!\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\n" + SECRET + "AA\n-----END PRIVATE KEY-----\n",
          "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n",
          "-----BEGIN EC PRIVATE KEY-----\n" + SECRET + "AA\n-----END EC PRIVATE KEY-----\n",
        }) {
      Files.writeString(key, content);
      Run run = Run.we("serve", "--tls", "--cert", key.toString(), "--key", key.toString());
      assertThat(run.exitCode()).isNotZero();
      tellsNothing(run);
    }
  }
}
