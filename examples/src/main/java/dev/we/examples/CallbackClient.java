package dev.we.examples;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A client that never waits: all its callbacks run, one after the other, on a thread that the
 * program chose, as they do on the event loop of a browser.
 */
final class CallbackClient {
  private CallbackClient() {}

  public static void main(String[] args) throws Exception {
    try (ExecutorService eventLoop = Executors.newSingleThreadExecutor();
        WebSocketServer server =
            WebSocketServer.builder()
                .anyPath(request -> HandshakeAnswer.accept(new Countdown()))
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.builder().executor(eventLoop).build()) {
      Printer printer = new Printer();
      client.connect(server.uri("/"), printer).get().sendText("3");
      printer.closed.await();
    }
  }

  /** Server side: counts down from the number it is sent, and closes. */
  private static final class Countdown implements WebSocketListener {
    @Override
    public void onText(WebSocket socket, String text) {
      for (int i = Integer.parseInt(text); i > 0; i--) {
        socket.sendText("T minus " + i);
      }
      socket.close(CloseCode.NORMAL, "lift-off");
    }
  }

  private static final class Printer implements WebSocketListener {
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void onOpen(WebSocket socket) {
      System.out.println("open");
    }

    @Override
    public void onText(WebSocket socket, String text) {
      System.out.println(text);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      System.out.println("error: " + error.getMessage());
    }

    @Override
    public void onClose(WebSocket socket, CloseReason reason, boolean wasClean) {
      System.out.println("closed: " + reason);
      closed.countDown();
    }
  }
}
