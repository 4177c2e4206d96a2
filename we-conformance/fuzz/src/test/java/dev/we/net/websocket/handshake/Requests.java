package dev.we.net.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Limits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What our client asks for, our server must understand: nothing writes lines of its own. */
final class Requests {
  private Requests() {}

  static void requireUnderstood(ClientOffer offer) {
    ByteBuffer request = new ClientHandshake(offer, new byte[16], Limits.defaults()).request();
    ServerHandshake server =
        new ServerHandshake(
            Limits.builder().maxHandshakeBytes(1 << 20).build(),
            InetSocketAddress.createUnresolved("client", 4711),
            false);
    ServerHandshake.Outcome outcome = server.receive(request);
    assertThat(outcome).isInstanceOf(ServerHandshake.Outcome.Asked.class);
    assertThat(request.hasRemaining()).isFalse();
    if (outcome instanceof ServerHandshake.Outcome.Asked asked) {
      assertThat(asked.request().target()).isEqualTo(offer.uri().resource());
      assertThat(asked.request().host()).isEqualTo(offer.uri().hostHeader());
      assertThat(asked.request().headers().fields()).hasSizeBetween(5, 12);
    }
  }
}
