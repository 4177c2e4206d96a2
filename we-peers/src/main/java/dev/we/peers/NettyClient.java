package dev.we.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Netty: its own handlers, with its handler that puts the flushes of one read together. */
final class NettyClient implements PeerClient {
  private final NettyLoop loop;
  private final @Nullable SslContext tls;
  private final boolean compression;

  NettyClient(ClientSettings settings) throws SSLException {
    tls =
        settings.trust() == null
            ? null
            : SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(settings.trust())
                .build();
    compression = settings.compression();
    loop = NettyLoop.start(Io.NIO);
  }

  @Override
  public CompletableFuture<PeerSocket> connect(URI uri, PeerListener listener) {
    Calls calls = new Calls(listener);
    new Bootstrap()
        .group(loop.group())
        .channel(loop.channel())
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.RECVBUF_ALLOCATOR, NettyLoop.reads())
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                fill(channel, uri, calls);
              }
            })
        .connect(uri.getHost(), uri.getPort())
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (!connected.isSuccess()) {
                    calls.opened.completeExceptionally(connected.cause());
                  }
                });
    return calls.opened;
  }

  private void fill(Channel channel, URI uri, Calls calls) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new FlushConsolidationHandler());
    if (tls != null) {
      pipeline.addLast(tls.newHandler(channel.alloc(), uri.getHost(), uri.getPort()));
    }
    pipeline.addLast(new HttpClientCodec());
    pipeline.addLast(new HttpObjectAggregator(8 << 10));
    if (compression) {
      pipeline.addLast(new WebSocketClientCompressionHandler(ServerSettings.MAX_MESSAGE_BYTES));
    }
    pipeline.addLast(
        new WebSocketClientProtocolHandler(
            WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri)
                .allowExtensions(compression)
                .handleCloseFrames(false) // it would not tell the code
                .maxFramePayloadLength(ServerSettings.MAX_MESSAGE_BYTES)
                .build()));
    pipeline.addLast(new WebSocketFrameAggregator(ServerSettings.MAX_MESSAGE_BYTES));
    pipeline.addLast(calls);
  }

  @Override
  public void close() {
    loop.close();
  }

  private record Socket(Channel channel) implements PeerSocket {
    @Override
    public void sendText(String text) {
      channel.writeAndFlush(new TextWebSocketFrame(text));
    }

    @Override
    public void sendBinary(ByteBuffer data) {
      channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(data)));
    }

    @Override
    public void close(int code, String reason) {
      channel.writeAndFlush(new CloseWebSocketFrame(code, reason));
    }
  }

  private static final class Calls extends SimpleChannelInboundHandler<WebSocketFrame> {
    final CompletableFuture<PeerSocket> opened = new CompletableFuture<>();
    private final PeerListener listener;
    private final OnceSet<PeerSocket> socket = new OnceSet<>();
    private int closeCode = 1006;

    Calls(PeerListener listener) {
      this.listener = listener;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        listener.onOpen(socket.set(new Socket(context.channel())));
        opened.complete(socket.get());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
      switch (message) {
        case BinaryWebSocketFrame binary ->
            listener.onBinary(socket.get(), binary.content().nioBuffer());
        case TextWebSocketFrame text -> listener.onText(socket.get(), text.text());
        case CloseWebSocketFrame close -> {
          closeCode = close.statusCode();
          context.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        }
        default -> {}
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!opened.completeExceptionally(new IllegalStateException("closed while opening"))) {
        listener.onClose(closeCode);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (!opened.completeExceptionally(cause)) {
        listener.onError(cause);
      }
      context.close();
    }
  }
}
