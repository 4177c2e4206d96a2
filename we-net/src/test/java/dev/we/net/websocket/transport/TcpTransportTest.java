package dev.we.net.websocket.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpTransportTest {

  private EventLoop loop;

  @BeforeEach
  void start() {
    loop = EventLoop.start("test");
  }

  @AfterEach
  void stop() {
    loop.close();
    assertThat(loop.transportCount()).isZero();
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  @Test
  void bytesComeBackFromAnEcho() throws Exception {
    Listener listener = loop.listen(anyPort(), 50, null, EchoHandler::new);
    Recorder client = new Recorder();
    loop.connect(Destination.of("127.0.0.1", listener.localAddress().getPort()), client);
    client.expect("connected");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      byte[] bytes = new byte[1 + random.nextInt(1 << random.nextInt(22))];
      random.nextBytes(bytes);
      client.send(bytes);
      assertThat(client.input(bytes.length)).as("seed %s", seed).isEqualTo(bytes);
    }
    client.transport().shutdownOutput();
    client.expect("end");
    client.transport().close();
    client.expect("closed").exhausted();
  }
}
