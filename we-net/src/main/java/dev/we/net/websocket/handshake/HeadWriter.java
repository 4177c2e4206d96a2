package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes a head whose parts have been checked, and remembers its fields. */
final class HeadWriter {
  private final StringBuilder text;
  private final List<Headers.Field> fields = new ArrayList<>();

  HeadWriter(String startLine) {
    text = new StringBuilder(512).append(startLine).append("\r\n");
  }

  HeadWriter field(String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
    fields.add(new Headers.Field(name, value));
    return this;
  }

  HeadWriter fields(Headers headers) {
    headers.fields().forEach(field -> field(field.name(), field.value()));
    return this;
  }

  /** The fields written so far. */
  Headers headers() {
    return Headers.of(fields);
  }

  /** The head and, right behind it, the body. */
  ByteBuffer end(byte[] body) {
    byte[] head = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip();
  }
}
