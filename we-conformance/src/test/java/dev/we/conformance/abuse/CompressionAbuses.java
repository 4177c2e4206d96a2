package dev.we.conformance.abuse;

import dev.we.conformance.wire.Frame;
import dev.we.conformance.wire.RawPeer;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Compressed messages (RFC 7692) that are small and become large, or cost much and become nothing.
 */
final class CompressionAbuses {
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  private static final int COMPRESSED = 0xC2;

  private CompressionAbuses() {}

  static List<Abuse> all() {
    byte[] small = Frame.of(COMPRESSED, deflated(8 << 10)).bytes(true);
    return List.of(
        new Abuse(
            "64 MiB of zeros in one compressed message",
            "`maxMessageBytes`: 1009",
            Setting.USUAL,
            4 << 20,
            target -> send(target, Frame.of(COMPRESSED, deflated(64 << 20)).bytes(true), 1)),
        new Abuse(
            "the same in fragments of one byte",
            "`maxMessageBytes`: 1009",
            Setting.USUAL,
            4 << 20,
            target -> send(target, inFragments(deflated(64 << 20)), 1)),
        new Abuse(
            "8 KiB of %d bytes, to a receiver that asks for none".formatted(small.length),
            "`maxQueuedInputBytes`",
            Setting.SHORT_PING,
            2 << 20,
            target -> flood(target, "/deaf", small)),
        new Abuse(
            "8 KiB of %d bytes, echoed and not read".formatted(small.length),
            "`maxQueuedOutputBytes`",
            Setting.USUAL,
            4 << 20,
            target -> flood(target, "/echo", small)),
        nothing("1 MiB of empty stored blocks", bytes(0, 0, 0, 0xFF, 0xFF)),
        nothing("1 MiB of empty blocks with fixed codes", fixedBlocks()),
        nothing("1 MiB of empty blocks with codes of 15 bits", CodeBomb.blocks()));
  }

  private static void flood(Target target, String path, byte[] message) throws Exception {
    byte[] block = FrameAbuses.repeated(message, 16);
    for (RawPeer peer : target.open(target.times(4, 16), path, OFFER)) {
      target.flood(peer, block, target.times(100, 5_000));
    }
    target.awaitStall();
  }

  /** A message of a MiB that inflates to nothing. */
  private static Abuse nothing(String what, byte[] blocks) {
    int times = ((1 << 20) - 16) / blocks.length;
    byte[] message =
        Frame.of(COMPRESSED, RawPeer.joined(FrameAbuses.repeated(blocks, times), bytes(0)))
            .bytes(true);
    return new Abuse(
        what,
        "`maxMessageBytes` of input",
        Setting.USUAL,
        2 << 20,
        target -> send(target, message, target.times(1, 50)));
  }

  private static void send(Target target, byte[] message, int times) throws Exception {
    for (RawPeer peer : target.open(target.times(2, 8), "/echo", OFFER)) {
      target.drain(peer);
      target.flood(peer, message, times);
    }
    target.awaitStall();
  }

  /** So many zeros, as the payload of a message (RFC 7692, 7.2.1). */
  static byte[] deflated(int zeros) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(new byte[zeros]);
    byte[] out = new byte[zeros / 500 + 100];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, length - 4);
  }

  private static byte[] inFragments(byte[] payload) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < payload.length; i++) {
      int first = (i == 0 ? 0x42 : 0) | (i == payload.length - 1 ? 0x80 : 0);
      all.writeBytes(Frame.of(first, new byte[] {payload[i]}).bytes(true));
    }
    return all.toByteArray();
  }

  /** Blocks of ten bits: not the last, fixed codes, the end of the block; four are five bytes. */
  private static byte[] fixedBlocks() {
    Bits bits = new Bits();
    for (int i = 0; i < 4; i++) {
      bits.put(0b010, 3);
      bits.put(0, 7);
    }
    return bits.bytes();
  }

  static byte[] bytes(int... values) {
    return RawPeer.bytes(values);
  }
}
