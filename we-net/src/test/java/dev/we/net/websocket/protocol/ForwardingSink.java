package dev.we.net.websocket.protocol;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ProtocolException;
import java.nio.ByteBuffer;

/** Passes all on to another, but for what a test overrides. */
class ForwardingSink implements Sink {
  private final Sink to;

  ForwardingSink(Sink to) {
    this.to = to;
  }

  @Override
  public void onText(String text) {
    to.onText(text);
  }

  @Override
  public void onBinary(ByteBuffer data) {
    to.onBinary(data);
  }

  @Override
  public void onPing(ByteBuffer payload) {
    to.onPing(payload);
  }

  @Override
  public void onPong(ByteBuffer payload) {
    to.onPong(payload);
  }

  @Override
  public void onClose(CloseReason reason) {
    to.onClose(reason);
  }

  @Override
  public void onViolation(ProtocolException violation) {
    to.onViolation(violation);
  }

  @Override
  public void onOwed(Owed owed) {
    to.onOwed(owed);
  }
}
