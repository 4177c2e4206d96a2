package dev.we.cli;

import dev.we.net.websocket.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ended.
 *
 * @param reason what the peer's Close said
 * @param clean whether both sides sent a Close before the stream ended
 * @param error what went wrong, if something did
 */
record Ending(CloseReason reason, boolean clean, @Nullable Throwable error) {
  @Override
  public String toString() {
    return "closed "
        + We.harmless(reason.toString())
        + (clean ? " (clean)" : " (not clean)")
        + (error == null ? "" : ": " + We.inOneLine(error));
  }
}
