package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What one callback wrote is with its peer before the next one begins, however the sockets gather
 * writes: the second callback of each test waits for it, and with it the loop.
 */
class NobodyWaitsTest extends LoopTest {
  private final List<Socket> clients = new ArrayList<>();
  private final List<Party> parties = new ArrayList<>();

  /** Who was called first; the second finds it. */
  private @Nullable Party first;

  private final CompletableFuture<Integer> received = new CompletableFuture<>();

  private class Party extends Recorder {
    private final Socket client;

    Party(Socket client) {
      this.client = client;
    }

    void meet() {
      Party before = first;
      try {
        if (before == null) {
          first = this;
          transport().write(new ByteBuffer[] {ByteBuffer.wrap(new byte[] {7})}, 0, 1);
        } else {
          received.complete(before.client.getInputStream().read());
        }
      } catch (IOException e) {
        received.completeExceptionally(e);
      }
    }

    @Override
    public void onInput(ByteBuffer in) {
      in.position(in.limit());
      meet();
    }

    @Override
    public void onTimer(long now) {
      meet();
    }
  }

  @BeforeEach
  void connectTwo() throws Exception {
    Listener listener =
        listen(
            null,
            () -> {
              Party party = new Party(clients.get(parties.size()));
              parties.add(party);
              return party;
            });
    for (int i = 0; i < 2; i++) {
      Socket client = new Socket();
      client.setSoTimeout((int) LONG.toMillis());
      clients.add(client);
      CountDownLatch looking = new CountDownLatch(1);
      loop.execute(looking::countDown);
      looking.await();
      client.connect(listener.localAddress());
      while (parties.size() <= i) {
        settle();
      }
      parties.get(i).expect("connected");
    }
  }

  @AfterEach
  void closeClients() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
  }

  /** Has things come to the loop while it is busy, so that it finds them all at once. */
  private void atOnce(ThrowingRunnable things) throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    loop.execute(() -> {
      busy.countDown();
      try {
        over.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    busy.await();
    things.run();
    over.countDown();
    assertThat(received.get(2L * Recorder.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(7);
  }

  private interface ThrowingRunnable {
    void run() throws Exception;
  }

  @Test
  void tasks() throws Exception {
    atOnce(() -> parties.forEach(party -> loop.execute(party::meet)));
  }

  @Test
  void handlers() throws Exception {
    atOnce(() -> {
      for (Socket client : clients) {
        client.getOutputStream().write(1);
      }
    });
  }

  @Test
  void timers() throws Exception {
    atOnce(() ->
        loop.execute(() -> parties.forEach(party -> party.transport().wakeAt(System.nanoTime()))));
  }
}
