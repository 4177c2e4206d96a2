package dev.we.cli;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code we connect}: a client for a person or a script. */
@Command(
    name = "connect",
    description = {
      "A client: each line of stdin goes out as a text message, each message that comes is a line"
          + " on stdout. On a terminal there is a prompt with history.",
      "At the end of stdin (Ctrl-D) everything is sent and the connection closed; what the server"
          + " still sends until its own Close is shown. Exit code 0 if the connection was opened"
          + " and closed as the protocol has it, 1 if not or if the server's Close tells of a fault"
          + " (1002 to 1014)."
    },
    footerHeading = "%nWith --json each line is an object; \"event\" says what it is:%n",
    footer = {
      "  open    url (no query), remote {host, port}, subprotocol or null, extensions [...],",
      "          headers [[name, value], ...], tls {version, cipher} or null",
      "  text    data",
      "  binary  base64",
      "  ping    base64",
      "  pong    base64",
      "  error   type, message; for a refused handshake status, headers, body (base64)",
      "  close   code, reason, clean",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Connect implements Callable<Integer> {
  @Parameters(paramLabel = "URL", description = "ws:// or wss:// URL of the server.")
  private String url = "";

  @Option(
      names = "--json",
      description = "Print every event as a JSON object on a line of its own; see below.")
  private boolean json;

  @Option(
      names = "--binary",
      paramLabel = "raw|hex|base64",
      description =
          "Send each line as a binary message, the line being its bytes in this form. Binary"
              + " messages that come are printed in the same form (default: in hex).")
  private @Nullable BinaryFormat binary;

  @Option(
      names = "--close",
      paramLabel = "CODE[:REASON]",
      description = "What to close with (default: ${DEFAULT-VALUE}).")
  private String close = "1000";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description =
          "At the end of stdin wait so long before closing, unless the server closes first"
              + " (default: ${DEFAULT-VALUE}).")
  private double waitSeconds;

  @Option(
      names = "--ping",
      paramLabel = "SECONDS",
      description =
          "Ping a server that was silent so long, and give it up after as long again; 0: never"
              + " (default: 30).")
  private @Nullable Double pingSeconds;

  @Option(
      names = "--close-timeout",
      paramLabel = "SECONDS",
      description = "How long the server may take to answer the Close; 0: for ever (default: 5).")
  private @Nullable Double closeTimeoutSeconds;

  @Option(
      names = "--no-history",
      description =
          "Keep no history of the lines typed. Lines that start with a space are never kept.")
  private boolean noHistory;

  @Mixin private ClientOptions options = new ClientOptions();

  private final Streams streams;

  /** What was wrong with the input, if something was. */
  private final AtomicReference<@Nullable Exception> inputFault = new AtomicReference<>();

  /** Whether this side started the closing handshake. */
  private volatile boolean closing;

  Connect(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    URI uri = ClientOptions.uri(url);
    CloseReason farewell = farewell(close);
    if (json || !streams.interactive()) {
      BinaryFormat format = binary == null ? BinaryFormat.HEX : binary;
      EventPrinter printer =
          json ? new JsonPrinter(streams.out(), uri) : new PlainPrinter(streams.out(), format);
      return converse(uri, farewell, printer, this::sendLines);
    }
    try (Prompt prompt = new Prompt(binary == null ? BinaryFormat.HEX : binary, !noHistory)) {
      return converse(
          uri, farewell, prompt, (conversation, socket) -> sendTyped(prompt, conversation, socket));
    }
  }

  /** Where the messages to send come from; returns at its end. */
  @FunctionalInterface
  private interface Source {
    void sendAll(Conversation conversation, WebSocket socket) throws Exception;
  }

  private int converse(URI uri, CloseReason farewell, EventPrinter printer, Source source)
      throws Exception {
    ExecutorService callbacks =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("we-events").factory());
    try (WebSocketClient client = options.client(streams, limits()).executor(callbacks).build()) {
      Conversation conversation = new Conversation(printer, () -> !streams.out().checkError());
      WebSocket socket = open(client, uri, conversation, printer);
      Thread.ofPlatform()
          .daemon() // it may wait for stdin when the connection ends
          .name("we-input")
          .start(() -> sendThenClose(source, conversation, socket, farewell));
      Ending ending = conversation.ending().get();
      Exception fault = inputFault.get();
      if (fault != null) {
        throw fault;
      }
      return exitCode(ending);
    } finally {
      callbacks.shutdown();
    }
  }

  private WebSocket open(
      WebSocketClient client, URI uri, Conversation conversation, EventPrinter printer)
      throws InterruptedException, ExecutionException {
    try {
      return options.connect(client, uri, Long.MAX_VALUE, conversation).get();
    } catch (ExecutionException e) {
      printer.failed(We.unwrapped(e));
      throw e;
    }
  }

  private void sendThenClose(
      Source source, Conversation conversation, WebSocket socket, CloseReason farewell) {
    try {
      source.sendAll(conversation, socket);
      if (waitSeconds > 0) {
        waitFor(conversation);
      }
    } catch (Exception e) {
      inputFault.set(e);
    }
    closing = true;
    socket.close(farewell.code(), farewell.text());
  }

  private void waitFor(Conversation conversation) throws InterruptedException, ExecutionException {
    Duration wait = ClientOptions.duration("--wait", waitSeconds);
    try {
      conversation.ending().get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return; // the server has not closed meanwhile
    }
  }

  private void sendLines(Conversation conversation, WebSocket socket)
      throws IOException, InterruptedException {
    LineInput lines = new LineInput(streams.in());
    long number = 1;
    for (byte[] line; (line = lines.readLine()) != null; number++) {
      try {
        if (!conversation.send(socket, message(line))) {
          return;
        }
      } catch (IllegalArgumentException e) {
        throw new UsageException("line " + number + " of stdin " + e.getMessage(), e);
      }
    }
  }

  private void sendTyped(Prompt prompt, Conversation conversation, WebSocket socket)
      throws InterruptedException {
    for (String line; (line = prompt.readLine()) != null; ) {
      try {
        if (!conversation.send(socket, message(line.getBytes(StandardCharsets.UTF_8)))) {
          return;
        }
      } catch (IllegalArgumentException e) {
        prompt.complain("this line " + e.getMessage());
      }
    }
  }

  /** The message that a line stands for. */
  private Conversation.Outgoing message(byte[] line) {
    if (binary == null) {
      String text = text(line);
      return socket -> socket.sendText(text);
    }
    try {
      ByteBuffer data = ByteBuffer.wrap(binary.decode(line));
      return socket -> socket.sendBinary(data);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not " + binary.name().toLowerCase(Locale.ROOT), e);
    }
  }

  private static String text(byte[] line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("is not UTF-8 (--binary raw sends any bytes)", e);
    }
  }

  private int exitCode(Ending ending) throws Exception {
    if (ending.error() instanceof Exception error) {
      throw error;
    }
    int code = ending.reason().code();
    boolean fault =
        code >= CloseCode.PROTOCOL_ERROR
            && code <= CloseCode.BAD_GATEWAY
            && code != CloseCode.NO_STATUS;
    if (!ending.clean() || (fault && !closing)) {
      throw new FailureException("the connection ended early: " + ending);
    }
    return 0;
  }

  private Limits.Builder limits() {
    Limits.Builder limits = Limits.builder();
    if (pingSeconds != null) {
      Duration interval = ClientOptions.duration("--ping", pingSeconds);
      limits
          .pingInterval(interval)
          .idleTimeout(interval.equals(Limits.NO_TIMEOUT) ? interval : interval.multipliedBy(2));
    }
    if (closeTimeoutSeconds != null) {
      limits.closeTimeout(ClientOptions.duration("--close-timeout", closeTimeoutSeconds));
    }
    return limits;
  }

  private static CloseReason farewell(String text) {
    int colon = text.indexOf(':');
    String code = colon < 0 ? text : text.substring(0, colon);
    try {
      CloseReason reason =
          new CloseReason(Integer.parseInt(code), colon < 0 ? "" : text.substring(colon + 1));
      if (CloseCode.isLegalOnTheWire(reason.code())) {
        return reason;
      }
    } catch (NumberFormatException e) {
      throw new UsageException("--close is CODE or CODE:REASON, not " + text, e);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--close: " + e.getMessage(), e);
    }
    throw new UsageException(
        "--close " + code + ": a Close carries 1000 to 1003, 1007 to 1014 or 3000 to 4999");
  }
}
