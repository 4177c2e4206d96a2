package dev.we.net.websocket.protocol;

import static dev.we.net.websocket.ProtocolViolation.*;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a peer's bytes by RFC 6455 and the limits: a plain reading of the whole input,
 * which shares nothing with the code it judges but the list of violations.
 *
 * <p>It says what is told to a {@link Sink} as lines of text, and what goes out as frames.
 */
final class ReferenceReceiver {
  private final boolean server;
  private final Limits limits;
  private final @Nullable ReferenceInflater inflater;
  private final byte[] in;
  private final List<String> events = new ArrayList<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int at;
  private boolean over;

  /** What was sent before the violation, and which it was. */
  private byte[] before = {};

  private @Nullable ProtocolViolation told;

  private int fragments;
  private boolean text;
  private boolean compressed;
  private long announced;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();

  ReferenceReceiver(Role role, Limits limits, @Nullable ReferenceInflater inflater, byte[] in) {
    this.server = role == Role.SERVER;
    this.limits = limits;
    this.inflater = inflater;
    this.in = in;
  }

  /** A rule was broken, or there is no more input. */
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1;
    final transient @Nullable ProtocolViolation violation;

    Stop(@Nullable ProtocolViolation violation) {
      super(null, null, false, false);
      this.violation = violation;
    }
  }

  List<String> events() {
    return events;
  }

  byte[] output() {
    return out.toByteArray();
  }

  ReferenceReceiver run() {
    try {
      while (!over) {
        frame();
      }
    } catch (Stop stop) {
      if (stop.violation != null) {
        before = out.toByteArray();
        fail(stop.violation);
      }
    }
    return this;
  }

  private void fail(ProtocolViolation violation) {
    told = violation;
    events.add("violation " + violation);
    byte[] words = violation.description().getBytes(StandardCharsets.UTF_8);
    send(8, code(violation.closeCode(), words));
  }

  /**
   * Where a compressed text is neither UTF-8 nor DEFLATE, which of the two is told may depend on
   * how the bytes were cut: from here on it is the other. The close code is 1007 either way.
   */
  void tellTheOther() {
    boolean either = told == TEXT_NOT_UTF8 || told == EXTENSION_DATA;
    if (either && compressed && text) {
      events.removeLast();
      out.reset();
      out.writeBytes(before);
      fail(told == TEXT_NOT_UTF8 ? EXTENSION_DATA : TEXT_NOT_UTF8);
    }
  }

  private int octet() throws Stop {
    if (at == in.length) {
      throw new Stop(null);
    }
    return in[at++] & 0xFF;
  }

  private static void require(boolean holds, ProtocolViolation otherwise) throws Stop {
    if (!holds) {
      throw new Stop(otherwise);
    }
  }

  private void frame() throws Stop {
    int first = octet();
    int opcode = first & 15;
    boolean fin = first >> 7 == 1;
    boolean rsv1 = (first & 0x40) != 0;
    boolean data = opcode <= 2;
    boolean control = opcode >= 8 && opcode <= 10;
    boolean mayBeCompressed = inflater != null && (opcode == 1 || opcode == 2);
    require((first & 0x30) == 0 && (!rsv1 || mayBeCompressed), RESERVED_BIT);
    require(data || control, RESERVED_OPCODE);
    require(fin || !control, CONTROL_FRAME_FRAGMENTED);
    require(opcode != 0 || fragments > 0, UNEXPECTED_CONTINUATION);
    require(opcode != 0 || fragments < limits.maxMessageFragments(), TOO_MANY_FRAGMENTS);
    require(control || opcode == 0 || fragments == 0, EXPECTED_CONTINUATION);
    int second = octet();
    require(second >> 7 == (server ? 1 : 0), server ? UNMASKED_BY_CLIENT : MASKED_BY_SERVER);
    require(!control || (second & 127) <= 125, CONTROL_FRAME_TOO_LONG);
    if (data && opcode != 0) {
      compressed = rsv1;
    }
    int length = length(second & 127, control, opcode == 0);
    byte[] key = new byte[4];
    for (int i = 0; server && i < 4; i++) {
      key[i] = (byte) octet();
    }
    byte[] payload = Arrays.copyOfRange(in, at, Math.min(in.length, at + length));
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= key[i % 4];
    }
    at += payload.length;
    boolean whole = payload.length == length;
    if (control && whole) {
      control(opcode, payload);
    } else if (data) {
      data(opcode, fin, length, payload, whole);
    }
    if (!whole) {
      throw new Stop(null);
    }
  }

  /** "interpreted as a … unsigned integer", and refused as soon as it cannot become right. */
  private int length(int form, boolean control, boolean continues) throws Stop {
    int bytes = form == 126 ? 2 : form == 127 ? 8 : 0;
    long least = form == 126 ? 126 : form == 127 ? 65_536 : 0;
    long length = bytes == 0 ? form : 0;
    for (int i = bytes - 1; i >= 0; i--) {
      length |= (long) octet() << (8 * i);
      require(length >= 0, LENGTH_TOP_BIT);
      require(i == 0 || length < least || length <= mostOf(limits.maxFrameBytes()), FRAME_TOO_BIG);
    }
    require(length >= least, LENGTH_NOT_MINIMAL);
    require(control || length <= mostOf(limits.maxFrameBytes()), FRAME_TOO_BIG);
    long before = continues ? announced : 0;
    require(control || before + length <= mostOf(limits.maxMessageBytes()), MESSAGE_TOO_BIG);
    return (int) length;
  }

  /** What is compressed may be a little longer than what it stands for. */
  private long mostOf(long plain) {
    return compressed ? plain + plain / 8 + 256 : plain;
  }

  private void control(int opcode, byte[] payload) throws Stop {
    String hex = HexFormat.of().formatHex(payload);
    switch (opcode) {
      case 9 -> {
        send(10, payload);
        events.add("ping " + hex);
      }
      case 10 -> events.add("pong " + hex);
      default -> {
        require(payload.length != 1, CLOSE_PAYLOAD_OF_ONE_BYTE);
        int code = 1005;
        String reason = "";
        if (payload.length > 0) {
          code = (payload[0] & 0xFF) * 256 + (payload[1] & 0xFF);
          require(isLegal(code), CLOSE_CODE_NOT_ALLOWED);
          String words = Utf8Oracle.decoded(Arrays.copyOfRange(payload, 2, payload.length));
          if (words == null) {
            throw new Stop(CLOSE_REASON_NOT_UTF8);
          }
          reason = words;
        }
        send(8, payload);
        events.add("close " + code + " " + reason);
        over = true;
      }
    }
  }

  private static boolean isLegal(int code) {
    return switch (code) {
      case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> true;
      default -> code >= 3000 && code <= 4999;
    };
  }

  private void data(int opcode, boolean fin, int length, byte[] payload, boolean whole)
      throws Stop {
    if (opcode != 0) {
      text = opcode == 1;
      announced = 0;
      message.reset();
      if (compressed && inflater != null) {
        inflater.begin();
      }
    }
    fragments++;
    announced += length;
    boolean last = fin && whole;
    ProtocolViolation refused = null;
    if (compressed && inflater != null) {
      refused = inflater.inflate(payload, last, message);
    } else {
      message.writeBytes(payload);
    }
    byte[] soFar = message.toByteArray();
    require(!text || Utf8Oracle.firstBad(soFar) == soFar.length, TEXT_NOT_UTF8);
    if (refused != null) {
      throw new Stop(refused);
    }
    if (!last) {
      return;
    }
    if (text) {
      String decoded = Utf8Oracle.decoded(soFar);
      require(decoded != null, TEXT_NOT_UTF8);
      events.add("text " + decoded);
    } else {
      events.add("binary " + HexFormat.of().formatHex(soFar));
    }
    fragments = 0;
  }

  private static byte[] code(int code, byte[] words) {
    byte[] payload = new byte[2 + words.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(words, 0, payload, 2, words.length);
    return payload;
  }

  /** The masking key is 0, so a client's frame is its payload with four bytes more before it. */
  private void send(int opcode, byte[] payload) {
    out.write(0x80 | opcode);
    out.write(server ? payload.length : 0x80 | payload.length);
    out.writeBytes(new byte[server ? 0 : 4]);
    out.writeBytes(payload);
  }
}
