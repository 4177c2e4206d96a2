package dev.we.net.websocket.handshake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Any text is a WebSocket URI or an IllegalArgumentException of one line. What is one goes into a
 * request that our server understands, is the same when it is written and read again, and says what
 * java.net.URI reads in it.
 *
 * <p>Data: the text in UTF-8.
 */
class WebSocketUriFuzzTest {
  @FuzzTest
  void aTextIsAUriOrRefused(byte[] data) {
    String text = new String(data, UTF_8);
    WebSocketUri uri;
    try {
      uri = WebSocketUri.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage())
          .startsWith("not a WebSocket URI: ")
          .doesNotContainPattern("[^ -~]");
      return;
    }
    String written = (uri.secure() ? "wss://" : "ws://") + uri.authority() + uri.resource();
    assertThat(written).doesNotContainPattern("[^!-~]");
    assertThat(WebSocketUri.parse(written)).isEqualTo(uri);
    assertThat(uri.toString()).doesNotContainPattern("[?](?!\\.\\.\\.$)");
    Requests.requireUnderstood(ClientOffer.of(uri));
    URI theirs = parsedByTheJdk(text);
    if (theirs == null || theirs.getHost() == null) {
      return; // they know no IDNA, no underscores, and less that browsers know
    }
    assertThat(theirs.getRawUserInfo()).isNull();
    assertThat(theirs.getRawFragment()).isNull();
    assertThat(uri.host())
        .isEqualTo(theirs.getHost().replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT));
    if (theirs.getPort() >= 0) {
      assertThat(uri.port()).isEqualTo(theirs.getPort());
    }
    String path = theirs.toASCIIString();
    if (path.equals(text)) { // nothing to translate
      String query = theirs.getRawQuery() == null ? "" : "?" + theirs.getRawQuery();
      String resource = theirs.getRawPath() + query;
      assertThat(uri.resource()).isEqualTo(resource.startsWith("/") ? resource : "/" + resource);
    }
  }

  private static @Nullable URI parsedByTheJdk(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
