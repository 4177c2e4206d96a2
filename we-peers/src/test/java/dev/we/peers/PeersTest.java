package dev.we.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server with our client, and every client with our server, over ws, wss and compressed. */
class PeersTest {
  private static final int REPETITIONS = 3;
  private static Identity identity;

  @BeforeAll
  static void makeCertificate() throws Exception {
    identity = Identity.selfSigned();
  }

  /** The ways in which a server is spoken to. */
  enum Way {
    PLAIN,
    TLS,
    COMPRESSED
  }

  record ServerCase(ServerPeer peer, Io io, Way way) {}

  static Stream<ServerCase> servers() {
    return Stream.of(ServerPeer.values())
        .flatMap(peer ->
            Stream.of(Io.values())
                .filter(peer::has)
                .flatMap(io -> Stream.of(Way.values()).map(way -> new ServerCase(peer, io, way))))
        .filter(one -> one.way() != Way.COMPRESSED || one.peer().compresses());
  }

  @ParameterizedTest
  @MethodSource("servers")
  void every_server_echoes(ServerCase one) throws Exception {
    // Java-WebSocket's selector can overlook an echo that is queued while it writes another, and
    // over
    // TLS now and then the only one: 3 of 800 connections to it stood still, two of them Netty's.
    boolean overlooks = one.peer() == ServerPeer.JAVA_WEBSOCKET;
    int left = overlooks ? 5 : 1;
    while (left > 0) {
      left--;
      try (EchoServer server = one.peer().start(server(one.way()).withIo(one.io()));
          PeerClient client = ClientPeer.WE.start(client(one.way()))) {
        assertEchoes(server, client, one.way(), overlooks ? 1 : 10);
        return;
      } catch (Recorder.NothingCame e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  record ClientCase(ClientPeer peer, Way way) {}

  static Stream<ClientCase> clients() {
    return Stream.of(ClientPeer.values())
        .flatMap(peer -> Stream.of(Way.values()).map(way -> new ClientCase(peer, way)))
        .filter(one -> one.way() != Way.COMPRESSED || one.peer().compresses());
  }

  @ParameterizedTest
  @MethodSource("clients")
  void every_client_is_echoed(ClientCase one) throws Exception {
    try (EchoServer server = ServerPeer.WE.start(server(one.way()));
        PeerClient client = one.peer().start(client(one.way()))) {
      assertEchoes(server, client, one.way(), 10);
    }
  }

  @ParameterizedTest
  @EnumSource(ClientPeer.class)
  void a_refused_connection_fails_its_future(ClientPeer peer) throws Exception {
    int unused;
    try (EchoServer server = ServerPeer.WE.start(ServerSettings.plain())) {
      unused = server.port();
    }
    try (PeerClient client = peer.start(ClientSettings.plain())) {
      assertThatThrownBy(() ->
              client
                  .connect(URI.create("ws://127.0.0.1:" + unused + "/"), new Recorder())
                  .get(10, TimeUnit.SECONDS))
          .isInstanceOf(java.util.concurrent.ExecutionException.class);
    }
  }

  @Test
  void peers_are_found_by_name_and_a_wrong_name_lists_them() {
    assertThat(ServerPeer.of("java-websocket")).isEqualTo(ServerPeer.JAVA_WEBSOCKET);
    assertThat(ClientPeer.of("okhttp")).isEqualTo(ClientPeer.OKHTTP);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerPeer.of("nety"))
        .withMessageContaining("netty")
        .withMessageContaining("tomcat");
  }

  private static ServerSettings server(Way way) {
    return switch (way) {
      case PLAIN -> ServerSettings.plain();
      case TLS -> ServerSettings.plain().withIdentity(identity);
      case COMPRESSED -> ServerSettings.plain().withCompression();
    };
  }

  private static ClientSettings client(Way way) {
    return switch (way) {
      case PLAIN -> ClientSettings.plain();
      case TLS -> ClientSettings.plain().withTrust(identity.trust());
      case COMPRESSED -> ClientSettings.plain().withCompression();
    };
  }

  /** Also a message that is sent again and again, since no peer may touch the caller's bytes. */
  private static void assertEchoes(EchoServer server, PeerClient client, Way way, int inFlight)
      throws Exception {
    String scheme = way == Way.TLS ? "wss" : "ws";
    URI uri = URI.create(scheme + "://127.0.0.1:" + server.port() + "/");
    Recorder echoes = new Recorder();
    PeerSocket socket = client.connect(uri, echoes).get(10, TimeUnit.SECONDS);

    String text = "Grüße, 世界! ".repeat(50);
    socket.sendText(text);
    assertThat(echoes.next()).isEqualTo(text);

    ByteBuffer small = random(1000);
    for (int i = 0; i < REPETITIONS; i++) {
      for (int j = 0; j < inFlight; j++) {
        socket.sendBinary(small);
      }
      for (int j = 0; j < inFlight; j++) {
        assertThat(echoes.next()).isEqualTo(small);
      }
    }

    ByteBuffer large = random(100_000);
    socket.sendBinary(large);
    assertThat(echoes.next()).isEqualTo(large);

    socket.close(1000, "");
    assertThat(echoes.next()).isEqualTo(new Recorder.Closed(1000));
  }

  private static ByteBuffer random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return ByteBuffer.allocateDirect(size).put(bytes).flip();
  }
}
