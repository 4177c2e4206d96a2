package dev.we.conformance.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Puts what a long run found into a document, between two marks that stand there. */
public final class Report {
  private Report() {}

  /**
   * Replaces what stands between {@code <!-- word: … -->} and {@code <!-- /word -->} by {@code
   * lines}, and dates it.
   *
   * @throws IOException if the file or its marks cannot be found
   */
  public static void write(Path file, String word, String lines) throws IOException {
    String text = Files.readString(file);
    int start = text.indexOf("<!-- " + word + ":");
    int end = text.indexOf("<!-- /" + word + " -->");
    if (start < 0 || end < start) {
      throw new IOException(file + " has no place for " + word);
    }
    String dated =
        "<!-- %s: we-conformance/long %s, %s -->\n%s"
            .formatted(word, word, LocalDate.now(ZoneOffset.UTC), lines);
    Files.writeString(file, text.substring(0, start) + dated + text.substring(end));
  }
}
