package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.server.ServerBuilder;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code we serve}: an echo server. */
@Command(
    name = "serve",
    description = {
      "Echo server: sends every message back with its type, or to all (--broadcast).",
      "Its first line on stdout is `listening on ws://...`, printed when it is ready."
          + " Ctrl-C closes all connections with code 1001."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Serve implements Callable<Integer> {
  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Serve this path and answer 404 to others (default: serve every path).")
  private @Nullable String path;

  @Option(
      names = "--subprotocol",
      paramLabel = "NAME",
      description = "A subprotocol to agree to; the first named is preferred. Repeatable.")
  private List<String> subprotocols = new ArrayList<>();

  @Option(
      names = "--origin",
      paramLabel = "ORIGIN",
      description = "Refuse browsers of any other origin, such as https://example.com. Repeatable.")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--max-message",
      paramLabel = "BYTES",
      description = "Largest message taken (default: 16 MiB).")
  private @Nullable Long maxMessageBytes;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "Refuse more connections than this with status 503.")
  private @Nullable Integer maxConnections;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "Threads that serve the connections (default: one for each processor).")
  private @Nullable Integer loops;

  @Mixin private SocketsOption sockets = new SocketsOption();

  @ArgGroup(exclusive = false, validate = false)
  private CompressionOptions compression = new CompressionOptions();

  @Option(
      names = "--tls",
      description = "Serve wss; without --cert, with a certificate made for localhost.")
  private boolean tls;

  @Option(
      names = "--cert",
      paramLabel = "PEM",
      description = "Certificate chain, the server's own first.")
  private @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "PEM", description = "Private key of the certificate.")
  private @Nullable Path key;

  @Option(
      names = "--client-ca",
      paramLabel = "PEM",
      description = "Demand from clients a certificate that one of these has signed.")
  private @Nullable Path clientAuthority;

  @Option(
      names = "--broadcast",
      description =
          "Send every message to all connections instead; who does not keep up is closed.")
  private boolean broadcast;

  @Option(
      names = {"-v", "--verbose"},
      description = "One line on stderr when a connection opens, fails and closes.")
  private boolean verbose;

  private final Room room = new Room();
  private final Streams streams;

  Serve(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 0xFFFF) {
      throw new UsageException("--port is 0 to 65535, not " + port);
    }
    WebSocketServer server = builder().bind(host, port);
    Thread closing = new Thread(server::close, "we-serve-closing");
    Runtime.getRuntime().addShutdownHook(closing);
    try {
      String uri = server.uri("/").toString();
      streams.out().println("listening on " + uri.substring(0, uri.length() - 1));
      new CountDownLatch(1).await(); // for ever: the process is ended from outside
    } finally {
      Runtime.getRuntime().removeShutdownHook(closing);
      server.close();
    }
    return 0;
  }

  private ServerBuilder builder() throws IOException, InterruptedException {
    ServerBuilder builder = WebSocketServer.builder().sockets(sockets.provider());
    try {
      builder.limits(limits()).compression(compression.settings(true)).demand(EchoListener.DEMAND);
      if (path == null) {
        builder.anyPath(request -> HandshakeAnswer.accept(listener()));
      } else {
        builder.listener(path, this::listener);
      }
      if (!subprotocols.isEmpty()) {
        builder.subprotocols(subprotocols.toArray(String[]::new));
      }
      if (!origins.isEmpty()) {
        builder.allowedOrigins(origins.toArray(String[]::new));
      }
      if (maxConnections != null) {
        builder.maxConnections(maxConnections);
      }
      if (loops != null) {
        builder.loops(loops);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    if (tls) {
      builder.tls(tls());
    } else if (certificate != null || key != null || clientAuthority != null) {
      throw new UsageException("--cert, --key and --client-ca need --tls");
    }
    return builder;
  }

  private Limits limits() {
    Limits.Builder limits = Limits.builder();
    if (maxMessageBytes != null) {
      limits.maxFrameBytes(maxMessageBytes).maxMessageBytes(maxMessageBytes);
    }
    return limits.build();
  }

  private Tls tls() throws IOException, InterruptedException {
    TrustManager @Nullable [] trust =
        clientAuthority == null ? null : Certificates.trust(clientAuthority);
    Tls settings = Tls.of(Certificates.context(keys(), trust));
    return trust == null ? settings : settings.withClientAuth(Tls.ClientAuth.NEEDED);
  }

  private KeyManager[] keys() throws IOException, InterruptedException {
    if (certificate != null && key != null) {
      return Certificates.keys(certificate, key);
    }
    if (certificate != null || key != null) {
      throw new UsageException("--cert and --key go together");
    }
    return new KeyManager[] {SelfSigned.forHost(host).key()};
  }

  private EchoListener listener() {
    Room all = broadcast ? room : null;
    return verbose ? new TellingListener(all) : new EchoListener(all);
  }

  /** Tells what happens to its connection. */
  private final class TellingListener extends EchoListener {
    private @Nullable Throwable error;

    TellingListener(@Nullable Room room) {
      super(room);
    }

    @Override
    public void onOpen(WebSocket socket) {
      super.onOpen(socket);
      List<String> extensions = socket.handshake().extensions();
      String agreed = extensions.isEmpty() ? "" : ", " + String.join(", ", extensions);
      tell(socket, "open " + We.withoutQuery(socket.handshake().target()) + agreed);
    }

    @Override
    public void onError(WebSocket socket, Throwable thrown) {
      error = thrown;
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      super.onClose(socket, reason, wasClean);
      tell(socket, new Ending(reason, wasClean, error).toString());
    }

    private void tell(WebSocket socket, String what) {
      var peer = socket.remoteAddress();
      streams.err().println(peer.getHostString() + " port " + peer.getPort() + ": " + what);
    }
  }
}
