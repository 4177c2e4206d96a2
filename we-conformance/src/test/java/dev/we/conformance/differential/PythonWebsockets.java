package dev.we.conformance.differential;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sans-I/O core of python's websockets in one process, fed line by line. The core ends at
 * frames; peers/websockets-core.py puts the frames of a message together and decodes text, as the
 * layers above the core do.
 */
final class PythonWebsockets implements Implementation {
  private final Process process;
  private final BufferedWriter to;
  private final BufferedReader from;

  private PythonWebsockets(Process process) {
    this.process = process;
    this.to =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII));
    this.from =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** One that is ready, or null where it is not installed. */
  static @Nullable PythonWebsockets start() {
    Path script = Path.of("peers", "websockets-core.py");
    try {
      PythonWebsockets started =
          new PythonWebsockets(
              new ProcessBuilder("/usr/bin/python3", script.toString(), "" + MOST_BYTES)
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start());
      if ("ready".equals(started.from.readLine())) {
        return started;
      }
      started.close();
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public String name() {
    return "websockets";
  }

  @Override
  public Outcome receive(List<byte[]> pieces) throws IOException {
    to.write(String.join(" ", pieces.stream().map(HexFormat.of()::formatHex).toList()));
    to.write('\n');
    to.flush();
    String line = from.readLine();
    if (line == null) {
      throw new IOException("python has gone");
    }
    String[] told = line.split(",", -1);
    List<String> events = List.of(told).subList(1, told.length);
    return Outcome.of(events, told[0]);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    to.close();
  }
}
