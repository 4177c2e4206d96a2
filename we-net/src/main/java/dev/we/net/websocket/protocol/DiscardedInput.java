package dev.we.net.websocket.protocol;

import java.nio.ByteBuffer;

/**
 * The input after a Close or a violation: "After receiving a control frame indicating the
 * connection should be closed, a peer discards any further data received" (RFC 6455, section 1.4).
 * It is read on, so that no reset destroys our Close on its way, and counted, so that it can be
 * bounded.
 */
final class DiscardedInput implements Input {
  private long bytes;

  @Override
  public void take(ByteBuffer in, Sink sink) {
    bytes += in.remaining();
    in.position(in.limit());
  }

  long bytes() {
    return bytes;
  }
}
