package dev.we.net.websocket.extension;

import static dev.we.net.websocket.Compression.MAX_WINDOW_BITS;
import static dev.we.net.websocket.extension.DeflateParams.ABSENT;
import static dev.we.net.websocket.extension.DeflateParams.NO_VALUE;

import dev.we.net.websocket.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The negotiation of permessage-deflate (RFC 7692, sections 5 and 7.1), both roles.
 *
 * <pre>
 *   parameter                    in an offer                    in an answer
 *   server_no_context_takeover   the server must not            it does not; must come if asked for
 *   client_no_context_takeover   the client will not            the client must not
 *   server_max_window_bits=N     the server at most N           it uses M; must come if asked, M ≤ N
 *   client_max_window_bits[=N]   may be asked to, and uses N    the client at most M, M ≤ N; only if
 *                                at most                        offered
 * </pre>
 */
public final class DeflateNegotiation {
  private DeflateNegotiation() {}

  /**
   * What a client offers: elements of Sec-WebSocket-Extensions in order of preference, none where
   * compression is off. Where nothing else was asked for, it is {@code permessage-deflate;
   * client_max_window_bits}, as browsers have it: there are servers that choke on more.
   *
   * @throws IllegalArgumentException if an offer of the caller's is none of permessage-deflate
   */
  public static List<String> offers(Compression wanted) {
    if (!wanted.enabled()) {
      return List.of();
    }
    if (!wanted.offers().isEmpty()) {
      parsed(wanted.offers());
      return wanted.offers();
    }
    int send = wanted.sendWindowBits();
    int receive = wanted.receiveWindowBits();
    DeflateParams offer =
        new DeflateParams(
            !wanted.receiveTakeover(),
            !wanted.sendTakeover(),
            receive == MAX_WINDOW_BITS ? ABSENT : receive,
            send == MAX_WINDOW_BITS ? NO_VALUE : send);
    return List.of(offer.text());
  }

  /**
   * Checks the offers that a caller wrote.
   *
   * @throws IllegalArgumentException as {@link #offers} does
   */
  public static void requireValid(Compression wanted) {
    var unused = offers(wanted);
  }

  private static List<DeflateParams> parsed(List<String> offers) {
    List<DeflateParams> all = new ArrayList<>();
    for (ExtensionHeader.Entry entry : ExtensionHeader.parse(offers)) {
      if (!entry.name().equals(DeflateParams.NAME)) {
        throw new IllegalArgumentException(
            "an offer of compression is one of " + DeflateParams.NAME + ", not " + entry.name());
      }
      all.add(DeflateParams.ofOffer(entry));
    }
    return all;
  }

  /**
   * A server's answer: to the first offer that follows the rules. One that does not is declined as
   * if it were not there (section 7: "A server MUST decline an extension negotiation offer […] if
   * the negotiation offer contains…"), and the next is looked at (section 5.1).
   *
   * @param offers the client's, of whatever extensions
   */
  public static Optional<DeflateAgreement> answer(
      Compression wanted, List<ExtensionHeader.Entry> offers) {
    if (!wanted.enabled()) {
      return Optional.empty();
    }
    return offers.stream()
        .filter(entry -> entry.name().equals(DeflateParams.NAME))
        .flatMap(entry -> valid(entry).stream())
        .findFirst()
        .map(offer -> answer(wanted, offer));
  }

  private static Optional<DeflateParams> valid(ExtensionHeader.Entry offer) {
    try {
      return Optional.of(DeflateParams.ofOffer(offer));
    } catch (IllegalArgumentException toBeDeclined) {
      return Optional.empty();
    }
  }

