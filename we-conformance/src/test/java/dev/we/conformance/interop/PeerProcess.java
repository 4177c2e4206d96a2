package dev.we.conformance.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A running peer and the lines that it prints. Closing it ends the process, whatever it does. */
final class PeerProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Peer peer;
  private final Process process;
  private final Thread reader;

  /** All that it said so far, for the message of its early end. The test's thread. */
  private final List<String> said = new ArrayList<>();

  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  PeerProcess(Peer peer, List<String> command) throws IOException {
    this.peer = peer;
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    reader = Thread.ofPlatform().name("peer-" + peer.name()).daemon().start(this::read);
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      // closed while it was reading: the end, as any other
    } finally {
      lines.add(Optional.empty());
    }
  }

  /** The next line on its stdout or stderr. */
  String line() throws InterruptedException {
    Optional<String> line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError(peer + " says nothing for " + PATIENCE_SECONDS + " s");
    }
    line.ifPresent(said::add);
    return line.orElseThrow(
        () -> new AssertionError(peer + " has ended" + (said.isEmpty() ? "" : ", saying " + said)));
  }

  /** The next line that begins so; what a peer logs besides is passed over. */
  String line(String beginning) throws InterruptedException {
    String line = line();
    while (!line.startsWith(beginning)) {
      line = line();
    }
    return line;
  }

  /** The port that a server prints first. */
  int port() throws InterruptedException {
    return Integer.parseInt(line("port ").substring("port ".length()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.getOutputStream().close();
      process.waitFor();
      reader.join();
    } catch (IOException e) {
      // a pipe to a process that is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
