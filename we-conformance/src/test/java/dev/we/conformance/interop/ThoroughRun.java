package dev.we.conformance.interop;

/** Whether all peers and combinations are to be run, which takes minutes. */
final class ThoroughRun {
  /** Set by {@code we-conformance/long interop}. */
  static final boolean ON = "all".equals(System.getenv("WE_INTEROP"));

  private ThoroughRun() {}
}
