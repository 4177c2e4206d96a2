package dev.we.conformance.differential;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/** Netty's frame decoder, its UTF-8 validator and its aggregator, one behind the other. */
final class NettyDecoders implements Implementation {
  private static final WebSocketDecoderConfig CONFIG =
      WebSocketDecoderConfig.newBuilder()
          .expectMaskedFrames(true)
          .allowExtensions(false)
          .maxFramePayloadLength(MOST_BYTES)
          .build();

  @Override
  public String name() {
    return "Netty";
  }

  @Override
  public Outcome receive(List<byte[]> pieces) {
    Ending ending = new Ending();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(CONFIG),
            new Utf8FrameValidator(),
            new WebSocketFrameAggregator(MOST_BYTES),
            ending);
    for (byte[] piece : pieces) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.copiedBuffer(piece));
      }
    }
    String end = ending.end;
    List<String> events = new ArrayList<>();
    for (Object in; (in = channel.readInbound()) != null; ReferenceCountUtil.release(in)) {
      if (in instanceof CloseWebSocketFrame close) {
        if (end.equals(Outcome.OPEN)) {
          end = "closed " + (close.statusCode() < 0 ? 1005 : close.statusCode());
        }
      } else if (in instanceof WebSocketFrame frame) {
        events.add(Outcome.event(kind(frame), ByteBufUtil.getBytes(frame.content())));
      }
    }
    for (Object out; (out = channel.readOutbound()) != null; ReferenceCountUtil.release(out)) {
      if (out instanceof CloseWebSocketFrame close && end.startsWith("failed")) {
        end = "failed " + close.statusCode();
      }
    }
    channel.finishAndReleaseAll();
    return Outcome.of(events, end);
  }

  // The first error tells why; what comes of the channel's end does not. */
  private static final class Ending extends ChannelInboundHandlerAdapter {
    String end = Outcome.OPEN;

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
      if (end.equals(Outcome.OPEN)) {
        end =
            switch (error) {
              case CorruptedWebSocketFrameException e -> "failed " + e.closeStatus().code();
              case TooLongFrameException e -> "failed";
              case PrematureChannelClosureException e -> Outcome.OPEN;
              default -> "crashed " + error.getClass().getSimpleName();
            };
      }
    }
  }

  private static String kind(WebSocketFrame frame) {
    return switch (frame) {
      case TextWebSocketFrame text -> "text";
      case BinaryWebSocketFrame binary -> "binary";
      case PingWebSocketFrame ping -> "ping";
      case PongWebSocketFrame pong -> "pong";
      default -> frame.getClass().getSimpleName();
    };
  }
}
