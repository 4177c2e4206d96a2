package dev.we.net.websocket.protocol;

import dev.we.deflate.DeflateDecoder;
import dev.we.deflate.DeflateFormatException;
import dev.we.net.websocket.ProtocolViolation;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * RFC 7692, section 7.2.2, in the plainest way: append the tail, inflate, see where that led. The
 * decoder itself is judged elsewhere.
 */
final class ReferenceInflater {
  private static final byte[] TAIL = {0, 0, -1, -1};

  private final DeflateDecoder decoder;
  private final boolean takeover;
  private final int most;

  ReferenceInflater(int windowBits, boolean takeover, int maxMessageBytes) {
    this.decoder = new DeflateDecoder(windowBits);
    this.takeover = takeover;
    this.most = maxMessageBytes;
  }

  void begin() {
    if (!takeover) {
      decoder.reset();
    }
  }

  /** Inflates more of a message behind what there is of it; what was wrong, if something was. */
  @Nullable ProtocolViolation inflate(byte[] part, boolean last, ByteArrayOutputStream message) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(part);
    if (last) {
      whole.writeBytes(TAIL);
    }
    byte[] in = whole.toByteArray();
    byte[] out = new byte[most - message.size()];
    int from = 0;
    int to = 0;
    ProtocolViolation refused = null;
    boolean more = true;
    while (more) {
      try {
        more =
            switch (decoder.decode(in, from, in.length, out, to, out.length)) {
              case NEEDS_INPUT -> false;
              case NEEDS_OUTPUT -> {
                refused = ProtocolViolation.MESSAGE_TOO_BIG;
                yield false;
              }
              case END_OF_FINAL_BLOCK -> decoder.inputPosition() < in.length;
            };
      } catch (DeflateFormatException e) {
        refused = ProtocolViolation.EXTENSION_DATA;
        more = false;
      }
      from = decoder.inputPosition();
      to = decoder.outputPosition();
    }
    message.write(out, 0, to);
    boolean whereTheTailWas = decoder.isAfterEmptyStoredBlock() || !last;
    return refused != null || whereTheTailWas ? refused : ProtocolViolation.EXTENSION_DATA;
  }
}
