package dev.we.net.websocket.protocol;

import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.extension.Extension;
import dev.we.net.websocket.extension.ExtensionDataException;
import dev.we.net.websocket.frame.FrameDecoder;
import dev.we.net.websocket.frame.Masker;
import dev.we.net.websocket.frame.Opcode;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames, and of frames messages, from the input (RFC 6455, sections 5.4 to 6.2).
 *
 * <pre>
 *   head ──▶ control frame?  whole in the input ──▶ a view of it
 *     │                      cut                ──▶ collected: 125 bytes at most
 *     └────▶ a message in one frame, whole in the input, no extension ──▶ a view of it, or a String
 *            anything else   ──▶ [Extension] ──▶ MessageAssembler, piece by piece
 * </pre>
 */
final class FrameReceiver implements Input {
  /** How much an extension gets at once. */
  private static final int DECODED_AT_ONCE = 64 << 10;

  private final ReceivingHalf half;
  private final ReceiveScratch scratch;
  private final @Nullable Extension extension;
  private final Packing packing;
  private final HeaderRules rules;

  /** The head of a frame that was cut; null between frames, when it is the scratch's again. */
  private @Nullable FrameDecoder cut;

  /** For messages that do not lie in the input whole; null until the first such comes. */
  private @Nullable MessageAssembler assembler;

  /** Whether the head was read and the payload, or some of it, is still to come. */
  private boolean insidePayload;

  private long payloadLeft;

  /** The masking key, turned to the next byte of the payload. */
  private int key;

  /** How many frames the unfinished message has so far; 0: there is none. */
  private int fragments;

  private boolean isText;

  /** Whether the message carries reserved bits and so belongs to the extension. */
  private boolean isExtended;

  /** How many bytes of such a message have been announced. */
  private long encodedBytes;

  /** The control frame that was cut, as far as it has come. */
  private @Nullable ByteBuffer control;

  FrameReceiver(
      ReceivingHalf half,
      HeaderRules rules,
      @Nullable Extension extension,
      Packing packing,
      ReceiveScratch scratch) {
    this.half = half;
    this.scratch = scratch;
    this.extension = extension;
    this.packing = packing;
    this.rules = rules;
  }

  @Override
  public void take(ByteBuffer in, Sink sink) {
    try {
      FrameDecoder head = cut == null ? scratch.head() : cut;
      boolean isNew = !insidePayload;
      if (isNew) {
        boolean headIsWhole = head.whole(in);
        if (headIsWhole && isWholeMessage(head, in)) {
          takeWholeMessage(head, in, sink);
          return;
        }
        if (!takeHead(head, headIsWhole, in)) {
          return;
        }
      }
      if (Opcode.isControl(head.opcode())) {
        takeControl(head, in, sink);
      } else {
        if (isNew && fragments == 1) {
          assembler().begin(isText);
        }
        takePiece(assembler(), head, in, sink);
      }
    } catch (ProtocolException e) {
      half.fail(e, sink);
    }
  }

  // ---- Messages in one frame that lie in the input whole, as nearly all do: nothing is remembered

  private boolean isWholeMessage(FrameDecoder head, ByteBuffer in) {
    return fragments == 0
        && rules.allowWholeMessage(head)
        && head.payloadLength() <= in.remaining();
  }

  private void takeWholeMessage(FrameDecoder head, ByteBuffer in, Sink sink)
      throws ProtocolException {
    int length = (int) head.payloadLength();
    int maskingKey = head.maskingKey();
    int from = in.position();
    int to = from + length;
    in.position(to);
    if (head.opcode() == Opcode.TEXT.code()) {
      sink.onText(text(in, from, length, maskingKey));
    } else {
      Masker.mask(in, from, to, maskingKey);
      sink.onBinary(scratch.view(in, from, to));
    }
  }

  private String text(ByteBuffer in, int from, int length, int maskingKey)
      throws ProtocolException {
    byte[] bytes;
    int at;
    if (in.hasArray()) {
      Masker.mask(in, from, from + length, maskingKey);
      bytes = in.array();
      at = in.arrayOffset() + from;
    } else {
      bytes = scratch.bytes(length);
      at = 0;
      Masker.copy(in, from, bytes, at, length, maskingKey);
    }
    Utf8Validator utf8 = scratch.utf8();
    utf8.accept(bytes, at, at + length);
    utf8.end();
    return utf8.string(bytes, at, length);
  }

  // ---- Heads

  /** Takes what follows of a head, which may be nothing any more; whether it is whole then. */
  private boolean takeHead(FrameDecoder head, boolean isWhole, ByteBuffer in)
      throws ProtocolException {
    if (cut == null) {
      cut = scratch.takeHead();
    }
    if (isWhole) {
      rules.firstByte(head, fragments, agreedBits());
      rules.secondByte(head);
      atLength(head);
    } else if (!takeHeadByByte(head, in)) {
      return false;
    }
    insidePayload = true;
    payloadLeft = head.payloadLength();
    key = head.maskingKey();
    if (!Opcode.isControl(head.opcode())) {
      atFragment(head);
    }
    return true;
  }

