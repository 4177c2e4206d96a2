package dev.we.cli;

import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.Headers;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.WebSocket;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** For scripts: every event as one JSON object on a line of its own. */
final class JsonPrinter implements EventPrinter {
  private final PrintStream out;
  private final URI uri;

  JsonPrinter(PrintStream out, URI uri) {
    this.out = out;
    this.uri = uri;
  }

  @Override
  public void opened(WebSocket socket) {
    OpeningHandshake handshake = socket.handshake();
    Map<String, @Nullable Object> event = event("open");
    event.put("url", We.withoutQuery(uri.toString()));
    event.put("remote", remote(socket.remoteAddress()));
    event.put("subprotocol", handshake.subprotocol().orElse(null));
    event.put("extensions", handshake.extensions());
    event.put("headers", headers(handshake.response()));
    event.put("tls", socket.tlsSession().map(JsonPrinter::tls).orElse(null));
    print(event);
  }

  private static Map<String, Object> remote(InetSocketAddress address) {
    Map<String, Object> remote = new LinkedHashMap<>();
    remote.put("host", address.getHostString());
    remote.put("port", address.getPort());
    return remote;
  }

  private static List<List<String>> headers(Headers headers) {
    return headers.fields().stream().map(field -> List.of(field.name(), field.value())).toList();
  }

  private static Map<String, String> tls(SSLSession session) {
    Map<String, String> tls = new LinkedHashMap<>();
    tls.put("version", session.getProtocol());
    tls.put("cipher", session.getCipherSuite());
    return tls;
  }

  @Override
  public void text(String text) {
    Map<String, @Nullable Object> event = event("text");
    event.put("data", text);
    print(event);
  }

  @Override
  public void binary(ByteBuffer data) {
    printBytes("binary", data);
  }

  @Override
  public void ping(ByteBuffer payload) {
    printBytes("ping", payload);
  }

  @Override
  public void pong(ByteBuffer payload) {
    printBytes("pong", payload);
  }

  private void printBytes(String name, ByteBuffer data) {
    Map<String, @Nullable Object> event = event(name);
    event.put("base64", base64(data));
    print(event);
  }

  @Override
  public void failed(Throwable error) {
    Map<String, @Nullable Object> event = event("error");
    event.put("type", error.getClass().getSimpleName());
    event.put("message", We.inOneLine(error));
    if (error instanceof HandshakeException refused) {
      refused
          .refusal()
          .ifPresent(refusal -> {
            event.put("status", refusal.status());
            event.put("headers", headers(refusal.headers()));
            event.put("body", base64(refusal.body()));
          });
    }
    print(event);
  }

  @Override
  public void closed(Ending ending) {
    Map<String, @Nullable Object> event = event("close");
    event.put("code", ending.reason().code());
    event.put("reason", ending.reason().text());
    event.put("clean", ending.clean());
    print(event);
  }

  private static Map<String, @Nullable Object> event(String name) {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("event", name);
    return event;
  }

  private static String base64(ByteBuffer data) {
    return Base64.getEncoder().encodeToString(BinaryFormat.bytes(data));
  }

  private void print(Map<String, @Nullable Object> event) {
    out.print(Json.of(event) + "\n");
    out.flush();
  }
}
