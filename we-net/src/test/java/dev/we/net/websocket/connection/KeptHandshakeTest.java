package dev.we.net.websocket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.we.net.websocket.Headers;
import dev.we.net.websocket.OpeningHandshake;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptHandshakeTest {
  private static final Headers REQUEST =
      Headers.of(
          List.of(
              new Headers.Field("Host", "example.com"),
              new Headers.Field("upgrade", "websocket"),
              new Headers.Field("Upgrade", ""),
              new Headers.Field("Cookie", "a=b; c=\t\u00ff"),
              new Headers.Field("X-Own", "Host"),
              new Headers.Field("X-Own", "twice")));

  @Test
  void what_is_unpacked_is_what_was_packed() {
    OpeningHandshake whole =
        new OpeningHandshake(
            "/chat?a=b",
            REQUEST,
            Headers.of().with("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            Optional.of("Cookie"),
            List.of("permessage-deflate; server_max_window_bits=10", "other"));
    assertThat(KeptHandshake.unpack(KeptHandshake.pack(whole))).isEqualTo(whole);
  }

  @Test
  void nothing_agreed_on_is_nothing_again() {
    OpeningHandshake least =
        new OpeningHandshake("/", Headers.of(), Headers.of(), Optional.empty(), List.of());
    assertThat(KeptHandshake.unpack(KeptHandshake.pack(least))).isEqualTo(least);
  }

  @Test
  void what_every_handshake_says_takes_few_bytes() {
    Headers usual =
        Headers.of()
            .with("Upgrade", "websocket")
            .with("Connection", "Upgrade")
            .with("Sec-WebSocket-Version", "13");
    OpeningHandshake handshake =
        new OpeningHandshake("/", usual, Headers.of(), Optional.empty(), List.of());
    assertThat(KeptHandshake.pack(handshake)).hasSizeLessThan(16);
  }
}
