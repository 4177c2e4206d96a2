package dev.we.cli;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.ConnectRequest;
import dev.we.net.websocket.client.WebSocketClient;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What every command that opens connections can be told about them. */
final class ClientOptions {
  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "One more header field for the opening handshake. Repeatable.")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      description = "A subprotocol to offer; the first named is preferred. Repeatable.")
  private List<String> subprotocols = new ArrayList<>();

  @Option(
      names = "--origin",
      paramLabel = "ORIGIN",
      description = "The Origin header, such as https://example.com.")
  private @Nullable String origin;

  @Option(
      names = "--max-message",
      paramLabel = "BYTES",
      description = "Largest message taken (default: 16 MiB).")
  private @Nullable Long maxMessageBytes;

  @Option(
      names = "--max-redirects",
      paramLabel = "N",
      description = "Follow so many redirects (default: ${DEFAULT-VALUE}).")
  private int maxRedirects;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      description =
          "How long the name look-up, the connection, TLS and the opening handshake may each take;"
              + " 0: for ever (default: 10).")
  private @Nullable Double connectTimeoutSeconds;

  @Option(
      names = "--offer",
      paramLabel = "ELEMENT",
      description =
          "Offer this extension, such as 'permessage-deflate; server_max_window_bits=10', in place"
              + " of what follows from the other options. Repeatable, the preferred first.")
  private List<String> offers = new ArrayList<>();

  @ArgGroup(exclusive = false, validate = false)
  private CompressionOptions compression = new CompressionOptions();

  /** Whether to offer compression where the user says nothing about it. */
  private boolean compressByDefault = true;

  @ArgGroup(exclusive = false, validate = false)
  private TlsOptions tls = new TlsOptions();

  @ArgGroup(exclusive = false, validate = false)
  private ProxyOption proxy = new ProxyOption();

  /** Offers compression only where the user asks for it. */
  void doNotCompressByDefault() {
    compressByDefault = false;
  }

  /** A client made to these options; {@code limits} holds what the command sets itself. */
  WebSocketClient.Builder client(Streams streams, Limits.Builder limits) throws IOException {
    try {
      if (maxMessageBytes != null) {
        limits.maxFrameBytes(maxMessageBytes).maxMessageBytes(maxMessageBytes);
      }
      if (connectTimeoutSeconds != null) {
        Duration timeout = duration("--connect-timeout", connectTimeoutSeconds);
        limits
            .nameLookupTimeout(timeout)
            .connectTimeout(timeout)
            .tlsTimeout(timeout)
            .handshakeTimeout(timeout);
      }
      WebSocketClient.Builder client = WebSocketClient.builder();
      Optional.ofNullable(proxy.proxy()).ifPresent(client::proxy);
      return client
          .limits(limits.build())
          .compression(
              compression.settings(compressByDefault || !offers.isEmpty()).toBuilder()
                  .offers(offers.toArray(String[]::new))
                  .build())
          .maxRedirects(maxRedirects)
          .tls(tls.tls(streams));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private ConnectRequest request(WebSocketClient client, URI uri) {
    try {
      ConnectRequest request = client.request(uri);
      for (String header : headers) {
        int colon = header.indexOf(':');
        if (colon < 1) {
          // Not repeated: it may hold a secret.
          throw new UsageException("--header is 'NAME: VALUE', and one has no colon behind a name");
        }
        request.header(header.substring(0, colon), header.substring(colon + 1).strip());
      }
      if (!subprotocols.isEmpty()) {
        request.subprotocols(subprotocols.toArray(String[]::new));
      }
      Optional.ofNullable(origin).ifPresent(request::origin);
      return request;
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Begins to open a connection with these options.
   *
   * @param demand as {@link ConnectRequest#demand} has it
   */
  CompletableFuture<WebSocket> connect(
      WebSocketClient client, URI uri, long demand, WebSocketListener listener) {
    try {
      return request(client, uri).demand(demand).connect(listener);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Opens a connection with these options and waits for it. */
  BlockingWebSocket open(WebSocketClient client, URI uri)
      throws WebSocketException, InterruptedException {
    try {
      return request(client, uri).open();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The URL as the user wrote it. What is wrong with it is told without its text. */
  static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new UsageException(
          "the URL is malformed: " + e.getReason() + " at index " + e.getIndex());
    }
  }

  /** So many seconds; 0 stands for no limit. */
  static Duration duration(String option, double seconds) {
    if (!(seconds >= 0 && seconds <= 1e9)) {
      throw new UsageException(option + " is a number of seconds, 0 or more, not " + seconds);
    }
    return seconds == 0 ? Limits.NO_TIMEOUT : Duration.ofNanos(Math.max(1, (long) (seconds * 1e9)));
  }
}
