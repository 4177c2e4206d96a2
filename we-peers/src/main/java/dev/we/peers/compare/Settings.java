package dev.we.peers.compare;

import java.nio.file.Path;
import java.util.List;

/**
 * What was asked for.
 *
 * @param rows groups, or names of rows
 * @param peers the contestants beside ours; empty for all
 * @param rounds the rounds that count, after one that only warms up where that is of use; 0 for one
 *     round alone, counted
 * @param more whether the rounds come beside those that there are of a row, not in their place
 * @param seconds how long each measurement counts
 * @param warmup how long it runs before
 * @param idle how many connections the rows with idle ones open
 * @param output the folder that gets performance.md, data and plots
 */
record Settings(
    List<String> rows,
    List<String> peers,
    int rounds,
    boolean more,
    double seconds,
    double warmup,
    int idle,
    Path output) {
  boolean wants(Row row) {
    return rows.isEmpty() || rows.contains(row.group()) || rows.contains(row.name());
  }

  /** The contestants of a row that were asked for; ours always, and first. */
  List<String> chosen(List<String> contestants) {
    return contestants.stream()
        .filter(
            name -> peers.isEmpty() || name.equals(contestants.getFirst()) || peers.contains(name))
        .toList();
  }
}
