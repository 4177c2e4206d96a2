package dev.we.examples;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.Broadcast;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.util.ArrayList;
import java.util.List;

/** One message to all connections, or to some: encoded and compressed once, however many. */
final class Ticker {
  private Ticker() {}

  public static void main(String[] args) throws Exception {
    List<BlockingWebSocket> subscribers = new ArrayList<>();
    try (WebSocketServer server =
            WebSocketServer.builder()
                .listener("/prices", Ticker::silent)
                .listener("/news", Ticker::silent)
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create()) {
      for (String path : new String[] {"/prices", "/prices", "/news"}) {
        subscribers.add(client.open(server.uri(path)));
      }
      while (server.connectionCount() < subscribers.size()) {
        Thread.onSpinWait(); // a client may be done with the opening a moment before its server
      }

      PreparedMessage price = PreparedMessage.text("{\"symbol\":\"WE\",\"bid\":17.25}");
      Broadcast some = server.broadcast(price, s -> s.handshake().target().equals("/prices"));
      Broadcast all = server.broadcast("the market closes");

      System.out.println(some.queued() + " got the price, " + all.queued() + " the news");
      System.out.println("a subscriber hears: " + text(subscribers.getFirst()));
      System.out.println("a reader hears: " + text(subscribers.getLast()));
      subscribers.forEach(BlockingWebSocket::close);
    }
  }

  private static WebSocketListener silent() {
    return new WebSocketListener() {};
  }

  private static String text(BlockingWebSocket socket) throws Exception {
    return socket.receive() instanceof Message.Text text ? text.text() : "(noise)";
  }
}
