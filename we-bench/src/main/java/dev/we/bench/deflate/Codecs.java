package dev.we.bench.deflate;

import dev.we.deflate.DeflateDecoder;
import dev.we.deflate.DeflateEncoder;
import dev.we.deflate.DeflateEncoder.Flush;
import dev.we.deflate.DeflateFormatException;
import dev.we.deflate.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** One connection's messages through each codec, as permessage-deflate uses it. */
final class Codecs {
  private static final int ROOM = 256 * 1024;

  private Codecs() {}

  /** Something that goes through all messages and gives the bytes that came out. */
  interface Pass {
    long run() throws DataFormatException, DeflateFormatException;
  }

  static long encode(List<byte[]> messages, int windowBits, Level level, boolean takeover) {
    DeflateEncoder encoder = new DeflateEncoder(windowBits, level);
    byte[] output = new byte[ROOM];
    Flush flush = takeover ? Flush.MESSAGE : Flush.MESSAGE_AND_FORGET;
    long made = 0;
    for (byte[] message : messages) {
      encoder.encode(message, 0, message.length, output, 0, ROOM, flush);
      made += encoder.outputPosition();
    }
    return made;
  }

  static long deflate(List<byte[]> messages, int level, boolean takeover) {
    Deflater deflater = new Deflater(level, true);
    byte[] output = new byte[ROOM];
    long made = 0;
    for (byte[] message : messages) {
      if (!takeover) {
        deflater.reset();
      }
      deflater.setInput(message);
      made += deflater.deflate(output, 0, ROOM, Deflater.SYNC_FLUSH) - 4;
    }
    deflater.end();
    return made;
  }

  /** The messages as java.util.zip compresses them, with the four bytes of the sync flush. */
  static List<byte[]> compressed(List<byte[]> messages, int level, boolean takeover) {
    Deflater deflater = new Deflater(level, true);
    byte[] output = new byte[ROOM];
    List<byte[]> compressed = new ArrayList<>();
    for (byte[] message : messages) {
      if (!takeover) {
        deflater.reset();
      }
      deflater.setInput(message);
      int n = deflater.deflate(output, 0, ROOM, Deflater.SYNC_FLUSH);
      compressed.add(Arrays.copyOf(output, n));
    }
    deflater.end();
    return compressed;
  }

  static long decode(List<byte[]> streams, boolean takeover) throws DeflateFormatException {
    DeflateDecoder decoder = new DeflateDecoder(15);
    byte[] output = new byte[ROOM];
    long made = 0;
    for (byte[] stream : streams) {
      if (takeover) {
        decoder.decode(stream, 0, stream.length, output, 0, ROOM);
      } else {
        decoder.decodeAndForget(stream, 0, stream.length, output, 0, ROOM);
      }
      made += decoder.outputPosition();
    }
    return made;
  }

  static long inflate(List<byte[]> streams, boolean takeover) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    byte[] output = new byte[ROOM];
    long made = 0;
    for (byte[] stream : streams) {
      if (!takeover) {
        inflater.reset();
      }
      inflater.setInput(stream);
      made += inflater.inflate(output, 0, ROOM);
    }
    inflater.end();
    return made;
  }
}
