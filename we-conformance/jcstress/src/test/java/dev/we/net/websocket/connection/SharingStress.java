package dev.we.net.websocket.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.we.net.websocket.Limits;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.transport.EventLoop;
import java.nio.channels.spi.SelectorProvider;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** What the connections of a loop, of a client or of a server share. */
public final class SharingStress {
  private SharingStress() {}

  /** At the end of a block two threads take two keys each: all differ. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "four keys")
  @State
  public static class KeyAgainstKey {
    private static final Counting RANDOM = new Counting();
    private static final int USED = 1022; // of the 1,024 of a block

    private final MaskingKeys keys = new MaskingKeys(RANDOM::nextBytes);
    private final int[] taken = new int[4];

    public KeyAgainstKey() {
      for (int i = 0; i < USED; i++) {
        keys.getAsInt();
      }
    }

    @Actor
    public void one() {
      taken[0] = keys.getAsInt();
      taken[1] = keys.getAsInt();
    }

    @Actor
    public void other() {
      taken[2] = keys.getAsInt();
      taken[3] = keys.getAsInt();
    }

    @Arbiter
    public void end(Z_Result result) {
      result.r1 = true;
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < i; j++) {
          result.r1 &= taken[i] != taken[j];
        }
      }
    }
  }

  /** Gives every number once, so that a number that comes twice was handed out twice. */
  @SuppressWarnings("serial") // never written anywhere
  static final class Counting extends SecureRandom {
    private final transient AtomicInteger next = new AtomicInteger();

    @Override
    public void nextBytes(byte[] bytes) {
      int first = next == null ? 0 : next.getAndAdd(bytes.length / 4);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (first + i / 4 >> 24 - 8 * (i % 4));
      }
    }
  }

  /** One chunk is there and two take: nobody shares. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "three chunks")
  @State
  public static class TakeAgainstTake {
    private final ChunkPool pool = new ChunkPool();
    private final @Nullable Chunk[] taken = new Chunk[3];

    public TakeAgainstTake() {
      pool.giveBack(pool.take());
    }

    @Actor
    public void one() {
      taken[0] = pool.take();
    }

    @Actor
    public void other() {
      taken[1] = pool.take();
    }

    @Arbiter
    public void end(Z_Result result) {
      taken[2] = pool.take();
      result.r1 = taken[0] != taken[1] && taken[0] != taken[2] && taken[1] != taken[2];
    }
  }

  /** Two give back: both can be taken again. */
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "both are there")
  @State
  public static class GiveBackAgainstGiveBack {
    private final ChunkPool pool = new ChunkPool();
    private final Chunk one = pool.take();
    private final Chunk other = pool.take();

    @Actor
    public void one() {
      pool.giveBack(one);
    }

    @Actor
    public void other() {
      pool.giveBack(other);
    }

    @Arbiter
    public void end(Z_Result result) {
      Chunk first = pool.take();
      Chunk second = pool.take();
      result.r1 = (first == one && second == other) || (first == other && second == one);
    }
  }

  /** Two want what the connections of a loop share: both get the same, made once. */
  @JCStressTest
  @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "one for both")
  @State
  public static class AskAgainstAsk {
    private static final EventLoop LOOP = EventLoop.start("stress", SelectorProvider.provider());

    private final AtomicInteger made = new AtomicInteger();
    private final LoopShares shares =
        new LoopShares(
            Role.CLIENT,
            Limits.defaults(),
            () -> {
              made.incrementAndGet();
              return () -> 0;
            });
    private @Nullable LoopShare one;
    private @Nullable LoopShare other;

    @Actor
    public void one() {
      one = shares.of(LOOP);
    }

    @Actor
    public void other() {
      other = shares.of(LOOP);
    }

    @Arbiter
    public void end(ZI_Result result) {
      result.r1 = one != null && one == other;
      result.r2 = made.get();
    }
  }

  /** Two connections take memory, and one gives some of it back: the sum is right. */
  @JCStressTest
  @Outcome(id = "8", expect = ACCEPTABLE, desc = "the sum of all")
  @State
  public static class CountAgainstCount {
    private final CompressionMemory memory = new CompressionMemory();

    @Actor
    public void one() {
      memory.add(7);
      memory.add(-4);
    }

    @Actor
    public void other() {
      memory.add(5);
    }

    @Arbiter
    public void end(J_Result result) {
      result.r1 = memory.bytes();
    }
  }

  /** One comes and one goes: one is left, and the one who came is seen by itself. */
  @JCStressTest
  @Outcome(
      id = {"1, 1", "2, 1"},
      expect = ACCEPTABLE,
      desc = "one is left")
  @State
  public static class AddAgainstRemove {
    private final LiveConnections live = new LiveConnections();
    private final Connection first = new Wire().connect(new WebSocketListener() {}, null, 0);
    private final Connection second = new Wire().connect(new WebSocketListener() {}, null, 0);

    public AddAgainstRemove() {
      live.add(first);
    }

    @Actor
    public void add(II_Result result) {
      live.add(second);
      result.r1 = live.snapshot().size();
    }

    @Actor
    public void remove() {
      live.remove(first);
    }

    @Arbiter
    public void end(II_Result result) {
      result.r2 = live.count();
    }
  }

  /** The last one goes: who waits for that is woken, or this test never ends. */
  @JCStressTest
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "woken")
  @State
  public static class AwaitAgainstRemove {
    private final LiveConnections live = new LiveConnections();
    private final Connection last = new Wire().connect(new WebSocketListener() {}, null, 0);

    public AwaitAgainstRemove() {
      live.add(last);
    }

    @Actor
    public void await(I_Result result) {
      live.awaitNone(Long.MAX_VALUE);
      result.r1 = live.count();
    }

    @Actor
    public void remove() {
      live.remove(last);
    }
  }
}
