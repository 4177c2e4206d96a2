package dev.we.net.websocket.extension;

import dev.we.net.websocket.frame.ByteSink;
import dev.we.net.websocket.frame.Opcode;
import java.nio.ByteBuffer;

/**
 * An extension that both ends agreed on, which gives reserved bits a meaning and turns the payload
 * of a message that carries them into another (RFC 6455, section 9; RFC 7692 is the one there is).
 *
 * <p>Bits stand on the first frame of a message only, for the message as a whole (RFC 7692, section
 * 6); on a continuation or a control frame they are a violation. A message without any of them is
 * not shown to the extension.
 *
 * <p>One instance serves one connection. {@link #decode} belongs to its receiving half, {@link
 * #bitsFor} and {@link #encode} to its sending half: the halves may run on two threads at once, so
 * they must share nothing that changes.
 */
public interface Extension {
  /** RSV1, as it stands in the first byte of a frame. */
  int RSV1 = 0x40;

  /** RSV2, as it stands in the first byte of a frame. */
  int RSV2 = 0x20;

  /** RSV3, as it stands in the first byte of a frame. */
  int RSV3 = 0x10;

  /** The bits it owns, one or more of {@link #RSV1}, {@link #RSV2} and {@link #RSV3}. Constant. */
  int reservedBits();

  /**
   * Turns a part of a received message's payload into what was meant, as it arrives: a part may be
   * of any size, may begin and end anywhere, and has nothing to do with frames.
   *
   * <p>The limit on the message's size counts what goes into {@code out}, while it goes there: room
   * is asked for as it is needed, never ahead, and an exception of {@code out} is passed on.
   *
   * @param part the next bytes, unmasked; all of them are consumed
   * @param last whether the message ends with them; then {@code part} may be empty
   * @param out takes the payload that was meant
   * @throws ExtensionDataException if the bytes cannot be what the peer's side of the extension
   *     made, or end too early; the connection is failed and the extension not used again
   */
  void decode(ByteBuffer part, boolean last, ByteSink out) throws ExtensionDataException;

  /**
   * Decides on a message that is about to be sent.
   *
   * @param opcode TEXT or BINARY
   * @param payloadBytes how long it is, or -1 if it is sent in fragments and nobody knows yet
   * @return the bits to set on its first frame, out of {@link #reservedBits()}; 0 sends it as it
   *     is, and {@link #encode} is not called for it
   */
  int bitsFor(Opcode opcode, long payloadBytes);

  /**
   * Turns a part of a message's payload into what is sent. What comes out of all parts, put
   * together, is the payload; a part may yield nothing.
   *
   * @param part the next bytes; all of them are consumed
   * @param last whether the message ends with them; then {@code part} may be empty
   * @param out takes what is sent
   */
  void encode(ByteBuffer part, boolean last, ByteSink out);
}
