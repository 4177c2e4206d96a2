package dev.we.peers;

import io.undertow.Undertow;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.xnio.Options;
import org.xnio.Pooled;

/** Undertow: its core server with one I/O thread and its buffered receive listener. */
final class UndertowServer implements EchoServer {
  private final Undertow server;

  UndertowServer(ServerSettings settings) {
    WebSocketConnectionCallback opened =
        (exchange, channel) -> {
          channel.getReceiveSetter().set(new Echo());
          channel.resumeReceives();
        };
    WebSocketProtocolHandshakeHandler handler = new WebSocketProtocolHandshakeHandler(opened);
    if (settings.compression()) {
      handler.addExtension(new PerMessageDeflateHandshake());
    }
    Undertow.Builder builder =
        Undertow.builder()
            .setIoThreads(1)
            .setWorkerThreads(2)
            .setSocketOption(Options.TCP_NODELAY, true)
            .setSocketOption(Options.BACKLOG, 4096)
            .setHandler(handler);
    if (settings.identity() == null) {
      builder.addHttpListener(settings.port(), "127.0.0.1");
    } else {
      builder.addHttpsListener(settings.port(), "127.0.0.1", settings.identity().context());
    }
    server = builder.build();
    server.start();
  }

  @Override
  public int port() {
    return ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static final class Echo extends AbstractReceiveListener {
    @Override
    protected long getMaxBinaryBufferSize() {
      return ServerSettings.MAX_MESSAGE_BYTES;
    }

    @Override
    protected long getMaxTextBufferSize() {
      return ServerSettings.MAX_MESSAGE_BYTES;
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
      WebSockets.sendText(message.getData(), channel, null);
    }

    @Override
    @SuppressWarnings("deprecation") // what the message is handed out in
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
      Pooled<ByteBuffer[]> data = message.getData();
      WebSockets.sendBinary(data.getResource(), channel, new Freeing(data));
    }
  }

  /** Gives a message's buffers back when its echo is out. */
  @SuppressWarnings("deprecation")
  private record Freeing(Pooled<ByteBuffer[]> data) implements WebSocketCallback<Void> {
    @Override
    public void complete(WebSocketChannel channel, Void context) {
      data.free();
    }

    @Override
    public void onError(WebSocketChannel channel, Void context, Throwable failure) {
      data.free();
    }
  }
}
