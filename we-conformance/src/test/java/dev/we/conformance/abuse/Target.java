package dev.we.conformance.abuse;

import dev.we.conformance.wire.RawPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The victim as an attack sees it, with the attacker's ends of all connections. */
final class Target implements AutoCloseable {
  /** Floods that have moved nothing for so long are stuck. */
  private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(120);

  /** So that a flood that moves is seen to. */
  private static final int PIECE_BYTES = 16 << 10;

  private final VictimProcess victim;
  private final Setting setting;
  private final int port;
  private final boolean many;
  private final List<RawPeer> peers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong moved = new AtomicLong();
  private @Nullable Figures height;
  private String volume = "";
  private int counted;

  /** What the attack came to. */
  record Result(int connections, String volume, Figures height, long cpuNanos) {}

  Target(VictimProcess victim, Setting setting, int port, boolean many) {
    this.victim = victim;
    this.setting = setting;
    this.port = port;
    this.many = many;
  }

  int port() {
    return port;
  }

  /** How often, in the short form and in the long. */
  int times(int few, int plenty) {
    return many ? plenty : few;
  }

  /** Connections without a request. */
  List<RawPeer> connect(int connections) throws IOException {
    List<RawPeer> fresh = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      fresh.add(keep(RawPeer.connect(port)));
    }
    return fresh;
  }

  /** Open connections of a path; {@code header} is a line of the request with its end, or none. */
  List<RawPeer> open(int connections, String path, String header) throws IOException {
    String request = new String(RawPeer.request(path), StandardCharsets.US_ASCII);
    List<RawPeer> fresh = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      RawPeer peer = keep(RawPeer.connect(port));
      peer.write(
          RawPeer.ascii(
              request.replace("Sec-WebSocket-Version", header + "Sec-WebSocket-Version")));
      peer.readAcceptance();
      fresh.add(peer);
    }
    return fresh;
  }

  List<RawPeer> open(int connections, String path) throws IOException {
    return open(connections, path, "");
  }

  /** To be closed at the end. */
  synchronized RawPeer keep(RawPeer peer) {
    peers.add(peer);
    return peer;
  }

  /** Writes a block again and again, as fast as it is taken, until the victim ends the stream. */
  void flood(RawPeer peer, byte[] block, long times) {
    start(() -> {
      for (long i = 0; i < times; i++) {
        for (int at = 0; at < block.length; at += PIECE_BYTES) {
          int length = Math.min(PIECE_BYTES, block.length - at);
          peer.socket().getOutputStream().write(block, at, length);
          moved.addAndGet(length);
        }
      }
    });
  }

  /** Reads and forgets. */
  void drain(RawPeer peer) {
    start(() -> peer.socket().getInputStream().transferTo(OutputStream.nullOutputStream()));
  }

  private interface Streaming {
    void run() throws IOException;
  }

  private synchronized void start(Streaming task) {
    threads.add(
        Thread.ofVirtual()
            .start(() -> {
              try {
                task.run();
              } catch (IOException cutOff) {
                // as was to be expected
              }
            }));
  }

  /** Waits until all floods are over or stuck, and measures. */
  void awaitStall() {
    long last = -1;
    long since = System.nanoTime();
    while (System.nanoTime() - since < STALL_NANOS) {
      long now = moved.get();
      if (now != last) {
        last = now;
        since = System.nanoTime();
      }
      LockSupport.parkNanos(5_000_000);
    }
    height("%,d KiB sent".formatted(moved.get() >> 10));
  }

  /** Reads each stream to its end, which the victim brings about. */
  void awaitEnds() {
    for (RawPeer peer : List.copyOf(peers)) {
      try {
        peer.readAll();
      } catch (SocketTimeoutException e) {
        throw new AssertionError("the victim did not end the connection", e);
      } catch (IOException reset) {
        // an end as well
      }
    }
  }

  /** Waits until the victim has none of these connections any more, though nobody reads. */
  void awaitDisconnection() {
    victim.awaitConnections(1);
  }

  /** Now the victim holds the most. */
  void height(String sent) {
    height(sent, peers.size());
  }

  /** The same, for connections of which some are gone. */
  void height(String sent, int connections) {
    height = victim.measure();
    volume = sent;
    counted = connections;
  }

  /** Lets the victim's client connect to {@code ownPort}. */
  void lure(int ownPort) {
    victim.connect(setting, many, ownPort);
  }

  Result result(long cpuNanos) {
    return new Result(counted, volume, height == null ? victim.measure() : height, cpuNanos);
  }

  /** Resets what is still connected, and ends all floods. */
  void release() throws IOException {
    for (RawPeer peer : peers) {
      if (!peer.socket().isClosed()) {
        peer.reset();
      }
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    release();
  }
}
