package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1.1 message (RFC 9112), as it comes, and strictly.
 *
 * <p>Only the line that has begun is kept as bytes; a whole line becomes a field at once. However
 * the head is cut, a byte is looked at on arrival and once more when its line is whole.
 *
 * <pre>
 *   START ──line──▶ FIELDS ──empty line──▶ DONE        every line ends with CR LF
 *                    │  ▲
 *                    └──┘ field line
 * </pre>
 */
final class HttpHeadReader {
  private static final int INITIAL_LINE_BYTES = 128;
  private static final int URI_TOO_LONG = 414;
  private static final int HEAD_TOO_LARGE = 431;
  private static final int BAD_REQUEST = 400;

  private final int maxBytes;
  private final int maxFields;
  private boolean emptyLineMayLead;

  private byte[] line = new byte[INITIAL_LINE_BYTES];
  private int length;
  private boolean carriageReturn;
  private int bytes;
  private @Nullable String startLine;
  private List<Headers.Field> fields = new ArrayList<>();

  /**
   * A reader of one head, or of several one after the other, each within the bounds.
   *
   * @param emptyLineMayLead whether one empty line before the start line is skipped: RFC 9112,
   *     section 2.2, asks it of servers
   */
  HttpHeadReader(int maxBytes, int maxFields, boolean emptyLineMayLead) {
    this.maxBytes = maxBytes;
    this.maxFields = maxFields;
    this.emptyLineMayLead = emptyLineMayLead;
  }

  /** Whether any byte has come since the last head. */
  boolean started() {
    return length > 0 || carriageReturn || startLine != null;
  }

  /**
   * Takes bytes up to the end of the head, not one more.
   *
   * @return the head, or null if all bytes were taken and it is not whole yet
   * @throws HttpSyntaxException if it is malformed or beyond a bound; nothing may be read after
   *     that
   */
  @Nullable HttpHead read(ByteBuffer in) throws HttpSyntaxException {
    while (in.hasRemaining()) {
      byte b = in.get();
      if (bytes == maxBytes) {
        throw tooLong();
      }
      bytes++;
      if (carriageReturn) {
        if (b != '\n') {
          throw malformed("has a carriage return that no line feed follows", "2.2");
        }
        carriageReturn = false;
        HttpHead head = endOfLine();
        length = 0;
        if (head != null) {
          return head;
        }
      } else if (b == '\r') {
        carriageReturn = true;
      } else {
        append(b);
      }
    }
    return null;
  }

  private void append(byte b) throws HttpSyntaxException {
    if (b == '\n') {
      throw malformed("ends with a line feed alone instead of CR LF", "2.2");
    }
    if ((b >= 0 && b < 0x20 && b != '\t') || b == 0x7F) {
      throw malformed("has a control character, 0x%02X".formatted(b), "5");
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(2 * length, maxBytes));
    }
    line[length++] = b;
  }

  private @Nullable HttpHead endOfLine() throws HttpSyntaxException {
    if (startLine == null) {
      if (length == 0 && emptyLineMayLead) {
        emptyLineMayLead = false;
        return null;
      }
      startLine = text(0, length);
      return null;
    }
    if (length > 0) {
      fields.add(field());
      return null;
    }
    HttpHead head = new HttpHead(startLine, Headers.of(fields));
    startLine = null;
    fields = new ArrayList<>();
    bytes = 0;
    return head;
  }

  /** field-line = field-name ":" OWS field-value OWS (RFC 9112, section 5). */
  private Headers.Field field() throws HttpSyntaxException {
    if (fields.size() == maxFields) {
      throw new HttpSyntaxException(
          HEAD_TOO_LARGE, "the head has more than " + maxFields + " header lines");
    }
    if (isSpace(line[0])) {
      // A server that receives an obs-fold "MUST either reject the message […] or replace" it.
      throw malformed("begins with white space: folded lines are obsolete", "5.2");
    }
    int colon = 0;
    while (colon < length && line[colon] != ':') {
      colon++;
    }
    if (colon == length) {
      throw malformed("has no colon", "5");
    }
    String name = text(0, colon);
    if (!Headers.isToken(name)) {
      throw colon > 0 && isSpace(line[colon - 1])
          ? malformed("has white space before the colon", "5.1")
          : malformed("has a name that is not a token: " + Quote.of(name), "5.1");
    }
    int from = colon + 1;
    int to = length;
    while (from < to && isSpace(line[from])) {
      from++;
    }
    while (to > from && isSpace(line[to - 1])) {
      to--;
    }
    return new Headers.Field(name, text(from, to));
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Bytes above 0x7F have no meaning of their own (obs-text): each becomes the character it is. */
  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private HttpSyntaxException tooLong() {
    // RFC 9112, section 3: a request-target longer than any URI that the server wishes to parse
    // "MUST" be answered with 414.
    return startLine == null
        ? new HttpSyntaxException(
            URI_TOO_LONG, "the start line is longer than " + maxBytes + " bytes")
        : new HttpSyntaxException(HEAD_TOO_LARGE, "the head is longer than " + maxBytes + " bytes");
  }

  private HttpSyntaxException malformed(String what, String section) {
    String where = startLine == null ? "the start line" : "header line " + (fields.size() + 1);
    return new HttpSyntaxException(
        BAD_REQUEST, where + " " + what + " (RFC 9112, section " + section + ")");
  }
}
