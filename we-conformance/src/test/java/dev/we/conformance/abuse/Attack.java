package dev.we.conformance.abuse;

/** What is done to the victim. */
interface Attack {
  /** Returns when the victim has withstood it. */
  void on(Target target) throws Exception;
}
