package dev.we.net.websocket.protocol;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ProtocolException;
import java.nio.ByteBuffer;

/**
 * What the receiving half found that obliges the sending half: a value, so that it can be carried
 * from one thread to another. {@link Protocol#settle} takes it.
 */
public sealed interface Owed {
  /**
   * A ping wants its pong. Only the newest few are kept (RFC 6455, 5.5.3).
   *
   * @param payload the ping's own, from position to limit; not shared with the input
   */
  record Pong(ByteBuffer payload) implements Owed {}

  /**
   * The peer's Close wants ours, unless ours has gone out already (5.5.1).
   *
   * @param reason what the peer said; {@link CloseReason#NO_STATUS} is answered by an empty Close
   */
  record CloseReply(CloseReason reason) implements Owed {}

  /**
   * The connection must be failed (7.1.7): a Close with this reason unless one has gone out
   * already, then the end of the stream.
   *
   * @param reason a code that may be sent, and a few words
   */
  record Failure(CloseReason reason) implements Owed {
    /**
     * A failure with a reason.
     *
     * @throws IllegalArgumentException if the code must not be sent
     */
    public Failure {
      CloseFrame.requireSendable(reason);
    }

    /** The failure that answers a violation. */
    static Failure of(ProtocolException e) {
      return new Failure(new CloseReason(e.violation().closeCode(), e.violation().description()));
    }
  }

  /** The peer's stream has ended, and so must ours. */
  record End() implements Owed {}
}
