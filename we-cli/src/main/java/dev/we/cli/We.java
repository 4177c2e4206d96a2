package dev.we.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.we.net.websocket.HandshakeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code we} command: what it is called with, its exit codes, and how errors are shown. */
@Command(
    name = "we",
    description = "WebSocket from the command line (RFC 6455), and DEFLATE (RFC 1951).",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = We.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:the peer or the network failed",
      "2:the command line is wrong",
    })
final class We implements Runnable {
  private static final int FAILURE = 1;
  private static final int WRONG_USAGE = 2;

  /** Shows the stack trace of an error, for those who mend this program. */
  @Option(names = "--trace", hidden = true, scope = ScopeType.INHERIT)
  private boolean trace;

  private final CommandLine commandLine;

  We(Streams streams) {
    commandLine = new CommandLine(this);
    commandLine
        .addSubcommand(new HelpCommand())
        .addSubcommand(new Demo(streams))
        .addSubcommand(new Connect(streams))
        .addSubcommand(new Serve(streams))
        .addSubcommand(new EchoClient(streams))
        .addSubcommand(new Autobahn(streams))
        .addSubcommand(new Flood(streams))
        .addSubcommand(new Deflate(streams))
        .addSubcommand(new Inflate(streams));
    commandLine.setOut(new PrintWriter(streams.out(), true, UTF_8));
    commandLine.setErr(new PrintWriter(streams.err(), true, UTF_8));
    if (!streams.interactive()) {
      commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler((e, args) -> reportWrongUsage(e));
    commandLine.setExecutionExceptionHandler((e, command, result) -> report(e, command));
  }

  /** Runs a command on the given streams; the exit code. */
  static int execute(Streams streams, String... args) {
    int exitCode = new We(streams).commandLine.execute(args);
    streams.out().flush();
    return exitCode;
  }

  /** The parser with all commands. */
  CommandLine commandLine() {
    return commandLine;
  }

  /** Without a command: what there is. */
  @Override
  public void run() {
    throw new UsageException("which command? `we help` lists them");
  }

  private static int reportWrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    // picocli's messages may go on with suggestions on further lines.
    String message =
        e instanceof UnmatchedArgumentException unmatched && command.getParent() != null
            ? tooMuch(unmatched.getUnmatched())
            : String.valueOf(e.getMessage());
    String what = harmless(message.lines().findFirst().orElse(""));
    command.getErr().println(name + ": " + what + "; see `" + name + " --help`");
    return WRONG_USAGE;
  }

  /**
   * Words that no command takes are not repeated: they may be the value of a header, without the
   * quotes that would have kept it in one. Of an option only the name is.
   */
  private static String tooMuch(List<String> words) {
    String first = words.getFirst();
    if (first.startsWith("--") && first.length() > 2) {
      return "unknown option '" + first.split("=", 2)[0] + "'";
    }
    if (first.startsWith("-") && first.length() > 1) {
      return "unknown option '" + first.substring(0, 2) + "'";
    }
    return words.size()
        + (words.size() == 1 ? " word" : " words")
        + " too many; what has spaces needs quotes, as in -H 'Name: value'";
  }

  private int report(Exception thrown, CommandLine command) {
    Throwable error = unwrapped(thrown);
    if (trace || System.getenv("WE_TRACE") != null) {
      error.printStackTrace(command.getErr());
    }
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + inOneLine(error));
    if (error instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return error instanceof UsageException ? WRONG_USAGE : FAILURE;
  }

  /** What the error is about, in one line. */
  static String inOneLine(Throwable error) {
    String message = harmless(Optional.ofNullable(error.getMessage()).orElse(""));
    if (error instanceof InterruptedException) {
      return "interrupted";
    }
    if (error instanceof IOException
        || error instanceof UsageException
        || error instanceof FailureException) {
      return message.isEmpty() ? error.getClass().getSimpleName() : message + serversWords(error);
    }
    return "internal error: "
        + error.getClass().getSimpleName()
        + (message.isEmpty() ? "" : ": " + message)
        + " (WE_TRACE=1 shows where)";
  }

  /** What the server that refused a handshake says about it, if that is plain text. */
  private static String serversWords(Throwable error) {
    if (!(error instanceof HandshakeException handshake) || handshake.refusal().isEmpty()) {
      return "";
    }
    String body = UTF_8.decode(handshake.refusal().get().body().duplicate()).toString();
    String words = harmless(body.lines().findFirst().orElse(""));
    return words.isEmpty() || words.startsWith("<") ? "" : ": " + words;
  }

  /** The text in one line and without control characters: a peer's words drive no terminal. */
  static String harmless(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "?");
  }

  /** The URL or path for a log: its query may hold a secret. */
  static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query) + "?...";
  }

  /** The error itself, without what a future wraps it in. */
  static Throwable unwrapped(Throwable thrown) {
    Throwable cause = thrown.getCause();
    boolean wrapper = thrown instanceof ExecutionException || thrown instanceof CompletionException;
    return wrapper && cause != null ? unwrapped(cause) : thrown;
  }

  /** Names the build and what it runs on. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Main.version()};
    }
  }
}
