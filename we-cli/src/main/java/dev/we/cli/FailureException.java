package dev.we.cli;

/** A command's own verdict that the peer or the network failed: exit code 1, one line. */
final class FailureException extends Exception {
  private static final long serialVersionUID = 1;

  FailureException(String message) {
    super(message);
  }
}