  private boolean takeHeadByByte(FrameDecoder head, ByteBuffer in) throws ProtocolException {
    while (true) {
      switch (head.next(in)) {
        case FIRST_BYTE -> rules.firstByte(head, fragments, agreedBits());
        case SECOND_BYTE -> rules.secondByte(head);
        case LENGTH_SO_FAR -> rules.lengthSoFar(head, isExtendedFrame(head));
        case LENGTH -> atLength(head);
        case HEADER -> {
          return true;
        }
        case NEEDS_INPUT -> {
          return false;
        }
      }
    }
  }

  /** The reserved bits that the extension owns. */
  private int agreedBits() {
    return extension == null ? 0 : extension.reservedBits();
  }

  private void atLength(FrameDecoder head) throws ProtocolException {
    boolean extended = isExtendedFrame(head);
    long before = fragments == 0 ? 0 : extended ? encodedBytes : assembler().length();
    rules.length(head, before, extended);
  }

  /** Whether the frame whose head is being read belongs to a message that the extension has. */
  private boolean isExtendedFrame(FrameDecoder head) {
    return fragments > 0 ? isExtended : head.reservedBits() != 0;
  }

  private void atFragment(FrameDecoder head) {
    fragments++;
    if (fragments == 1) {
      isText = head.opcode() == Opcode.TEXT.code();
      isExtended = head.reservedBits() != 0;
      encodedBytes = 0;
    }
    encodedBytes += payloadLeft;
  }

  // ---- Messages in pieces

  private MessageAssembler assembler() {
    if (assembler == null) {
      assembler = new MessageAssembler(rules.maxMessageBytes(), scratch.messages());
    }
    return assembler;
  }

  /** Takes as much of the payload as there is; the message too, if it ends here. */
  private void takePiece(MessageAssembler message, FrameDecoder head, ByteBuffer in, Sink sink)
      throws ProtocolException {
    int from = in.position();
    int count = (int) Math.min(payloadLeft, in.remaining());
    in.position(from + count);
    payloadLeft -= count;
    boolean ends = head.isFin() && payloadLeft == 0;
    if (isExtended) {
      decode(message, in, from, count, ends);
    } else if (count > 0) {
      long atMost =
          head.isFin() ? message.length() + (long) count + payloadLeft : rules.maxMessageBytes();
      key = message.append(in, from, count, key, atMost);
    }
    if (payloadLeft == 0) {
      endFrame(head);
    }
    if (ends) {
      fragments = 0;
      if (isText) {
        sink.onText(message.takeText());
      } else {
        sink.onBinary(message.binary());
        message.release();
      }
    }
  }

  private void decode(MessageAssembler message, ByteBuffer in, int from, int count, boolean ends)
      throws ProtocolException {
    if (extension == null) {
      throw new AssertionError("reserved bits passed without an extension");
    }
    packing.receives();
    message.borrow(scratch.decoded());
    int at = from;
    int left = count;
    try {
      do {
        int now = Math.min(left, DECODED_AT_ONCE);
        byte[] bytes = scratch.bytes(now + Extension.ROOM_BEHIND);
        key = Masker.copy(in, at, bytes, 0, now, key);
        at += now;
        left -= now;
        extension.decode(bytes, 0, now, ends && left == 0, message);
      } while (left > 0);
    } catch (ExtensionDataException e) {
      throw new ProtocolException(ProtocolViolation.EXTENSION_DATA, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof ProtocolException violation) {
        throw violation; // what the assembler said
      }
      throw e;
    }
    message.takeRoom();
    if (!ends) {
      message.keep();
    }
  }

  /** It gets no more. */
  void release() {
    if (extension != null) {
      extension.releaseReceiving();
    }
  }

  // ---- Control frames

  private void takeControl(FrameDecoder head, ByteBuffer in, Sink sink) throws ProtocolException {
    int from = in.position();
    int count = (int) Math.min(payloadLeft, in.remaining());
    in.position(from + count);
    payloadLeft -= count;
    key = Masker.mask(in, from, from + count, key);
    ByteBuffer payload = scratch.view(in, from, from + count);
    if (control != null || payloadLeft > 0) {
      if (control == null) {
        control = ByteBuffer.allocate((int) head.payloadLength());
      }
      control.put(payload);
      if (payloadLeft > 0) {
        return;
      }
      payload = control.flip().asReadOnlyBuffer();
      control = null;
    }
    endFrame(head);
    if (head.opcode() == Opcode.PING.code()) {
      sink.onOwed(new Owed.Pong(copy(payload)));
      sink.onPing(payload);
    } else if (head.opcode() == Opcode.PONG.code()) {
      sink.onPong(payload);
    } else {
      half.close(CloseFrame.decode(payload), sink);
    }
  }

  private static ByteBuffer copy(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(payload.position(), bytes);
    return ByteBuffer.wrap(bytes);
  }

  private void endFrame(FrameDecoder head) {
    insidePayload = false;
    cut = null;
    scratch.giveHead(head);
  }
}
