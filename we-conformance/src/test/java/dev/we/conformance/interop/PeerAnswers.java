package dev.we.conformance.interop;

import static dev.we.conformance.interop.Params.ABSENT;
import static dev.we.conformance.interop.Params.NO_VALUE;

/**
 * What comes of an offer, by whom it is answered: {@link Params#text()} of the answer, or how it
 * fails. Of ours it is written from RFC 7692, 7.1 and from what docs/permessage-deflate.md
 * promises.
 */
final class PeerAnswers {
  private PeerAnswers() {}

  /** Ours, set to at most these windows and these takeovers. */
  static String ours(Params offer, Params setting) {
    int server = least(setting.serverBits(), offer.serverBits());
    int client =
        offer.clientBits() == ABSENT ? ABSENT : least(setting.clientBits(), offer.clientBits());
    boolean asked = offer.serverBits() != ABSENT;
    return new Params(
            setting.serverNoTakeover() || offer.serverNoTakeover(),
            setting.clientNoTakeover() || offer.clientNoTakeover(),
            server == 15 && !asked ? ABSENT : server,
            client == 15 ? ABSENT : client)
        .text();
  }

  /** That of ws: nothing but what it is set to, and 400 where that is more than was offered. */
  static String ws(Params offer, Params setting) {
    boolean wider = offer.serverBits() != ABSENT && setting.serverBits() > offer.serverBits();
    boolean notToBeLimited =
        setting.clientBits() != ABSENT
            && (offer.clientBits() == ABSENT
                || (offer.clientBits() > 0 && setting.clientBits() > offer.clientBits()));
    if (wider || notToBeLimited) {
      return "refused with 400";
    }
    int client = offer.clientBits() == NO_VALUE ? ABSENT : offer.clientBits();
    return new Params(
            setting.serverNoTakeover() || offer.serverNoTakeover(),
            setting.clientNoTakeover() || offer.clientNoTakeover(),
            setting.serverBits() != ABSENT ? setting.serverBits() : offer.serverBits(),
            setting.clientBits() != ABSENT ? setting.clientBits() : client)
        .text();
  }

  /**
   * That of python3-websockets: the lesser of both. Its zlib does not compress with a window of
   * 2^8, which it finds out when it makes the compressor: in the handshake, or where there is no
   * takeover when it sends its first message.
   */
  static String websockets(Params offer, Params setting) {
    int client =
        offer.clientBits() == ABSENT ? ABSENT : least(setting.clientBits(), offer.clientBits());
    Params answer =
        new Params(
            setting.serverNoTakeover() || offer.serverNoTakeover(),
            setting.clientNoTakeover() || offer.clientNoTakeover(),
            least(setting.serverBits(), offer.serverBits()),
            client);
    if (answer.serverBits() == 8) {
      return answer.serverNoTakeover()
          ? answer.text() + NegotiationTest.BREAKS + "close 1011"
          : "refused with 500";
    }
    return answer.text();
  }

  /** What comes of our answer where python3-websockets is the client. */
  static String websocketsTakes(String answer, Params offer) {
    Params agreed = Params.read(answer);
    boolean eight = agreed.clientBits() == 8;
    if (eight && !agreed.clientNoTakeover()) {
      return "failed with ValueError";
    }
    return eight ? answer + NegotiationTest.BREAKS + "close 1000" : answer;
  }

  /** The lesser of two numbers of bits, one of which may not be given. */
  private static int least(int bits, int others) {
    if (bits <= 0 || others <= 0) {
      return Math.max(ABSENT, Math.max(bits, others));
    }
    return Math.min(bits, others);
  }
}
