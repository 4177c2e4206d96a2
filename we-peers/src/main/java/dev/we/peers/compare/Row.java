package dev.we.peers.compare;

import java.util.List;
import java.util.Map;

/** One thing that is measured of several contestants. */
interface Row extends AutoCloseable {
  /** Such as {@code server 64x64Bx16}: the group, and what in it. */
  String name();

  /** The group, by which rows are chosen. */
  default String group() {
    return name().substring(0, name().indexOf(' '));
  }

  /** Who takes part; the first is ours. */
  List<String> contestants();

  /** Whether they run on from one round to the next, so that a first one can warm them up. */
  default boolean getsWarm() {
    return true;
  }

  /** Measures one of them once. */
  Map<Figure, Double> measure(String contestant) throws Exception;

  /** Ends what the row left running between its rounds. */
  @Override
  default void close() {}
}
