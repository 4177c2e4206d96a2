package dev.we.net.websocket.protocol;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.PreparedMessage;
import dev.we.net.websocket.Role;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent in whatever way, one after another: what one way leaves behind must suit the
 * next. The receiver is ours, which refuses a distance beyond the window or the past.
 */
class SendingMixTest {
  private static final List<Compress> WISHES = List.of(Compress.values());

  /** Noise, words, or one byte over and over; of any size, most of them small. */
  private static byte[] message(Random random) {
    int size =
        switch (random.nextInt(12)) {
          case 0 -> 0;
          case 1 -> random.nextInt(200_000);
          case 2 -> 65_535 + random.nextInt(3);
          case 3, 4 -> random.nextInt(5000);
          default -> random.nextInt(300);
        };
    byte[] bytes = new byte[size];
    Random content = new Random(random.nextInt(5));
    switch (random.nextInt(3)) {
      case 0 -> content.nextBytes(bytes);
      case 1 -> {
        for (int i = 0; i < size; i++) {
          bytes[i] = (byte) (content.nextInt(6) == 0 ? ' ' : 'a' + content.nextInt(8));
        }
      }
      default -> {}
    }
    return bytes;
  }

  @Test
  void messages_parts_broadcasts_and_words_on_each_in_any_order_are_understood() {
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(seed);
      int bits = 8 + random.nextInt(8);
      boolean takeover = random.nextInt(4) > 0;
      Compression settings =
          Compression.builder()
              .effort(List.of(Compression.Effort.values()).get(random.nextInt(3)))
              .minMessageBytes(random.nextInt(100))
              .retainedHistoryBytes(1 << random.nextInt(5, 17))
              .build();
      Role role = random.nextBoolean() ? Role.SERVER : Role.CLIENT;
      var memory = new Deflated.Memory();
      End sender = End.of(role, Deflated.extension(bits, takeover, settings, memory));
      End receiver = Deflated.end(role.peer(), bits, takeover);
      List<String> expected = new ArrayList<>();
      for (int step = 0; step < 25; step++) {
        expected.add("binary " + Bytes.hex(sendOne(sender, random)));
        if (random.nextInt(8) == 0) {
          sender.rests(Duration.ofHours(1));
        }
        byte[] wire = sender.wire.drain();
        int cut = random.nextInt(8) == 0 ? random.nextInt(wire.length) : 0;
        if (cut > 0) {
          receiver.receivesInPieces(Arrays.copyOf(wire, cut), random, 1 + random.nextInt(100_000));
          receiver.rests(Duration.ofHours(1)); // wherever it stands in a message
          wire = Arrays.copyOfRange(wire, cut, wire.length);
        }
        receiver.receivesInPieces(wire, random, 1 + random.nextInt(100_000));
        if (receiver.violation != null) {
          throw new AssertionError("seed " + seed + ", step " + step, receiver.violation);
        }
      }
      try {
        receiver.told(expected.toArray(String[]::new));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static byte[] sendOne(End sender, Random random) {
    Protocol protocol = sender.protocol;
    Compress wish = WISHES.get(random.nextInt(WISHES.size()));
    return switch (random.nextInt(3)) {
      case 0 -> {
        byte[] bytes = message(random);
        protocol.sendPrepared(
            PreparedMessage.binary(ByteBuffer.wrap(bytes), wish), sender.wire, () -> Bytes.KEY);
        yield bytes;
      }
      case 1 -> {
        byte[] bytes = message(random);
        protocol.sendBinary(ByteBuffer.wrap(bytes), wish, sender.wire, () -> Bytes.KEY);
        yield bytes;
      }
      default -> {
        var all = new ByteArrayOutputStream();
        for (int parts = random.nextInt(4); parts >= 0; parts--) {
          byte[] bytes = message(random);
          all.writeBytes(bytes);
          protocol.sendBinaryPart(
              ByteBuffer.wrap(bytes), parts == 0, wish, sender.wire, () -> Bytes.KEY);
        }
        yield all.toByteArray();
      }
    };
  }
}
