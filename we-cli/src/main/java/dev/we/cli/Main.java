package dev.we.cli;

import java.util.Objects;

/** Where the process of the {@code we} command begins. */
public final class Main {
  private Main() {}

  /** Runs the process's command and ends the process with its exit code. */
  public static void main(String[] args) {
    // What scripts ask first and often is not worth the time that it takes to build the parser.
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println(version());
      return;
    }
    System.exit(We.execute(Streams.ofProcess(), args));
  }

  /** Names the build and what it runs on, in one line. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    // Joined by hand: the first `+` of a process sets up a factory for all that may follow.
    return String.join(
        "",
        "we ",
        Objects.requireNonNullElse(version, "(unpackaged)"),
        ", Java ",
        System.getProperty("java.version"),
        ", ",
        System.getProperty("java.vm.name"));
  }
}
