package dev.we.net.websocket.protocol;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Who is told what the receiving half meets, in the order of the wire, from inside {@link
 * Protocol#receive}.
 *
 * <p>Every buffer is read-only, its bytes lie from position to limit, and it is good until the call
 * returns. A method may use the sending half, but must not call {@code receive} of this protocol or
 * of one that shares its {@link ReceiveScratch}. An exception thrown by a method comes out of
 * {@code receive}; the rest of the input is discarded then, and so is all that follows.
 */
public interface Sink {
  /**
   * Whether more is wanted now. Asked before each frame, or piece of one: if it says no, {@code
   * receive} leaves the rest of its input where it is.
   */
  default boolean wantsMore() {
    return true;
  }

  /** A whole text message. */
  void onText(String text);

  /** A whole binary message. */
  void onBinary(ByteBuffer data);

  /** A ping; the {@link Owed.Pong} for it came just before. */
  void onPing(ByteBuffer payload);

  /** A pong, asked for or not. */
  void onPong(ByteBuffer payload);

  /**
   * The peer's Close, {@link CloseReason#NO_STATUS} if it carried no code; the {@link
   * Owed.CloseReply} for it came just before. Nothing but the end of the stream follows.
   */
  void onClose(CloseReason reason);

  /**
   * The peer broke a rule or passed a limit; the {@link Owed.Failure} came just before. Nothing but
   * the end of the stream follows.
   */
  void onViolation(ProtocolException violation);

  /**
   * Something that the sending half must be told, by {@link Protocol#settle}: here and now where
   * one thread does everything, later under the sending half's lock where several do. In order.
   */
  void onOwed(Owed owed);
}
