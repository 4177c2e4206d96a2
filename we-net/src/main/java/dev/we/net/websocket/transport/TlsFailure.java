package dev.we.net.websocket.transport;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/** Says in one line what was wrong when TLS failed. */
final class TlsFailure {

  private static final int MOST_CAUSES = 16;

  private TlsFailure() {}

  /** What was wrong, with the peer as "it". */
  static String inWords(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++, cause = cause.getCause()) {
      String known = known(cause);
      if (known != null) {
        return oneLine(known);
      }
    }
    return oneLine(text(failure));
  }

  private static @Nullable String known(Throwable cause) {
    String text = text(cause);
    if (cause instanceof CertificateExpiredException) {
      return "its certificate has expired (" + text + ")";
    }
    if (cause instanceof CertificateNotYetValidException) {
      return "its certificate is not valid yet (" + text + ")";
    }
    if (cause instanceof CertPathBuilderException) {
      return "its certificate is not trusted: " + text;
    }
    // The JDK has no type for these; without the words, its own text is told.
    if (cause instanceof CertificateException
        && (text.startsWith("No subject alternative") || text.startsWith("No name matching"))) {
      return "its certificate is for another host: " + text;
    }
    if (text.startsWith("Empty client certificate chain")) {
      return "it has sent no certificate, which is required here";
    }
    if (text.startsWith("Received fatal alert: ")) {
      return "it refused with the alert " + text.substring("Received fatal alert: ".length());
    }
    return null;
  }

  /** The message without the alert that newer JDKs put in front of it in parentheses. */
  private static String text(Throwable failure) {
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    int end = message.startsWith("(") ? message.indexOf(") ") : -1;
    return end > 0 && message.substring(1, end).chars().allMatch(TlsFailure::isAlertCharacter)
        ? message.substring(end + 2)
        : message;
  }

  private static boolean isAlertCharacter(int c) {
    return c == '_' || (c >= 'a' && c <= 'z');
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
