package dev.we.net.websocket.frame;

import static dev.we.net.websocket.frame.FrameHeader.FIN;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_16_BITS;
import static dev.we.net.websocket.frame.FrameHeader.LENGTH_IN_64_BITS;
import static dev.we.net.websocket.frame.FrameHeader.MASK;
import static dev.we.net.websocket.frame.FrameHeader.OPCODE;
import static dev.we.net.websocket.frame.FrameHeader.RSV;

import java.nio.ByteBuffer;

/**
 * Reads the heads of frames (RFC 6455, section 5.2), from input that may break off at any byte.
 *
 * <p>It applies no rule. {@link #next} stops wherever one can be applied, {@link #whole} takes a
 * head that lies in the input from end to end in one go. The payload behind the head is the
 * caller's to take; the call after that begins the next head.
 *
 * <p>Not for use by several threads at once.
 */
public final class FrameDecoder {
  /** Where {@link #next} stopped. */
  public enum Step {
    /** At the end of the input, inside a head or before one. */
    NEEDS_INPUT,
    /** Behind the first byte: FIN, the reserved bits and the opcode are known. */
    FIRST_BYTE,
    /** Behind the second byte: the mask bit and the form of the length are known. */
    SECOND_BYTE,
    /** Inside an extended length: {@link #payloadLength()} is the least that it can become. */
    LENGTH_SO_FAR,
    /** Behind the length, which is known; it may be known since the second byte. */
    LENGTH,
    /** Behind the head: the masking key is known, the payload follows. */
    HEADER
  }

  /** The last thing that was reached; behind HEADER a new head begins. */
  private Step step = Step.HEADER;

  private byte firstByte;
  private byte secondByte;
  private long payloadLength;
  private int maskingKey;

  /** How many bytes of the extended length, and then of the masking key, are still to come. */
  private byte missing;

  /**
   * Takes a whole head if all its bytes are there and none was taken by {@link #next}; otherwise
   * takes nothing.
   *
   * @return whether it did
   */
  public boolean whole(ByteBuffer in) {
    int at = in.position();
    int available = in.limit() - at;
    if (step != Step.HEADER || available < 2) {
      return false;
    }
    int second = in.get(at + 1);
    int form = second & LENGTH;
    int lengthBytes = form < LENGTH_IN_16_BITS ? 0 : form == LENGTH_IN_16_BITS ? 2 : 8;
    int keyBytes = (second & MASK) >> 5;
    if (available < 2 + lengthBytes + keyBytes) {
      return false;
    }
    firstByte = in.get(at);
    secondByte = (byte) second;
    at += 2;
    payloadLength =
        switch (lengthBytes) {
          case 0 -> form;
          case 2 -> (short) NetworkOrder.SHORT.get(in, at) & 0xFFFF;
          default -> (long) NetworkOrder.LONG.get(in, at);
        };
    at += lengthBytes;
    maskingKey = keyBytes == 0 ? 0 : (int) NetworkOrder.INT.get(in, at);
    in.position(at + keyBytes);
    return true;
  }

  /**
   * Takes bytes up to the next place where something new is known, and no payload.
   *
   * <p>The steps of a head come in the order of {@link Step}: FIRST_BYTE, SECOND_BYTE, one
   * LENGTH_SO_FAR for each byte of an extended length but its last, LENGTH, HEADER.
   */
  public Step next(ByteBuffer in) {
    boolean free = missing == 0 && (step == Step.SECOND_BYTE || step == Step.LENGTH);
    if (!free && !in.hasRemaining()) {
      return Step.NEEDS_INPUT;
    }
    Step reached =
        switch (step) {
          case HEADER -> firstByte(in.get());
          case FIRST_BYTE -> secondByte(in.get());
          case SECOND_BYTE, LENGTH_SO_FAR -> length(in);
          case LENGTH -> maskingKey(in);
          case NEEDS_INPUT -> throw new AssertionError("never kept");
        };
    if (reached != Step.NEEDS_INPUT) {
      step = reached;
    }
    return reached;
  }

  private Step firstByte(byte value) {
    firstByte = value;
    return Step.FIRST_BYTE;
  }

  private Step secondByte(byte value) {
    secondByte = value;
    missing =
        switch (value & LENGTH) {
          case LENGTH_IN_16_BITS -> 2;
          case LENGTH_IN_64_BITS -> 8;
          default -> 0;
        };
    payloadLength = missing == 0 ? value & LENGTH : 0;
    return Step.SECOND_BYTE;
  }

  private Step length(ByteBuffer in) {
    if (missing > 0) {
      missing--;
      payloadLength |= (in.get() & 0xFFL) << (8 * missing);
      if (missing > 0) {
        return Step.LENGTH_SO_FAR;
      }
    }
    missing = (byte) (isMasked() ? 4 : 0);
    maskingKey = 0;
    return Step.LENGTH;
  }

  private Step maskingKey(ByteBuffer in) {
    while (missing > 0) {
      if (!in.hasRemaining()) {
        return Step.NEEDS_INPUT;
      }
      missing--;
      maskingKey |= (in.get() & 0xFF) << (8 * missing);
    }
    return Step.HEADER;
  }

  /**
   * FIN, the reserved bits and the opcode, as they stand. Known from FIRST_BYTE on, as are the next
   * three.
   */
  public byte firstByte() {
    return firstByte;
  }

  /** Whether FIN is set. */
  public boolean isFin() {
    return (firstByte & FIN) != 0;
  }

  /** The reserved bits, where they stand in the first byte. */
  public int reservedBits() {
    return firstByte & RSV;
  }

  /** The four bits of the opcode. */
  public int opcode() {
    return firstByte & OPCODE;
  }

  /** Whether MASK is set. Known from SECOND_BYTE on, as is the next. */
  public boolean isMasked() {
    return (secondByte & MASK) != 0;
  }

  /** The seven bits of the length: the length itself up to 125, then its form. */
  public int shortLength() {
    return secondByte & LENGTH;
  }

  /**
   * The payload's length in bytes, negative if the top bit is set. Known from LENGTH on; at
   * LENGTH_SO_FAR what is still to come counts as zero.
   */
  public long payloadLength() {
    return payloadLength;
  }

  /** The masking key, its first byte on top; 0 where there is none. Known from HEADER on. */
  public int maskingKey() {
    return maskingKey;
  }

  /** The head just read, as a value. */
  public FrameHeader header() {
    return new FrameHeader(
        isFin(), reservedBits() >> 4, opcode(), isMasked(), payloadLength, maskingKey);
  }
}
