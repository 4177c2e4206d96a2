package dev.we.bench.websocket;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.OpeningHandshake;
import dev.we.net.websocket.Role;
import dev.we.net.websocket.WebSocket;
import dev.we.net.websocket.WebSocketListener;
import dev.we.net.websocket.connection.ChunkPool;
import dev.we.net.websocket.connection.Connection;
import dev.we.net.websocket.connection.ConnectionSettings;
import dev.we.net.websocket.connection.LoopShare;
import dev.we.net.websocket.connection.MaskingKeys;
import dev.we.net.websocket.frame.FrameEncoder;
import dev.we.net.websocket.frame.FrameHeader;
import dev.we.net.websocket.frame.Masker;
import dev.we.net.websocket.frame.Opcode;
import dev.we.net.websocket.protocol.ProtocolSettings;
import dev.we.net.websocket.protocol.ReceiveScratch;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole connection without a socket: one read of so many messages of 64 bytes, each echoed from
 * its callback, and the write of what that makes. The time is that of the read.
 *
 * <p>The callback sends by way of some calls of its own, as that of a real application does: what
 * the JIT compiler inlines depends on how deep a call is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class EchoBenchmark {
  private static final int MESSAGE_BYTES = 64;
  private static final int KEY = 0x37FA213D;

  @Param({"SERVER", "CLIENT"})
  private Role role = Role.SERVER;

  @Param({"1", "16"})
  private int messages;

  @Param({"0", "2", "4"})
  private int callsBetween;

  private final SilentStream stream = new SilentStream();
  private ByteBuffer sent = ByteBuffer.allocate(0);
  private ByteBuffer in = ByteBuffer.allocate(0);

  /** Opens the connection, and makes what its peer sends. */
  @Setup
  public void setUp() {
    LoopShare share =
        new LoopShare(new ReceiveScratch(), new ChunkPool(), new MaskingKeys(new SecureRandom()));
    ProtocolSettings protocol = new ProtocolSettings(role, Limits.defaults());
    ConnectionSettings settings = new ConnectionSettings(protocol, null, 1, share, ended -> {});
    OpeningHandshake handshake =
        new OpeningHandshake("/", Headers.of(), Headers.of(), Optional.empty(), List.of());
    Connection.takeOver(
            stream, settings, handshake, null, ByteBuffer.allocate(0), new Echo(callsBetween))
        .start();
    ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
    boolean masked = role == Role.SERVER;
    sent = ByteBuffer.allocateDirect(messages * (FrameHeader.MAX_BYTES + MESSAGE_BYTES));
    for (int i = 0; i < messages; i++) {
      FrameEncoder.header(sent, true, 0, Opcode.BINARY, MESSAGE_BYTES, masked, KEY);
      Masker.copy(message, 0, sent, sent.position(), MESSAGE_BYTES, masked ? KEY : 0);
      sent.position(sent.position() + MESSAGE_BYTES);
    }
    sent.flip();
    in = ByteBuffer.allocateDirect(sent.limit());
  }

  /** One read. */
  @Benchmark
  public long echo() {
    in.clear();
    in.put(0, sent, 0, sent.limit());
    stream.receive(in);
    return stream.bytesSent();
  }

  private static final class Echo implements WebSocketListener {
    private final int callsBetween;

    Echo(int callsBetween) {
      this.callsBetween = callsBetween;
    }

    @Override
    public void onBinary(WebSocket socket, ByteBuffer data) {
      if (callsBetween == 0) {
        socket.sendBinary(data);
      } else {
        first(socket, data);
      }
      socket.request(1);
    }

    private void first(WebSocket socket, ByteBuffer data) {
      second(socket, data);
    }

    private void second(WebSocket socket, ByteBuffer data) {
      if (callsBetween == 2) {
        socket.sendBinary(data);
      } else {
        third(socket, data);
      }
    }

    private static void third(WebSocket socket, ByteBuffer data) {
      fourth(socket, data);
    }

    private static void fourth(WebSocket socket, ByteBuffer data) {
      socket.sendBinary(data);
    }
  }
}
