package dev.we.conformance.abuse;

import dev.we.conformance.wire.Frame;
import dev.we.conformance.wire.RawPeer;
import dev.we.conformance.wire.RawServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a hostile server does to our client. */
final class ClientAbuses {
  private static final int MOST_BYTES = 4 << 20;
  private static final long DRIP_NANOS = 20_000_000;

  private ClientAbuses() {}

  static List<Abuse> all() {
    return List.of(
        server(
            "a server's header lines without end",
            "`maxHeaderCount`",
            false,
            RawPeer.ascii("HTTP/1.1 101 Switching Protocols\r\n"),
            RawPeer.ascii("X-Line: x\r\n".repeat(100))),
        server(
            "a server's refusal with a body without end",
            "`maxRefusalBodyBytes`",
            false,
            RawPeer.ascii("HTTP/1.1 404 Not Found\r\n\r\n"),
            new byte[1024]),
        server(
            "a server's pings, pongs not read",
            "`maxPendingPongs`",
            true,
            new byte[0],
            Frame.ping("p".repeat(125)).bytes(false)),
        server(
            "a server's message without end",
            "`maxMessageBytes`: 1009",
            true,
            Frame.of(0x02, new byte[0]).bytes(false),
            Frame.of(0x00, new byte[16 << 10]).bytes(false)),
        drip());
  }

  private static Abuse server(
      String what, String stop, boolean accepts, byte[] first, byte[] more) {
    return new Abuse(
        what,
        stop,
        Setting.USUAL,
        3 << 20,
        target ->
            lure(
                target,
                "4 MiB each at most",
                (client, head, halfway) -> {
                  if (accepts) {
                    client.write(RawServer.acceptance(head));
                  }
                  client.write(first);
                  for (int sent = 0; sent < MOST_BYTES; sent += more.length) {
                    client.write(more);
                    if (sent >= MOST_BYTES / 2 && sent < MOST_BYTES / 2 + more.length) {
                      halfway.await();
                    }
                  }
                }));
  }

  private static Abuse drip() {
    return new Abuse(
        "a server's response a byte at a time",
        "`handshakeTimeout`",
        Setting.SHORT_HANDSHAKE,
        64 << 10,
        target ->
            lure(
                target,
                "a byte each 20 ms",
                (client, head, halfway) -> {
                  for (byte b : RawServer.acceptance(head)) {
                    client.write(new byte[] {b});
                    halfway.awaitFirst();
                    LockSupport.parkNanos(DRIP_NANOS);
                  }
                }));
  }

  private static final long PATIENCE_SECONDS = 5;

  private interface Script {
    void play(RawPeer client, String head, Halfway halfway) throws IOException;
  }

  /** Where all scripts wait for the measurement; a client that goes before is not waited for. */
  private static final class Halfway {
    private final CountDownLatch missing;
    private final CountDownLatch measured = new CountDownLatch(1);
    private final ThreadLocal<Boolean> arrived = ThreadLocal.withInitial(() -> false);

    Halfway(int scripts) {
      missing = new CountDownLatch(scripts);
    }

    void arrive() {
      if (!arrived.get()) {
        arrived.set(true);
        missing.countDown();
      }
    }

    void await() {
      arrive();
      try {
        measured.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void awaitFirst() {
      if (!arrived.get()) {
        await();
      }
    }
  }

  private static void lure(Target target, String volume, Script script) throws Exception {
    int connections = target.times(4, 16);
    Halfway halfway = new Halfway(connections);
    CountDownLatch played = new CountDownLatch(connections);
    try (RawServer server =
        new RawServer((client, head) -> {
          try {
            script.play(client, head, halfway);
            client.reset();
          } catch (IOException cutOff) {
            // as was to be expected
          } finally {
            halfway.arrive();
            played.countDown();
          }
        })) {
      for (int i = 0; i < connections; i++) {
        target.lure(server.port());
      }
      // A client whose time is over before its request was read has no script to wait for.
      halfway.missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      target.height(volume, connections);
      halfway.measured.countDown();
      played.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
