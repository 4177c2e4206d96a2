package dev.we.examples;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.HandshakeRequest;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;

/** A server that looks at each request before it accepts, and agrees on a subprotocol. */
final class Gatekeeper {
  private Gatekeeper() {}

  public static void main(String[] args) throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder()
                .path("/time", Gatekeeper::answer)
                .allowedOrigins("https://example.com")
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create()) {
      try (BlockingWebSocket socket =
          client
              .request(server.uri("/time"))
              .header("Authorization", "Bearer open-sesame")
              .subprotocols("time.v9", "time.v1")
              .open()) {
        System.out.println("agreed on " + socket.socket().subprotocol().orElse("nothing"));
        System.out.println(socket.receive() instanceof Message.Text text ? text.text() : "?");
      }
      try (BlockingWebSocket socket = client.open(server.uri("/time"))) {
        System.out.println("let in: " + socket);
      } catch (HandshakeException e) {
        System.out.println("refused with " + e.refusal().orElseThrow().status());
      }
    }
  }

  private static HandshakeAnswer answer(HandshakeRequest request) {
    if (!request.headers().first("Authorization").orElse("").equals("Bearer open-sesame")) {
      return HandshakeAnswer.refuse(401, "say the word").withHeader("WWW-Authenticate", "Bearer");
    }
    if (!request.subprotocols().contains("time.v1")) {
      return HandshakeAnswer.refuse(400, "only time.v1 is spoken here");
    }
    return HandshakeAnswer.accept(new Clock()).withSubprotocol("time.v1");
  }

  private static final class Clock implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      socket.sendText("it is time");
    }
  }
}
