package dev.we.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class WeTest {
  private static final List<String> COMMANDS =
      List.of("demo", "connect", "serve", "echo-client", "autobahn", "flood", "deflate", "inflate");

  @Test
  void helpListsTheCommandsAndExitCodes() {
    Run help = Run.we("help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains(COMMANDS).contains("Exit codes:");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void versionIsOneLine() {
    Run version = Run.we("--version");

    assertThat(version.exitCode()).isZero();
    assertThat(version.lines()).hasSize(1).first().asString().startsWith("we ");
  }

  static Stream<Arguments> options() {
    Streams streams = new Streams(InputStream.nullInputStream(), System.out, System.err, false);
    return new We(streams)
        .commandLine().getSubcommands().entrySet().stream()
            .filter(command -> COMMANDS.contains(command.getKey()))
            .flatMap(command ->
                command.getValue().getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .map(option -> Arguments.of(command.getKey(), option)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void helpTellsWhatEachOptionDoes(String command, OptionSpec option) {
    assertThat(Run.we(command, "--help").out()).contains(option.longestName());
    assertThat(String.join("", option.description())).endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nosuch",
        "--nosuch",
        "serve --nosuch",
        "serve --port 70000",
        "serve --port x",
        "serve --cert nosuch.pem --tls",
        "serve --cert nosuch.pem",
        "serve --max-message 0",
        "serve --max-connections 0",
        "serve --loops 0",
        "flood ws://127.0.0.1:1 --loops 0",
        "serve --path nope",
        "serve --subprotocol a,b",
        "connect",
        "connect not-a-url",
        "connect ftp://127.0.0.1/",
        "connect ws://127.0.0.1/#part",
        "connect ws://127.0.0.1:99999/",
        "connect --close 1005 ws://127.0.0.1/",
        "connect --close bye ws://127.0.0.1/",
        "connect --header nocolon ws://127.0.0.1/",
        "connect --header Sec-WebSocket-Key:x ws://127.0.0.1/",
        "connect --connect-timeout -1 ws://127.0.0.1/",
        "connect --max-redirects -1 ws://127.0.0.1/",
        "connect --max-message x ws://127.0.0.1/",
        "connect --binary octal ws://127.0.0.1/",
        "connect --ping nan ws://127.0.0.1/",
        "connect --tls-version 1.1 wss://127.0.0.1/",
        "connect --cacert nosuch.pem wss://127.0.0.1/",
        "connect --insecure --cacert nosuch.pem wss://127.0.0.1/",
        "connect --key nosuch.pem wss://127.0.0.1/",
        "echo-client --parallel 0 ws://127.0.0.1/",
        "echo-client --repeat -1 ws://127.0.0.1/",
        "autobahn",
        "flood --connections 0 ws://127.0.0.1/",
        "flood --seconds 0 ws://127.0.0.1/",
        "flood --size -1 ws://127.0.0.1/",
        "flood --payload nosuch.txt ws://127.0.0.1/",
        "flood --size 64 --payload nosuch.txt ws://127.0.0.1/",
        "flood ws://127.0.0.1/ ws://127.0.0.1/",
        "demo more",
        "deflate --window-bits 7",
        "deflate --window-bits 16",
        "deflate --level 10",
        "deflate --format zip",
        "deflate --sync-flush-every 0",
        "deflate file",
        "inflate --window-bits x",
        "inflate --format zip",
        "inflate --level best",
      })
  void wrongUsageIsOneLineAndExitCode2(String args) {
    Run run = Run.we(args.isEmpty() ? new String[0] : args.split(" ", -1));

    assertThat(run.err().lines()).hasSize(1).first().asString().startsWith("we");
    assertThat(run.err()).doesNotContain("internal error", "Exception");
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void whatWasTypedDrivesNoTerminal() {
    Run run = Run.we("nosuch", "--no\u001b[31msuch");

    assertThat(run.err().strip()).contains("--no?[31msuch").doesNotContainPattern("[\\x00-\\x1f]");
    assertThat(run.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void traceShowsWhereAnErrorComesFrom() {
    Run run = Run.we("connect", "--trace", "ws://127.0.0.1:1/");

    assertThat(run.err()).contains("ConnectFailedException").contains("at dev.we.");
  }

  @Test
  void aPeersWordsDriveNoTerminal() {
    assertThat(We.harmless("a\u001b[2Jb\r\nc\u009bd\u007f")).isEqualTo("a?[2Jb c?d?");
    assertThat(Prompt.printable("a\u001b[2J\tb\nc\u009b\u007f"))
        .isEqualTo("a\u241b[2J\tb\nc\ufffd\ufffd");
  }
}
