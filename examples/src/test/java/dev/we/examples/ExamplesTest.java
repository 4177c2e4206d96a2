package dev.we.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs every example to its end. */
@Timeout(60)
class ExamplesTest {
  @Test
  void echo() throws Exception {
    assertThat(outputOf(Echo::main)).containsExactly("Text[text=Hello, WebSocket]");
  }

  @Test
  void callbackClient() throws Exception {
    assertThat(outputOf(CallbackClient::main))
        .containsExactly("open", "T minus 3", "T minus 2", "T minus 1", "closed: 1000 lift-off");
  }

  @Test
  void chatServer() throws Exception {
    assertThat(outputOf(ChatServer::main))
        .containsExactly("Ann hears: hello from Ann", "Bob hears: hello from Ann");
  }

  @Test
  void gatekeeper() throws Exception {
    assertThat(outputOf(Gatekeeper::main))
        .containsExactly("agreed on time.v1", "it is time", "refused with 401");
  }

  @Test
  void slowReader() throws Exception {
    assertThat(outputOf(SlowReader::main))
        .containsExactly("the sender waits", "200 messages, none lost");
  }

  @Test
  void ticker() throws Exception {
    assertThat(outputOf(Ticker::main))
        .containsExactly(
            "2 got the price, 3 the news",
            "a subscriber hears: {\"symbol\":\"WE\",\"bid\":17.25}",
            "a reader hears: the market closes");
  }

  @Test
  void secure(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("me.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "me",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret")
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    assertThat(outputOf(Secure::main, store.toString(), "secret"))
        .containsExactly("nobody does", "TLSv1.3");
  }

  @FunctionalInterface
  private interface Program {
    void run(String[] args) throws Exception;
  }

  private static List<String> outputOf(Program program, String... args) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      program.run(args);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
