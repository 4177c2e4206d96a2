package dev.we.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Netty: its own handlers in the order of its examples; echoes are written as they come and flushed
 * when a read is worked off, and reading pauses while the peer does not read.
 */
final class NettyServer implements EchoServer {
  private final NettyLoop loop;
  private final Channel listening;

  NettyServer(ServerSettings settings) throws SSLException {
    SslContext tls =
        settings.identity() == null
            ? null
            : SslContextBuilder.forServer(settings.identity().keys())
                .sslProvider(SslProvider.JDK)
                .build();
    loop = NettyLoop.start(settings.io());
    listening =
        new ServerBootstrap()
            .group(loop.group())
            .channel(loop.serverChannel())
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, NettyLoop.reads())
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(512 << 10, 2 << 20))
            .childHandler(new Pipeline(tls, settings.compression()))
            .bind("127.0.0.1", settings.port())
            .syncUninterruptibly()
            .channel();
  }

  @Override
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  @Override
  public void close() {
    loop.close();
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final @Nullable SslContext tls;
    private final boolean compression;

    Pipeline(@Nullable SslContext tls, boolean compression) {
      this.tls = tls;
      this.compression = compression;
    }

    @Override
    protected void initChannel(Channel channel) {
      ChannelPipeline pipeline = channel.pipeline();
      if (tls != null) {
        pipeline.addLast(tls.newHandler(channel.alloc()));
      }
      pipeline.addLast(new HttpServerCodec());
      pipeline.addLast(new HttpObjectAggregator(8 << 10));
      if (compression) {
        pipeline.addLast(new WebSocketServerCompressionHandler(ServerSettings.MAX_MESSAGE_BYTES));
      }
      pipeline.addLast(
          new WebSocketServerProtocolHandler(
              WebSocketServerProtocolConfig.newBuilder()
                  .websocketPath("/")
                  .decoderConfig(
                      WebSocketDecoderConfig.newBuilder()
                          .allowExtensions(compression)
                          .maxFramePayloadLength(ServerSettings.MAX_MESSAGE_BYTES)
                          .build())
                  .build()));
      pipeline.addLast(new WebSocketFrameAggregator(ServerSettings.MAX_MESSAGE_BYTES));
      pipeline.addLast(new Echo());
    }
  }

  private static final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
      context.write(message.retain());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