  private static DeflateAgreement answer(Compression wanted, DeflateParams offer) {
    boolean sendTakeover = wanted.sendTakeover() && !offer.serverNoContextTakeover();
    // 7.1.1.2: the client's own promise is confirmed, so that it holds.
    boolean receiveTakeover = wanted.receiveTakeover() && !offer.clientNoContextTakeover();
    int send = atMost(wanted.sendWindowBits(), offer.serverMaxWindowBits());
    boolean mayLimit = offer.clientMaxWindowBits() != ABSENT;
    int receive =
        mayLimit
            ? atMost(wanted.receiveWindowBits(), offer.clientMaxWindowBits())
            : MAX_WINDOW_BITS;
    boolean tellSend = send < MAX_WINDOW_BITS || offer.serverMaxWindowBits() != ABSENT;
    DeflateParams answer =
        new DeflateParams(
            !sendTakeover,
            !receiveTakeover,
            tellSend ? send : ABSENT,
            receive < MAX_WINDOW_BITS ? receive : ABSENT);
    return new DeflateAgreement(answer.text(), send, receive, sendTakeover, receiveTakeover);
  }

  /** The lesser of a setting and a parameter that may be absent or without a value. */
  private static int atMost(int bits, int param) {
    return param > 0 ? Math.min(bits, param) : bits;
  }

  /**
   * Checks the server's answer against what the client offered. As an answer does not say which of
   * several offers it takes, it must fit one of them; where it fits several, what the client said
   * of itself in any of those holds (7.1.1.2, 7.1.2.2), for the server may count on it.
   *
   * @param answers the extensions that the server agreed to, as it wrote them; their names were
   *     offered and none comes twice
   * @throws IllegalArgumentException if an answer is not allowed; the client must fail the
   *     connection (7.1); the message says why
   */
  public static Optional<DeflateAgreement> agreed(Compression wanted, List<String> answers) {
    if (answers.isEmpty()) {
      return Optional.empty();
    }
    ExtensionHeader.Entry entry = ExtensionHeader.parse(answers).getFirst();
    DeflateParams answer = DeflateParams.ofAnswer(entry);
    List<DeflateParams> fitting = new ArrayList<>();
    IllegalArgumentException first = null;
    for (DeflateParams offer : parsed(offers(wanted))) {
      try {
        requireAllowed(answer, offer);
        fitting.add(offer);
      } catch (IllegalArgumentException e) {
        first = first == null ? e : first;
      }
    }
    if (fitting.isEmpty()) {
      throw first == null ? new IllegalArgumentException("nothing was offered") : first;
    }
    return Optional.of(agreement(wanted, fitting, answer, entry.text()));
  }

  private static void requireAllowed(DeflateParams answer, DeflateParams offer) {
    if (offer.serverNoContextTakeover() && !answer.serverNoContextTakeover()) {
      throw new IllegalArgumentException(
          "it lacks server_no_context_takeover, which was asked for");
    }
    int asked = offer.serverMaxWindowBits();
    if (asked > 0 && answer.serverMaxWindowBits() == ABSENT) {
      throw new IllegalArgumentException(
          "it lacks server_max_window_bits, which was asked to be at most " + asked);
    }
    if (asked > 0 && answer.serverMaxWindowBits() > asked) {
      throw new IllegalArgumentException(
          "its server_max_window_bits is more than the " + asked + " asked for");
    }
    if (answer.clientMaxWindowBits() != ABSENT && offer.clientMaxWindowBits() == ABSENT) {
      throw new IllegalArgumentException("it has client_max_window_bits, which was not offered");
    }
    if (offer.clientMaxWindowBits() > 0
        && answer.clientMaxWindowBits() > offer.clientMaxWindowBits()) {
      throw new IllegalArgumentException("its client_max_window_bits is more than was offered");
    }
  }

  private static DeflateAgreement agreement(
      Compression wanted, List<DeflateParams> fitting, DeflateParams answer, String text) {
    int send = atMost(wanted.sendWindowBits(), answer.clientMaxWindowBits());
    boolean sendTakeover = wanted.sendTakeover() && !answer.clientNoContextTakeover();
    for (DeflateParams offer : fitting) {
      send = atMost(send, offer.clientMaxWindowBits());
      sendTakeover &= !offer.clientNoContextTakeover();
    }
    return new DeflateAgreement(
        text,
        send,
        atMost(MAX_WINDOW_BITS, answer.serverMaxWindowBits()),
        sendTakeover,
        !answer.serverNoContextTakeover());
  }
}
