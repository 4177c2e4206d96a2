package dev.we.net.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.CloseReason;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.ProtocolException;
import dev.we.net.websocket.ProtocolViolation;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.State;
import dev.we.net.websocket.extension.Extension;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection, all in one thread: what it is told is recorded, what it owes is settled
 * at once, what it sends is kept. A test asserts all of it, to the last event and byte.
 */
final class End implements Sink {
  /** All ends share it, as the connections of a loop do. */
  private static final ByteBuffer READ_BUFFER = ByteBuffer.allocateDirect(64 << 10);

  final Role role;
  final Protocol protocol;
  final Wire wire;
  final Deque<String> events = new ArrayDeque<>();
  @Nullable ProtocolException violation;
  long now = -17; // nanoTime may be negative

  /** Sent frames that were not asserted yet, as they stand on the wire. */
  private ByteBuffer sent = ByteBuffer.allocate(0);

  End(Role role, Limits limits, @Nullable Extension extension, Wire wire) {
    this.role = role;
    this.wire = wire;
    this.protocol = new Protocol(role, limits, extension, new ReceiveScratch(), now);
  }

  static End of(Role role) {
    return of(role, Limits.defaults());
  }

  static End of(Role role, Limits limits) {
    return new End(role, limits, null, new Wire(1 << 10, false));
  }

  static End of(Role role, Extension extension) {
    return new End(role, Limits.defaults(), extension, new Wire(1 << 10, false));
  }

  // ---- What comes in

  /** Bytes as they are, in one read. */
  End receives(byte[] bytes) {
    protocol.received(now);
    boolean large = bytes.length > READ_BUFFER.capacity();
    ByteBuffer in = large ? ByteBuffer.allocateDirect(bytes.length) : READ_BUFFER.clear();
    protocol.receive(in.put(bytes).flip(), this);
    return this;
  }

  End receives(String hex) {
    return receives(Bytes.hex(hex));
  }

  /** A frame of the peer. */
  End receives(int firstByte, byte... payload) {
    return receives(Bytes.frame(role.peer(), firstByte, payload));
  }

  /** So much time passes twice, in which nothing else happens. */
  void rests(Duration each) {
    for (int i = 0; i < 2; i++) {
      var unused = protocol.nextDeadline();
      protocol.onDeadline(now += each.toNanos());
    }
  }

  End receivesEof() {
    protocol.receiveEof(this);
    return this;
  }

  /** The same bytes in pieces of random size, on the heap or off it, always in the same buffer. */
  End receivesInPieces(byte[] bytes, Random random, int largest) {
    ByteBuffer in =
        random.nextBoolean() ? ByteBuffer.allocateDirect(largest) : ByteBuffer.allocate(largest);
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, 1 + random.nextInt(largest));
      protocol.receive(in.clear().put(bytes, at, count).flip(), this);
      assertThat(in.hasRemaining()).isFalse();
      at += count;
    }
    return this;
  }

  // ---- What it is told

  @Override
  public void onText(String text) {
    events.add("text " + text);
  }

  @Override
  public void onBinary(ByteBuffer data) {
    assertThat(data.isReadOnly()).isTrue();
    events.add("binary " + Bytes.hex(data));
  }

  @Override
  public void onPing(ByteBuffer payload) {
    events.add("ping " + Bytes.hex(payload));
  }

  @Override
  public void onPong(ByteBuffer payload) {
    events.add("pong " + Bytes.hex(payload));
  }

  @Override
  public void onClose(CloseReason reason) {
    events.add("close " + reason);
  }

  @Override
  public void onViolation(ProtocolException e) {
    violation = e;
    events.add("violation " + e.violation());
  }

  @Override
  public void onOwed(Owed owed) {
    protocol.settle(owed, wire, Bytes.KEY, now);
  }

  /** Exactly these events since the last call. */
  End told(String... expected) {
    if (!List.copyOf(events).equals(List.of(expected))) {
      assertThat(events).containsExactly(expected); // which words it well, but takes its time
    }
    events.clear();
    return this;
  }

  // ---- What it sends

  /** Exactly this, byte for byte, since the last call. */
  End sent(String hex) {
    assertThat(sent.hasRemaining()).isFalse();
    assertThat(Bytes.hex(wire.drain())).isEqualTo(Bytes.hex(Bytes.hex(hex)));
    return this;
  }

  /** The next frame sent is this one, masked as the role wants it. */
  End assertFrameSent(int firstByte, byte... payload) {
    ByteBuffer all = ByteBuffer.wrap(Bytes.concat(remaining(), wire.drain()));
    byte[] expected = Bytes.frame(role, firstByte, payload);
    byte[] next = new byte[Math.min(expected.length, all.remaining())];
    all.get(next);
    if (!Arrays.equals(next, expected)) {
      assertThat(Bytes.hex(next)).isEqualTo(Bytes.hex(expected));
    }
    sent = all;
    return this;
  }

  End assertNothingSent() {
    byte[] rest = Bytes.concat(remaining(), wire.drain());
    if (rest.length > 0) {
      assertThat(Bytes.hex(rest)).isEmpty();
    }
    sent = ByteBuffer.allocate(0);
    return this;
  }

  private byte[] remaining() {
    return Arrays.copyOfRange(sent.array(), sent.arrayOffset() + sent.position(), sent.limit());
  }

  // ---- RFC 6455, 7.1.7: "Fail the WebSocket Connection"

  /** It told of this violation, sent one Close with its code, and listens no more. */
  void assertConnectionFailing(ProtocolViolation expected) {
    assertThat(events).contains("violation " + expected);
    assertThat(List.copyOf(events).getLast()).isEqualTo("violation " + expected);
    events.clear();
    assertFrameSent(0x88, Bytes.close(expected.closeCode(), expected.description()));
    assertNothingSent();
    assertThat(protocol.state()).isEqualTo(State.CLOSING);
    assertThat(protocol.shouldShutdownOutput()).isTrue();
    long before = protocol.discardedBytes();
    receives(0x81, (byte) 'x');
    assertThat(protocol.discardedBytes() - before).isGreaterThanOrEqualTo(3);
    told();
    assertNothingSent();
    receivesEof();
    assertThat(protocol.state()).isEqualTo(State.CLOSED);
    assertThat(protocol.wasClean()).isFalse();
    assertThat(protocol.closeReason()).isEqualTo(CloseReason.ABNORMAL);
  }
}
