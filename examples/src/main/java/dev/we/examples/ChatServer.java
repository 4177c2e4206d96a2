package dev.we.examples;

import dev.we.net.websocket.BlockingWebSocket;
import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Message;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one says, all hear. Who does not keep up is sent away, so that nobody waits for them. */
final class ChatServer {
  private final Set<WebSocket> room = ConcurrentHashMap.newKeySet();

  private ChatServer() {}

  public static void main(String[] args) throws Exception {
    ChatServer chat = new ChatServer();
    try (WebSocketServer server =
            WebSocketServer.builder()
                .listener("/chat", () -> chat.new Guest())
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create();
        BlockingWebSocket ann = client.open(server.uri("/chat"));
        BlockingWebSocket bob = client.open(server.uri("/chat"))) {
      ann.sendText("hello from Ann");
      System.out.println("Ann hears: " + heard(ann));
      System.out.println("Bob hears: " + heard(bob));
    }
  }

  private static String heard(BlockingWebSocket socket) throws Exception {
    return socket.receive() instanceof Message.Text text ? text.text() : "(noise)";
  }

  private void say(String text) {
    for (WebSocket slow : PreparedMessage.text(text).sendTo(room).queueFull()) {
      slow.close(CloseCode.POLICY_VIOLATION, "you do not keep up");
    }
  }

  private final class Guest implements WebSocketListener {
    @Override
    public void onOpen(WebSocket socket) {
      room.add(socket);
    }

    @Override
    public void onText(WebSocket socket, String text) {
      say(text);
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      room.remove(socket);
    }
  }
}
