package dev.we.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/** How a binary message is written as a line. */
enum BinaryFormat {
  /** The bytes themselves. */
  RAW {
    @Override
    byte[] encode(byte[] data) {
      return data;
    }

    @Override
    byte[] decode(byte[] line) {
      return line;
    }
  },
  /** Two digits a byte; spaces between bytes are allowed. */
  HEX {
    @Override
    byte[] encode(byte[] data) {
      return HexFormat.of().formatHex(data).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    byte[] decode(byte[] line) {
      return HexFormat.of().parseHex(ascii(line).replace(" ", ""));
    }
  },
  /** RFC 4648, section 4. */
  BASE64 {
    @Override
    byte[] encode(byte[] data) {
      return Base64.getEncoder().encode(data);
    }

    @Override
    byte[] decode(byte[] line) {
      return Base64.getDecoder().decode(ascii(line).strip());
    }
  };

  /** The bytes of a message as a line, without its end. */
  abstract byte[] encode(byte[] data);

  /**
   * The bytes that a line stands for.
   *
   * @throws IllegalArgumentException if it is not of this form
   */
  abstract byte[] decode(byte[] line);

  private static String ascii(byte[] line) {
    return new String(line, StandardCharsets.ISO_8859_1);
  }

  /** A copy of the buffer's bytes. */
  static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return bytes;
  }
}
