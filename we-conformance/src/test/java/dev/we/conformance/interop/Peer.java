package dev.we.conformance.interop;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An implementation by others. */
enum Peer {
  WS("npm ws", "ws", ".js", "node"),
  WEBSOCKETS("python3-websockets", "websockets", ".py", "/usr/bin/python3");

  private final String title;
  private final String script;
  private final String suffix;
  private final String interpreter;

  /** Why it cannot run here; empty if it can. */
  private final String missing;

  Peer(String title, String script, String suffix, String interpreter) {
    this.title = title;
    this.script = script;
    this.suffix = suffix;
    this.interpreter = interpreter;
    this.missing = whyMissing();
  }

  /** Maven runs tests in the folder of their module. */
  private static Path folder() {
    return Path.of("peers");
  }

  private String whyMissing() {
    List<String> probe =
        suffix.equals(".js")
            ? List.of(interpreter, "-e", "require('ws')")
            : List.of(interpreter, "-c", "import websockets");
    try {
      Process process =
          new ProcessBuilder(probe)
              .directory(folder().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return interpreter + " does not answer";
      }
      return process.exitValue() == 0 ? "" : "not installed; run we-conformance/peers/install";
    } catch (IOException e) {
      return "there is no " + interpreter;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Starts a script of this peer, or skips the test, saying why. */
  PeerProcess start(String role, List<String> arguments) throws IOException {
    if (!missing.isEmpty()) {
      abort(title + " as " + role + " is skipped: " + missing);
    }
    Path file = folder().resolve(script + "-" + role + suffix);
    if (!Files.exists(file)) {
      throw new IOException("there is no " + file.toAbsolutePath());
    }
    List<String> command = new ArrayList<>(List.of(interpreter, file.toAbsolutePath().toString()));
    command.addAll(arguments);
    return new PeerProcess(this, command);
  }

  @Override
  public String toString() {
    return title;
  }
}
