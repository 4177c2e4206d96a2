package dev.we.net.websocket.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.net.websocket.HandshakeException;
import dev.we.net.websocket.HandshakeException.Refusal;
import dev.we.net.websocket.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Location leads where RFC 3986, section 5.2, says, or is a {@link HandshakeException}.
 *
 * <p>Data: a byte that chooses where it is met, then the Location.
 */
class RedirectFuzzTest {
  /** RFC 3986, appendix B. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?s)(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)([?]([^#]*))?(#(.*))?");

  @FuzzTest
  void aLocationIsResolvedAsRfc3986HasIt(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    WebSocketUri base =
        WebSocketUri.parse(
            input.oneOf(
                "ws://server.example.com/chat?room=1",
                "wss://server.example.com/",
                "ws://[::1]:8080/a/b/c/d;p?q",
                "ws://h/a/../b/./c//"));
    String location = new String(input.rest(), ISO_8859_1).strip();
    Refusal refusal =
        new Refusal(
            302,
            "Found",
            Headers.of(List.of(new Headers.Field("Location", location))),
            ByteBuffer.allocate(0));
    WebSocketUri target;
    try {
      target = Redirect.follow(ClientOffer.of(base), refusal, 0).uri();
    } catch (HandshakeException e) {
      assertThat(e.getMessage()).doesNotContainPattern("[^ -~]");
      WebSocketUri expected = expected(base, location);
      assertThat(expected == null || (base.secure() && !expected.secure())).isTrue();
      return;
    }
    assertThat(target).isEqualTo(expected(base, location));
    assertThat(target.secure() || !base.secure()).isTrue();
    Requests.requireUnderstood(ClientOffer.of(target));
  }

  private static @Nullable WebSocketUri expected(WebSocketUri base, String location) {
    StringBuilder ascii = new StringBuilder();
    location
        .chars()
        .forEach(c -> ascii.append(c < 0x80 ? Character.toString(c) : "%%%02X".formatted(c)));
    try {
      return WebSocketUri.parse(resolved(base, ascii.toString()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** RFC 3986, section 5.2.2, line by line; without the fragment. */
  private static String resolved(WebSocketUri base, String reference) {
    Matcher baseParts = REFERENCE.matcher(base.resource());
    Matcher parts = REFERENCE.matcher(reference);
    if (!baseParts.matches() || !parts.matches()) {
      throw new AssertionError("the expression matches everything");
    }
    String scheme = parts.group(2);
    String authority = parts.group(4);
    String path = parts.group(5);
    String query = parts.group(6) == null ? "" : parts.group(6);
    if (scheme != null) {
      return scheme + ":" + (authority == null ? "" : "//" + authority) + path + query;
    }
    scheme = base.secure() ? "wss" : "ws";
    if (authority != null) {
      return scheme + "://" + authority + path + query;
    }
    authority = base.authority();
    String basePath = baseParts.group(5);
    if (path.isEmpty()) {
      path = basePath;
      String baseQuery = baseParts.group(6) == null ? "" : baseParts.group(6);
      query = parts.group(6) == null ? baseQuery : query;
    } else if (path.startsWith("/")) {
      path = withoutDotSegments(path);
    } else {
      path = withoutDotSegments(basePath.substring(0, basePath.lastIndexOf('/') + 1) + path);
    }
    return scheme + "://" + authority + path + query;
  }

  /** RFC 3986, section 5.2.4, step by step. */
  private static String withoutDotSegments(String path) {
    String in = path;
    String out = "";
    while (!in.isEmpty()) {
      if (in.startsWith("../") || in.startsWith("./")) { // A
        in = in.substring(in.indexOf('/') + 1);
      } else if (in.startsWith("/./") || in.equals("/.")) { // B
        in = "/" + in.substring(Math.min(3, in.length()));
      } else if (in.startsWith("/../") || in.equals("/..")) { // C
        in = "/" + in.substring(Math.min(4, in.length()));
        out = out.substring(0, Math.max(0, out.lastIndexOf('/')));
      } else if (in.equals(".") || in.equals("..")) { // D
        in = "";
      } else { // E
        int slash = in.indexOf('/', 1);
        int end = slash < 0 ? in.length() : slash;
        out += in.substring(0, end);
        in = in.substring(end);
      }
    }
    return out;
  }
}
