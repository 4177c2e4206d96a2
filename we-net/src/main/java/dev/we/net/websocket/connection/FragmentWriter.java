package dev.we.net.websocket.connection;

import dev.we.net.websocket.CloseCode;
import dev.we.net.websocket.MessageWriter;
import dev.we.net.websocket.SendResult;

/**
 * A message on its way in fragments; whether it is finished is known under the lock of {@link
 * Outgoing}.
 */
final class FragmentWriter<P> implements MessageWriter<P> {
  /** Sends one part; the caller holds the lock of {@link Outgoing}. */
  interface Encoder<P> {
    long encode(P part, boolean last);
  }

  private final Outgoing outgoing;
  final Encoder<P> encoder;
  boolean finished;

  FragmentWriter(Outgoing outgoing, Encoder<P> encoder) {
    this.outgoing = outgoing;
    this.encoder = encoder;
  }

  @Override
  public SendResult write(P part) {
    return outgoing.sendPart(this, part, false);
  }

  @Override
  public SendResult finish(P lastPart) {
    return outgoing.sendPart(this, lastPart, true);
  }

  @Override
  public void close() {
    if (outgoing.isUnfinished(this)) {
      outgoing.close(CloseCode.INTERNAL_ERROR, "a message was not finished");
    }
  }
}
