package dev.we.examples;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;

/** A server and a client that wait: the example of the README. */
final class Echo {
  private Echo() {}

  public static void main(String[] args) throws Exception {
    try (WebSocketServer server =
            WebSocketServer.builder().blocking("/", Echo::serve).bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket socket = client.open(server.uri("/"))) {
      socket.sendText("Hello, WebSocket");
      System.out.println(socket.receive());
    }
  }

  static void serve(BlockingWebSocket socket) throws Exception { // on a virtual thread of its own
    while (socket.receive() instanceof Message.Text text) {
      socket.sendText(text.text());
    }
  }
}
