package dev.we.net.websocket;

/** Whether one message is compressed, on a connection that agreed on compression. */
public enum Compress {
  /**
   * Where it makes the message smaller: not below {@link Compression#minMessageBytes()}, not while
   * what was sent of late would not shrink, and what turns out no smaller goes out as it is.
   */
  WHERE_IT_PAYS,
  /** Always, whatever becomes of it. */
  ALWAYS,
  /**
   * Never. For what is compressed already, and for secrets that go out together with text of
   * another's choosing: compressed, their length tells about them (RFC 7692, section 8).
   */
  NEVER
}
