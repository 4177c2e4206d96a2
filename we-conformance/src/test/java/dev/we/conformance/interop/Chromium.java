package dev.we.conformance.interop;

import dev.we.net.websocket.Compression;
import dev.we.net.websocket.Limits;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A headless browser with a page that is an echo end. The page gets its orders over a WebSocket of
 * its own, to a server of ours.
 */
final class Chromium implements Peer {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  @Override
  public String title() {
    return "Chromium";
  }

  @Override
  public Optional<String> missing() {
    return Files.isExecutable(PROGRAM) ? Optional.empty() : Optional.of("not installed");
  }

  @Override
  public Traits traits(boolean asServer) {
    return Peers.BROWSER;
  }

  @Override
  public Server server(boolean secure, boolean compressed) {
    throw new UnsupportedOperationException("a browser is a client");
  }

  @Override
  public Client client(boolean secure, boolean compressed) throws Exception {
    return new Browser();
  }

  private static final class Browser implements Client {
    private final OurServer orders = new OurServer(null, Compression.off(), Limits.defaults());
    private final End page = new End();
    private final Path profile = Files.createTempDirectory("we-chromium-");
    private final PeerProcess process;

    Browser() throws Exception {
      String control = orders.url() + orders.await(page);
      File file = Path.of("peers", "chromium-end.html").toAbsolutePath().toFile();
      process =
          new PeerProcess(
              "Chromium",
              new ProcessBuilder(
                  PROGRAM.toString(),
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-dev-shm-usage",
                  "--disable-background-networking",
                  "--no-first-run",
                  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
                  "--ignore-certificate-errors", // ours is known to nobody
                  "--user-data-dir=" + profile,
                  "--remote-debugging-port=0", // so that it stays when the page is loaded
                  file.toURI() + "#" + control));
      try {
        var _ = page.opened().get(60, TimeUnit.SECONDS);
      } catch (Exception e) {
        close();
        throw e;
      }
    }

    @Override
    public void connect(String url) throws Exception {
      page.socket().sendText(url);
      String path = URI.create(url).getPath();
      // What other connections of the page say of their ends is passed over.
      String said = page.next();
      while (!said.startsWith("text open " + path + " ")) {
        if (said.startsWith("text failed " + path + " ")) {
          throw new IOException(said);
        }
        said = page.next();
      }
    }

    @Override
    public void close() {
      process.close();
      orders.close();
      try (Stream<Path> files = Files.walk(profile)) {
        List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : all) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the browser's profile stays: " + e.getMessage(), e);
      }
    }
  }
}
