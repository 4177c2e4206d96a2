package dev.we.conformance.abuse;

import dev.we.conformance.wire.Frame;
import dev.we.conformance.wire.RawPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Frames without compression. */
final class FrameAbuses {
  private static final long DRIP_NANOS = 10_000_000;

  private static final byte[] PING = Frame.ping("p".repeat(125)).bytes(true);
  private static final byte[] PONG = Frame.pong("p".repeat(125)).bytes(true);
  private static final byte[] CLOSE = Frame.close(1000, "").bytes(true);
  private static final byte[] START = Frame.of(0x02, new byte[0]).bytes(true);
  private static final byte[] EMPTY_FRAGMENT = Frame.of(0x00, new byte[0]).bytes(true);
  private static final byte[] BYTE_FRAGMENT = Frame.of(0x00, new byte[1]).bytes(true);
  private static final byte[] LARGE_FRAGMENT = Frame.of(0x00, new byte[16 << 10]).bytes(true);

  private FrameAbuses() {}

  static List<Abuse> all() {
    return List.of(
        silent(),
        flood("pings, pongs not read", "`maxPendingPongs`", 16 << 10, "/echo", PING),
        answered("pings, pongs read", PING),
        answered("pongs", PONG),
        answered("empty messages, echoed", Frame.text("").bytes(true)),
        flood(
            "empty messages to a receiver that asks for none",
            "`maxQueuedInputBytes`",
            1 << 20,
            "/deaf",
            Frame.text("").bytes(true)),
        flood(
            "4 KiB messages to a receiver that asks for none",
            "`maxQueuedInputBytes`",
            1 << 20,
            "/deaf",
            Frame.binary(new byte[4096]).bytes(true)),
        fragments("empty fragments without end", "`maxMessageFragments`: 1008", EMPTY_FRAGMENT),
        fragments("one-byte fragments without end", "`maxMessageFragments`: 1008", BYTE_FRAGMENT),
        fragments("a message without end", "`maxMessageBytes`: 1009", LARGE_FRAGMENT),
        closes(),
        declared("1 MiB declared, nothing sent", "what arrives", 4 << 10, 1 << 20),
        declared("2^63 - 1 bytes declared", "`maxFrameBytes`: 1009", 8 << 10, Long.MAX_VALUE),
        new Abuse(
            "a frame a byte at a time", "what arrives", Setting.USUAL, 8 << 10, FrameAbuses::drip),
        neverReads(),
        new Abuse(
            "a reset at every byte of a conversation",
            "its own end",
            Setting.USUAL,
            4 << 10,
            FrameAbuses::resets));
  }

  private static Abuse silent() {
    return new Abuse(
        "open connections that never say anything",
        "`idleTimeout`",
        Setting.SHORT_SILENCE,
        6 << 10,
        target -> {
          target.open(target.times(200, 10_000), "/echo");
          target.height("no frame");
          target.awaitEnds();
        });
  }

  /** Without reading anything. */
  private static Abuse flood(String what, String stop, long most, String path, byte[] frame) {
    return new Abuse(
        what,
        stop,
        Setting.SHORT_PING,
        most,
        target -> {
          byte[] block = repeated(frame, Math.max(1, (16 << 10) / frame.length));
          for (RawPeer peer : target.open(target.times(4, 16), path)) {
            target.flood(peer, block, target.times(500, 20_000));
          }
          target.awaitStall();
        });
  }

  /** While the answers are read. */
  private static Abuse answered(String what, byte[] frame) {
    return new Abuse(
        what,
        "nothing: served in turn",
        Setting.USUAL,
        512 << 10,
        target -> {
          byte[] block = repeated(frame, Math.max(1, 4096 / frame.length));
          for (RawPeer peer : target.open(target.times(4, 16), "/echo")) {
            target.drain(peer);
            target.flood(peer, block, target.times(250, 10_000));
          }
          target.awaitStall();
        });
  }

  private static Abuse fragments(String what, String stop, byte[] fragment) {
    return new Abuse(
        what,
        stop,
        Setting.USUAL,
        3 << 20,
        target -> {
          byte[] block = repeated(fragment, Math.max(1, 4096 / fragment.length));
          for (RawPeer peer : target.open(target.times(4, 64), "/echo")) {
            peer.write(START);
            target.flood(peer, block, (4 << 20) / block.length);
          }
          target.awaitStall();
          target.awaitEnds();
        });
  }

  private static Abuse closes() {
    return new Abuse(
        "Closes without end",
        "the end of the stream, `closeTimeout`",
        Setting.USUAL,
        64 << 10,
        target -> {
          byte[] block = repeated(CLOSE, 4096 / CLOSE.length);
          for (RawPeer peer : target.open(target.times(8, 64), "/echo")) {
            target.flood(peer, block, target.times(1_000, 100_000));
          }
          target.awaitStall();
          target.awaitEnds();
        });
  }

  private static Abuse declared(String what, String stop, long most, long length) {
    byte[] head = new byte[14];
    ByteBuffer.wrap(head).put((byte) 0x82).put((byte) 0xFF).putLong(length);
    return new Abuse(
        what,
        stop,
        Setting.USUAL,
        most,
        target -> {
          for (RawPeer peer : target.open(target.times(200, 5_000), "/echo")) {
            peer.write(head);
          }
          target.height("a head each");
        });
  }

  private static void drip(Target target) throws IOException {
    List<RawPeer> peers = target.open(target.times(100, 2_000), "/echo");
    byte[] frame = Frame.binary(new byte[1 << 20]).bytes(true);
    int steps = target.times(20, 400);
    for (int i = 0; i < steps; i++) {
      for (RawPeer peer : peers) {
        peer.write(new byte[] {frame[i]});
      }
      LockSupport.parkNanos(DRIP_NANOS);
    }
    target.height(steps + " bytes each");
  }

  private static Abuse neverReads() {
    return new Abuse(
        "a reader that never reads, of 64 KiB echoes",
        "`maxQueuedOutputBytes`, `writeTimeout`",
        Setting.SHORT_WRITE,
        3 << 20,
        target -> {
          byte[] block = Frame.binary(new byte[64 << 10]).bytes(true);
          for (RawPeer peer : target.open(target.times(4, 32), "/echo")) {
            target.flood(peer, block, 300);
          }
          target.awaitStall();
          target.awaitDisconnection();
        });
  }

  private static void resets(Target target) throws IOException {
    byte[] all =
        RawPeer.joined(
            Frame.ping("ping").bytes(true),
            Frame.text("a message").bytes(true),
            Frame.of(0x02, new byte[20]).bytes(true),
            Frame.of(0x80, new byte[20]).bytes(true),
            CLOSE,
            CLOSE);
    int rounds = target.times(1, 40);
    for (int round = 0; round < rounds; round++) {
      for (int cut = 0; cut <= all.length; cut++) {
        try (RawPeer peer = RawPeer.connect(target.port())) {
          peer.write(RawPeer.request("/echo"), Arrays.copyOf(all, cut / 2));
          peer.readAcceptance();
          peer.write(Arrays.copyOfRange(all, cut / 2, cut));
          peer.reset();
        } catch (IOException closedBefore) {
          // behind its Close nothing can be sent
        }
      }
    }
    target.height("one after the other", rounds * (all.length + 1));
  }

  static byte[] repeated(byte[] block, int times) {
    byte[] all = new byte[block.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(block, 0, all, i * block.length, block.length);
    }
    return all;
  }
}
