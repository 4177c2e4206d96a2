package dev.we.net.websocket.frame;

import org.jspecify.annotations.Nullable;

/** What a frame is (RFC 6455, section 5.2); the other ten of the sixteen values are reserved. */
public enum Opcode {
  /** The next fragment of the message that was begun. */
  CONTINUATION(0x0),
  /** A text message, or its first fragment. */
  TEXT(0x1),
  /** A binary message, or its first fragment. */
  BINARY(0x2),
  /** The closing handshake, one half of it. */
  CLOSE(0x8),
  /** Asks for a pong. */
  PING(0x9),
  /** Answers a ping, or is a sign of life. */
  PONG(0xA);

  private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[16];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;

  Opcode(int code) {
    this.code = code;
  }

  /** The four bits on the wire. */
  public int code() {
    return code;
  }

  /** The opcode of four bits from the wire, or null where they are reserved. */
  public static @Nullable Opcode of(int code) {
    return BY_CODE[code];
  }

  /** Close, ping, pong: "identified by opcodes where the most significant bit is 1" (5.5). */
  public boolean isControl() {
    return isControl(code);
  }

  /** The same of four bits from the wire, reserved or not. */
  public static boolean isControl(int code) {
    return (code & 0x8) != 0;
  }
}
