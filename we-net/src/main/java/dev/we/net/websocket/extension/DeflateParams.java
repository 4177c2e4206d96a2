package dev.we.net.websocket.extension;

import java.util.HashSet;
import java.util.Set;

/**
 * The parameters of one permessage-deflate offer or answer (RFC 7692, section 7.1).
 *
 * @param serverNoContextTakeover 7.1.1.1
 * @param clientNoContextTakeover 7.1.1.2
 * @param serverMaxWindowBits 7.1.2.1: 8 to 15, or {@link #ABSENT}
 * @param clientMaxWindowBits 7.1.2.2: 8 to 15, {@link #ABSENT}, or {@link #NO_VALUE}
 */
record DeflateParams(
    boolean serverNoContextTakeover,
    boolean clientNoContextTakeover,
    int serverMaxWindowBits,
    int clientMaxWindowBits) {
  static final String NAME = "permessage-deflate";

  /** The parameter is not there. */
  static final int ABSENT = 0;

  /** The parameter is there without a value: a client that lets its window be limited. */
  static final int NO_VALUE = -1;

  private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
  private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

  /**
   * Reads the parameters of an offer.
   *
   * @throws IllegalArgumentException for what section 7 has a server decline: a parameter that is
   *     "not defined for use in an offer", "an invalid value", or "multiple extension parameters
   *     with the same name"
   */
  static DeflateParams ofOffer(ExtensionHeader.Entry offer) {
    return read(offer, true);
  }

  /**
   * Reads the parameters of an answer.
   *
   * @throws IllegalArgumentException for the same in an answer, where section 7 has a client fail
   *     the connection
   */
  static DeflateParams ofAnswer(ExtensionHeader.Entry answer) {
    return read(answer, false);
  }

  private static DeflateParams read(ExtensionHeader.Entry entry, boolean isOffer) {
    int serverBits = ABSENT;
    int clientBits = ABSENT;
    Set<String> names = new HashSet<>();
    for (ExtensionHeader.Param param : entry.params()) {
      if (!names.add(param.name())) {
        throw new IllegalArgumentException(param.name() + " comes twice");
      }
      switch (param.name()) {
        case SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER -> requireNoValue(param);
        case SERVER_MAX_WINDOW_BITS -> serverBits = windowBits(param);
        case CLIENT_MAX_WINDOW_BITS ->
            // 7.1.2.2: "This parameter has no value or a decimal integer value" in an offer; an
            // answer says how many.
            clientBits = isOffer && param.value().isEmpty() ? NO_VALUE : windowBits(param);
        default ->
            throw new IllegalArgumentException(
                NAME + " has no parameter " + param.name() + " (RFC 7692, section 7.1)");
      }
    }
    return new DeflateParams(
        names.contains(SERVER_NO_CONTEXT_TAKEOVER),
        names.contains(CLIENT_NO_CONTEXT_TAKEOVER),
        serverBits,
        clientBits);
  }

  private static void requireNoValue(ExtensionHeader.Param param) {
    if (param.value().isPresent()) {
      throw new IllegalArgumentException(param.name() + " has no value");
    }
  }

  /** "a decimal integer value without leading zeroes between 8 to 15, inclusive". */
  private static int windowBits(ExtensionHeader.Param param) {
    return switch (param.value().orElse("")) {
      case "8" -> 8;
      case "9" -> 9;
      case "10" -> 10;
      case "11" -> 11;
      case "12" -> 12;
      case "13" -> 13;
      case "14" -> 14;
      case "15" -> 15;
      default -> throw new IllegalArgumentException(param.name() + " is a number from 8 to 15");
    };
  }

  /** As an element of Sec-WebSocket-Extensions. */
  String text() {
    StringBuilder text = new StringBuilder(NAME);
    if (serverNoContextTakeover) {
      text.append("; ").append(SERVER_NO_CONTEXT_TAKEOVER);
    }
    if (clientNoContextTakeover) {
      text.append("; ").append(CLIENT_NO_CONTEXT_TAKEOVER);
    }
    append(text, SERVER_MAX_WINDOW_BITS, serverMaxWindowBits);
    append(text, CLIENT_MAX_WINDOW_BITS, clientMaxWindowBits);
    return text.toString();
  }

  private static void append(StringBuilder text, String name, int bits) {
    if (bits != ABSENT) {
      text.append("; ").append(name);
    }
    if (bits > 0) {
      text.append('=').append(bits);
    }
  }
}
