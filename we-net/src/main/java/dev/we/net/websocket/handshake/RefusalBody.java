package dev.we.net.websocket.handshake;

import dev.we.net.websocket.Headers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The first bytes of the body of a response that is no acceptance (RFC 9112, section 6.3): as many
 * as the caller wants, or all where there are fewer. What is wrong with its framing ends it
 * quietly: the handshake has failed already, and this is only the reason that a person reads.
 */
final class RefusalBody {
  private enum Framing {
    /** So many bytes more. */
    LENGTH,
    /** Chunks (RFC 9112, section 7.1): the line that says how long the next one is. */
    CHUNK_SIZE,
    /** A chunk's bytes. */
    CHUNK_DATA,
    /** The line end behind a chunk. */
    CHUNK_END,
    /** All that comes until the end of the stream. */
    UNTIL_EOF,
    /** Nothing more. */
    END
  }

  private static final int MAX_CHUNK_SIZE_LINE = 256;

  private final int maxBytes;
  private byte[] body = {};
  private int length;
  private Framing framing;

  /** Bytes that the body or chunk still has. */
  private long rest;

  private final StringBuilder chunkSizeLine = new StringBuilder();

  RefusalBody(int status, Headers headers, int maxBytes) {
    this.maxBytes = maxBytes;
    this.framing = framing(status, headers);
    endIfEnough();
  }

  private Framing framing(int status, Headers headers) {
    if (status == 204 || status == 304) {
      return Framing.END;
    }
    List<String> codings = TokenList.of(headers.all("Transfer-Encoding"));
    if (!codings.isEmpty()) {
      // What else is applied, gzip above all, is passed on as it comes.
      boolean chunked = codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked");
      return chunked ? Framing.CHUNK_SIZE : Framing.UNTIL_EOF;
    }
    rest = headers.first("Content-Length").map(RefusalBody::decimal).orElse(-1L);
    return rest < 0 ? Framing.UNTIL_EOF : rest == 0 ? Framing.END : Framing.LENGTH;
  }

  /** The number, or -1 where there is none; one beyond all bounds is as good as none. */
  private static long decimal(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 18;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? Long.parseLong(text) : -1;
  }

  /** Takes bytes; true once no more are needed. */
  boolean read(ByteBuffer in) {
    while (framing != Framing.END && in.hasRemaining()) {
      switch (framing) {
        case UNTIL_EOF -> take(in, in.remaining());
        case LENGTH -> {
          takeRest(in);
          if (rest == 0) {
            framing = Framing.END;
          }
        }
        case CHUNK_DATA -> {
          takeRest(in);
          if (rest == 0) {
            framing = Framing.CHUNK_END;
          }
        }
        case CHUNK_END -> {
          byte b = in.get();
          framing = b == '\r' ? Framing.CHUNK_END : b == '\n' ? Framing.CHUNK_SIZE : Framing.END;
        }
        case CHUNK_SIZE -> chunkSize(in.get());
        case END -> throw new IllegalStateException("the body has ended");
      }
      endIfEnough();
    }
    return framing == Framing.END;
  }

  /** chunk = chunk-size [ chunk-ext ] CRLF; a size of zero is the last. */
  private void chunkSize(byte b) {
    if (b != '\n') {
      chunkSizeLine.append((char) (b & 0xFF));
      if (chunkSizeLine.length() > MAX_CHUNK_SIZE_LINE) {
        framing = Framing.END;
      }
      return;
    }
    int digits = 0;
    while (digits < chunkSizeLine.length()
        && Character.digit(chunkSizeLine.charAt(digits), 16) >= 0) {
      digits++;
    }
    boolean readable = digits > 0 && digits < 16;
    rest = readable ? Long.parseLong(chunkSizeLine, 0, digits, 16) : 0;
    chunkSizeLine.setLength(0);
    framing = rest == 0 ? Framing.END : Framing.CHUNK_DATA;
  }

  private void takeRest(ByteBuffer in) {
    int count = (int) Math.min(rest, in.remaining());
    take(in, count);
    rest -= count;
  }

  /** Keeps what there is room for of {@code count} bytes and drops the others. */
  private void take(ByteBuffer in, int count) {
    int kept = Math.min(count, maxBytes - length);
    if (length + kept > body.length) {
      body = Arrays.copyOf(body, Math.min(maxBytes, Math.max(2 * body.length, length + kept)));
    }
    in.get(body, length, kept);
    in.position(in.position() + count - kept);
    length += kept;
  }

  private void endIfEnough() {
    if (length == maxBytes) {
      framing = Framing.END;
    }
  }

  /** What has come, read-only. */
  ByteBuffer bytes() {
    return ByteBuffer.wrap(body, 0, length).slice().asReadOnlyBuffer();
  }
}
