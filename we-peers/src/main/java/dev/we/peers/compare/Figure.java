package dev.we.peers.compare;

import java.util.Locale;

/** What is measured. */
enum Figure {
  /** Echoes per second. */
  RATE("msgs/s", true),
  /** Processor time of the contestant for each echo. */
  CPU("CPU µs/msg", false),
  /** Round-trip times. */
  P50("p50 µs", false),
  /** The round trip that one in a hundred passes. */
  P99("p99 µs", false),
  /** The round trip that one in a thousand passes. */
  P999("p99.9 µs", false),
  /** Resident memory of the process while it works. */
  RESIDENT("resident MiB", false),
  /** What the server sends over TCP for each echo. */
  WIRE("bytes out/msg", false),
  /** Live heap that each connection adds. */
  HEAP_EACH("heap bytes/connection", false),
  /** Resident memory that each connection adds. */
  RESIDENT_EACH("resident bytes/connection", false),
  /** Connections opened per second, handshake included. */
  OPENED("connections/s", true),
  /** Processor time of the server for each connection opened. */
  CPU_OPEN("CPU µs/connection", false),
  /** CPU per message with many connections over that with few. */
  GROWTH("CPU growth", false),
  /** Heap allocated for each echo. */
  ALLOCATED("heap bytes/msg", false),
  /** Connections held. */
  HELD("connections held", true),
  /** Wall time from start to end. */
  WALL("wall ms", false);

  private final String title;
  private final boolean moreIsBetter;

  Figure(String title, boolean moreIsBetter) {
    this.title = title;
    this.moreIsBetter = moreIsBetter;
  }

  String title() {
    return title;
  }

  boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** As a table shows it. */
  static String shown(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }
}
