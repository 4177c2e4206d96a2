package dev.we.conformance.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The results, and docs/interop.md made of them. */
final class Matrix {
  private static final Path TABLE = Path.of("..", "docs", "interop.md");

  private static final String HEAD =
      """
      # Interoperability

      Written by `we-conformance/long interop`, which installs each peer from npm, Debian or Maven Central and joins it with our ends in
      both roles. Each cell stands for as many connections as it counts questions.

      - **E** echo: texts and binary messages from 0 bytes to 70 kB, compressible and not, repeated, in fragments and uncompressed between
        compressed ones. **L** messages of 16 MiB and 1 MiB. **F** our fragments with a ping between them, **e** our empty first fragment, **f** the
        peer's fragments. **P** our pings, **p** the peer's. **S** subprotocol. **V** the peer vanishes without a Close: 1006.
      - **C**n+m: our end closes with n of the codes 1000 to 1003, 1007 to 1014, 3000, 4999 and none, and gets them back; the peer closes
        with m of them when asked to.
      - A letter that is absent: the peer's API has no way to be asked for it. — the peer has nothing of the kind.

      """;

  private static final String FOOT =
      """

      Not asked because of a defect or limit of theirs: Vert.x **e** (it fails to append to an empty fragment, and is silent from then on),
      Undertow with compression **L** (it takes 1 MiB at most), Helidon **L** (its time grows with the square of the length), the JDK close 1010
      (it fails the connection, now with 1002, now without), libwebsockets' client with compression **ELpV** and the second of **C** (it loses any
      message that is sent uncompressed, RSV1 unset, on a connection with permessage-deflate, which RFC 7692, 6 allows, and is silent from then on;
      a server of a few lines that sends one such text shows it, too). libwebsockets' echo end sends empty messages uncompressed and has a
      decompressor with a larger buffer than usual: either fails an assertion otherwise. It keeps what it gave to `lws_write` until the next turn,
      for the compressor goes on reading there: freed at once, the end of a message came back altered.

      Through forward proxies, plain and with TLS, our client goes with Debian's tinyproxy (CONNECT) and microsocks (SOCKS 5), each with a password and without:
      `ForwardProxyTest`.
      """;

  private static final Pattern GREEN = Pattern.compile("(\\w+) C(\\d+)\\+(\\d+)");
  private static final Pattern WAYS = Pattern.compile("- ([^:]+): (.*: .*)");

  /** Cells are asked some at a time. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
  private final Map<String, Set<String>> ways = new LinkedHashMap<>();

  /** Prepares the rows, so that their order is that of the peers. */
  void expect(Cell cell) {
    put(cell, "not run");
  }

  void add(Cell cell, Cell.Result result) {
    lock.lock();
    try {
      addLocked(cell, result);
    } finally {
      lock.unlock();
    }
  }

  private void addLocked(Cell cell, Cell.Result result) {
    put(
        cell,
        (result.otherwise().isEmpty() ? "" : "✗ " + result.otherwise().size() + ": ")
            + letters(result.answers()));
    if (!result.ways().isEmpty()) {
      ways.computeIfAbsent(cell.peer().title(), key -> new TreeSet<>()).addAll(result.ways());
    }
  }

  void missing(Cell cell, String why) {
    put(cell, why);
  }

  void none(Cell cell) {
    put(cell, "—");
  }

  private void put(Cell cell, String text) {
    lock.lock();
    try {
      rows.computeIfAbsent(cell.peer().title(), key -> new LinkedHashMap<>())
          .put(cell.column(), text);
    } finally {
      lock.unlock();
    }
  }

  /** The rows of peers that are not asked this time stay as the page has them. */
  void keepOfPage(Predicate<String> kept) throws IOException {
    lock.lock();
    try {
      for (String line : Files.readAllLines(TABLE)) {
        Matcher ofWays = WAYS.matcher(line);
        String[] cells = line.split(" *\\| *", -1);
        if (cells.length > 2 && kept.test(cells[1]) && rows.containsKey(cells[1])) {
          int next = 2;
          for (Map.Entry<String, String> cell : rows.get(cells[1]).entrySet()) {
            cell.setValue(cells[next++]);
          }
        } else if (ofWays.matches() && kept.test(ofWays.group(1))) {
          ways.put(ofWays.group(1), new TreeSet<>(List.of(ofWays.group(2).split("; "))));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many questions a cell has that is all green; 0 for any other. */
  private static int questions(String cell) {
    Matcher green = GREEN.matcher(cell);
    return green.matches()
        ? green.group(1).length()
            + Integer.parseInt(green.group(2))
            + Integer.parseInt(green.group(3))
        : 0;
  }

  private static String letters(List<String> answers) {
    StringBuilder text = new StringBuilder();
    String[] each = {
      Questions.ECHO,
      "E",
      Questions.LARGE,
      "L",
      Questions.FRAGMENTS,
      "F",
      Questions.EMPTY_FRAGMENT,
      "e",
      Questions.ITS_FRAGMENTS,
      "f",
      Questions.PING,
      "P",
      Questions.ITS_PING,
      "p",
      Questions.SUBPROTOCOL,
      "S",
      Questions.VANISH,
      "V"
    };
    for (int i = 0; i < each.length; i += 2) {
      if (answers.contains(each[i])) {
        text.append(each[i + 1]);
      }
    }
    long ours = answers.stream().filter(name -> name.startsWith(Questions.CLOSE)).count();
    long its = answers.stream().filter(name -> name.startsWith(Questions.ITS_CLOSE)).count();
    return text + " C" + ours + "+" + its;
  }

  void write() throws IOException {
    lock.lock();
    try {
      Files.writeString(TABLE, text());
    } finally {
      lock.unlock();
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder(HEAD);
    List<Integer> green =
        rows.values().stream()
            .flatMap(cells -> cells.values().stream())
            .map(Matrix::questions)
            .filter(questions -> questions > 0)
            .toList();
    text.append(green.size())
        .append(" cells green, ")
        .append(green.stream().mapToInt(Integer::intValue).sum())
        .append(" questions answered.\n\n");
    List<String> columns = new ArrayList<>(rows.values().iterator().next().keySet());
    text.append("| peer | ").append(String.join(" | ", columns)).append(" |\n");
    text.append("|---".repeat(columns.size() + 1)).append("|\n");
    rows.forEach((peer, cells) ->
        text.append("| ")
            .append(peer)
            .append(" | ")
            .append(String.join(" | ", cells.values()))
            .append(" |\n"));
    text.append(FOOT);
    if (!ways.isEmpty()) {
      text.append(
          "\n## Peers with ways of their own\n\nEach is asserted, so that a change is noticed.\n\n");
      ways.forEach((peer, answers) ->
          text.append("- ")
              .append(peer)
              .append(": ")
              .append(String.join("; ", answers))
              .append("\n"));
    }
    return text.toString();
  }
}
