package dev.we.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.conformance.leftovers.NothingIsLeft;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.client.WebSocketClient;
import dev.we.net.websocket.connection.MaskingKeys;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * "The masking key needs to be unpredictable; thus, the masking key MUST be derived from a strong
 * source of entropy, and the masking key for a given frame MUST NOT make it simple for a
 * server/proxy to predict the masking key for a subsequent frame" (RFC 6455, 5.3).
 */
@ExtendWith(NothingIsLeft.class)
class ClientMaskingKeysTest {
  private static final int CONNECTIONS = 4;
  private static final int THREADS = 2;
  private static final int FRAMES = 200;

  @Test
  void theKeysLookRandom() {
    assertThat(KeyStatistics.oddities(new MaskingKeys(new SecureRandom()))).isEmpty();
  }

  /** The statistics would have noticed. */
  @Test
  void whatPeersHaveUsedForKeysDoesNot() {
    int[] counter = {0};
    int[] small = new int[1 << 16];
    Random weak = new Random(20261122);
    java.util.Arrays.setAll(small, i -> weak.nextInt());
    List<IntSupplier> planted =
        List.of(
            () -> 0,
            () -> 0x37fa213d,
            () -> counter[0]++,
            () -> counter[0] += 0x9E3779B9, // even in every byte, and each step the same
            () -> weak.nextInt() & 0x7FFFFFFF,
            () -> weak.nextInt(Integer.MAX_VALUE),
            () -> weak.nextInt(0x10000) * 0x10001, // two halves alike
            () -> small[counter[0]++ & 0xFFFF]); // a block that comes again
    for (int i = 0; i < planted.size(); i++) {
      assertThat(KeyStatistics.oddities(planted.get(i))).as("source " + i).isNotEmpty();
    }
  }

  /**
   * Of 1,600 keys two are equal once in 3,400 runs; three times or more, once in 10^11. The 16
   * bytes of the handshake never are.
   */
  @Test
  void onTheWireNoConnectionAndNoThreadHasTheKeysOfAnother() throws Exception {
    Queue<byte[]> streams = new ConcurrentLinkedQueue<>();
    Set<String> handshakes = java.util.concurrent.ConcurrentHashMap.newKeySet();
    CountDownLatch read = new CountDownLatch(CONNECTIONS);
    try (RawServer server =
            RawServer.accepting((peer, head) -> {
              handshakes.add(RawServer.header(head, "Sec-WebSocket-Key"));
              streams.add(peer.read(6 * THREADS * FRAMES));
              read.countDown();
              peer.send(Frame.emptyClose());
              peer.readAll();
            });
        WebSocketClient one = WebSocketClient.create();
        WebSocketClient two = WebSocketClient.create()) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        WebSocketClient client = i % 2 == 0 ? one : two;
        WebSocket socket =
            client.connect(server.uri("/"), new WebSocketListener() {}).get(30, TimeUnit.SECONDS);
        for (int t = 0; t < THREADS; t++) {
          threads.add(Thread.ofPlatform().start(() -> sendEmptyFrames(socket)));
        }
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(read.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(handshakes).hasSize(CONNECTIONS);
    assertThat(streams.stream().flatMap(stream -> keys(stream).stream()).toList())
        .hasSize(CONNECTIONS * THREADS * FRAMES)
        .satisfies(keys -> assertThat(new HashSet<>(keys)).hasSizeGreaterThan(keys.size() - 3));
  }

  private static void sendEmptyFrames(WebSocket socket) {
    for (int i = 0; i < FRAMES; i++) {
      socket.sendBinary(ByteBuffer.allocate(0));
    }
  }

  private static List<Integer> keys(byte[] stream) {
    List<Integer> keys = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(stream);
    while (in.hasRemaining()) {
      assertThat(in.getShort() & 0xFFFF).isEqualTo(0x8280);
      keys.add(in.getInt());
    }
    return keys;
  }
}
