package dev.we.peers.compare;

/** So many connections with so many messages of so many bytes in flight on each. */
record Shape(int connections, int bytes, int depth) {
  /** Such as {@code 64x1KiBx16}. */
  @Override
  public String toString() {
    return connections + "x" + size() + "x" + depth;
  }

  private String size() {
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
