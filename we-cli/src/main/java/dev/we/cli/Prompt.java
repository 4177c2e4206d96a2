package dev.we.cli;

import dev.we.net.websocket.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * A person's terminal: a prompt with editing and history at the bottom, and what arrives above it.
 *
 * <p>What a peer sends is shown without control characters, with which it could otherwise drive the
 * terminal.
 */
final class Prompt implements EventPrinter, AutoCloseable {
  private static final AttributedStyle RECEIVED =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle REMARK =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.BRIGHT);
  private static final AttributedStyle COMPLAINT =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

  private final Terminal terminal;
  private final LineReader reader;
  private final BinaryFormat format;
  private final boolean colours = System.getenv("NO_COLOR") == null;

  Prompt(BinaryFormat format, boolean history) throws IOException {
    this.format = format;
    terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    DefaultParser asItIs = new DefaultParser();
    asItIs.setEscapeChars(null);
    asItIs.setQuoteChars(null);
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(asItIs)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    if (history) {
      historyFile().ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    }
    reader = builder.build();
  }

  /** The next line; null when the person is done: Ctrl-D, or Ctrl-C on an empty line. */
  @Nullable String readLine() {
    while (true) {
      try {
        return reader.readLine("> ");
      } catch (EndOfFileException e) {
        return null;
      } catch (UserInterruptException e) {
        if (e.getPartialLine() == null || e.getPartialLine().isEmpty()) {
          return null;
        }
      }
    }
  }

  /** Says something about what the person typed. */
  void complain(String what) {
    show("! ", what, COMPLAINT);
  }

  @Override
  public void opened(WebSocket socket) {
    String subprotocol = socket.subprotocol().map(name -> ", subprotocol " + name).orElse("");
    String tls = socket.tlsSession().map(session -> ", " + session.getProtocol()).orElse("");
    show("", "connected" + subprotocol + tls + "; Ctrl-D closes", REMARK);
  }

  @Override
  public void text(String text) {
    show("< ", text, RECEIVED);
  }

  @Override
  public void binary(ByteBuffer data) {
    String line = new String(format.encode(BinaryFormat.bytes(data)), StandardCharsets.UTF_8);
    show("< binary, " + data.remaining() + " bytes: ", line, RECEIVED);
  }

  @Override
  public void ping(ByteBuffer payload) {
    show("< ", "ping", REMARK);
  }

  @Override
  public void pong(ByteBuffer payload) {
    show("< ", "pong", REMARK);
  }

  @Override
  public void failed(Throwable error) {} // told on stderr when the terminal is the shell's again

  @Override
  public void closed(Ending ending) {
    show("", ending.toString(), REMARK);
  }

  private void show(String mark, String what, AttributedStyle style) {
    String line = mark + printable(what);
    reader.printAbove(new AttributedString(line, colours ? style : AttributedStyle.DEFAULT));
  }

  /** The text with control characters, line ends and tabs apart, made visible. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 && c != '\n' && c != '\t') {
        shown.append((char) ('\u2400' + c)); // the symbol that stands for it
      } else if (Character.isISOControl(c) && c >= 0x7F) {
        shown.append('\uFFFD');
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  /** In the user's state folder, as the XDG base directory specification has it; private. */
  private static Optional<Path> historyFile() {
    String state = System.getenv("XDG_STATE_HOME");
    Path folder =
        state == null || state.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(state);
    Path file = folder.resolve("we-net").resolve("history");
    try {
      Files.createDirectories(file.getParent());
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      return Optional.of(file);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // no place for it: then without history
    }
    return Optional.of(file);
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
