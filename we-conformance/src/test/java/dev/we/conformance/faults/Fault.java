package dev.we.conformance.faults;

/** What becomes of the call. */
enum Fault {
  /** It throws. */
  FAILS,

  /** It reads or writes no more than a byte. */
  IS_SHORT,

  /** It finds nothing ready. */
  WOULD_BLOCK
}
