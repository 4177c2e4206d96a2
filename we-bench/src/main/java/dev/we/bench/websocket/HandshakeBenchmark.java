package dev.we.bench.websocket;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.Limits;
import dev.we.net.websocket.handshake.ServerHandshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

/** A server's side of the opening handshake: the request read and checked, the response made. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HandshakeBenchmark {
  private static final String LEAST =
      """
      GET /chat HTTP/1.1\r
      Host: server.example.com\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Sec-WebSocket-Version: 13\r
      """;

  private static final String OF_A_BROWSER =
      LEAST
          + """
          Origin: https://example.com\r
          Pragma: no-cache\r
          Cache-Control: no-cache\r
          User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156\r
          Accept-Encoding: gzip, deflate, br, zstd\r
          Accept-Language: en-US,en;q=0.9\r
          Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r
          Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
          """;

  @Param({"least", "browser"})
  private String request = "";

  private final InetSocketAddress remote =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  /** Makes the request. */
  @Setup
  public void setUp() {
    String text = (request.equals("least") ? LEAST : OF_A_BROWSER) + "\r\n";
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    bytes = ByteBuffer.allocateDirect(ascii.length).put(ascii).flip();
  }

  /** Read and checked. */
  @Benchmark
  public ServerHandshake.Outcome parse() {
    return new ServerHandshake(Limits.defaults(), remote, false).receive(bytes.position(0));
  }

  /** And answered. */
  @Benchmark
  public ServerHandshake.Accepted accept() {
    ServerHandshake handshake = new ServerHandshake(Limits.defaults(), remote, false);
    handshake.receive(bytes.position(0));
    return handshake.accept(Optional.empty(), List.of(), Headers.of());
  }
}
