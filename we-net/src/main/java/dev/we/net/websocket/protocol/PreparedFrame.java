package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Message;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.extension.SharedEncoding;
import dev.we.net.websocket.frame.FrameEncoder;
import dev.we.net.websocket.frame.FrameHeader;
import dev.we.net.websocket.frame.Opcode;
import java.nio.ByteBuffer;

/**
 * A message that many send, as the one frame in which all of them do who encode it alike: whole for
 * those who do not mask, and its payload for those who do.
 */
final class PreparedFrame {
  /** The message as it is. Made before all other forms, which are made of it. */
  static final PreparedMessage.Form<PreparedFrame> PLAIN =
      prepared ->
          switch (prepared.message()) {
            case Message.Text(String text) -> {
              byte[] utf8 = Utf8Encoder.encode(text);
              yield new PreparedFrame(0, Opcode.TEXT, ByteBuffer.wrap(utf8));
            }
            case Message.Binary(ByteBuffer data) -> new PreparedFrame(0, Opcode.BINARY, data);
          };

  /** The message as an extension has it; the plain form where the extension leaves it so. */
  record Encoded(SharedEncoding encoding) implements PreparedMessage.Form<PreparedFrame> {
    @Override
    public PreparedFrame make(PreparedMessage message) {
      PreparedFrame plain = message.in(PLAIN);
      var collected = new OutgoingExtension.Collected(plain.payloadBytes());
      int from = plain.payloadFrom;
      int bits = encoding.encode(plain.bytes, from, plain.bytes.length, collected);
      return bits == 0 ? plain : new PreparedFrame(bits, plain.opcode, collected.content());
    }
  }

  private final int reservedBits;
  private final Opcode opcode;
  private final byte[] bytes;
  private final int payloadFrom;
  private final ByteBuffer frame;

  private PreparedFrame(int reservedBits, Opcode opcode, ByteBuffer payload) {
    int length = payload.remaining();
    ByteBuffer head = ByteBuffer.allocate(FrameHeader.MAX_BYTES);
    FrameEncoder.header(head, true, reservedBits, opcode, length, false, 0);
    this.reservedBits = reservedBits;
    this.opcode = opcode;
    this.payloadFrom = head.position();
    this.bytes = new byte[payloadFrom + length];
    head.get(0, bytes, 0, payloadFrom);
    payload.get(payload.position(), bytes, payloadFrom, length);
    this.frame = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  int reservedBits() {
    return reservedBits;
  }

  Opcode opcode() {
    return opcode;
  }

  /** The whole frame, unmasked; nobody may change it or its position. */
  ByteBuffer frame() {
    return frame;
  }

  /** The same bytes; from {@link #payloadFrom} to the end they are the payload. */
  byte[] bytes() {
    return bytes;
  }

  int payloadFrom() {
    return payloadFrom;
  }

  /** A view of the payload. */
  ByteBuffer payload() {
    return ByteBuffer.wrap(bytes, payloadFrom, payloadBytes());
  }

  int payloadBytes() {
    return bytes.length - payloadFrom;
  }
}
