package dev.we.conformance.interop;

import dev.we.conformance.tls.Certificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * An implementation by others, in a process of its own: an echo end as peers/README.md has it.
 *
 * @param title as people call it
 * @param command what runs it, before its role
 * @param probe succeeds where it can run
 * @param roles {@code server}, {@code client} or both
 * @param traits its ways as a server
 * @param callingTraits its ways as a client
 */
record ProcessPeer(
    String title,
    List<String> command,
    List<String> probe,
    Set<String> roles,
    Traits traits,
    Traits callingTraits)
    implements Peer {
  private static final ConcurrentHashMap<List<String>, Boolean> INSTALLED =
      new ConcurrentHashMap<>();

  static ProcessPeer node(String title, String script, String module, Traits traits) {
    return of(
        title, List.of("node", script), List.of("node", "-e", "require('" + module + "')"), traits);
  }

  /** Debian's own Python, whatever else the PATH has: the package is installed for that one. */
  static ProcessPeer python(String title, String script, String module, Traits traits) {
    return of(
        title,
        List.of("/usr/bin/python3", "-B", script),
        List.of("/usr/bin/python3", "-c", "import " + module),
        traits);
  }

  static ProcessPeer of(String title, List<String> command, List<String> probe, Traits traits) {
    return new ProcessPeer(title, command, probe, Set.of("server", "client"), traits, traits);
  }

  /** The same with one role only. */
  ProcessPeer only(String role) {
    return new ProcessPeer(title, command, probe, Set.of(role), traits, callingTraits);
  }

  /** The same without these questions where it is the client, as {@link Traits#without} has it. */
  ProcessPeer callingWithout(String... beginnings) {
    return new ProcessPeer(title, command, probe, roles, traits, callingTraits.without(beginnings));
  }

  private static ProcessBuilder process(List<String> command) {
    return new ProcessBuilder(command).directory(Path.of("peers").toFile()); // of the module
  }

  private static boolean succeeds(List<String> probe) {
    try {
      Process process =
          process(probe)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public Traits traits(boolean asServer) {
    return asServer ? traits : callingTraits;
  }

  @Override
  public Optional<String> missing() {
    boolean installed = INSTALLED.computeIfAbsent(probe, ProcessPeer::succeeds);
    return installed ? Optional.empty() : Optional.of("not installed");
  }

  /** Starts its server; with certificate and key where it is to speak TLS. */
  PeerProcess startServer(boolean secure) throws IOException {
    return start("server", secure ? Certificate.shared().serverArguments() : List.of());
  }

  /** Starts its client, trusting our certificate. */
  PeerProcess startClient(boolean secure) throws IOException {
    return start(
        "client", secure ? List.of(Certificate.shared().certificateFile().toString()) : List.of());
  }

  private PeerProcess start(String role, List<String> files) throws IOException {
    if (!roles.contains(role)) {
      throw new UnsupportedOperationException(title + " has no " + role);
    }
    List<String> whole = new ArrayList<>(command);
    whole.add(role);
    whole.addAll(files);
    return new PeerProcess(title + " as " + role, process(whole));
  }

  @Override
  public Server server(boolean secure, boolean compressed) throws Exception {
    PeerProcess process = startServer(secure);
    int port = process.port();
    return new Server() {
      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() {
        process.close();
      }
    };
  }

  @Override
  public Client client(boolean secure, boolean compressed) throws Exception {
    PeerProcess process = startClient(secure);
    return new Client() {
      @Override
      public void connect(String url) throws IOException, InterruptedException {
        process.say(url);
        String path = URI.create(url).getPath();
        String line = process.line("open " + path + " ", "failed " + path + " ");
        if (line.startsWith("failed")) {
          throw new IOException(line);
        }
      }

      @Override
      public void close() {
        process.close();
      }
    };
  }

  @Override
  public String toString() {
    return title;
  }
}
