package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Role;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as a test writes them. */
final class Bytes {
  /** With bytes of every kind, so that a wrong turn of it shows. */
  static final int KEY = 0x37FA213D;

  private Bytes() {}

  /** Hex digits with blanks wherever they help, and comments from {@code #} to the line's end. */
  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return hex(bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A frame of {@code sender}, its first byte as given, its length in the shortest form. */
  static byte[] frame(Role sender, int firstByte, byte... payload) {
    var out = new ByteArrayOutputStream();
    out.write(firstByte);
    int mask = sender == Role.CLIENT ? 0x80 : 0;
    int n = payload.length;
    if (n < 126) {
      out.write(mask | n);
    } else if (n < 65536) {
      out.write(mask | 126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) n).array());
    } else {
      out.write(mask | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(n).array());
    }
    byte[] key = ByteBuffer.allocate(4).putInt(mask == 0 ? 0 : KEY).array();
    if (mask != 0) {
      out.writeBytes(key);
    }
    for (int i = 0; i < n; i++) {
      out.write(payload[i] ^ key[i % 4]);
    }
    return out.toByteArray();
  }

  /** The payload of a Close. */
  static byte[] close(int code, String reason) {
    return concat(new byte[] {(byte) (code >> 8), (byte) code}, utf8(reason));
  }

  static byte[] concat(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
