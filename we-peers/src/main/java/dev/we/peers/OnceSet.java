package dev.we.peers;

import org.jspecify.annotations.Nullable;

/** What a connection's first call sets and its later ones use, all on the peer's own thread. */
final class OnceSet<T> {
  private @Nullable T value;

  T set(T first) {
    value = first;
    return first;
  }

  T get() {
    T set = value;
    if (set == null) {
      throw new IllegalStateException("a call came before that which opens the connection");
    }
    return set;
  }
}
