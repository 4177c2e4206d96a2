package dev.we.net.websocket.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A head of an HTTP message, read by regular expressions; for judging what was accepted. */
record PlainHead(String startLine, List<String> names, List<String> values) {
  /** RFC 9110, section 5.6.2. */
  static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private static final Pattern FIELD =
      Pattern.compile(
          "("
              + TOKEN
              + "):[ \t]*+(|[^ \t\r\n\0](?:[^\\x00-\\x08\\x0a-\\x1f\\x7f]*[^ \t\r\n])?)[ \t]*");

  /** The head in this text, which ends with its empty line. */
  static PlainHead of(String text) {
    if (!text.endsWith("\r\n\r\n")) {
      throw new AssertionError("a head ends with an empty line");
    }
    String[] lines = text.substring(0, text.length() - 4).split("\r\n", -1);
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        throw new AssertionError("no field line: " + lines[i]);
      }
      names.add(field.group(1));
      values.add(field.group(2));
    }
    return new PlainHead(lines[0], names, values);
  }

  /** The values of that name. */
  List<String> all(String name) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        all.add(values.get(i));
      }
    }
    return all;
  }

  /** Whether that list has that element. */
  boolean lists(String name, String element) {
    return Pattern.compile("(?i)(^|,)[ \t]*" + element + "[ \t]*(,|$)")
        .matcher(String.join(",", all(name)))
        .find();
  }

  /** Sec-WebSocket-Accept for a key, by the JDK's SHA-1. */
  static String accept(String key) {
    try {
      byte[] input = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(input);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
