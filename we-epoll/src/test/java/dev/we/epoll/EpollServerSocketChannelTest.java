package dev.we.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class EpollServerSocketChannelTest {
  private static ServerSocketChannel listening(InetSocketAddress at) throws Exception {
    ServerSocketChannel channel = EpollProvider.instance().openServerSocketChannel();
    channel.configureBlocking(false);
    return channel.bind(at, 4);
  }

  private static void acceptsOne(ServerSocketChannel channel, InetAddress at) throws Exception {
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    try (Selector selector = EpollProvider.instance().openSelector();
        Socket peer = new Socket(at, port)) {
      Ends.await(selector, channel.register(selector, SelectionKey.OP_ACCEPT));
      try (SocketChannel accepted = channel.accept()) {
        assertThat(accepted.isConnected()).isTrue();
        assertThat(accepted.getRemoteAddress()).isEqualTo(peer.getLocalSocketAddress());
        assertThat(accepted.getLocalAddress()).isEqualTo(peer.getRemoteSocketAddress());
        accepted.configureBlocking(false);
        accepted.write(ByteBuffer.wrap(new byte[] {9}));
        assertThat(peer.getInputStream().read()).isEqualTo(9);
      }
      assertThat(channel.accept()).as("nobody else").isNull();
    }
  }

  @Test
  void whoComesToOneAddressIsAccepted() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocketChannel channel = listening(new InetSocketAddress(loopback, 0))) {
      acceptsOne(channel, loopback);
    }
  }

  /** Connections to all addresses of the machine have the one they came to. */
  @Test
  void whoComesToAnyAddressIsAcceptedThere() throws Exception {
    try (ServerSocketChannel channel = listening(new InetSocketAddress(0))) {
      acceptsOne(channel, InetAddress.getByAddress(new byte[] {127, 0, 0, 2}));
      for (InetAddress loopback : Ends.loopbackAddresses()) {
        acceptsOne(channel, loopback);
      }
    }
  }

  @Test
  void ipv4AloneIsListenedTo() throws Exception {
    try (ServerSocketChannel channel =
        EpollProvider.instance().openServerSocketChannel(StandardProtocolFamily.INET)) {
      channel.configureBlocking(false);
      channel.bind(null);
      acceptsOne(channel, InetAddress.getLoopbackAddress());
    }
  }

  @Test
  void aPortThatIsTakenIsRefused() throws Exception {
    try (ServerSocketChannel first =
        listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      InetSocketAddress taken = (InetSocketAddress) first.getLocalAddress();
      assertThatThrownBy(() -> listening(taken))
          .isInstanceOf(BindException.class)
          .hasMessage("Address already in use");
      assertThatThrownBy(() -> first.bind(taken)).isInstanceOf(AlreadyBoundException.class);
    }
  }

  @Test
  void acceptingNeedsAnAddressAndNonBlockingMode() throws Exception {
    try (ServerSocketChannel channel = EpollProvider.instance().openServerSocketChannel()) {
      assertThat(channel.getOption(StandardSocketOptions.SO_REUSEADDR)).isTrue();
      assertThat(channel.getLocalAddress()).isNull();
      assertThatThrownBy(channel::accept).isInstanceOf(NotYetBoundException.class);
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThatThrownBy(channel::accept).isInstanceOf(IllegalBlockingModeException.class);
    }
  }

  @Test
  void aClosedChannelAcceptsNobody() throws Exception {
    ServerSocketChannel channel =
        listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    channel.close();
    assertThatThrownBy(channel::accept).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(channel::getLocalAddress).isInstanceOf(ClosedChannelException.class);
  }
}
