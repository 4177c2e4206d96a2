package dev.we.conformance.faults;

import dev.we.conformance.leftovers.Eventually;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Proxy;
import dev.we.net.websocket.Tls;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketException;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** A client and a server of ours, and what passes between them. */
public final class Conversation implements Speech {
  private static final int LARGE_BYTES = 1 << 20;
  private static final long PATIENCE_SECONDS = 15;

  private final Queue<Party> parties = new ConcurrentLinkedQueue<>();
  private String scenario = "";
  private Limits limits = Limits.defaults();
  private SelectorProvider sockets = SelectorProvider.provider();

  /** For the loader. */
  public Conversation() {}

  @Override
  public String hold(String which, SSLContext tls, SelectorProvider over, Duration closeTimeout)
      throws Exception {
    scenario = which;
    sockets = over;
    limits = Limits.builder().closeTimeout(closeTimeout).build();
    Tls secured = which.equals("tls") ? Tls.of(tls) : null;
    WebSocketServer server;
    try {
      server = server(secured);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      return "the server is not there: " + e.getMessage();
    }
    try (PassingProxy proxy = which.equals("proxy") ? new PassingProxy(server.port()) : null) {
      WebSocketClient client;
      try {
        client = client(secured, proxy);
      } catch (UncheckedIOException e) {
        return "the client is not there: " + e.getMessage();
      }
      try {
        String result = converse(client, server);
        nothingIsLeft(client, server);
        return result;
      } finally {
        client.close();
      }
    } finally {
      server.close();
    }
  }

  private WebSocketServer server(Tls tls) throws IOException {
    var builder =
        WebSocketServer.builder()
            .loops(1)
            .sockets(sockets)
            .limits(limits)
            .compression(Compression.off())
            .path("/", request -> HandshakeAnswer.accept(new Party(false)));
    if (tls != null) {
      builder.tls(tls);
    }
    return builder.bind("127.0.0.1", 0);
  }

  private WebSocketClient client(Tls tls, PassingProxy proxy) {
    var builder =
        WebSocketClient.builder()
            .loops(1)
            .sockets(sockets)
            .limits(limits)
            .compression(Compression.off());
    if (tls != null) {
      builder.tls(tls);
    }
    if (proxy != null) {
      builder.proxy(Proxy.http("127.0.0.1", proxy.port()));
    }
    return builder.build();
  }

  private String converse(WebSocketClient client, WebSocketServer server) throws Exception {
    Party party = new Party(true);
    CompletableFuture<WebSocket> opening;
    try {
      opening = client.connect(server.uri("/"), party);
    } catch (IllegalStateException loopIsOver) {
      return "the caller: " + loopIsOver.getMessage();
    }
    StringBuilder told = new StringBuilder();
    try {
      opening.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof WebSocketException)) {
        throw new AssertionError("no WebSocketException", e.getCause());
      }
      told.append("the future: ").append(e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new AssertionError("the future is still pending", e);
    }
    for (Party each : parties) {
      if (each.opened) {
        told.append(each.awaitEnd());
      }
    }
    return told.isEmpty() ? SUCCESS : told.toString();
  }

  /** While both loops still run: neither has a transport or a timer, nor a connection. */
  private static void nothingIsLeft(WebSocketClient client, WebSocketServer server)
      throws Exception {
    Eventually.holds(
        () -> server.connectionCount() == 0, () -> server.connectionCount() + " connections");
    for (Object side : List.of(client, server)) {
      for (Object loop : (List<?>) field(field(side, "loops"), "loops")) {
        Method count = loop.getClass().getMethod("transportCount");
        Object timers = field(loop, "timers");
        Method size = timers.getClass().getDeclaredMethod("size");
        size.setAccessible(true);
        Eventually.holds(
            () -> number(count, loop) == 0 && number(size, timers) == 0,
            () ->
                "%s: %d transports, %d timers"
                    .formatted(side, number(count, loop), number(size, timers)));
      }
    }
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  private static int number(Method method, Object of) {
    try {
      return (Integer) method.invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One end's listener. */
  private final class Party implements WebSocketListener {
    private final boolean isClient;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile boolean opened;
    private String errors = "";
    private boolean served;

    Party(boolean isClient) {
      this.isClient = isClient;
      parties.add(this);
    }

    String awaitEnd() throws Exception {
      try {
        return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new AssertionError((isClient ? "the client" : "the server") + " was not told", e);
      }
    }

    @Override
    public void onOpen(WebSocket socket) {
      opened = true;
      if (isClient) {
        switch (scenario) {
          case "large" -> socket.sendBinary(ByteBuffer.allocate(LARGE_BYTES));
          case "close" -> {}
          default -> socket.sendText("hello");
        }
      } else if (scenario.equals("close")) {
        socket.sendText("good bye");
        socket.close(1001, "");
      }
    }

    @Override
    public void onText(WebSocket socket, String text) {
      answer(socket, text.equals("hello") || text.equals("good bye"), () -> socket.sendText(text));
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      answer(socket, data.remaining() == LARGE_BYTES, () -> socket.sendBinary(data));
    }

    private void answer(WebSocket socket, boolean isRight, Runnable echo) {
      served = isRight;
      if (!isClient) {
        echo.run();
      } else if (!scenario.equals("close")) {
        socket.close();
      }
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      errors += " " + error.getMessage();
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      String who = isClient ? " the client:" : " the server:";
      boolean mayBeSilent = !isClient && scenario.equals("close");
      String how;
      if (wasClean && errors.isEmpty() && (served || mayBeSilent)) {
        how = "";
      } else if (wasClean && errors.isEmpty()) {
        how = who + " closed without its message";
      } else {
        how = who + errors;
      }
      if (!end.complete(how)) {
        throw new IllegalStateException("onClose came twice");
      }
      if (!wasClean && errors.isEmpty()) {
        throw new IllegalStateException("unclean, and no onError");
      }
    }
  }
}
