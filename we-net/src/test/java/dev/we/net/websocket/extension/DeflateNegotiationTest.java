package dev.we.net.websocket.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.we.net.websocket.Compression;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, sections 5 and 7.1. */
class DeflateNegotiationTest {
  private static final Compression DEFAULTS = Compression.defaults();

  private static String answer(Compression wanted, String... offers) {
    return DeflateNegotiation.answer(wanted, ExtensionHeader.parse(List.of(offers)))
        .map(DeflateAgreement::text)
        .orElse("declined");
  }

  private static DeflateAgreement agreed(Compression wanted, String answer) {
    return DeflateNegotiation.agreed(wanted, List.of(answer)).orElseThrow();
  }

  private static Compression offering(String... offers) {
    return Compression.builder().offers(offers).build();
  }

  // ---- What a client offers

  @Test
  void by_default_a_client_offers_what_browsers_do() {
    assertThat(DeflateNegotiation.offers(DEFAULTS))
        .containsExactly("permessage-deflate; client_max_window_bits");
    assertThat(DeflateNegotiation.offers(Compression.off())).isEmpty();
  }

  @Test
  void what_a_client_wants_of_the_server_is_in_its_offer() {
    Compression all =
        Compression.builder()
            .sendWindowBits(9)
            .receiveWindowBits(10)
            .sendTakeover(false)
            .receiveTakeover(false)
            .build();
    assertThat(DeflateNegotiation.offers(all))
        .containsExactly(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                + " server_max_window_bits=10; client_max_window_bits=9");
  }

