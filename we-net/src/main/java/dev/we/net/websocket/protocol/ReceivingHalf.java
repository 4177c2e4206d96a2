package dev.we.net.websocket.protocol;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.extension.Extension;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * All that happens to bytes from the peer. It holds what takes them at present, and puts {@link
 * DiscardedInput} in its place where nothing that follows counts any more, before anybody is told:
 * so the memory of an unfinished message is given back at once, and a callback that comes back here
 * finds the end already made.
 */
final class ReceivingHalf {
  private Input input;

  ReceivingHalf(
      HeaderRules rules, @Nullable Extension extension, Packing packing, ReceiveScratch scratch) {
    this.input = new FrameReceiver(this, rules, extension, packing, scratch);
  }

  void receive(ByteBuffer in, Sink sink) {
    boolean done = false;
    try {
      while (in.hasRemaining() && sink.wantsMore()) {
        input.take(in, sink);
      }
      done = true;
    } finally {
      if (!done) { // a callback threw; what it missed cannot be made up for
        discard();
        input.take(in, sink);
      }
    }
  }

  void receiveEof(Sink sink) {
    discard();
    sink.onOwed(new Owed.End());
  }

  /** The peer's Close: the last thing of it that counts. */
  void close(CloseReason reason, Sink sink) {
    discard();
    sink.onOwed(new Owed.CloseReply(reason));
    sink.onClose(reason);
  }

  /** A violation: nothing that the peer says counts any more. */
  void fail(ProtocolException violation, Sink sink) {
    discard();
    sink.onOwed(Owed.Failure.of(violation));
    sink.onViolation(violation);
  }

  void discard() {
    if (input instanceof FrameReceiver before) {
      input = new DiscardedInput();
      before.release();
    }
  }

  long discardedBytes() {
    return input instanceof DiscardedInput discarded ? discarded.bytes() : 0;
  }
}
