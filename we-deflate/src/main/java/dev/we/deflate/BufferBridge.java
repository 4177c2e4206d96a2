package dev.we.deflate;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * Carries {@link ByteBuffer}s to codecs that work on arrays: those with an array as they are,
 * others (direct, read-only) through a borrowed one, a stretch at a time.
 */
final class BufferBridge {
  private static final int STRETCH = 16 * 1024;

  private static final ScratchPool<BufferBridge> POOL = new ScratchPool<>(BufferBridge::new);

  private final byte[] input = new byte[STRETCH];
  private final byte[] output = new byte[STRETCH];

  private BufferBridge() {}

  static DeflateDecoder.Status decode(
      DeflateDecoder decoder, ScratchPool.Borrower borrower, ByteBuffer in, ByteBuffer out)
      throws DeflateFormatException {
    if (out.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (in.hasArray() && out.hasArray()) {
      return decodeArrays(decoder, in, out);
    }
    BufferBridge bridge = POOL.take(borrower);
    try {
      for (; ; ) {
        DeflateDecoder.Status status = bridge.decodeStretch(decoder, in, out);
        boolean more =
            switch (status) {
              case NEEDS_INPUT -> in.hasRemaining();
              case NEEDS_OUTPUT -> out.hasRemaining();
              case END_OF_FINAL_BLOCK -> false;
            };
        if (!more) {
          return status;
        }
      }
    } finally {
      POOL.give(borrower, bridge);
    }
  }

  private static DeflateDecoder.Status decodeArrays(
      DeflateDecoder decoder, ByteBuffer in, ByteBuffer out) throws DeflateFormatException {
    int inBase = in.arrayOffset();
    int outBase = out.arrayOffset();
    try {
      return decoder.decode(
          in.array(),
          inBase + in.position(),
          inBase + in.limit(),
          out.array(),
          outBase + out.position(),
          outBase + out.limit());
    } finally {
      in.position(decoder.inputPosition() - inBase);
      out.position(decoder.outputPosition() - outBase);
    }
  }

  private DeflateDecoder.Status decodeStretch(DeflateDecoder decoder, ByteBuffer in, ByteBuffer out)
      throws DeflateFormatException {
    int available = Math.min(in.remaining(), STRETCH);
    int room = Math.min(out.remaining(), STRETCH);
    in.get(in.position(), input, 0, available);
    try {
      return decoder.decode(input, 0, available, output, 0, room);
    } finally {
      in.position(in.position() + decoder.inputPosition());
      out.put(output, 0, decoder.outputPosition());
    }
  }

  static DeflateEncoder.Status encode(
      DeflateEncoder encoder,
      ScratchPool.Borrower borrower,
      ByteBuffer in,
      ByteBuffer out,
      DeflateEncoder.Flush flush) {
    if (out.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (in.hasArray() && out.hasArray()) {
      return encodeArrays(encoder, in, out, flush);
    }
    BufferBridge bridge = POOL.take(borrower);
    try {
      DeflateEncoder.Status status;
      do {
        status = bridge.encodeStretch(encoder, in, out, flush);
      } while (status == DeflateEncoder.Status.DONE ? in.hasRemaining() : out.hasRemaining());
      return status;
    } finally {
      POOL.give(borrower, bridge);
    }
  }

  private static DeflateEncoder.Status encodeArrays(
      DeflateEncoder encoder, ByteBuffer in, ByteBuffer out, DeflateEncoder.Flush flush) {
    int inBase = in.arrayOffset();
    int outBase = out.arrayOffset();
    DeflateEncoder.Status status =
        encoder.encode(
            in.array(),
            inBase + in.position(),
            inBase + in.limit(),
            out.array(),
            outBase + out.position(),
            outBase + out.limit(),
            flush);
    in.position(encoder.inputPosition() - inBase);
    out.position(encoder.outputPosition() - outBase);
    return status;
  }

  private DeflateEncoder.Status encodeStretch(
      DeflateEncoder encoder, ByteBuffer in, ByteBuffer out, DeflateEncoder.Flush flush) {
    int available = Math.min(in.remaining(), STRETCH);
    int room = Math.min(out.remaining(), STRETCH);
    in.get(in.position(), input, 0, available);
    // What the caller means is the end of all its input, not of this stretch.
    DeflateEncoder.Flush now = available == in.remaining() ? flush : DeflateEncoder.Flush.NONE;
    DeflateEncoder.Status status = encoder.encode(input, 0, available, output, 0, room, now);
    in.position(in.position() + encoder.inputPosition());
    out.put(output, 0, encoder.outputPosition());
    return status;
  }
}
