package dev.we.conformance.leftovers;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many threads of ours, sockets and selectors there are, virtual threads included.
 *
 * <p>Counted from outside, by what the JVM's thread dump and {@code /proc} tell. Descriptors are
 * counted where there is a {@code /proc}; elsewhere threads must do.
 */
public final class Leftovers {
  private static final Pattern THREAD_NAME = Pattern.compile("\"name\": \"(we-[^\"]*)\"");

  static {
    // The JDK's sockets and selectors keep a descriptor for all of them together, from the first.
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket one = new Socket(listening.getInetAddress(), listening.getLocalPort());
        Socket other = listening.accept();
        Selector selector = Selector.open()) {
      other.shutdownOutput();
      one.getInputStream().read();
      selector.selectNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final Map<String, Integer> counts;

  private Leftovers(Map<String, Integer> counts) {
    this.counts = counts;
  }

  /** What there is now. */
  public static Leftovers now() {
    return new Leftovers(counts());
  }

  /** Waits a moment until there is no more of anything than there was. */
  public void awaitNoMore() {
    Eventually.holds(
        () ->
            counts().entrySet().stream()
                .allMatch(now -> now.getValue() <= counts.getOrDefault(now.getKey(), 0)),
        () -> "before " + counts + ", now " + counts());
  }

  /** How many there are now, by kind. Only what can grow by our doing. */
  static Map<String, Integer> counts() {
    try {
      Map<String, Integer> counts = descriptors();
      for (Map.Entry<String, Integer> thread : threads().entrySet()) {
        counts.put("thread " + thread.getKey(), thread.getValue());
      }
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many descriptors of sockets and selectors there are now; 0 where nothing tells. */
  public static long openDescriptors() {
    try {
      return descriptors().values().stream().mapToLong(Integer::longValue).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Integer> descriptors() throws IOException {
    Map<String, Integer> counts =
        new TreeMap<>(Map.of("socket", 0, "eventpoll", 0, "eventfd", 0, "io_uring", 0));
    Path folder = Path.of("/proc/self/fd");
    if (!Files.isDirectory(folder)) {
      return counts;
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
      for (Path descriptor : descriptors) {
        String target = target(descriptor);
        counts.replaceAll((kind, count) -> target.contains(kind) ? count + 1 : count);
      }
    }
    return counts;
  }

  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException e) {
      return ""; // closed meanwhile, as is the one that lists the folder
    }
  }

  /** The threads whose names begin as ours do, virtual ones too, which only a dump shows. */
  private static Map<String, Integer> threads() throws IOException {
    Path dump = Files.createTempFile("we-threads", ".json");
    try {
      Files.delete(dump); // it is to be new
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
      return THREAD_NAME
          .matcher(Files.readString(dump))
          .results()
          .map((MatchResult match) -> match.group(1))
          .collect(Collectors.toMap(name -> name, name -> 1, Integer::sum));
    } finally {
      Files.deleteIfExists(dump);
    }
  }
}
