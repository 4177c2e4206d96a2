package dev.we.examples;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.HandshakeAnswer;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.SendResult;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/**
 * A sender that produces no faster than its reader takes. The reader asks for one message after the
 * other; what it has not asked for stays in the network, then in the sender's queue, and when that
 * is full the sender stops until it is told to go on. Nothing is lost, and little is kept.
 */
final class SlowReader {
  private static final int MESSAGES = 200;
  private static final int MESSAGE_BYTES = 64 << 10;

  private SlowReader() {}

  public static void main(String[] args) throws Exception {
    Reader reader = new Reader();
    Sender sender = new Sender();
    Limits limits = Limits.builder().maxQueuedOutputBytes(2 * MESSAGE_BYTES).build();
    try (WebSocketServer server =
            WebSocketServer.builder()
                .limits(limits)
                .anyPath(request -> HandshakeAnswer.accept(sender))
                .bind("127.0.0.1", 0);
        WebSocketClient client = WebSocketClient.create()) {
      WebSocket socket = client.request(server.uri("/")).demand(0).connect(reader).get();
      sender.full.await(); // nobody reads: the queue fills up
      System.out.println("the sender waits");
      socket.request(MESSAGES);
      reader.all.await();
      System.out.println(MESSAGES + " messages, none lost");
    }
  }

  private static final class Sender implements WebSocketListener {
    final CountDownLatch full = new CountDownLatch(1);
    private final ByteBuffer data = ByteBuffer.allocate(MESSAGE_BYTES);
    private int sent;

    @Override
    public void onOpen(WebSocket socket) {
      sendOn(socket);
    }

    @Override
    public void onWritable(WebSocket socket) {
      sendOn(socket);
    }

    private void sendOn(WebSocket socket) {
      while (sent < MESSAGES) {
        // All zeros: compressed, every one of them would find room.
        SendResult result = socket.sendBinary(data.putInt(0, sent), Compress.NEVER);
        if (result == SendResult.QUEUE_FULL) {
          full.countDown();
          return; // the message was not taken: onWritable sends it again
        }
        sent++;
      }
    }
  }

  private static final class Reader implements WebSocketListener {
    final CountDownLatch all = new CountDownLatch(MESSAGES);
    private int next;

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      if (data.getInt() != next++) {
        throw new IllegalStateException("message " + (next - 1) + " is missing");
      }
      all.countDown();
    }
  }
}
