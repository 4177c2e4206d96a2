package dev.we.conformance.wire;

import static dev.we.conformance.wire.Rfc6455.BINARY;
import static dev.we.conformance.wire.Rfc6455.CLOSE;
import static dev.we.conformance.wire.Rfc6455.FIN;
import static dev.we.conformance.wire.Rfc6455.MASK;
import static dev.we.conformance.wire.Rfc6455.PING;
import static dev.we.conformance.wire.Rfc6455.PONG;
import static dev.we.conformance.wire.Rfc6455.TEXT;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One frame (RFC 6455, 5.2), legal or not.
 *
 * @param first FIN, RSV1 to RSV3 and the opcode
 * @param masked the MASK bit
 * @param payload as it is when unmasked
 */
@SuppressWarnings("ArrayRecordComponent") // compared by what they hold, never by equals
public record Frame(int first, boolean masked, byte[] payload) {
  /** The one of the RFC's own examples (5.7). */
  private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

  public static Frame of(int first, byte[] payload) {
    return new Frame(first, false, payload);
  }

  public static Frame text(String text) {
    return of(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Frame binary(byte[] data) {
    return of(FIN | BINARY, data);
  }

  public static Frame ping(String payload) {
    return of(FIN | PING, payload.getBytes(StandardCharsets.UTF_8));
  }

  public static Frame pong(String payload) {
    return of(FIN | PONG, payload.getBytes(StandardCharsets.UTF_8));
  }

  public static Frame close(int code, String reason) {
    return close(code, reason.getBytes(StandardCharsets.UTF_8));
  }

  public static Frame close(int code, byte[] reason) {
    return of(
        FIN | CLOSE,
        ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason).array());
  }

  public static Frame emptyClose() {
    return of(FIN | CLOSE, new byte[0]);
  }

  public int opcode() {
    return first & 0xF;
  }

  public String textPayload() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code of a Close frame that has one. */
  public int closeCode() {
    return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
  }

  /** The frame's bytes with the shortest length, as a client sends them or as a server does. */
  public byte[] bytes(boolean withMask) {
    ByteBuffer out = ByteBuffer.allocate(14 + payload.length).put((byte) first);
    int maskBit = withMask ? MASK : 0;
    if (payload.length <= 125) {
      out.put((byte) (maskBit | payload.length));
    } else if (payload.length <= 0xFFFF) {
      out.put((byte) (maskBit | 126)).putShort((short) payload.length);
    } else {
      out.put((byte) (maskBit | 127)).putLong(payload.length);
    }
    if (withMask) {
      out.put(KEY);
    }
    for (int i = 0; i < payload.length; i++) {
      out.put((byte) (withMask ? payload[i] ^ KEY[i % 4] : payload[i]));
    }
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  /** Reads the next frame. */
  public static Frame read(DataInputStream in) throws IOException {
    int first = in.readUnsignedByte();
    int second = in.readUnsignedByte();
    boolean masked = (second & MASK) != 0;
    long length = second & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if (length < 0 || length > 1 << 26) {
      throw new IOException("a frame of " + length + " bytes was not asked for");
    }
    byte[] key = masked ? in.readNBytes(4) : new byte[4];
    byte[] payload = in.readNBytes((int) length);
    if (payload.length < length) {
      throw new EOFException("the stream ended inside a frame");
    }
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= key[i % 4];
    }
    return new Frame(first, masked, payload);
  }

  /** What a Close says, or opcode, length and the first bytes of any other. */
  @Override
  public String toString() {
    if (opcode() == CLOSE && payload.length >= 2) {
      return "Close("
          + closeCode()
          + " "
          + textPayload().substring(Math.min(2, textPayload().length()))
          + ")";
    }
    String bytes = HexFormat.of().formatHex(payload, 0, Math.min(20, payload.length));
    return "frame %02x%s of %d bytes %s"
        .formatted(first, masked ? " masked" : "", payload.length, bytes);
  }
}
