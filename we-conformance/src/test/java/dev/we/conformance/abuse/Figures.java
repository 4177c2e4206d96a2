package dev.we.conformance.abuse;

import java.util.Arrays;

/**
 * What the victim's process holds and has spent.
 *
 * @param memoryBytes heap after a collection, and direct buffers
 * @param cpuNanos processor time of all its threads since it started
 * @param descriptors open ones
 * @param threads live ones, virtual threads not counted
 * @param connections of the server
 */
record Figures(long memoryBytes, long cpuNanos, long descriptors, long threads, long connections) {
  static Figures parse(String line) {
    long[] f = Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    return new Figures(f[0], f[1], f[2], f[3], f[4]);
  }

  String line() {
    return memoryBytes + " " + cpuNanos + " " + descriptors + " " + threads + " " + connections;
  }
}
