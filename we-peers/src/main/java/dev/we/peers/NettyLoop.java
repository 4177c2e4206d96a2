package dev.we.peers;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/** One event loop of Netty, and the channels that go with it. */
record NettyLoop(
    EventLoopGroup group,
    Class<? extends ServerChannel> serverChannel,
    Class<? extends Channel> channel) {
  static NettyLoop start(Io io) {
    return switch (io) {
      case NIO ->
          of(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
      case EPOLL -> {
        Epoll.ensureAvailability();
        yield of(
            EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
      }
    };
  }

  private static NettyLoop of(
      IoHandlerFactory handler,
      Class<? extends ServerChannel> serverChannel,
      Class<? extends Channel> channel) {
    return new NettyLoop(new MultiThreadIoEventLoopGroup(1, handler), serverChannel, channel);
  }

  /** Reads that grow with what comes, beyond the default's 64 KiB: large messages come faster. */
  static RecvByteBufAllocator reads() {
    return new AdaptiveRecvByteBufAllocator(512, 16 << 10, 256 << 10);
  }

  void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
