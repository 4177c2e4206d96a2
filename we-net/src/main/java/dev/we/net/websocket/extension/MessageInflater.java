package dev.we.net.websocket.extension;

import dev.we.deflate.DeflateDecoder;
import dev.we.deflate.DeflateDecoder.Place;
import dev.we.deflate.DeflateFormatException;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of permessage-deflate (RFC 7692, section 7.2.2): inflates messages.
 *
 * <p>Each message must have ended where its sender took the tail away: inside the head of a stored
 * block, of which the tail is the rest. So a message is whole only if the decoder, having read the
 * tail, stands right behind an empty stored block. If the message was cut short, or has something
 * behind its last block, the tail's bytes become part of something else, and the decoder stands
 * elsewhere. Whether that empty block has BFINAL set does not matter: 7.2.1 asks for "an empty
 * DEFLATE block with no compression".
 *
 * <p>Another block with BFINAL that ends with the payload is no such end: "This octet is necessary"
 * says RFC 7692, 7.2.3.4, of the 00 behind it. Peers that leave it out may be put up with, see
 * {@link dev.we.net.websocket.Compression#finalBlockMayEndMessage}. The block's own end is seen
 * without doubt, so what is cut short inside a block is refused then, too.
 */
final class MessageInflater {
  /** 7.2.2: "Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload". */
  private static final int TAIL_BYTES = 4;

  private final int windowBits;
  private final boolean takeover;
  private final boolean finalBlockMayEndMessage;
  private final SharedMemory memory;
  private @Nullable DeflateDecoder decoder;

  /** What of this decoder's memory is counted in the shared one. */
  private long counted;

  /** Whether any byte of the present message has come. */
  private boolean begun;

  MessageInflater(
      int windowBits, boolean takeover, boolean finalBlockMayEndMessage, SharedMemory memory) {
    this.windowBits = windowBits;
    this.takeover = takeover;
    this.finalBlockMayEndMessage = finalBlockMayEndMessage;
    this.memory = memory;
  }

  void inflate(byte[] part, int from, int to, boolean last, ByteSink out)
      throws ExtensionDataException {
    DeflateDecoder inflating = decoder;
    if (inflating == null) {
      inflating = new DeflateDecoder(windowBits);
      decoder = inflating;
    }
    begun |= from < to;
    try {
      if (last) {
        end(inflating, part, from, to, out);
      } else {
        decode(inflating, part, from, to, false, out);
      }
    } catch (DeflateFormatException e) {
      throw new ExtensionDataException(String.valueOf(e.getMessage()));
    }
    count(inflating.retainedBytes());
  }

  /** The last part of a message, and the tail that was taken away from it. */
  private void end(DeflateDecoder inflating, byte[] part, int from, int to, ByteSink out)
      throws DeflateFormatException, ExtensionDataException {
    // Without context takeover no message refers to an earlier one (7.1.1).
    boolean forget = !takeover;
    boolean any = begun;
    begun = false;
    int at = from;
    if (finalBlockMayEndMessage && any) {
      decode(inflating, part, from, to, false, out);
      at = to;
      if (inflating.place() == Place.AFTER_FINAL_BLOCK) {
        decode(inflating, part, to, to, forget, out);
        return;
      }
    }
    decode(inflating, part, at, appendTail(part, to), forget, out);
    if (!inflating.isAfterEmptyStoredBlock()) {
      throw new ExtensionDataException(
          "the compressed message is cut short, or has something behind its last block");
    }
  }

  private static int appendTail(byte[] part, int to) {
    part[to] = 0;
    part[to + 1] = 0;
    part[to + 2] = (byte) 0xFF;
    part[to + 3] = (byte) 0xFF;
    return to + TAIL_BYTES;
  }

  private static void decode(
      DeflateDecoder decoder, byte[] in, int from, int to, boolean forget, ByteSink out)
      throws DeflateFormatException {
    ByteBuffer room = out.room(0);
    int at = from;
    while (true) {
      byte[] array = room.array();
      int base = room.arrayOffset();
      int start = base + room.position();
      int limit = base + room.limit();
      DeflateDecoder.Status status;
      try {
        status =
            forget
                ? decoder.decodeAndForget(in, at, to, array, start, limit)
                : decoder.decode(in, at, to, array, start, limit);
      } finally {
        room.position(decoder.outputPosition() - base);
      }
      at = decoder.inputPosition();
      switch (status) {
        case NEEDS_INPUT -> {
          return;
        }
        case NEEDS_OUTPUT -> room = out.room(1);
        case END_OF_FINAL_BLOCK -> {
          // 7.2.3.4: a block with BFINAL set does not end the message, nor what later blocks may
          // refer to.
          if (at == to) {
            return;
          }
        }
      }
    }
  }

  private void count(long bytes) {
    if (bytes != counted) {
      memory.add(bytes - counted);
      counted = bytes;
    }
  }

  /** Makes what is kept small until the next input. At any time. */
  void pack() {
    DeflateDecoder inflating = decoder;
    if (inflating != null) {
      inflating.pack();
      count(inflating.retainedBytes());
    }
  }

  /** Gives all memory back. */
  void release() {
    decoder = null;
    count(0);
  }
}
