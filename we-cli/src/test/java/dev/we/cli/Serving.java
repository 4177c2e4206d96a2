package dev.we.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code we serve}, run in this process until it is closed. */
final class Serving implements AutoCloseable {
  private static final String READY = "listening on ";

  private final Thread thread;
  private final URI uri;

  Serving(String... options) throws IOException {
    List<String> args = new ArrayList<>(List.of("serve"));
    args.addAll(List.of(options));
    PipedInputStream read = new PipedInputStream();
    PrintStream out = new PrintStream(new PipedOutputStream(read), true, StandardCharsets.UTF_8);
    Streams streams = new Streams(InputStream.nullInputStream(), out, System.err, false);
    thread = new Thread(() -> We.execute(streams, args.toArray(String[]::new)), "serve");
    thread.start();
    String line =
        new BufferedReader(new InputStreamReader(read, StandardCharsets.UTF_8)).readLine();
    if (line == null || !line.startsWith(READY)) {
      throw new IOException("not the line that a server begins with: " + line);
    }
    uri = URI.create(line.substring(READY.length()));
  }

  String url() {
    return uri.toString();
  }

  int port() {
    return uri.getPort();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