  @Test
  void offers_of_the_callers_own_go_out_as_they_are_but_must_be_offers_of_permessage_deflate() {
    String[] own = {"permessage-deflate; server_max_window_bits=10", "permessage-deflate"};
    assertThat(DeflateNegotiation.offers(offering(own))).containsExactly(own);
    for (String wrong :
        List.of(
            "x-webkit-deflate-frame",
            "permessage-deflate; level=9",
            "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=7",
            "permessage-deflate,, ;")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DeflateNegotiation.requireValid(offering(wrong)));
    }
  }

  // ---- What a server answers

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          permessage-deflate                              | permessage-deflate
          permessage-deflate; client_max_window_bits      | permessage-deflate
          permessage-deflate; client_max_window_bits=15   | permessage-deflate
          permessage-deflate; client_max_window_bits=12   | permessage-deflate; client_max_window_bits=12
          permessage-deflate; client_max_window_bits="12" | permessage-deflate; client_max_window_bits=12
          permessage-deflate; client_max_window_bits=8    | permessage-deflate; client_max_window_bits=8
          permessage-deflate; server_max_window_bits=15   | permessage-deflate; server_max_window_bits=15
          permessage-deflate; server_max_window_bits=8    | permessage-deflate; server_max_window_bits=8
          permessage-deflate; server_no_context_takeover  | permessage-deflate; server_no_context_takeover
          permessage-deflate; client_no_context_takeover  | permessage-deflate; client_no_context_takeover
          """)
  void a_server_gives_what_was_asked_for(String offer, String answer) {
    assertThat(answer(DEFAULTS, offer)).isEqualTo(answer);
  }

  @Test
  void a_server_asks_for_a_smaller_client_window_only_where_that_was_offered() {
    Compression small = Compression.builder().receiveWindowBits(10).build();
    assertThat(answer(small, "permessage-deflate")).isEqualTo("permessage-deflate");
    assertThat(answer(small, "permessage-deflate; client_max_window_bits"))
        .isEqualTo("permessage-deflate; client_max_window_bits=10");
    assertThat(answer(small, "permessage-deflate; client_max_window_bits=9"))
        .isEqualTo("permessage-deflate; client_max_window_bits=9");
    assertThat(answer(small, "permessage-deflate; client_max_window_bits=12"))
        .isEqualTo("permessage-deflate; client_max_window_bits=10");
    List<ExtensionHeader.Entry> plain = ExtensionHeader.parse(List.of("permessage-deflate"));
    assertThat(DeflateNegotiation.answer(small, plain).orElseThrow().receiveWindowBits())
        .isEqualTo(15);
  }

  @Test
  void a_server_may_use_less_than_was_asked_for_and_says_so() {
    Compression small =
        Compression.builder().sendWindowBits(9).sendTakeover(false).receiveTakeover(false).build();
    assertThat(answer(small, "permessage-deflate; server_max_window_bits=12"))
        .isEqualTo(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                + " server_max_window_bits=9");
  }

  /** Section 7: "MUST decline"; and then "the next", and never the handshake's end. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "server_max_window_bits",
        "server_max_window_bits=7",
        "server_max_window_bits=16",
        "server_max_window_bits=08",
        "server_max_window_bits=+8",
        "server_max_window_bits=\"\"",
        "server_max_window_bits=1000000000000",
        "client_max_window_bits=7",
        "client_max_window_bits=16",
        "client_max_window_bits=x",
        "server_no_context_takeover=1",
        "server_no_context_takeover=true",
        "client_no_context_takeover=\"\"",
        "server_no_context_takeover; server_no_context_takeover",
        "client_max_window_bits=10; client_max_window_bits=10",
        "server_max_window_bits=10; server_max_window_bits=11",
        "SERVER_NO_CONTEXT_TAKEOVER",
        "level=9",
      })
  void an_offer_that_breaks_the_rules_is_declined_and_the_next_one_looked_at(String params) {
    String invalid = "permessage-deflate; " + params;
    assertThat(answer(DEFAULTS, invalid)).isEqualTo("declined");
    assertThat(answer(DEFAULTS, invalid + ", permessage-deflate; server_max_window_bits=9"))
        .isEqualTo("permessage-deflate; server_max_window_bits=9");
    assertThat(answer(DEFAULTS, invalid, "permessage-deflate")).isEqualTo("permessage-deflate");
  }

  @Test
  void other_extensions_are_passed_over_and_the_first_good_offer_is_taken() {
    assertThat(answer(DEFAULTS, "x; y=\"a, permessage-deflate\"")).isEqualTo("declined");
    assertThat(
            answer(
                DEFAULTS,
                "x-other; server_max_window_bits=8",
                "permessage-deflate; server_max_window_bits=11",
                "permessage-deflate"))
        .isEqualTo("permessage-deflate; server_max_window_bits=11");
    assertThat(answer(Compression.off(), "permessage-deflate")).isEqualTo("declined");
  }

  // ---- What a client accepts

  @Test
  void a_client_takes_the_servers_word_for_both_directions() {
    DeflateAgreement all =
        agreed(
            DEFAULTS,
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                + " server_max_window_bits=8; client_max_window_bits=\"9\"");
    assertThat(all.sendWindowBits()).isEqualTo(9);
    assertThat(all.receiveWindowBits()).isEqualTo(8);
    assertThat(all.sendTakeover()).isFalse();
    assertThat(all.receiveTakeover()).isFalse();
    DeflateAgreement none = agreed(DEFAULTS, "permessage-deflate");
    assertThat(none).isEqualTo(new DeflateAgreement("permessage-deflate", 15, 15, true, true));
    assertThat(DeflateNegotiation.agreed(DEFAULTS, List.of())).isEmpty();
  }

  @Test
  void a_client_keeps_its_own_promise_though_the_answer_does_not_repeat_it() {
    Compression small = Compression.builder().sendWindowBits(9).sendTakeover(false).build();
    DeflateAgreement agreed = agreed(small, "permessage-deflate");
    assertThat(agreed.sendWindowBits()).isEqualTo(9);
    assertThat(agreed.sendTakeover()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client_max_window_bits",
        "client_max_window_bits=7",
        "server_max_window_bits",
        "server_max_window_bits=16",
        "server_no_context_takeover=1",
        "client_no_context_takeover; client_no_context_takeover",
        "level=9",
      })
  void what_an_answer_may_not_contain_fails_the_connection(String params) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> agreed(DEFAULTS, "permessage-deflate; " + params));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server_max_window_bits=10  | permessage-deflate
          server_max_window_bits=10  | permessage-deflate; server_max_window_bits=11
          server_no_context_takeover | permessage-deflate
          client_no_context_takeover | permessage-deflate; client_max_window_bits=15
          client_max_window_bits=10  | permessage-deflate; client_max_window_bits=11
          """)
  void an_answer_that_does_not_fit_the_offer_fails_the_connection(String offer, String answer) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> agreed(offering("permessage-deflate; " + offer), answer));
  }

  @Test
  void an_answer_has_to_fit_one_of_several_offers() {
    Compression two =
        offering("permessage-deflate; server_max_window_bits=10", "permessage-deflate");
    assertThat(agreed(two, "permessage-deflate").receiveWindowBits()).isEqualTo(15);
    assertThat(agreed(two, "permessage-deflate; server_max_window_bits=9").receiveWindowBits())
        .isEqualTo(9);
  }

  /** A server that took the other of the two may have no larger window, and keep nothing. */
  @Test
  void where_an_answer_fits_several_offers_the_client_keeps_what_it_promised_in_each() {
    String much = "permessage-deflate";
    String little = "permessage-deflate; client_no_context_takeover; client_max_window_bits=10";
    for (Compression two : List.of(offering(much, little), offering(little, much))) {
      DeflateAgreement agreed = agreed(two, "permessage-deflate");
      assertThat(agreed.sendWindowBits()).isEqualTo(10);
      assertThat(agreed.sendTakeover()).isFalse();
      assertThat(agreed.receiveWindowBits()).isEqualTo(15);
      assertThat(agreed.receiveTakeover()).isTrue();
    }
    Compression apart =
        offering(
            "permessage-deflate; server_max_window_bits=9", little + "; server_max_window_bits=12");
    DeflateAgreement second = agreed(apart, "permessage-deflate; server_max_window_bits=11");
    assertThat(second.sendWindowBits()).as("only the second fits").isEqualTo(10);
    DeflateAgreement both = agreed(apart, "permessage-deflate; server_max_window_bits=9");
    assertThat(both.sendTakeover()).isFalse();
  }

  @Test
  void every_server_answer_to_every_offer_is_one_that_the_client_accepts_and_both_read_it_alike() {
    for (int i = 0; i < 1 << 12; i++) {
      Compression client = settings(i & 63);
      Compression server = settings(i >> 6);
      List<String> offers = DeflateNegotiation.offers(client);
      DeflateAgreement there =
          DeflateNegotiation.answer(server, ExtensionHeader.parse(offers)).orElseThrow();
      DeflateAgreement here = agreed(client, there.text());
      String which = offers + " → " + there.text();
      assertThat(here.sendTakeover()).as(which).isEqualTo(there.receiveTakeover());
      assertThat(here.receiveTakeover()).as(which).isEqualTo(there.sendTakeover());
      assertThat(here.sendWindowBits()).as(which).isEqualTo(there.receiveWindowBits());
      assertThat(here.receiveWindowBits()).as(which).isEqualTo(there.sendWindowBits());
    }
  }

  private static Compression settings(int bits) {
    int[] windows = {8, 11, 14, 15};
    return Compression.builder()
        .sendTakeover((bits & 1) == 0)
        .receiveTakeover((bits & 2) == 0)
        .sendWindowBits(windows[bits >> 2 & 3])
        .receiveWindowBits(windows[bits >> 4 & 3])
        .build();
  }
}
