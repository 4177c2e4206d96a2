package dev.we.net.websocket.extension;

/**
 * What all connections of the process hold for an extension, added up by somebody else: the one
 * thing through which they know of each other. Safe from any thread.
 */
public interface SharedMemory {
  /** A connection holds so many bytes more, or less where it is negative. */
  void add(long bytes);

  /** All that is held now, in bytes. */
  long bytes();
}
