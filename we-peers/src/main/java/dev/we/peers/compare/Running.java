package dev.we.peers.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process on a core of its own, watched from outside. */
final class Running implements AutoCloseable {
  private static final long TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux there is

  /** What still runs: it must not outlive this program, however that ends. */
  private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly), "end-all"));
  }

  private final Process process;
  private final BufferedReader output;
  private final String command;

  /** Starts a command on a core; -1 stands for any. */
  Running(List<String> command, int core) throws IOException {
    List<String> words = new ArrayList<>();
    if (core >= 0 && Runtime.getRuntime().availableProcessors() > 1) {
      words.addAll(List.of("taskset", "-c", Integer.toString(core)));
    }
    words.addAll(command);
    this.command = withoutClassPath(command);
    process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ALL.add(process);
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What was run, as messages name it: a hundred archives would hide everything else. */
  private static String withoutClassPath(List<String> command) {
    List<String> words = new ArrayList<>(command);
    int at = words.indexOf("-cp");
    if (at >= 0) {
      words.set(at + 1, "...");
    }
    return String.join(" ", words);
  }

  /** The rest of the first line that begins with these words. */
  String await(String beginning) throws IOException {
    String line;
    while ((line = output.readLine()) != null) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length()).strip();
      }
    }
    throw new IOException("ended without '" + beginning + "': " + command);
  }

  /** Processor time used so far, in seconds. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
  }

  double residentBytes() throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(status);
    return resident.find() ? Long.parseLong(resident.group(1)) * 1024.0 : 0;
  }

  /** Live heap of a JVM, in bytes, after a full collection. */
  double liveHeapBytes() throws IOException, InterruptedException {
    String histogram = jcmd("GC.class_histogram");
    Matcher total = Pattern.compile("Total\\s+\\d+\\s+(\\d+)").matcher(histogram);
    if (!total.find()) {
      throw new IOException("jcmd GC.class_histogram tells no total: " + histogram);
    }
    return Double.parseDouble(total.group(1));
  }

  /** Heap of a JVM that is in use, garbage included, in bytes. */
  double usedHeapBytes() throws IOException, InterruptedException {
    String info = jcmd("GC.heap_info");
    Matcher used = Pattern.compile("total \\d+K, used (\\d+)K").matcher(info);
    double sum = 0;
    while (used.find()) {
      sum += Double.parseDouble(used.group(1)) * 1024;
    }
    if (sum == 0) {
      throw new IOException("jcmd GC.heap_info tells no use: " + info);
    }
    return sum;
  }

  private String jcmd(String what) throws IOException, InterruptedException {
    Process asking =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                what)
            .redirectErrorStream(true)
            .start();
    String answer = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asking.waitFor();
    return answer;
  }

  /** Ends its input, upon which some programs end. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ALL.remove(process);
  }
}
