package dev.we.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Real zlib with a small window: {@code zlib.decompressobj(-windowBits)}, given its output in steps
 * of 8 bytes, for a single call does not see a distance beyond the window that stays inside the
 * call's own output. Skipped where there is no python3.
 */
class PythonZlibTest {
  /** Reads: window bits, then per message the lengths and bytes of what is plain and compressed. */
  private static final String SCRIPT =
      """
      import struct, sys, zlib
      read = sys.stdin.buffer.read
      while True:
          head = read(4)
          if not head:
              break
          decoder = zlib.decompressobj(-struct.unpack(">i", head)[0])
          for _ in range(struct.unpack(">i", read(4))[0]):
              plain = read(struct.unpack(">i", read(4))[0])
              data = read(struct.unpack(">i", read(4))[0])
              made = bytearray()
              while data:
                  piece = decoder.decompress(data, 8)
                  made += piece
                  data = decoder.unconsumed_tail
                  if not piece and not data:
                      break
              if made != plain:
                  sys.exit("differs")
      print("all good")
      """;

  private static boolean isThere() {
    try {
      return new ProcessBuilder("python3", "-c", "import zlib").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static String ask(boolean tooFar) throws IOException {
    Process python = new ProcessBuilder("python3", "-c", SCRIPT).redirectErrorStream(true).start();
    try (DataOutputStream to = new DataOutputStream(python.getOutputStream())) {
      // zlib takes no window below 2^9 for raw data.
      for (int windowBits = 9; windowBits <= 15; windowBits++) {
        for (Level level : new Level[] {Level.FAST, Level.BALANCED, Level.BEST}) {
          conversation(to, windowBits, level, tooFar);
        }
      }
    } catch (IOException e) {
      // It left early; what it says tells why.
    }
    return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void conversation(DataOutputStream to, int windowBits, Level level, boolean tooFar)
      throws IOException {
    int messages = 12;
    Random random = new Random(windowBits);
    DeflateEncoder encoder = new DeflateEncoder(tooFar ? 15 : windowBits, level);
    to.writeInt(windowBits);
    to.writeInt(messages);
    for (int i = 0; i < messages; i++) {
      byte[] plain = Samples.text(random, random.nextInt(i == 7 ? 40_000 : 1200));
      byte[] stream =
          Encoding.withTail(Encoding.whole(encoder, plain, DeflateEncoder.Flush.MESSAGE));
      to.writeInt(plain.length);
      to.write(plain);
      to.writeInt(stream.length);
      to.write(stream);
    }
  }

  @Test
  void zlibWithASmallWindowReadsWhatIsMadeForIt() throws IOException {
    assumeTrue(isThere(), "no python3 with zlib");
    assertThat(ask(false)).isEqualTo("all good\n");
  }

  /** The check has teeth: what is made for a larger window is refused. */
  @Test
  void zlibWithASmallWindowRefusesWhatIsMadeForALargerOne() throws IOException {
    assumeTrue(isThere(), "no python3 with zlib");
    assertThat(ask(true)).contains("too far back");
  }
}
