package dev.we.net.websocket.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;

/** A program that runs out of descriptors while connections wait to be accepted. */
final class OutOfDescriptors {

  private OutOfDescriptors() {}

  public static void main(String[] args) throws Exception {
    ArrayDeque<SocketChannel> clients = new ArrayDeque<>();
    try (EventLoop loop = EventLoop.start("loop", Sockets.valueOf(args[0]).provider())) {
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Listener listener = loop.listen(anyPort, 200, null, EchoHandler::new);
      warmUp(listener);
      threeTurns(loop); // the loop lets go of that connection's descriptor
      CountDownLatch exhausted = new CountDownLatch(1);
      CountDownLatch held = new CountDownLatch(1);
      loop.execute(() -> {
        held.countDown();
        try {
          exhausted.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      });
      held.await();
      try {
        while (true) {
          clients.add(SocketChannel.open(listener.localAddress()));
        }
      } catch (IOException outOfDescriptors) {
        exhausted.countDown();
      }
      threeTurns(loop);
      if (loop.transportCount() != 0) {
        throw new IllegalStateException("accepted without a descriptor");
      }
      for (int half = clients.size() / 2; half > 0; half--) {
        clients.removeLast().close();
      }
      echo(clients.getFirst());
      System.out.println("served");
    }
  }

  private static void threeTurns(EventLoop loop) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(() -> loop.execute(() -> loop.execute(done::countDown)));
    done.await();
  }

  /** Loads the classes that serving needs, which takes descriptors. */
  private static void warmUp(Listener listener) throws IOException {
    try (SocketChannel client = SocketChannel.open(listener.localAddress())) {
      echo(client);
      client.shutdownOutput();
      client.read(ByteBuffer.allocate(1));
    }
  }

  private static void echo(SocketChannel client) throws IOException {
    client.write(ByteBuffer.wrap(new byte[] {42}));
    if (client.read(ByteBuffer.allocate(1)) != 1) {
      throw new IllegalStateException("no echo");
    }
  }
}
