package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/** A channel of ours, connected to a plain socket of the JDK's. */
final class Ends implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  final SocketChannel channel;
  final Socket peer;

  private Ends(SocketChannel channel, Socket peer) {
    this.channel = channel;
    this.peer = peer;
  }

  static Ends connect() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      SocketChannel channel = EpollProvider.batching().openSocketChannel();
      channel.configureBlocking(false);
      connect(
          channel,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
      Socket peer = listening.accept();
      peer.setSoTimeout(PATIENCE_MILLIS);
      return new Ends(channel, peer);
    }
  }

  static void connect(SocketChannel channel, InetSocketAddress to) throws IOException {
    if (!channel.connect(to)) {
      try (Selector selector = EpollProvider.instance().openSelector()) {
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        await(selector, key);
        assertThat(channel.finishConnect()).isTrue();
      }
    }
  }

  /** Waits until the key is ready for what it wants; gives that. */
  static int await(Selector selector, SelectionKey key) throws IOException {
    int[] ready = {0};
    for (int inVain = 0; ready[0] == 0; inVain++) {
      assertThat(inVain).as("selections that were woken, or too long").isLessThan(3);
      selector.select(
          each -> ready[0] = each.equals(key) ? each.readyOps() : ready[0], PATIENCE_MILLIS);
    }
    return ready[0];
  }

  /** With batches. */
  static Selector batching() {
    try {
      return EpollProvider.batching().openSelector();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of both families, or of one where the machine has no other. */
  static List<InetAddress> loopbackAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(InetAddress::isLoopbackAddress)
        .toList();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    peer.close();
  }
}
