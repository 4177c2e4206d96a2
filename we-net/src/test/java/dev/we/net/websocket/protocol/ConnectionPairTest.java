package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import dev.we.net.websocket.extension.Extension;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ends at once: what one sends, the other is told, in order and once, however it is cut. */
class ConnectionPairTest {
  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void what_one_sends_the_other_is_told_until_both_have_closed(long seed) {
    var random = new Random(seed);
    // Every third pair agreed on compression, with every window, with and without takeover.
    int bits = seed % 3 == 0 ? 8 + random.nextInt(8) : 0;
    boolean takeover = random.nextBoolean();
    var pair = new ConnectionPair(random, extension(bits, takeover), extension(bits, takeover));
    var ofClient = new Script(pair.client);
    var ofServer = new Script(pair.server);
    int steps = random.nextInt(60);
    for (int i = 0; i < steps; i++) {
      (random.nextBoolean() ? ofClient : ofServer).act(random);
      for (int n = random.nextInt(3); n > 0; n--) {
        pair.carrySome();
      }
    }
    End closing = random.nextBoolean() ? pair.client : pair.server;
    closing.protocol.close(new CloseReason(4000, "done €"), closing.wire, random.nextInt(), 0);
    if (random.nextInt(3) == 0) { // and the other at the same time
      End other = pair.end(closing.role.peer());
      other.protocol.close(new CloseReason(4001, ""), other.wire, random.nextInt(), 0);
    }
    pair.carryAll();

    for (Role role : Role.values()) {
      End end = pair.end(role);
      List<String> told = new ArrayList<>(end.events);
      told.removeIf(event -> event.startsWith("pong") || event.startsWith("close"));
      assertThat(told).isEqualTo((role == Role.CLIENT ? ofServer : ofClient).sent);
      assertThat(end.events.getLast()).startsWith("close 400");
      assertThat(end.protocol.state()).isEqualTo(State.CLOSING);
      assertThat(end.protocol.shouldShutdownOutput()).isEqualTo(role == Role.SERVER);
      end.receivesEof();
      assertThat(end.protocol.wasClean()).isTrue();
      assertThat(end.protocol.state()).isEqualTo(State.CLOSED);
    }
  }

  private static @Nullable Extension extension(int bits, boolean takeover) {
    return bits == 0
        ? null
        : Deflated.extension(bits, takeover, Deflated.EAGER, new Deflated.Memory());
  }

  /** What one end sends, and what the other should be told of it. */
  private static final class Script {
    private final End end;
    private final List<String> sent = new ArrayList<>();
    private @Nullable StringBuilder parts;

    Script(End end) {
      this.end = end;
    }

    void act(Random random) {
      Protocol p = end.protocol;
      int key = random.nextInt();
      int kind = random.nextInt(4);
      if (kind == 0) {
        byte[] payload = bytes(random, 125);
        p.sendPing(ByteBuffer.wrap(payload), end.wire, key);
        sent.add("ping " + Bytes.hex(payload));
      } else if (parts != null || kind == 1) {
        String part = text(random);
        boolean last = random.nextInt(3) == 0;
        p.sendTextPart(part, last, Compress.WHERE_IT_PAYS, end.wire, () -> key);
        StringBuilder all = parts == null ? new StringBuilder() : parts;
        parts = last ? null : all.append(part);
        if (last) {
          sent.add("text " + all.append(part));
        }
      } else if (kind == 2) {
        byte[] payload = bytes(random, random.nextInt(10) == 0 ? 70_000 : 300);
        p.sendBinary(ByteBuffer.wrap(payload), Compress.WHERE_IT_PAYS, end.wire, () -> key);
        sent.add("binary " + Bytes.hex(payload));
      } else {
        String text = text(random);
        p.sendText(text, Compress.WHERE_IT_PAYS, end.wire, () -> key);
        sent.add("text " + text);
      }
    }
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(Random random) {
    return "aé€😀?".repeat(random.nextInt(40)) + "x".repeat(random.nextInt(200));
  }
}
