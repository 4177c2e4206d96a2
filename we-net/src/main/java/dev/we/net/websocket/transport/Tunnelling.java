package dev.we.net.websocket.transport;

import dev.we.net.websocket.transport.TransportException.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection to a proxy until its way to the destination is open; then whoever comes next,
 * TLS or the caller's handler, gets the connection as if it had just been established.
 */
final class Tunnelling implements TransportHandler {
  private final TcpTransport wire;
  private final Destination to;
  private final Tunnel.Passage passage;

  /** The caller's, who hears of failures: TLS has not begun. */
  private final TransportHandler handler;

  private final TransportHandler next;
  private ByteBuffer sending = ByteBuffer.allocate(0);

  /**
   * The way for one connection.
   *
   * @param next who gets the connection: the handler, or TLS in front of it
   */
  Tunnelling(
      TcpTransport wire,
      Destination to,
      Tunnel.Passage passage,
      TransportHandler handler,
      TransportHandler next) {
    this.wire = wire;
    this.to = to;
    this.passage = passage;
    this.handler = handler;
    this.next = next;
  }

  @Override
  public void onConnected(Transport tcp) {
    tcp.wakeAt(tcp.nanoTime() + to.connectTimeout().toNanos());
    send();
  }

  private void send() {
    try {
      while (true) {
        if (!sending.hasRemaining()) {
          sending = passage.toSend();
        }
        if (!sending.hasRemaining()) {
          return;
        }
        wire.write(new ByteBuffer[] {sending}, 0, 1);
        if (sending.hasRemaining()) {
          wire.awaitWritable();
          return;
        }
      }
    } catch (IOException e) {
      fail(inItsWords(e), e);
    }
  }

  @Override
  public void onWritable() {
    send();
  }

  @Override
  public void onInput(ByteBuffer in) {
    try {
      if (passage.receive(in)) {
        if (sending.hasRemaining()) {
          throw new IOException("it answered before it was asked");
        }
        open(in);
      } else {
        send();
      }
    } catch (IOException e) {
      in.position(in.limit());
      fail(TcpTransport.describe(e), e);
    }
  }

  private void open(ByteBuffer behind) {
    wire.wakeAt(Long.MAX_VALUE);
    wire.setHandler(next);
    next.onConnected(wire);
    if (wire.isClosed()) {
      behind.position(behind.limit());
    } else if (behind.hasRemaining()) {
      next.onInput(behind);
    }
  }

  @Override
  public void onInputBatchEnd() {}

  @Override
  public void onInputEnd(boolean truncated) {
    fail("it closed the connection without an answer", null);
  }

  @Override
  public void onTimer(long now) {
    end(
        TransportException.timeout(
            Stage.PROXY,
            to.onTheWay()
                + ": it did not answer within "
                + Connecting.inWords(to.connectTimeout())));
  }

  private void fail(String why, @Nullable IOException cause) {
    end(new TransportException(Stage.PROXY, to.onTheWay() + ": " + why, cause));
  }

  private void end(TransportException why) {
    handler.onFailed(why);
    wire.close();
  }

  @Override
  public void onFailed(TransportException why) {
    handler.onFailed(
        new TransportException(Stage.PROXY, to.onTheWay() + ": " + inItsWords(why), why));
  }

  /** The system's words: those of the wire name the destination, which was not reached. */
  private static String inItsWords(IOException e) {
    IOException first = e.getCause() instanceof IOException cause ? cause : e;
    return "the connection to it broke: " + TcpTransport.describe(first);
  }

  @Override
  public void onClosed() {
    next.onClosed();
  }
}
