package dev.we.net.websocket.protocol;

import java.nio.ByteBuffer;

/**
 * What becomes of the bytes that come in: frames ({@link FrameReceiver}) or nothing ({@link
 * DiscardedInput}). The one replaces the other, so nobody asks which it is.
 */
sealed interface Input permits FrameReceiver, DiscardedInput {
  /** Takes at least one byte: up to the end of a frame, or to the end of the input. */
  void take(ByteBuffer in, Sink sink);
}
