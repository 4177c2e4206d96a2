package dev.we.net.websocket.extension;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.we.conformance.fuzz.FuzzInput;
import dev.we.net.websocket.Compression;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whatever a client offers and a server is set to: an answer obeys RFC 7692, section 7.1, towards
 * the offer that it takes, a client that made the offers accepts it, and both understand it alike:
 * neither sends what the other cannot read. Whatever a server answers: a client takes only what
 * section 7.1 allows it to.
 *
 * <p>Data: two bytes of settings for each side, then lines: the offers, and behind an empty line an
 * answer.
 */
class DeflateNegotiationFuzzTest {
  private static final Pattern BITS = Pattern.compile("[89]|1[0-5]");
  private static final Set<String> FLAGS =
      Set.of("server_no_context_takeover", "client_no_context_takeover");
  private static final String SERVER_BITS = "server_max_window_bits";
  private static final String CLIENT_BITS = "client_max_window_bits";

  @FuzzTest
  void anAnswerObeysTheRfcAndBothEndsUnderstandItAlike(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    Compression server = settings(input).build();
    Compression.Builder client = settings(input);
    String[] texts = new String(input.rest(), ISO_8859_1).split("\n\n", 2);
    List<String> lines = List.of(texts[0].split("\n", -1));
    List<ExtensionHeader.Entry> offers;
    try {
      offers = ExtensionHeader.parse(lines);
    } catch (IllegalArgumentException e) {
      return; // judged elsewhere
    }
    Optional<DeflateAgreement> answer = DeflateNegotiation.answer(server, offers);
    Optional<ExtensionHeader.Entry> taken =
        offers.stream().filter(o -> isLegal(o, true)).findFirst();
    assertThat(answer.isPresent()).isEqualTo(taken.isPresent());
    answer.ifPresent(agreement -> checkAnswer(agreement, taken.orElseThrow()));
    if (offers.stream().allMatch(o -> isLegal(o, true))) {
      Compression offering = client.offers(lines.toArray(String[]::new)).build();
      answer.ifPresent(agreement -> checkBothEnds(offering, agreement));
      checkForeignAnswer(offering, texts.length > 1 ? texts[1] : "");
    }
  }

  private static Compression.Builder settings(FuzzInput input) {
    int bits = input.octet();
    return Compression.builder()
        .sendTakeover((bits & 1) == 0)
        .receiveTakeover((bits & 2) == 0)
        .sendWindowBits(15 - (bits >> 2) % 8)
        .receiveWindowBits(15 - input.upTo(7));
  }

  /** Section 7.1, of one element on its own. */
  private static boolean isLegal(ExtensionHeader.Entry entry, boolean isOffer) {
    Set<String> seen = new HashSet<>();
    boolean legal = entry.name().equals("permessage-deflate");
    for (ExtensionHeader.Param param : entry.params()) {
      boolean bits = param.value().filter(v -> BITS.matcher(v).matches()).isPresent();
      boolean none = param.value().isEmpty();
      legal &= seen.add(param.name());
      legal &=
          FLAGS.contains(param.name())
              ? none
              : param.name().equals(SERVER_BITS)
                  ? bits
                  : param.name().equals(CLIENT_BITS) && (bits || (none && isOffer));
    }
    return legal;
  }

  private static Map<String, Integer> params(ExtensionHeader.Entry entry) {
    Map<String, Integer> params = new HashMap<>();
    entry.params().forEach(p -> params.put(p.name(), p.value().map(Integer::valueOf).orElse(0)));
    return params;
  }

  /** Section 7.1, of an answer to that offer. */
  private static boolean fits(Map<String, Integer> answer, Map<String, Integer> offer) {
    boolean resets =
        !offer.containsKey("server_no_context_takeover")
            || answer.containsKey("server_no_context_takeover");
    boolean serverBits =
        !offer.containsKey(SERVER_BITS)
            || (answer.containsKey(SERVER_BITS)
                && answer.get(SERVER_BITS) <= offer.get(SERVER_BITS));
    boolean clientBits =
        !answer.containsKey(CLIENT_BITS)
            || (offer.containsKey(CLIENT_BITS)
                && (offer.get(CLIENT_BITS) == 0
                    || answer.get(CLIENT_BITS) <= offer.get(CLIENT_BITS)));
    return resets && serverBits && clientBits;
  }

  private static void checkAnswer(DeflateAgreement agreement, ExtensionHeader.Entry taken) {
    ExtensionHeader.Entry written = ExtensionHeader.parse(List.of(agreement.text())).getFirst();
    assertThat(isLegal(written, false)).as(agreement.text()).isTrue();
    Map<String, Integer> answer = params(written);
    assertThat(fits(answer, params(taken))).as("%s to %s", agreement.text(), taken).isTrue();
    assertThat(agreement.sendWindowBits()).isEqualTo(answer.getOrDefault(SERVER_BITS, 15));
    assertThat(agreement.receiveWindowBits()).isEqualTo(answer.getOrDefault(CLIENT_BITS, 15));
    assertThat(agreement.sendTakeover())
        .isEqualTo(!answer.containsKey("server_no_context_takeover"));
    assertThat(agreement.receiveTakeover())
        .isEqualTo(!answer.containsKey("client_no_context_takeover"));
  }

  private static void checkBothEnds(Compression offering, DeflateAgreement server) {
    DeflateAgreement client =
        DeflateNegotiation.agreed(offering, List.of(server.text())).orElseThrow();
    assertThat(client.sendWindowBits()).isLessThanOrEqualTo(server.receiveWindowBits());
    assertThat(server.sendWindowBits()).isLessThanOrEqualTo(client.receiveWindowBits());
    assertThat(client.sendTakeover() && !server.receiveTakeover()).isFalse();
    assertThat(server.sendTakeover() && !client.receiveTakeover()).isFalse();
  }

  private static void checkForeignAnswer(Compression offering, String text) {
    ExtensionHeader.Entry answer;
    try {
      answer = ExtensionHeader.parse(List.of(text)).getFirst();
    } catch (IllegalArgumentException e) {
      return;
    }
    if (!answer.name().equals("permessage-deflate")) {
      return; // was not offered, which the handshake finds out
    }
    boolean allowed =
        isLegal(answer, false)
            && ExtensionHeader.parse(offering.offers()).stream()
                .anyMatch(offer -> fits(params(answer), params(offer)));
    try {
      var agreed = DeflateNegotiation.agreed(offering, List.of(answer.text()));
      assertThat(allowed && agreed.isPresent()).as("%s accepted", text).isTrue();
    } catch (IllegalArgumentException e) {
      assertThat(allowed).as("%s: %s", text, e.getMessage()).isFalse();
      assertThat(e.getMessage()).doesNotContainPattern("[^ -~]");
    }
  }
}
