package dev.we.net.websocket.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.we.net.websocket.Compress;
import dev.we.net.websocket.Compression;
import dev.we.net.websocket.extension.Extension.Flush;
import dev.we.net.websocket.frame.ByteSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said in the headers is what is done with the bytes, in both directions. */
class AgreedWindowTest {
  /** Gives as much room at a time as it is told to. */
  private static final class Room implements ByteSink {
    private final int size;
    private ByteBuffer all = ByteBuffer.allocate(0);
    private ByteBuffer part = ByteBuffer.allocate(0);

    Room(int size) {
      this.size = size;
    }

    @Override
    public ByteBuffer room(int atLeast) {
      if (part.remaining() < atLeast || part.position() == part.capacity()) {
        collect();
        part = ByteBuffer.allocate(Math.max(size, atLeast));
      }
      return part;
    }

    private void collect() {
      part.flip();
      all = ByteBuffer.allocate(all.capacity() + part.remaining()).put(all.flip()).put(part);
      part = ByteBuffer.allocate(0);
    }

    byte[] bytes() {
      collect();
      return all.array();
    }
  }

  private static final SharedMemory NOBODY =
      new SharedMemory() {
        @Override
        public void add(long bytes) {}

        @Override
        public long bytes() {
          return 0;
        }
      };

  private static final Compression DEFAULTS = Compression.defaults();

  private static PerMessageDeflate server(String offer) {
    var agreement = DeflateNegotiation.answer(DEFAULTS, ExtensionHeader.parse(List.of(offer)));
    return new PerMessageDeflate(agreement.orElseThrow(), DEFAULTS, NOBODY);
  }

  private static PerMessageDeflate client(Compression settings, String answer) {
    var agreement = DeflateNegotiation.agreed(settings, List.of(answer));
    return new PerMessageDeflate(agreement.orElseThrow(), settings, NOBODY);
  }

  private static byte[] encoded(Extension by, byte[] message) {
    Room out = new Room(1 << 16);
    by.encode(message, 0, message.length, Flush.MESSAGE_END, Compress.ALWAYS, out);
    return out.bytes();
  }

  private static byte[] decoded(Extension by, byte[] payload) throws ExtensionDataException {
    Room out = new Room(1 << 16);
    byte[] part = Arrays.copyOf(payload, payload.length + Extension.ROOM_BEHIND);
    by.decode(part, 0, payload.length, true, out);
    return out.bytes();
  }

  /** Random bytes and the same again: what can be saved tells how far back it reaches. */
  private static byte[] twice(int half) {
    byte[] bytes = new byte[2 * half];
    new Random(half).nextBytes(bytes);
    System.arraycopy(bytes, 0, bytes, half, half);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14})
  void a_server_sends_what_a_receiver_of_the_window_it_agreed_to_understands(int bits)
      throws Exception {
    Compression narrow = Compression.builder().receiveWindowBits(bits).build();
    String parameter = "permessage-deflate; server_max_window_bits=" + bits;
    PerMessageDeflate ours = server(parameter);
    PerMessageDeflate receiver = client(narrow, parameter);
    for (int half : new int[] {(1 << bits) - 1, 1 << bits, (1 << bits) + 1, 3000}) {
      byte[] message = twice(half);
      assertThat(decoded(receiver, encoded(ours, message))).isEqualTo(message);
    }
    PerMessageDeflate wide = server("permessage-deflate");
    assertThatThrownBy(() -> decoded(receiver, encoded(wide, twice((1 << bits) + 100))))
        .as("the receiver has teeth")
        .isInstanceOf(ExtensionDataException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14})
  void a_client_sends_what_a_receiver_of_the_window_it_was_asked_for_understands(int bits)
      throws Exception {
    PerMessageDeflate ours = client(DEFAULTS, "permessage-deflate; client_max_window_bits=" + bits);
    PerMessageDeflate receiver = server("permessage-deflate; client_max_window_bits=" + bits);
    for (int half : new int[] {(1 << bits) - 1, 1 << bits, (1 << bits) + 1, 3000}) {
      byte[] message = twice(half);
      assertThat(decoded(receiver, encoded(ours, message))).isEqualTo(message);
    }
    PerMessageDeflate wide = client(DEFAULTS, "permessage-deflate");
    assertThatThrownBy(() -> decoded(receiver, encoded(wide, twice((1 << bits) + 100))))
        .isInstanceOf(ExtensionDataException.class);
  }

  @Test
  void no_takeover_holds_for_the_direction_it_was_agreed_on_in_both_roles() {
    byte[] message = twice(300);
    for (boolean client : new boolean[] {true, false}) {
      for (String whose : new String[] {"client", "server"}) {
        String parameter = "permessage-deflate; " + whose + "_no_context_takeover";
        PerMessageDeflate ours = client ? client(DEFAULTS, parameter) : server(parameter);
        int first = encoded(ours, message).length;
        int second = encoded(ours, message).length;
        boolean mayRefer = client != whose.equals("client");
        assertThat(second < first / 2).as(parameter + ", client " + client).isEqualTo(mayRefer);
      }
    }
  }

  @Test
  void what_comes_out_is_the_same_however_little_room_there_is_at_a_time() {
    byte[] message =
        "to be or not to be, that is the question ".repeat(30).getBytes(StandardCharsets.US_ASCII);
    byte[] whole = encoded(server("permessage-deflate"), message);
    for (int size = 1; size <= whole.length + 5; size++) {
      Room out = new Room(size);
      PerMessageDeflate ours = server("permessage-deflate");
      ours.encode(message, 0, message.length, Flush.MESSAGE_END, Compress.ALWAYS, out);
      assertThat(out.bytes()).as("room for %d", size).isEqualTo(whole);
      Room shared = new Room(size);
      SharedEncoding alike =
          Objects.requireNonNull(ours.sharedEncoding(message.length, Compress.ALWAYS));
      assertThat(alike.encode(message, 0, message.length, shared)).isEqualTo(Extension.RSV1);
      assertThat(shared.bytes()).as("room for %d", size).isEqualTo(whole);
    }
  }
}
