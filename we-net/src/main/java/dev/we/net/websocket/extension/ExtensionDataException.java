package dev.we.net.websocket.extension;

/** The payload is not what an agreed extension makes of any message; the message says why not. */
public final class ExtensionDataException extends Exception {
  private static final long serialVersionUID = 1;

  /** A few words on what was wrong, such as {@code "distance beyond the window"}. */
  public ExtensionDataException(String message) {
    super(message);
  }
}
